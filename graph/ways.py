"""How two are connected: the shortest ways, searched from both ends at once, a few queries a hop.

Two nodes come in, rows of the question `path` come out: the same ways as its query finds, which looks at every way
and so takes seconds where one leads through a busy body. Here no hop goes on from more than WIDTH nodes; in a graph
where more are reached, a way that only leads through the others is not found: `more` then says that there may be one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

from graph.columns import returned_columns
from graph.names import Match
from graph.questions import Question
from graph.store import Rows, Store

WIDTH, WAYS = 40, 5
HOPS, HOPS_NEAR = 6, 4
_TIES = "HOLDS|AT|AFFILIATED_WITH|ATTENDED|ORGANIZED|ABOUT|LAUNCHED|IMPLEMENTS|PART_OF|VISITED|COOPERATES_WITH"
_TIES_NEAR = f"{_TIES}|HELD_AT|BASED_IN|IMPLEMENTED_IN|LOCATED_IN"  # where a place is asked about

Stop = tuple[str, str]  # id and label of a node


def ways(store: Store, question: Question, one: Match, other: Match, *, include_private: bool) -> Rows:
    """The shortest ways between two, a row a hop, in the order of the ids they lead through."""
    ends = (one.id, one.label), (other.id, other.label)
    found: list[Sequence[Stop]] = []
    cut = False
    near = "Place" in (one.label, other.label)
    if one.id != other.id:
        if near:
            found, cut = _search(store, *ends, _TIES_NEAR, HOPS_NEAR, include_private)
        if not found:
            found, cut_again = _search(store, *ends, _TIES, HOPS, include_private)
            cut = cut or cut_again
    return _rows(store, question, found, _TIES_NEAR if near else _TIES, more=cut and not found)


@dataclass(slots=True)
class _Side:
    """What one end has reached: every node with those by which it was first reached, and after how many hops; and
    those from which to go on."""

    frontier: list[Stop]
    reached: dict[Stop, list[Stop]] = field(init=False)
    after: dict[Stop, int] = field(init=False)
    hops: int = 0
    cut: bool = False  # not every node was gone on from

    def __post_init__(self) -> None:
        self.reached = {stop: [] for stop in self.frontier}
        self.after = dict.fromkeys(self.frontier, 0)

    def expand(self, store: Store, ties: str, include_private: bool) -> dict[Stop, list[Stop]]:
        """One hop on; the nodes that this reaches for the first time."""
        new: dict[Stop, list[Stop]] = defaultdict(list)
        for stop, neighbours in _neighbours(store, self.frontier, ties, include_private):
            for neighbour in neighbours:
                if neighbour not in self.reached:
                    new[neighbour].append(stop)
        self.reached.update(new)
        self.hops += 1
        self.after.update(dict.fromkeys(new, self.hops))
        # What many lead to leads on to the most.
        self.frontier = sorted(new, key=lambda stop: (-len(new[stop]), stop))[:WIDTH]
        self.cut = self.cut or len(new) > WIDTH
        return new


def _search(
    store: Store, one: Stop, other: Stop, ties: str, most: int, include_private: bool
) -> tuple[list[Sequence[Stop]], bool]:
    """The first WAYS of the shortest ways, as the nodes they lead through; and whether some were not followed."""
    here, there = _Side([one]), _Side([other])
    while here.hops + there.hops < most and here.frontier and there.frontier:
        side, opposite = (here, there) if len(here.frontier) <= len(there.frontier) else (there, here)
        new = side.expand(store, ties, include_private)
        if met := new.keys() & opposite.reached.keys():
            least = min(opposite.after[stop] for stop in met)
            met = {stop for stop in met if opposite.after[stop] == least}
            return list(islice(_walk(one, _onward(here, there, met)), WAYS)), here.cut or there.cut
    return [], here.cut or there.cut


def _onward(here: _Side, there: _Side, met: Iterable[Stop]) -> Mapping[Stop, set[Stop]]:
    """Node of a shortest way -> those that may come after it."""
    after: dict[Stop, set[Stop]] = defaultdict(set)
    backward, forward = list(met), list(met)
    while backward:
        stop = backward.pop()
        for before in here.reached[stop]:
            if before not in after:
                backward.append(before)
            after[before].add(stop)
    while forward:
        stop = forward.pop()
        if stop not in after:
            forward += there.reached[stop]
            after[stop].update(there.reached[stop])
    return after


def _walk(stop: Stop, after: Mapping[Stop, set[Stop]]) -> Iterator[tuple[Stop, ...]]:
    if not after.get(stop):
        yield (stop,)
        return
    for following in sorted(after[stop]):
        for rest in _walk(following, after):
            yield (stop, *rest)


def _neighbours(
    store: Store, stops: Iterable[Stop], ties: str, include_private: bool
) -> Iterator[tuple[Stop, list[Stop]]]:
    """Each node with those it is tied to."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for id_, label in stops:
        by_label[label].append(id_)
    public = "" if include_private else " WHERE NOT coalesce(m.private, false)"
    for label, ids in by_label.items():
        query = (
            f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})"
            f" RETURN id, [(n)-[:{ties}]-(m){public} | m.id + head(labels(m))]"
        )
        for id_, named in store.stream(query, ids=ids):
            yield (id_, label), [(name[:16], name[16:]) for name in dict.fromkeys(named)]


# ---- rows

# Where a hop is looked up from: nodes of the first have the fewest relationships.
_NARROW = ("Role", "Event", "Initiative", "Person", "Institution", "Place")


def _rows(store: Store, question: Question, found: Sequence[Sequence[Stop]], ties: str, more: bool) -> Rows:
    """The question's own columns for every hop; of two relationships between the same nodes the surer one."""
    wanted: dict[tuple[str, str, bool], set[tuple[str, str]]] = defaultdict(set)
    for one, other in {hop for stops in found for hop in pairwise(stops)}:
        turned = _NARROW.index(one[1]) > _NARROW.index(other[1])
        begin, end = (other, one) if turned else (one, other)
        wanted[begin[1], end[1], turned].add((begin[0], end[0]))
    told: dict[tuple[Any, Any], tuple[Any, ...]] = {}
    columns = returned_columns(question.cypher)
    ends_at = [columns.index(name) for name in ("from_id", "to_id")]
    for (label, end_label, turned), hops in wanted.items():
        ends = "y AS one, r, x AS other" if turned else "x AS one, r, y AS other"
        query = (
            f"UNWIND $hops AS h MATCH (x:{label} {{id: h[0]}})-[r:{ties}]-(y:{end_label} {{id: h[1]}})"
            f" WITH x, y, r ORDER BY r.confidence DESC, type(r), r.id WITH x, y, collect(r)[0] AS r"
            f" WITH 0 AS path, 0 AS hop, {ends} {question.table}"
        )
        for row in store.read(query, {"hops": [list(hop) for hop in sorted(hops)]}).rows:
            told[row[ends_at[0]], row[ends_at[1]]] = row
    rows = [
        (path, hop, *told[one[0], other[0]][2:])
        for path, stops in enumerate(found, 1)
        for hop, (one, other) in enumerate(pairwise(stops), 1)
    ]
    return Rows(columns, tuple(rows), more)
