"""Local entities of many articles -> entities of the corpus.

A name is not an identity: two people of one name are one only where the texts give them enough in common (likeness.py)
or where a person decided so. A wrong merge is worse than a missed one: what is not certain becomes a question. The
order of the articles does not matter, and no block of sketches depends on another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import combinations, groupby

from extract.likeness import ASK, SAME, Likeness, Node, attachment, likeness, pairs, ruled_out, signature
from extract.model import Entity, Extraction, Ref, Statement
from extract.sketches import Sketch, sketches

MARGIN = 1.0  # points by which the best of several candidates must lead
SPREAD = (
    3  # provinces, or counties of one province, that print a programme's name: then it is the country's, or province's
)


_Doubt = tuple[Likeness, str, str]  # and two local ids


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entity as a decision names it: by what a new extraction leaves alone. `places` are (doc, offset on the page)
    where the name is printed; where none of these documents is there, name, scope and bodies find it."""

    type: str
    name: str
    scope: str = ""
    bodies: tuple[str, ...] = ()
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about two entities. `number` is the decision's, for reports."""

    number: int
    same: bool
    one: Anchor
    other: Anchor


@dataclass(frozen=True, slots=True)
class Question:
    """Two entities of the corpus that may be one: ids, points of likeness and why."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is who: local id -> corpus id, and the entities of the corpus by id."""

    corpus_id: Mapping[str, str]
    entities: Mapping[str, Entity]
    questions: tuple[Question, ...] = ()
    contradictions: tuple[tuple[int, ...], ...] = ()  # numbers of the decisions that cannot all be true
    unmatched: tuple[int, ...] = ()  # numbers of the decisions that find nothing in this corpus

    def apply(self, extraction: Extraction) -> Extraction:
        """The same extraction with corpus ids and names."""
        entities = {self.corpus_id[e.id]: self.entities[self.corpus_id[e.id]] for e in extraction.entities}
        return replace(
            extraction,
            entities=tuple(entities.values()),
            statements=tuple(self._statement(s) for s in extraction.statements),
        )

    def _statement(self, statement: Statement) -> Statement:
        return replace(statement, subject=self._ref(statement.subject), object=self._ref(statement.object))

    def _ref(self, ref: Ref) -> Ref:
        if ref.type == "Article":
            return ref
        entity = self.entities[self.corpus_id[ref.id]]
        return Ref(entity.type, entity.name, entity.id)


def resolve(extractions: Iterable[Extraction], verdicts: Sequence[Verdict] = ()) -> Identity:
    """Bring the local entities of all extractions together."""
    return identify([sketch for extraction in extractions for sketch in sketches(extraction)], verdicts)


def identify(
    drawn: Sequence[Sketch], verdicts: Sequence[Verdict] = (), blocks: Collection[str] | None = None
) -> Identity:
    """The same from sketches. `blocks`: only the entities of these (`touched`); the sketches of other blocks tell what
    decisions mean. Blocks that no decision ties together may be decided one by one, in any order."""
    ruling = _Ruling(drawn, verdicts)
    clusters: list[list[Sketch]] = []
    asked: list[_Doubt] = []
    if blocks is not None:
        drawn = [s for s in drawn if s.block in blocks]
    for _, block in groupby(sorted(drawn, key=lambda s: (s.block, s.id)), key=lambda s: s.block):
        found, doubts = _Block(list(block), ruling).cluster()
        clusters += found
        asked += doubts
    corpus_id: dict[str, str] = {}
    entities: dict[str, Entity] = {}
    for members in sorted(ruling.joined(clusters), key=_seniority):
        entity = _merge(members, entities)
        entities[entity.id] = entity
        corpus_id.update((s.id, entity.id) for s in members)
    return Identity(corpus_id, entities, _questions(asked, corpus_id), ruling.contradictions, ruling.unmatched)


def touched(blocks: Iterable[str], ties: Iterable[Collection[str]]) -> set[str]:
    """Blocks to be looked at again when sketches of some came or went: theirs, and those that decisions tie to them."""
    found = set(blocks)
    known = [set(tie) for tie in ties]
    while more := {b for tie in known if tie & found for b in tie} - found:
        found |= more
    return found


