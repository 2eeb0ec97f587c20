"""The questions that can be asked: one file of graph/queries each, with its titles and parameters in its header.

    // title: Which meetings a person attended
    // title.zh: 某人参加了哪些会议
    // note: what the reader must know to read the answer rightly (and note.zh)
    // needs: person person whose meetings | 谁的会议
    // param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
    // example: 高发巧 --since 2023-01-31

`needs` is a parameter without which the question makes no sense; `one of: meeting person` says that without one of
these it makes none. A parameter whose type is a kind of entity (or several: person|institution) is an id in the query;
graph/names.py finds the id that a name means. With a plus (event+) it is a list of the ids of all that the name may
mean. Below the header stands Cypher that runs unchanged in Neo4j Browser and on the embedded engine. Its last columns,
`quotes` and `articles`, are the sentences a row rests on and the id of each sentence's article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from extract.model import InputError
from graph.columns import returned_columns

if TYPE_CHECKING:  # the driver takes a third of a second to load, and all that only names the questions needs none
    from graph.store import Rows, Store

# type of a parameter -> label of the nodes whose names it takes; "entity" is any of them but a post
NAMED: Mapping[str, str] = {
    "person": "Person",
    "institution": "Institution",
    "place": "Place",
    "event": "Event",
    "initiative": "Initiative",
    "post": "Role",
}
PLAIN = ("text", "date", "number", "flag")
_HEADER = re.compile(r"^// (title|title\.zh|note|note\.zh|example|one of|param|needs): *(.+)$")
_PARAMETER = re.compile(r"^(\w+) ([\w|]+\+?) (.+?)(?: \| *(.+))?$")
Value = str | int | float | bool | list[str] | None
_YES = {"true", "yes", "1", "是"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question may be narrowed by; one that is not given is null in the query, a flag false."""

    name: str
    type: str  # one of PLAIN, or the kinds of entity it names: "person", "person|institution", "entity"
    help: str
    help_zh: str
    required: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the nodes whose id the query takes here; empty for a plain value."""
        if self.type in PLAIN:
            return ()
        kinds = [kind for kind in NAMED if kind != "post"] if self.type == "entity" else self.type.strip("+").split("|")
        return tuple(NAMED[kind] for kind in kinds)

    @property
    def many(self) -> bool:
        """Whether the query takes the ids of all that the name may mean."""
        return self.type.endswith("+")

    def value(self, given: object) -> Value:
        """The value as the query takes it. Raises InputError where it is not of the parameter's type."""
        if self.type == "flag":
            return given if isinstance(given, bool) else str(given or "").lower() in _YES
        if given is None or given == "":
            return None
        if self.many:
            return [str(id_) for id_ in given] if isinstance(given, list) else [str(given)]
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
    note: str = ""
    note_zh: str = ""
    example: str = ""  # what may follow its name on the command line
    one_of: tuple[str, ...] = ()  # parameters of which one must be given

    @property
    def table(self) -> str:
        """The RETURN at the end, which makes rows of what the rest found."""
        return self.cypher[self.cypher.rindex("\nRETURN ") + 1 :]

    @property
    def found(self) -> str:
        """All but that."""
        return self.cypher.removesuffix(self.table)

    def gathered(self, most: int) -> str:
        """The query with its first rows as one list in one record."""
        columns = ", ".join(returned_columns(self.cypher))
        return f"{self.found}WITH{self.table.removeprefix('RETURN')} LIMIT {most} RETURN collect([{columns}])"


def load_questions() -> Mapping[str, Question]:
    """name -> question, sorted by name."""
    return _load()


def ask(store: Store, question: Question, *, limit: int | None = None, **given: object) -> Rows:
    """The answer to a question, names being ids; at most `limit` rows. Raises InputError as `parameters_of` does."""
    return store.read(question.cypher, parameters_of(question, given), limit=limit)


def parameters_of(question: Question, given: Mapping[str, object]) -> Mapping[str, Value]:
    """All parameters of a question's query. Raises InputError for an unknown parameter, a missing one or a value of the
    wrong type."""
    known = {parameter.name: parameter for parameter in question.parameters}
    if unknown := sorted(set(given) - set(known)):
        raise InputError(
            "The question {question} has no parameter {name}; it has: {known}.",
            question=question.name,
            name=unknown[0],
            known=", ".join(known),
        )
    values = {name: parameter.value(given.get(name)) for name, parameter in known.items()}
    for name, parameter in known.items():
        if parameter.required and values[name] is None:
            raise InputError(
                "The question {question} needs {name}: {help}.", question=question.name, name=name, help=parameter.help
            )
    if question.one_of and all(values[name] is None for name in question.one_of):
        raise InputError(
            "The question {question} needs one of these: {names}.",
            question=question.name,
            names=", ".join(f"--{name}" for name in question.one_of),
        )
    return values


@cache
def _load() -> Mapping[str, Question]:
    folder = files("graph").joinpath("queries")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".cypher"))
    questions = (parse_question(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)
    return {question.name: question for question in questions}


def parse_question(file_name: str, text: str) -> Question:
    """A question from its file. Raises ValueError, which names the file and the line, for a header that is wrong."""
    words = dict.fromkeys(("title", "title.zh", "note", "note.zh", "example", "one of"), "")
    parameters: list[Parameter] = []
    body = text.splitlines()
    number = 0
    while body and body[0].startswith("//"):
        number, line = number + 1, body.pop(0)
        header = _HEADER.match(line)
        if header is None:
            raise ValueError(f"{file_name}, line {number}: not a header line: {line}")
        if header[1] in ("param", "needs"):
            parameters.append(_parameter(header[2], header[1] == "needs", f"{file_name}, line {number}"))
        else:
            words[header[1]] = f"{words[header[1]]} {header[2].strip()}".strip()
    if not words["title"] or not words["title.zh"]:
        raise ValueError(f"{file_name}: a title in English and one in Chinese are needed")
    name = file_name.removesuffix(".cypher").replace("_", "-")
    cypher = "\n".join(body).strip()
    titles, notes = ((words[key], words[f"{key}.zh"]) for key in ("title", "note"))
    one_of = tuple(words["one of"].split())
    return Question(name, *titles, tuple(parameters), cypher, text, *notes, words["example"], one_of)


def _parameter(line: str, required: bool, where: str) -> Parameter:
    match = _PARAMETER.match(line.strip())
    if match is None or not _is_type(match[2]):
        raise ValueError(
            f"{where}: a parameter is written 'name type help | 中文'; the types are {', '.join(PLAIN)}, entity,"
            f" and kinds of entity such as person or person|institution"
        )
    name, type_, help_, help_zh = match.groups()
    return Parameter(name, type_, help_.strip(), (help_zh or help_).strip(), required)


def _is_type(type_: str) -> bool:
    return type_ in PLAIN or type_ == "entity" or all(kind in NAMED for kind in type_.removesuffix("+").split("|"))
