"""A question and what the user typed -> an answer whose every row has its sentences.

Names become ids (graph/names.py), the query runs, each quote gets its article. Nothing is printed or formatted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.names import Match, resolve
from graph.questions import Question, ask
from graph.store import READ_TIMEOUT, Rows, Store

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
    meant: Mapping[str, Match] = field(default_factory=dict)  # parameter -> the node that the typed name was taken for
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
    meant = {
        parameter.name: resolve(store, str(given[parameter.name]), parameter.labels, include_private=include_private)
        for parameter in question.parameters
        if parameter.labels and parameter.name in given
    }
    ids = {name: match.id for name, match in meant.items()}
    computed = question.name == "central"  # from all rows, so the query itself is not capped
    found = ask(store, question, timeout=timeout, limit=None if computed else limit, **{**given, **ids})
    if computed:
        from graph.analysis import central  # networkx takes a third of a second to load

        found = _cap(central(store, found), limit)
    columns, rows, evidence = _with_sources(store, found)
    return Answer(columns, rows, evidence, meant, found.more)


def _include_private(question: Question, given: Mapping[str, object]) -> bool:
    flag = next((p for p in question.parameters if p.name == INCLUDE_PRIVATE), None)
    return bool(flag and flag.value(given.get(INCLUDE_PRIVATE)))


def _cap(rows: Rows, limit: int) -> Rows:
    return Rows(rows.columns, rows.rows[:limit], rows.more or len(rows.rows) > limit)


# ---- sentences and their articles


def _with_sources(
    store: Store, found: Rows
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...], tuple[tuple[Evidence, ...], ...]]:
    """The visible columns, their rows, and each row's evidence."""
    if not set(_OWN) <= set(found.columns):
        return found.columns, found.rows, tuple(_evidence_of_columns(row) for row in found.dicts())
    quotes_at, articles_at = (found.columns.index(name) for name in _OWN)
    shown = [i for i in range(len(found.columns)) if i not in (quotes_at, articles_at)]
    pairs = [_sentences(row[quotes_at], row[articles_at]) for row in found.rows]
    sources = articles(store, {article for row in pairs for _, article in row})
    evidence = tuple(
        tuple(Evidence(quote, sources[article]) for quote, article in row if article in sources) for row in pairs
    )
    columns = tuple(found.columns[i] for i in shown)
    return columns, tuple(tuple(row[i] for i in shown) for row in found.rows), evidence


def _sentences(quotes: Iterable[str], articles_: Iterable[str]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(quotes or (), articles_ or (), strict=False)))[:SENTENCES]


def _evidence_of_columns(row: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """A query that names its sentence and article in columns of their own."""
    if not row.get("evidence"):
        return ()
    source = Source("", row.get("article") or "", row.get("publication") or "", row.get("published") or "",
                    row.get("source") or "")  # fmt: skip
    return (Evidence(row["evidence"], source),)


def articles(store: Store, ids: Iterable[str]) -> dict[str, Source]:
    """The articles of these ids."""
    found = store.stream(
        "UNWIND $ids AS id MATCH (a:Article {id: id}) RETURN a.id, a.title, a.publication, a.published, a.source",
        ids=sorted(ids),
    )
    return {row[0]: Source(*(value or "" for value in row)) for row in found}
