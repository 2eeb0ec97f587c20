"""How likely two groups of sketches are one: points for and against, and what rules it out.

In: sketches of one block. Out: scores with their reasons. At SAME points and above two are one, below ASK they are not,
between them a person is asked. Never joins anything: identity.py does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise

from extract.events import numbers_of, same_event
from extract.sketches import Codes, Post, Sketch, identity_words, relation

SAME = 3.0
ASK = 1.0
CROWD = 48  # nodes that share one thing: beyond, neighbours in a fixed order are compared instead of all pairs


@dataclass(slots=True)
class Node:
    """Sketches that say the same things of themselves, or that a person declared one. `id` tells it from all others and
    does not depend on the order of the articles."""

    members: list[Sketch]
    group: int = -1  # of the decisions that name it
    bodies: dict[str, set[Post]] = field(default_factory=dict)
    homes: set[str] = field(default_factory=set)
    meetings: set[str] = field(default_factory=set)
    company: set[str] = field(default_factory=set)
    docs: set[str] = field(default_factory=set)
    publications: set[str] = field(default_factory=set)
    areas: set[Codes] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    sexes: set[str] = field(default_factory=set)
    born: set[int] = field(default_factory=set)
    id: str = ""

    def __post_init__(self) -> None:
        self.id = min(s.id for s in self.members)
        for sketch in self.members:
            for post in sketch.posts:
                self.bodies.setdefault(post.body, set()).add(post)
            self.homes |= sketch.homes
            self.meetings |= sketch.meetings
            self.company |= sketch.company
            self.docs.add(sketch.doc)
            self.publications |= {sketch.publication} - {""}
            self.areas.add(sketch.codes)
            self.statuses.add(sketch.status)
            self.sexes |= {sketch.sex} - {""}
            self.born |= {sketch.born} - {0}

    @property
    def one(self) -> Sketch:
        return self.members[0]

    @property
    def tiers(self) -> set[str]:
        return {p.tier for posts in self.bodies.values() for p in posts}


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` points that two nodes are one, and why."""

    score: float
    reasons: tuple[str, ...]


Pair = tuple[Node, Node]


def signature(sketch: Sketch) -> tuple[object, ...]:
    """Sketches with the same signature are one without further question."""
    match sketch.type:
        case "Person":
            if sketch.status == "named" or not (sketch.posts or sketch.homes or sketch.publication):
                return sketch.name, sketch.status, sketch.doc, sketch.codes, sketch.attended
            if sketch.status == "official" and not any(p.strong for p in sketch.posts):
                return sketch.name, sketch.doc, sketch.codes, sketch.posts
            about = sketch.posts or (sketch.publication if sketch.status == "reporter" else sketch.homes)
            return sketch.name, sketch.status, sketch.codes, sketch.scope, about, sketch.sex, sketch.born
        case "Event":
            if sketch.block.startswith("Event|session"):
                return (sketch.block,)
            return sketch.key, sketch.codes, sketch.day or sketch.doc
        case "Institution" | "Place":
            page = sketch.doc if sketch.status == "page" or not sketch.codes else ""
            scope = sketch.scope if len(sketch.codes) != 1 else ""
            return sketch.key, sketch.codes, sketch.status, sketch.homes, page, scope
        case _:
            return sketch.key, sketch.codes, sketch.doc if not sketch.codes else ""


def pairs(nodes: Sequence[Node]) -> Iterator[Pair]:
    """Pairs worth comparing: those that share something that could make them one."""
    if nodes[0].one.type == "Person":
        yield from _sharing(nodes, _person_traits)
    elif nodes[0].one.type == "Event":
        yield from _sharing(nodes, _event_traits)
    elif len(nodes) <= CROWD:
        yield from combinations(nodes, 2)
    else:
        yield from _sharing(nodes, lambda n: [c[:digits] for codes in n.areas for c in codes for digits in (4, 6)])


