"""A question and what the user typed -> an answer whose every row has its sentences.

Names become ids (graph/names.py), the query runs, each quote gets its article. Nothing is printed or formatted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.columns import returned_columns
from graph.kept import kept
from graph.names import Match, resolve, resolve_all
from graph.questions import Question, Value, parameters_of
from graph.store import READ_TIMEOUT, Rows, Store
from graph.ways import ways

ROWS = 1000  # an answer longer than this is read by a program: raise it there
SENTENCES = 20  # of one row
INCLUDE_PRIVATE = "include_private"
_OWN = ("quotes", "articles")


@dataclass(frozen=True, slots=True)
class Source:
    """An article, as a footnote names it."""

    id: str
    title: str
    publication: str = ""
    published: str = ""  # ISO date, empty where unknown
    source: str = ""  # the file, as the user gave it


@dataclass(frozen=True, slots=True)
class Evidence:
    """One printed sentence and where it stands."""

    quote: str
    article: Source


@dataclass(frozen=True, slots=True)
class Answer:
    """Named columns and rows of plain values; evidence[i] are the sentences that rows[i] rests on."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    evidence: tuple[tuple[Evidence, ...], ...]
    meant: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)  # parameter -> nodes the typed name stands for
    more: bool = False  # rows beyond the cap were left out

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def answer(
    store: Store,
    question: Question,
    values: Mapping[str, object],
    *,
    timeout: float = READ_TIMEOUT,
    limit: int = ROWS,
) -> Answer:
    """The answer to a question, `values` as typed. Raises InputError for a name that means nothing or several, and for
    what `ask` refuses."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    include_private = _include_private(question, given)
    meant: dict[str, tuple[Match, ...]] = {}
    for parameter in question.parameters:
        if parameter.labels and parameter.name in given:
            name = str(given[parameter.name])
            meant[parameter.name] = (
                tuple(resolve_all(store, name, parameter.labels))
                if parameter.many
                else (resolve(store, name, parameter.labels, include_private=include_private),)
            )
    named = {p.name: p for p in question.parameters if p.name in meant}
    ids = {name: [m.id for m in meant[name]] if p.many else meant[name][0].id for name, p in named.items()}
    query = parameters_of(question, {**given, **ids})
    if question.name == "path":
        found = ways(store, question, meant["from"][0], meant["to"][0], include_private=include_private)
        return _with_sources(store, found, meant)
    if meant or any(parameter.required for parameter in question.parameters):
        return _with_sources(store, _found(store, question, query, timeout, limit), meant)
    # About everybody, which may take seconds.
    answers, asked = kept(store), (question, str(query), limit)
    if asked not in answers:
        answers[asked] = _with_sources(store, _found(store, question, query, timeout, limit), meant)
    known: Answer = answers[asked]
    return known


def _found(store: Store, question: Question, query: Mapping[str, Value], timeout: float, limit: int) -> Rows:
    if question.name == "central":
        from graph.analysis import central  # networkx takes a third of a second to load

        return _cap(central(store, question, query, timeout), limit)
    # The embedded engine takes long over each record; halves of a UNION have a RETURN each.
    if store.engine != "embedded" or "\nUNION" in question.cypher:
        return store.read(question.cypher, query, timeout=timeout, limit=limit)
    ((found,),) = store.read(question.gathered(limit + 1), query, timeout=timeout).rows
    return _cap(Rows(returned_columns(question.cypher), tuple(map(tuple, found))), limit)


def _include_private(question: Question, given: Mapping[str, object]) -> bool:
    flag = next((p for p in question.parameters if p.name == INCLUDE_PRIVATE), None)
    return bool(flag and flag.value(given.get(INCLUDE_PRIVATE)))


def _cap(rows: Rows, limit: int) -> Rows:
    return Rows(rows.columns, rows.rows[:limit], rows.more or len(rows.rows) > limit)


# ---- sentences and their articles


def _with_sources(store: Store, found: Rows, meant: Mapping[str, tuple[Match, ...]]) -> Answer:
    """The visible columns, their rows, and each row's evidence."""
    quotes_at, articles_at = (found.columns.index(name) for name in _OWN)
    shown = [i for i in range(len(found.columns)) if i not in (quotes_at, articles_at)]
    pairs = [_sentences(row[quotes_at], row[articles_at]) for row in found.rows]
    sources = articles(store, {article for row in pairs for _, article in row})
    evidence = tuple(
        tuple(Evidence(quote, sources[article]) for quote, article in row if article in sources) for row in pairs
    )
    columns = tuple(found.columns[i] for i in shown)
    return Answer(columns, tuple(tuple(row[i] for i in shown) for row in found.rows), evidence, meant, found.more)


def _sentences(quotes: Iterable[str], articles_: Iterable[str]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(quotes or (), articles_ or (), strict=False)))[:SENTENCES]


def corrected(store: Store, matches: Iterable[Match]) -> dict[str, str]:
    """Name -> who corrected it, added an alias or marked the person as private; only of those that somebody did."""
    found: dict[str, str] = {}
    for match in matches:
        query = f"MATCH (n:{match.label} {{id: $id}}) WHERE n.corrected IS NOT NULL RETURN n.corrected"
        found.update((match.name, who) for (who,) in store.stream(query, id=match.id))
    return found


def articles(store: Store, ids: Iterable[str]) -> dict[str, Source]:
    """The articles of these ids."""
    facts = ("id", "title", "publication", "published", "source")
    columns = ", ".join(f"collect(coalesce(a.{fact}, ''))" for fact in facts)  # rows would cost more than their content
    query = f"UNWIND $ids AS id MATCH (a:Article {{id: id}}) RETURN {columns}"
    found = zip(*next(store.stream(query, ids=sorted(ids))), strict=True)
    return {id_: Source(id_, *about) for id_, *about in found}
