"""The questions that can be asked: one file of graph/queries each, with its titles and parameters in its header.

    // title: Who attended which meeting
    // title.zh: 谁参加了哪些会议
    // param: person text name of the person, or part of it | 姓名或其中几个字

Below the header stands Cypher that runs unchanged in Neo4j Browser and on the embedded engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from extract.model import InputError
from graph.store import READ_TIMEOUT, Rows, Store

ParameterType = Literal["text", "date", "number"]
_HEADER = re.compile(r"^// (title|title\.zh|param): *(.+)$")
_PARAMETER = re.compile(r"^(\w+) (\w+) (.+?)(?: *\| *(.+))?$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question may be narrowed by; one that is not given is null in the query."""

    name: str
    type: ParameterType
    help: str
    help_zh: str

    def value(self, given: object) -> str | int | float | None:
        """The value as the query takes it. Raises InputError where it is not of the parameter's type."""
        if given is None or given == "":
            return None
        if self.type == "date":
            return self._day(given)
        if self.type == "number":
            try:
                return given if isinstance(given, int | float) else int(str(given))
            except ValueError:
                raise InputError("{name} must be a number, not {given}.", name=self.name, given=given) from None
        return str(given).strip()

    def _day(self, given: object) -> str:
        if isinstance(given, date):
            return given.isoformat()[:10]
        try:
            return date.fromisoformat(str(given)).isoformat()
        except ValueError:
            raise InputError(
                "{name} must be a date such as 2023-01-31, not {given}.", name=self.name, given=given
            ) from None


@dataclass(frozen=True, slots=True)
class Question:
    """One file of the query pack."""

    name: str
    title: str
    title_zh: str
    parameters: tuple[Parameter, ...]
    cypher: str  # without the header
    text: str  # the whole file


def load_questions() -> Mapping[str, Question]:
    """name -> question, sorted by name."""
    return _load()


def ask(store: Store, question: Question, *, timeout: float = READ_TIMEOUT, **given: object) -> Rows:
    """The answer to a question. Raises InputError for an unknown parameter or a value of the wrong type."""
    known = {parameter.name: parameter for parameter in question.parameters}
    if unknown := sorted(set(given) - set(known)):
        raise InputError(
            "The question {question} has no parameter {name}; it has: {known}.",
            question=question.name,
            name=unknown[0],
            known=", ".join(known),
        )
    values = {name: parameter.value(given.get(name)) for name, parameter in known.items()}
    return store.read(question.cypher, values, timeout=timeout)


@cache
def _load() -> Mapping[str, Question]:
    folder = files("graph").joinpath("queries")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".cypher"))
    questions = (parse_question(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)
    return {question.name: question for question in questions}


def parse_question(file_name: str, text: str) -> Question:
    """A question from its file. Raises ValueError, which names the file and the line, for a header that is wrong."""
    titles = {"title": "", "title.zh": ""}
    parameters: list[Parameter] = []
    body = text.splitlines()
    number = 0
    while body and body[0].startswith("//"):
        number, line = number + 1, body.pop(0)
        header = _HEADER.match(line)
        if header is None:
            raise ValueError(f"{file_name}, line {number}: not a header line: {line}")
        if header[1] == "param":
            parameters.append(_parameter(header[2], f"{file_name}, line {number}"))
        else:
            titles[header[1]] = header[2].strip()
    if not all(titles.values()):
        raise ValueError(f"{file_name}: a title in English and one in Chinese are needed")
    name = file_name.removesuffix(".cypher").replace("_", "-")
    return Question(name, titles["title"], titles["title.zh"], tuple(parameters), "\n".join(body).strip(), text)


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAMETER.match(line.strip())
    if match is None or match[2] not in get_args(ParameterType):
        raise ValueError(f"{where}: a parameter is written 'name type help | 中文'; the types are text, date, number")
    name, type_, help_, help_zh = match.groups()
    return Parameter(name, type_, help_.strip(), (help_zh or help_).strip())  # type: ignore[arg-type]