def _sharing(nodes: Sequence[Node], traits: Callable[[Node], Iterable[str]]) -> Iterator[Pair]:
    by_trait: dict[str, list[Node]] = {}
    for node in nodes:
        for trait in dict.fromkeys(traits(node)):
            by_trait.setdefault(trait, []).append(node)
    seen: set[tuple[str, str]] = set()
    for _, sharing in sorted(by_trait.items()):
        for a, b in combinations(sharing, 2) if len(sharing) <= CROWD else pairwise(sharing):
            key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
            if key not in seen:
                seen.add(key)
                yield a, b


def _person_traits(node: Node) -> Iterable[str]:
    """All are of one name already; a county or a body is what two of them must have in common."""
    yield from node.bodies
    yield from node.homes
    yield from node.meetings
    yield from node.docs
    for codes in node.areas:
        yield from (c[:6] for c in codes)
        yield from (c[:4] for c in codes)


def _event_traits(node: Node) -> Iterable[str]:
    for s in node.members:
        when = s.day or s.published
        area = s.codes[0][:4] if s.codes else s.doc
        yield f"{when}|{area}"
        yield f"{s.key}|{area}"
        yield from (f"{name}|{area}" for name in s.company)


# ---- judging


def likeness(a: Node, b: Node) -> Likeness:
    return _JUDGES[a.one.type](a, b)


def ruled_out(a: Node, b: Node) -> bool:
    """What no amount of likeness outweighs."""
    if a.one.type == "Person":
        return _strangers(a, b)
    if a.one.type == "Initiative" or "one" in a.statuses | b.statuses or a.statuses == b.statuses == {"firm"}:
        return False
    return any(relation(x, y) == "apart" for x in a.areas for y in b.areas)


def _strangers(a: Node, b: Node) -> bool:
    if a.sexes and b.sexes and a.sexes != b.sexes:
        return True
    if a.born and b.born and min(abs(x - y) for x in a.born for y in b.born) > 1:
        return True
    if _shared_bodies(a, b) or (a.homes & b.homes):
        return False
    if any(relation(x, y) == "apart" for x in a.areas for y in b.areas):
        return True
    one, other = a.statuses - {"named"}, b.statuses - {"named"}
    elsewhere = a.homes.isdisjoint(b.bodies) and b.homes.isdisjoint(a.bodies)
    if one and other and one.isdisjoint(other) and elsewhere:
        return True
    return ("village" in a.tiers) != ("village" in b.tiers) and bool(a.bodies and b.bodies)


def _shared_bodies(a: Node, b: Node) -> float:
    """Points for bodies that both serve: 4 for a body of its own, less where many belong or its name is common."""
    best = 0.0
    for body in a.bodies.keys() & b.bodies.keys():
        one, other = a.bodies[body], b.bodies[body]
        if any(relation(p.codes, q.codes) == "apart" for p in one for q in other):
            continue
        where = _area_relation(a, b)
        if all(p.tier == "member" for p in one | other):
            points = 3.0 if where == "equal" else 1.0 if where != "apart" else 0.0
        elif any(p.strong and len(p.codes) == 1 for p in one):
            points = 4.0 if {p.title for p in one} & {p.title for p in other} or not _leading(one | other) else 2.5
        elif any(p.strong for p in one):
            known = where in ("equal", "nested") or (where == "maybe" and not any(p.codes for p in one | other))
            points = 4.0 if known else 2.0 if where == "maybe" else 1.5
        else:
            points = 2.5 if where == "equal" else 0.5
        best = max(best, points)
    return best


def _leading(posts: Iterable[Post]) -> bool:
    """Of a body with many offices, whose names come and go: 县委常委 and 县委书记 are not one for the body's sake."""
    return all(p.tier == "leader" for p in posts)


def _area_relation(a: Node, b: Node) -> str:
    found = {relation(x, y) for x in a.areas for y in b.areas}
    return next(r for r in ("apart", "maybe", "nested", "equal") if r in found)