def find(anchors: Sequence[Anchor], drawn: Sequence[Sketch]) -> list[list[str]]:
    """Local ids of what each anchor means in this corpus."""
    by_doc, by_name = _indexed(drawn)
    return [_matches(anchor, by_doc, by_name) for anchor in anchors]


# ---- what people decided


_Sides = tuple[list[str], list[str]]  # local ids that the two anchors of a decision mean


class _Ruling:
    """The decisions applied to the sketches that they name. Decisions that contradict each other apply to nothing."""

    def __init__(self, drawn: Sequence[Sketch], verdicts: Sequence[Verdict]) -> None:
        by_doc, by_name = _indexed(drawn) if verdicts else ({}, {})
        sides = {v: (_matches(v.one, by_doc, by_name), _matches(v.other, by_doc, by_name)) for v in verdicts}
        self.unmatched = tuple(v.number for v, (one, other) in sides.items() if not one or not other)
        sides = {v: found for v, found in sides.items() if all(found)}
        self.contradictions, void = self._contradictions(sides)
        self.group_of: dict[str, int] = {}  # local id -> group of sketches that decisions make one
        groups = _Groups()
        for verdict, (one, other) in sides.items():
            for first, *rest in [[*one, *other]] if verdict.same and verdict.number not in void else []:
                for more in rest:
                    groups.join(first, more)
            for id_ in (*one, *other):
                groups.root(id_)
        numbers = {root: number for number, root in enumerate(sorted({groups.root(i) for i in groups.parent}))}
        self.group_of = {id_: numbers[groups.root(id_)] for id_ in groups.parent}
        self.apart = {
            frozenset((self.group_of[a], self.group_of[b]))
            for verdict, (one, other) in sides.items()
            if not verdict.same and verdict.number not in void
            for a in one
            for b in other
        }

    @staticmethod
    def _contradictions(sides: Mapping[Verdict, _Sides]) -> tuple[tuple[tuple[int, ...], ...], set[int]]:
        groups = _Groups()
        for verdict, (one, other) in sides.items():
            if verdict.same:
                for more in (*one, *other):
                    groups.join(one[0], more)
        found = []
        for verdict, (one, other) in sides.items():
            if verdict.same:
                continue
            roots = {groups.root(a) for a in one} & {groups.root(b) for b in other}
            against = {v.number for v, (a, _) in sides.items() if v.same and groups.root(a[0]) in roots}
            if roots:
                found.append(tuple(sorted({verdict.number, *against})))
        return tuple(sorted(found)), {number for numbers in found for number in numbers}

    def forbids(self, one: Collection[int], other: Collection[int]) -> bool:
        return bool(self.apart) and any(frozenset((a, b)) in self.apart for a in one for b in other)

    def joined(self, clusters: Sequence[list[Sketch]]) -> list[list[Sketch]]:
        """Clusters of different blocks that a decision makes one."""
        if not self.group_of:
            return list(clusters)
        groups = _Groups()
        for number, members in enumerate(clusters):
            groups.root(f"c{number}")
            for group in {self.group_of[s.id] for s in members if s.id in self.group_of}:
                groups.join(f"g{group}", f"c{number}")
        together: dict[str, list[Sketch]] = defaultdict(list)
        for number, members in enumerate(clusters):
            together[groups.root(f"c{number}")] += members
        return list(together.values())


