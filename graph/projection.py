"""The record seen as a graph: statements that say the same become one relationship with all its quotes.

A record comes in, nodes and relationships come out, nodes first. Nothing is written here, to no database and no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import Any

from extract.model import QUALIFIERS, Entity
from graph.model import LABELS, RELATIONSHIPS, article_id, relationship_id, role_id
from graph.record import Record

Value = str | int | float | bool | list[str] | None

# What 100,000 articles say is quoted from the first and the last of them; `count` says how many there are.
QUOTES_KEPT = 100
QUOTE_LENGTH = 500
_SENTENCE_END = re.compile(r"[。！？!?\n]")


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `properties` holds every property its label may have, None where it has no value."""

    label: str
    id: str
    properties: Mapping[str, Value]

    @property
    def content(self) -> str:
        """Changes when anything of the node does."""
        return _digest(self.label, self.properties)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship. `properties` holds every property its type may have, None where it has no value."""

    type: str
    id: str
    start_label: str
    start: str
    end_label: str
    end: str
    properties: Mapping[str, Value]

    @property
    def content(self) -> str:
        """Changes when anything of the relationship does."""
        return _digest(self.start_label + self.end_label, self.properties)


def nodes(record: Record) -> Iterator[Node]:
    """Entities of the corpus, then posts, then articles; each kind sorted by id or place in the record."""
    for entity in record.entities():
        yield _entity_node(entity)
    yield from _roles(record)
    yield from _articles(record)


def relationships(record: Record) -> Iterator[Relationship]:
    """Every fact once, with all that says so; then where each entity is mentioned."""
    yield from _facts(record)
    yield from _posts(record)
    yield from _mentions(record)


# ---- nodes


def _node(label: str, id_: str, name: str, aliases: Iterable[str] = (), **properties: Value) -> Node:
    own = {key: properties.get(key) or None for key in LABELS[label]}
    if "private" in own:
        own["private"] = bool(own["private"])
    return Node(label, id_, {"id": id_, "name": name, "aliases": sorted(set(aliases) - {name}), **own})


def _entity_node(entity: Entity) -> Node:
    return _node(
        entity.type,
        entity.id,
        entity.name,
        entity.aliases,
        scope=entity.scope,
        private=entity.kind == "private",
        kind=entity.kind,
        date=entity.date.isoformat() if entity.date else None,
    )


def _roles(record: Record) -> Iterator[Node]:
    held = record.rows(
        "SELECT DISTINCT s.object, s.object_name, json_extract(s.qualifiers, '$.title'), e.scope"
        " FROM resolved_statement s LEFT JOIN entity e ON e.id = s.object"
        " WHERE s.predicate = 'HOLDS_ROLE' ORDER BY 1, 3, 2"
    )
    for (body, title), same in groupby(held, key=lambda row: (row[0], row[2] or "")):
        _, name, _, scope = next(same)
        yield _node("Role", role_id(body, title), name + title, title=title, scope=scope)


def _articles(record: Record) -> Iterator[Node]:
    for doc, n, title, publication, published, source in record.rows(
        "SELECT doc, n, title, publication, published, source FROM article ORDER BY doc, n"
    ):
        yield _node(
            *("Article", article_id(doc, n), title),
            title=title,
            publication=publication,
            published=published,
            source=source,
            doc=doc,
            n=n,
        )


# ---- relationships


@dataclass(slots=True)
class _Edge:
    """What several articles say in the same words or in others, being brought together."""

    type: str
    start_label: str
    start: str
    end_label: str
    end: str
    qualifier: str = ""
    properties: dict[str, Value] = field(default_factory=dict)
    quotes: dict[tuple[str, str], None] = field(default_factory=dict)  # (article, quote), in order of publication
    dates: list[str] = field(default_factory=list)
    confidence: float = 0.0
    rule: str = ""
    count: int = 0

    def add(self, article: str, published: str | None, quote: str, confidence: float, rule: str) -> None:
        self.quotes[article, quote] = None
        self.count += 1
        if published:
            self.dates.append(published)
        if confidence > self.confidence:
            self.confidence, self.rule = confidence, rule

    def relationship(self) -> Relationship:
        quotes = list(self.quotes)
        if len(quotes) > QUOTES_KEPT:
            quotes = quotes[: QUOTES_KEPT // 2] + quotes[-QUOTES_KEPT // 2 :]
        own = {name: self.properties.get(name) for name in RELATIONSHIPS[self.type].properties}
        id_ = relationship_id(self.start, self.type, self.end, self.qualifier)
        properties: dict[str, Value] = {
            "id": id_,
            "quotes": [quote for _, quote in quotes],
            "articles": [article for article, _ in quotes],
            "first_seen": min(self.dates, default=None),
            "last_seen": max(self.dates, default=None),
            "confidence": self.confidence,
            "rule": self.rule,
            "count": self.count,
            **own,
        }
        return Relationship(self.type, id_, self.start_label, self.start, self.end_label, self.end, properties)


def _facts(record: Record) -> Iterator[Relationship]:
    """All statements; HOLDS_ROLE leads to the post, a cooperation is the same from either side."""
    stated = record.rows(
        "SELECT predicate, CASE WHEN turned THEN object ELSE subject END AS start,"
        " CASE WHEN turned THEN subject ELSE object END AS end, subject_type, object_type, qualifiers,"
        " doc, n, published, evidence, confidence, rule FROM (SELECT *,"
        " predicate = 'COOPERATES_WITH' AND subject > object AS turned FROM resolved_statement)"
        " ORDER BY predicate, start, end, published, doc, n, seq"
    )
    for _, rows in groupby(stated, key=lambda row: row[:3]):
        edges: dict[str, _Edge] = {}
        for row in rows:
            predicate, start, end, start_label, end_label, packed, *said = row
            qualifiers: dict[str, str] = json.loads(packed)
            qualifier = qualifiers.get(QUALIFIERS.get(predicate, ""), "")
            edge = edges.get(qualifier)
            if edge is None:
                edge = edges[qualifier] = _edge(predicate, start_label, start, end_label, end, qualifier, said)
            _say(edge, said)
            _extend_tenure(edge, qualifiers)
        for edge in edges.values():
            if edge.start != edge.end:
                yield edge.relationship()


def _edge(
    predicate: str, start_label: str, start: str, end_label: str, end: str, qualifier: str, said: list[Any]
) -> _Edge:
    if predicate == "HOLDS_ROLE":
        role = role_id(end, qualifier)
        return _Edge("HOLDS", start_label, start, "Role", role, properties={"title": qualifier})
    if predicate == "REPORTED":
        end = article_id(said[0], said[1])
    name = QUALIFIERS.get(predicate)
    return _Edge(predicate, start_label, start, end_label, end, qualifier, properties={name: qualifier} if name else {})


def _say(edge: _Edge, said: list[Any]) -> None:
    doc, n, published, evidence, confidence, rule = said
    edge.add(article_id(doc, n), published, evidence[:QUOTE_LENGTH], confidence, rule)


def _extend_tenure(edge: _Edge, qualifiers: Mapping[str, str]) -> None:
    """The earliest stated beginning and the latest stated end of a post."""
    for name, choose in (("since", min), ("until", max)):
        if stated := qualifiers.get(name):
            known = edge.properties.get(name)
            edge.properties[name] = choose(stated, known) if isinstance(known, str) else stated


def _posts(record: Record) -> Iterator[Relationship]:
    """The body at which each post is, quoting all who hold it."""
    held = record.rows(
        "SELECT object, object_type, json_extract(qualifiers, '$.title') AS title, doc, n, published, evidence,"
        " confidence, rule FROM resolved_statement WHERE predicate = 'HOLDS_ROLE'"
        " ORDER BY object, title, published, doc, n, seq"
    )
    for (body, label, title), rows in groupby(held, key=lambda row: (row[0], row[1], row[2] or "")):
        edge = _Edge("AT", "Role", role_id(body, title), label, body)
        for row in rows:
            _say(edge, list(row[3:]))
        yield edge.relationship()


def _mentions(record: Record) -> Iterator[Relationship]:
    """Where each entity is named, in which forms, with the first sentence that does."""
    named = record.rows(
        "SELECT a.id, a.doc, a.n, a.published, coalesce(e.id, l.id), l.type, l.name, l.aliases"
        " FROM article a JOIN local_entity l ON l.article = a.id LEFT JOIN identity i ON i.local_id = l.id"
        " LEFT JOIN entity e ON e.id = i.entity_id ORDER BY a.doc, a.n, l.seq"
    )
    for (number, doc, n, published), rows in groupby(named, key=lambda row: row[:4]):
        text = next(record.rows("SELECT text FROM article WHERE id = ?", (number,)))[0]
        forms: dict[tuple[str, str], set[str]] = {}
        for *_, id_, label, name, aliases in rows:
            forms.setdefault((label, id_), set()).update((name, *json.loads(aliases)))
        for (label, id_), printed in forms.items():
            edge = _Edge("MENTIONED_IN", label, id_, "Article", article_id(doc, n))
            seen = sorted(form for form in printed if form in text)
            edge.properties["forms"] = seen or sorted(printed)
            edge.add(article_id(doc, n), published, _first_sentence(text, seen), 1.0, "mention")
            yield edge.relationship()


def _first_sentence(text: str, forms: Iterable[str]) -> str:
    at = min((text.find(form) for form in forms), default=0)
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, at)), default=0)
    stop = _SENTENCE_END.search(text, at)
    return text[start : stop.end() if stop else len(text)].strip()[:QUOTE_LENGTH]


def _digest(kind: str, properties: Mapping[str, Value]) -> str:
    packed = json.dumps([kind, properties], ensure_ascii=False, sort_keys=True).encode()
    return blake2b(packed, digest_size=8).hexdigest()