def _judge_people(a: Node, b: Node) -> Likeness:
    """Points for what two nodes of one name share."""
    points: list[tuple[float, str]] = []
    where = _area_relation(a, b)
    if body := _shared_bodies(a, b):
        points.append((body, "same body"))
    if a.homes & b.homes:
        points.append((4.0 if where in ("equal", "nested") else 1.5, "same home"))
    if (a.homes & b.bodies.keys()) | (b.homes & a.bodies.keys()):
        points.append((3.0 if where == "equal" else 1.0, "same body"))
    if a.meetings & b.meetings:
        points.append((4.0, "same meeting"))
    if "reporter" in a.statuses and "reporter" in b.statuses:
        points += _byline(a, b, where)
    elif not body and where in ("equal", "nested"):
        points += _posts_together(a, b, where)
    if where == "equal" and a.docs & b.docs and not _rivals(a, b):
        points.append((1.0, "same page"))
    if not points:
        return Likeness(0.0, ())
    if a.company & b.company:
        points.append((0.5, "same company"))
    if len(a.one.name) == 2:
        points.append((-0.5, "common name"))
    score = sum(p for p, _ in points)
    return Likeness(score, tuple(reason for _, reason in points))


def _rivals(a: Node, b: Node) -> bool:
    """Both serve, and nowhere together: on one page that speaks against them."""
    return bool(a.bodies and b.bodies) and not (a.bodies.keys() & b.bodies.keys()) and not _held_together(a, b)


def _leaders(a: Node, b: Node) -> bool:
    return "leader" in a.tiers and "leader" in b.tiers


def _held_together(a: Node, b: Node) -> bool:
    """市委副书记 and 市长, 县委常委 and 副县长: one person holds both; 县委书记 and 县长, 副县长 and 院长 are two."""
    words = identity_words()
    posts = [{p.body + p.title for held in n.bodies.values() for p in held if p.tier == "leader"} for n in (a, b)]
    committee = [any(words["second_in_committee"].search(post) for post in held) for held in posts]
    government = [any(words["head_of_government"].search(post) for post in held) for held in posts]
    return (committee[0] and government[1]) or (committee[1] and government[0])


def _byline(a: Node, b: Node, where: str) -> Iterator[tuple[float, str]]:
    if a.publications & b.publications:
        yield 4.0, "same paper"
    elif where == "equal" and not (a.publications and b.publications):
        yield 3.5, "bylines of one county"
    elif where == "equal":
        yield 2.0, "bylines of one county"


def _posts_together(a: Node, b: Node, where: str) -> Iterator[tuple[float, str]]:
    """Two different posts in one county: those of its few leaders go together, others seldom."""
    if not (a.bodies and b.bodies):
        yield 0.5, "same county"
    elif where == "equal" and _leaders(a, b):
        yield (3.5 if _held_together(a, b) else 2.0), "leaders of one county"
    elif where == "equal":
        member = "member" in a.tiers | b.tiers
        leader = "leader" in a.tiers | b.tiers
        yield (1.5 if member or leader else 1.0), "same county"


def attachment(named: Sketch, cluster: Node) -> Likeness:
    """How well somebody who is only named fits a cluster of people whom texts tell more of."""
    where = {relation(named.codes, codes) for codes in cluster.areas}
    if "apart" in where:
        return Likeness(0.0, ())
    points: list[tuple[float, str]] = []
    if named.meetings & cluster.meetings:
        points.append((4.0, "same meeting"))
    near = "equal" in where or "nested" in where
    official = "official" in cluster.statuses
    same_page = named.doc in cluster.docs
    if same_page and "equal" in where:
        points.append((2.0 if official or not named.attended else 1.0, "same page"))
    if near and official and "village" not in cluster.tiers:
        if "leader" in cluster.tiers:
            points.append((2.0 if named.attended else 1.5, "leader of the county"))
        else:
            points.append((1.0, "serves in the county"))
    shared = len(named.company & cluster.company)
    if near and shared and points:
        points.append((0.5 if shared < 3 else 2.0, "same company"))
    if points and len(named.name) == 2:
        points.append((-0.5, "common name"))
    return Likeness(sum(p for p, _ in points), tuple(r for _, r in points))