class _Groups:
    """Union of things by name."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, x: str) -> str:
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a: str, b: str) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        self.parent[b] = a


_ByDoc = Mapping[str, list[Sketch]]
_ByName = Mapping[tuple[str, str], list[Sketch]]


def _indexed(drawn: Iterable[Sketch]) -> tuple[_ByDoc, _ByName]:
    by_doc: dict[str, list[Sketch]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Sketch]] = defaultdict(list)
    for sketch in sorted(drawn, key=lambda s: s.id):
        by_doc[sketch.doc].append(sketch)
        by_name[sketch.type, sketch.name].append(sketch)
    return by_doc, by_name


def _matches(anchor: Anchor, by_doc: _ByDoc, by_name: _ByName) -> list[str]:
    """Local ids of the sketches that an anchor means."""
    found = [
        s.id
        for doc, at in anchor.places
        for s in by_doc.get(doc, ())
        if s.type == anchor.type and s.span[0] <= at < s.span[1] and (anchor.name in s.names or s.at == at)
    ]
    if not found:
        for s in by_name.get((anchor.type, anchor.name), ()):
            bodies = {p.body for p in s.posts} | s.homes
            if bodies & set(anchor.bodies) or (not anchor.bodies and s.scope == anchor.scope):
                found.append(s.id)
    return list(dict.fromkeys(found))


# ---- one block


class _Block:
    """Clusters of the sketches of one block: the likeliest pairs first, none that is ruled out or decided against."""

    def __init__(self, drawn: Sequence[Sketch], ruling: _Ruling) -> None:
        self.ruling = ruling
        by_signature: dict[object, list[Sketch]] = defaultdict(list)
        for sketch in drawn:
            group = ruling.group_of.get(sketch.id)
            by_signature[signature(sketch) if group is None else group].append(sketch)
        nodes = [
            Node(members, -1 if signed is None or not isinstance(signed, int) else signed)
            for signed, members in by_signature.items()
        ]
        nodes.sort(key=lambda node: node.id)
        people = nodes[0].one.type == "Person"
        self.named = [n for n in nodes if people and n.statuses == {"named"} and n.group < 0]
        loose = {n.id for n in self.named}
        self.stating = [n for n in nodes if n.id not in loose]
        self.doubts: list[_Doubt] = []

    def cluster(self) -> tuple[list[list[Sketch]], list[_Doubt]]:
        clusters = self._agglomerate(self.stating)
        if self.named:
            left = self._attach(clusters)
            clusters += self._agglomerate(left)
        if self.stating and self.stating[0].one.type == "Initiative":
            clusters = _spread(clusters)
        return [[s for node in cluster for s in node.members] for cluster in clusters], self.doubts

    def _agglomerate(self, nodes: list[Node]) -> list[list[Node]]:
        scored: list[tuple[Likeness, Node, Node]] = []
        for a, b in pairs(nodes) if nodes else ():
            scored.append((likeness(a, b), a, b) if a.id < b.id else (likeness(b, a), b, a))
        scored.sort(key=lambda s: (-s[0].score, s[1].id, s[2].id))
        contested = self._contested(scored)
        cluster_of = {node.id: [node] for node in nodes}
        for like, a, b in scored:
            one, other = cluster_of[a.id], cluster_of[b.id]
            if like.score < ASK or one is other:
                continue
            if like.score >= SAME and contested.isdisjoint((a.id, b.id)) and self._may_join(one, other):
                one += other
                cluster_of.update((node.id, one) for node in other)
            elif not self.ruling.forbids({a.group}, {b.group}) and not ruled_out(a, b):
                self.doubts.append((like, a.id, b.id))
        return list({id(cluster): cluster for cluster in cluster_of.values()}.values())

    def _contested(self, scored: Sequence[tuple[Likeness, Node, Node]]) -> set[str]:
        """Nodes that fit both sides of a decision equally well: nobody but a person can place them."""
        if not self.ruling.apart:
            return set()
        fitting: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for like, a, b in scored:
            for node, other in ((a, b), (b, a)):
                if like.score >= SAME and node.group < 0 <= other.group:
                    fitting[node.id].append((like.score, other.group))
        return {
            id_
            for id_, sides in fitting.items()
            if any(abs(x - y) < MARGIN and self.ruling.forbids({g}, {h}) for (x, g), (y, h) in combinations(sides, 2))
        }

    def _may_join(self, one: Sequence[Node], other: Sequence[Node]) -> bool:
        if self.ruling.forbids({n.group for n in one}, {n.group for n in other}):
            return False
        return not any(ruled_out(a, b) for a in one for b in other)

    def _attach(self, clusters: list[list[Node]]) -> list[Node]:
        """Give those who are only named to the one cluster that they fit; returns those who fit none."""
        whole = [Node([s for n in cluster for s in n.members]) for cluster in clusters]
        left: list[Node] = []
        placed: list[tuple[int, Node]] = []
        for node in self.named:
            ranked = sorted(
                ((attachment(node.one, c), i) for i, c in enumerate(whole)), key=lambda r: (-r[0].score, whole[r[1]].id)
            )
            lead = ranked[0][0].score - (ranked[1][0].score if len(ranked) > 1 else 0.0) if ranked else 0.0
            if ranked and ranked[0][0].score >= SAME and lead >= MARGIN:
                placed.append((ranked[0][1], node))
                continue
            left.append(node)
            self.doubts += [(like, node.id, whole[i].id) for like, i in ranked if like.score >= ASK]
        for i, node in placed:
            clusters[i].append(node)
        return left


def _spread(clusters: list[list[Node]]) -> list[list[Node]]:
    """A programme that three provinces print is the country's, one of three counties of a province the province's."""
    local = [c for c in clusters if len(c[0].one.key) >= 4 and all(n.statuses == {"local"} for n in c)]
    codes = [{area[0] for n in c for area in n.areas if len(area) == 1} for c in local]
    provinces = {code[:2] for found in codes for code in found}
    counties = Counter(code[:2] for found in codes for code in found if len(code) == 6)
    wide = [""] if len(provinces) >= SPREAD else [p for p in sorted(provinces) if counties[p] >= SPREAD]
    kept, joint = clusters, []
    for area in wide if local and not local[0][0].one.key[-1].isdigit() else ():
        members = [c for c, found in zip(local, codes, strict=True) if any(code.startswith(area) for code in found)]
        kept = [c for c in kept if not any(c is m for m in members)]
        joint.append([n for c in members for n in c])
    return kept + joint


# ---- entities


def _seniority(members: Sequence[Sketch]) -> tuple[date, str, int, str]:
    """The first article that names an entity; sorts clusters and survives the coming of later articles."""
    return min(map(_age, members))


def _age(sketch: Sketch) -> tuple[date, str, int, str]:
    return sketch.published or date.max, sketch.doc, sketch.n, sketch.id


def _merge(members: Sequence[Sketch], taken: Mapping[str, Entity]) -> Entity:
    """One entity of the corpus: the fullest name, all aliases, private only if private everywhere.

    The id is made from the key where the name is enough, from the first article for people and for a second of one key.
    """
    ordered = sorted(members, key=_age)
    first = ordered[0]
    names = Counter(s.name for s in ordered)
    name = max(names, key=lambda n: (len(n), names[n], n))
    public = {s.kind for s in ordered} - {"private"}
    days = [s.day for s in ordered if s.day]
    id_ = _id(first.type, first.key, *(first.codes if first.status == "area" else ()))
    if first.type in ("Person", "Event") or id_ in taken:
        id_ = _id(first.type, first.name, first.doc, str(first.n), first.id)
    return Entity(
        id=id_,
        type=first.type,
        name=name,
        aliases=tuple(sorted({alias for s in ordered for alias in s.aliases})),
        scope=_common_scope(ordered),
        kind=max(sorted(public), key=lambda k: sum(s.kind == k for s in ordered)) if public else "private",
        date=min(days, default=None),
    )


def _id(*parts: str) -> str:
    return sha256("|".join(parts).encode()).hexdigest()[:16]


def _common_scope(ordered: Sequence[Sketch]) -> str:
    """The area that most articles give, the earlier where as many."""
    counted = Counter(s.scope for s in ordered if s.scope)
    return max(counted, key=lambda scope: counted[scope], default="")


def _questions(asked: Iterable[_Doubt], corpus_id: Mapping[str, str]) -> tuple[Question, ...]:
    """Doubts between what stayed apart, each pair once, the likeliest first."""
    best: dict[tuple[str, str], Likeness] = {}
    for like, a, b in asked:
        one, other = sorted((corpus_id[a], corpus_id[b]))
        if one != other and (known := best.get((one, other), like)).score <= like.score:
            best[one, other] = max(known, like, key=lambda k: (k.score, k.reasons))
    found = [Question(one, other, like.score, like.reasons) for (one, other), like in best.items()]
    return tuple(sorted(found, key=lambda q: (-q.score, q.one, q.other)))
