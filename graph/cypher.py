"""Cypher that users write: what is asked for comes in as text, rows of plain values go out, nothing is ever changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

import neo4j.graph
import neo4j.time

from extract.model import InputError
from graph.model import MARK
from graph.store import READ_TIMEOUT, Rows, Store

ROW_CAP = 1000


def run_cypher(
    store: Store,
    query: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    timeout: float = READ_TIMEOUT,
    limit: int | None = ROW_CAP,
) -> Rows:
    """The rows of one query, values made plain (see `plain`). Raises InputError where it is empty, is no valid Cypher,
    would change the graph or takes too long. `Rows.more` says that the cap left rows out."""
    text = query.strip().rstrip(";").rstrip()
    if not text:
        raise InputError("There is no query to run; give it in quotes, or - to read it from standard input.")
    store.check_reads(text, parameters)
    found = store.read(text, parameters, timeout=timeout, limit=limit)
    return Rows(found.columns, tuple(tuple(map(plain, row)) for row in found.rows), found.more)


def parse_parameters(given: Iterable[str]) -> dict[str, Any]:
    """name=value pairs of the command line: a value is JSON where it reads as JSON (3, true, ["a"]), text otherwise."""
    parameters: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip().isidentifier():
            raise InputError("{pair} is no parameter; write it as name=value.", pair=pair)
        parameters[name.strip()] = _json_or_text(value)
    return parameters


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a node is its label and properties, a path its nodes and relationships in turn."""
    match value:
        case neo4j.graph.Node():
            return {"label": next(iter(value.labels), ""), **_properties(value)}
        case neo4j.graph.Relationship():
            ends = [node.get("name") if node is not None else None for node in value.nodes]
            return {"type": value.type, "from": ends[0], "to": ends[1], **_properties(value)}
        case neo4j.graph.Path():
            steps: list[Any] = [value.start_node]
            for relationship, node in zip(value.relationships, value.nodes[1:], strict=True):
                steps += [relationship, node]
            return [plain(step) for step in steps]
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case neo4j.time.Date() | neo4j.time.DateTime() | neo4j.time.Time():
            return value.iso_format()
        case neo4j.time.Duration() | date() | time():
            return str(value)
        case None | str() | int() | float() | bool():
            return value
        case _:
            return str(value)


def _properties(entity: Any) -> dict[str, Any]:
    return {key: plain(value) for key, value in entity.items() if key != MARK}


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