def _judge_named(a: Node, b: Node) -> Likeness:
    """Institutions and places of one key."""
    where = _area_relation(a, b)
    if a.homes and b.homes and a.homes.isdisjoint(b.homes):
        return Likeness(0.0, ("in other towns",))
    page = bool(a.docs & b.docs)
    reach = a.statuses | b.statuses
    if "one" in reach or (reach == {"firm"} and where != "apart"):
        return Likeness(4.0, ("one of its name",))
    if reach == {"firm"}:
        return Likeness(3.0 if len(a.one.key) >= 10 else 2.0, ("name of a firm",))
    if "page" in reach:
        return Likeness(1.5 if page and where == "equal" else 0.0, ("common name",))
    if where == "equal":
        return Likeness(4.0, ("same area",))
    if where in ("nested", "maybe") and page:
        return Likeness(3.0, ("same page",))
    if where == "nested":
        return Likeness(2.0, ("one area inside the other",))
    same_scope = a.one.scope == b.one.scope != ""
    return Likeness(2.0 if where == "maybe" and same_scope else 1.0 if where == "maybe" else 0.0, ("area not certain",))


def _judge_events(a: Node, b: Node) -> Likeness:
    """One gathering told twice: the same day, and the name or the people; a name alone comes back every quarter."""
    x, y = a.one, b.one
    if _area_relation(a, b) == "apart" or not _numbers_agree(x.key, y.key):
        return Likeness(0.0, ())
    if x.block.startswith("Event|session"):
        return Likeness(4.0, ("same session",))
    points: list[tuple[float, str]] = []
    shared = len(a.company & b.company)
    name = 2.0 if x.key == y.key else 1.0 if same_event(x.key, y.key) else 0.0
    if not name:
        return Likeness(0.0, ())
    points.append((name + (0.5 if min(len(x.key), len(y.key)) >= 8 else 0.0), "name"))
    days = _days_apart(x, y)
    if days is None:
        points.append((-1.0, "no day stated"))
    elif x.day and y.day:
        points.append((1.5 if days == 0 else -9.0, "day"))
    else:
        points.append((0.5 if days <= 2 else -3.0, "about the same day"))
    if shared:
        points.append((1.0 if shared == 1 else 1.5, "same people"))
    if a.docs & b.docs:
        points.append((1.0, "same page"))
    return Likeness(sum(p for p, _ in points), tuple(r for _, r in points))


def _days_apart(x: Sketch, y: Sketch) -> int | None:
    first: date | None = x.day or x.published
    second: date | None = y.day or y.published
    return abs((first - second).days) if first and second else None


def _numbers_agree(x: str, y: str) -> bool:
    first, second = numbers_of(x), numbers_of(y)
    return not first or not second or first == second


def _judge_initiatives(a: Node, b: Node) -> Likeness:
    where = _area_relation(a, b)
    stated = [n for n in (a, b) if "area" in n.statuses]
    if where == "equal":
        return Likeness(4.0, ("same area",))
    if a.docs & b.docs and where != "apart" and len(stated) < 2:
        return Likeness(3.0, ("same page",))
    if where in ("nested", "maybe") and len(stated) < 2:
        return Likeness(2.0, ("one area inside the other",))
    return Likeness(0.0, ())


_JUDGES: Mapping[str, Callable[[Node, Node], Likeness]] = {
    "Person": _judge_people,
    "Institution": _judge_named,
    "Place": _judge_named,
    "Event": _judge_events,
    "Initiative": _judge_initiatives,
}
