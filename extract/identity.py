"""Local entities of many articles -> entities of the corpus.

A name is not an identity: two people of one name are one only where the texts give them something in common (an anchor:
a body, a post's place, a page). A wrong merge is worse than a missed one. The order of the articles does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from extract.evaluation import normal
from extract.institutions import institution_key
from extract.model import Entity, Extraction, Ref, Statement
from extract.places import areas_named


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is who: local id -> corpus id, and the entities of the corpus by id."""

    corpus_id: Mapping[str, str]
    entities: Mapping[str, Entity]

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


def resolve(extractions: Iterable[Extraction]) -> Identity:
    """Bring the local entities of all extractions together."""
    local: dict[str, Entity] = {}
    anchors: dict[str, set[str]] = {}
    for extraction in extractions:
        statements = defaultdict(list)
        for statement in extraction.statements:
            statements[statement.subject.id].append(statement)
        for entity in extraction.entities:
            local[entity.id] = entity
            anchors[entity.id] = set(_anchors(entity, extraction, statements[entity.id]))
    corpus_id, entities = {}, {}
    for members in _components(anchors):
        merged = _merge([local[i] for i in sorted(members)])
        entities[merged.id] = merged
        corpus_id.update(dict.fromkeys(members, merged.id))
    return Identity(corpus_id, entities)


def _anchors(entity: Entity, extraction: Extraction, statements: Iterable[Statement]) -> Iterable[str]:
    """What an entity must share with another of its kind to be the same one."""
    if entity.type == "Person":
        yield from _person_anchors(entity, extraction, statements)
    else:
        yield _named_anchor(entity, extraction)


def _named_anchor(entity: Entity, extraction: Extraction) -> str:
    name = normal(entity.name)
    match entity.type:
        case "Institution":
            return f"Institution|{institution_key(entity.name)}|{_scope_unless_plain(entity)}"
        case "Place":
            return f"Place|{name}|{_scope_unless_plain(entity)}"
        case "Event":
            when = entity.date.isoformat() if entity.date else extraction.article.doc
            return f"Event|{name}|{when}|{entity.scope}"
        case _:
            return f"{entity.type}|{name}"


def _scope_unless_plain(entity: Entity) -> str:
    """The scope where the name alone could mean several: 和平街道; nothing for 瑞安市 or 瑞安市委."""
    if entity.type == "Place":
        areas = areas_named(entity.name)
        return "" if len(areas) == 1 and areas[0].level in ("province", "city", "county") else entity.scope
    stem = entity.scope.rstrip("省市县区旗州盟")
    return "" if stem and entity.name.startswith(stem) else entity.scope


def _person_anchors(entity: Entity, extraction: Extraction, statements: Iterable[Statement]) -> Iterable[str]:
    article = extraction.article
    status = "private" if entity.kind == "private" else "public"
    for statement in statements:
        match statement.predicate:
            case "HOLDS_ROLE" | "AFFILIATED_WITH":
                yield f"Person|{entity.name}|{institution_key(statement.object.name)}|{entity.scope}"
            case "REPORTED":
                status = "reporter"
    if status == "reporter" and article.publication:
        yield f"Person|{entity.name}|{article.publication}"
    yield f"Person|{entity.name}|{article.doc}|{entity.scope}|{status}"


def _components(anchors: Mapping[str, set[str]]) -> list[list[str]]:
    """Ids that share an anchor, directly or through others, in a fixed order."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for id_, shared in anchors.items():
        for anchor in shared:
            parent[root(anchor)] = root(id_)
    groups = defaultdict(list)
    for id_ in sorted(anchors):
        groups[root(id_)].append(id_)
    return list(groups.values())


def _merge(members: list[Entity]) -> Entity:
    """One entity of the corpus: the fullest name, all aliases, private only if private everywhere."""
    first = members[0]
    name = max((m.name for m in members), key=lambda n: (len(n), n))
    kinds = {m.kind for m in members}
    kind = first.kind if len(kinds) == 1 else max(kinds - {"private"})
    dates = [m.date for m in members if m.date]
    return Entity(
        id=sha256(f"{first.type}|{first.id}".encode()).hexdigest()[:16],
        type=first.type,
        name=name,
        aliases=tuple(sorted({a for m in members for a in m.aliases})),
        scope=first.scope,
        kind=kind,
        date=min(dates, default=None),
    )
