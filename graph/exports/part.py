"""Which part of the record is exported: all of it, what lies around some names, what was said in some days.

A record comes in, a Part comes out that can be gone through again and again while it is open, always the same. Ids are
held in memory, nodes and relationships never.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches

import networkx as nx

from extract.model import InputError
from graph.names import Unknown
from graph.projection import Node, Relationship, nodes, relationships
from graph.record import Record

# From a body to its posts is no step: whoever holds one is one step from the body, as in a picture.
_NO_STEP = "AT"

# Shadows of the record's tables while a part is open, so that quotes, counts and dates are those of the period alone.
# A fact has the day of its article; where that is unknown, the day of the event it is about.
_PERIOD = (
    """CREATE TEMP VIEW resolved_statement AS SELECT * FROM main.resolved_statement AS s WHERE coalesce(s.published,
    (SELECT min(date) FROM main.entity WHERE id IN (s.subject, s.object)),
    (SELECT min(date) FROM main.local_entity WHERE id IN (s.subject, s.object))) BETWEEN '{since}' AND '{until}'""",
    """CREATE TEMP VIEW article AS SELECT * FROM main.article WHERE published BETWEEN '{since}' AND '{until}'
    OR published IS NULL AND id IN (SELECT article_id FROM temp.resolved_statement)""",
)
_ANY_DATE = """SELECT 1 WHERE EXISTS (SELECT 1 FROM main.article WHERE published IS NOT NULL)
    OR EXISTS (SELECT 1 FROM main.local_entity WHERE date IS NOT NULL)"""


class Part:
    """The chosen nodes, and every relationship between two of them. The counts are those of the last going through."""

    def __init__(self, record: Record, chosen: Collection[str] | None, left_out: Collection[str]) -> None:
        self._record = record
        self._chosen = chosen  # None: all
        self._left_out = left_out
        self.private = len(left_out)
        self.node_count = self.relationship_count = 0

    def nodes(self) -> Iterator[Node]:
        self.node_count = 0
        for node in nodes(self._record):
            if self._has(node.id):
                self.node_count += 1
                yield node

    def relationships(self) -> Iterator[Relationship]:
        self.relationship_count = 0
        for relationship in relationships(self._record):
            if self._has(relationship.start) and self._has(relationship.end):
                self.relationship_count += 1
                yield relationship

    def _has(self, id_: str) -> bool:
        return id_ not in self._left_out and (self._chosen is None or id_ in self._chosen)


@contextmanager
def choose(
    record: Record, focus: Sequence[str], hops: int, since: date | None, until: date | None, include_private: bool
) -> Iterator[Part]:
    """The part asked for, of one state of the record even where another process changes it meanwhile."""
    if hops < 0:
        raise InputError("An export needs 0 hops or more, not {hops}.", hops=hops)
    _run(record, "BEGIN")
    try:
        if since or until:
            _open_period(record, since, until)
        private = set() if include_private else {n.id for n in nodes(record) if n.properties.get("private")}
        starts = _named(record, focus, private)
        everything = Part(record, None, private)
        if starts:
            part = Part(record, _around(everything, starts, hops), private)
        elif since or until:
            part = Part(record, _spoken_of(everything), private)
        else:
            part = everything
        yield part
    finally:
        _run(record, "ROLLBACK")  # takes the views of the period with it


def _run(record: Record, command: str) -> None:
    list(record.rows(command))


def _open_period(record: Record, since: date | None, until: date | None) -> None:
    """Nothing at all in a period is an answer; nothing because no fact has a date would be a lie."""
    first, last = (since or date.min).isoformat(), (until or date.max).isoformat()
    for view in _PERIOD:
        _run(record, view.format(since=first, until=last))
    count = next(record.rows("SELECT count(*) FROM statement"))[0]
    if count and not list(record.rows(_ANY_DATE)):
        raise InputError(
            "None of the {count} facts has a date, so a period cannot be chosen. Leave the period out, or give "
            "the articles their dates.",
            count=count,
        )


# ---- names


def _named(record: Record, focus: Sequence[str], private: Collection[str]) -> set[str]:
    """Every node that a name may mean: the id, else the name, else another name of it. name@scope says which of two."""
    starts: set[str] = set()
    if not focus:
        return starts
    everything = list(nodes(record))
    for text in focus:
        name, _, hint = text.strip().replace("＠", "@").partition("@")
        bearers = [n for n in _bearers(everything, name.strip()) if _fits(n, hint.strip())]
        if not bearers:
            raise Unknown(text, _near(everything, name.strip(), private))
        public = {node.id for node in bearers} - set(private)
        if not public:
            raise InputError(
                "{name} is a private person, quoted in a story without holding an office; ask with --include-private.",
                name=name,
            )
        starts |= public
    return starts


def _bearers(everything: Sequence[Node], name: str) -> list[Node]:
    found = [node for node in everything if node.id == name]
    found = found or [node for node in everything if node.properties["name"] == name]
    return found or [node for node in everything if name in _aliases(node)]


def _fits(node: Node, hint: str) -> bool:
    return not hint or hint.lower() == node.label.lower() or hint in str(node.properties.get("scope") or "")


def _aliases(node: Node) -> list[str]:
    aliases = node.properties.get("aliases")
    return aliases if isinstance(aliases, list) else []


def _near(everything: Sequence[Node], name: str, private: Collection[str]) -> list[str]:
    public = (node for node in everything if node.id not in private and node.label != "Article")
    names = sorted({form for node in public for form in (str(node.properties["name"]), *_aliases(node))})
    contained = sorted((form for form in names if name in form or form in name), key=len)[:5]
    return contained or get_close_matches(name, names, n=5, cutoff=0.5)


# ---- what lies around


def _around(everything: Part, starts: Collection[str], hops: int) -> set[str]:
    """Ids within so many steps, with the articles that say so. No way leads through an article, else all that one
    front page names would be neighbours; only an article asked for by name has those as its own."""
    ways: nx.Graph[str] = nx.Graph()
    ways.add_nodes_from(starts)
    told: set[str] = set()  # articles that name a start, or that it wrote
    for one in everything.relationships():
        if one.end_label != "Article" or one.end in starts:
            ways.add_edge(one.start, one.end, steps=0 if one.type == _NO_STEP else 1)
        elif one.start in starts and hops:
            told.add(one.end)
    near = set(nx.multi_source_dijkstra_path_length(ways, set(starts), cutoff=hops, weight="steps"))
    for one in everything.relationships():
        if one.end_label != "Article" and one.start in near and one.end in near:
            articles = one.properties["articles"]
            told.update(articles if isinstance(articles, list) else ())
    return near | told


def _spoken_of(everything: Part) -> set[str]:
    """Ids that any fact or article of the period names; a body of another year is none of its news."""
    return {id_ for one in everything.relationships() for id_ in (one.start, one.end)}
