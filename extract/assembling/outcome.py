"""The draft, done with, as an Extraction: entities with local ids, statements with their sentence and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from extract.assembling.draft import Claim, Draft, EntityDraft
from extract.assembling.scores import calibrated
from extract.dates import resolve_date
from extract.model import (
    QUALIFIERS,
    Article,
    Entity,
    Extraction,
    Ref,
    Statement,
)


def freeze(draft: Draft) -> Extraction:
    used = {key for c in draft.claims.values() for key in (c.subject, c.object)}
    private = _private_people(draft)
    entities = {}
    for key, entity in draft.cast.items():
        if key in used or entity.mentions:
            entities[key] = Entity(
                id=_local_id(draft.article, key),
                type=entity.type,
                name=entity.name,
                aliases=tuple(sorted(entity.aliases)),
                scope=draft.locality.county or draft.locality.city or draft.locality.province,
                kind="private" if key in private else entity.kind,
                date=_date(draft, entity) if entity.type == "Event" else None,
            )
    refs = {key: Ref(e.type, e.name, e.id) for key, e in entities.items()}
    refs["Article"] = Ref("Article", draft.article.title, _local_id(draft.article, "Article"))
    statements = tuple(_statement(draft, claim, refs) for claim in draft.claims.values())
    return Extraction(draft.article, tuple(entities.values()), statements)


def _private_people(draft: Draft) -> set[str]:
    """People whom the article shows in no office: residents quoted in a story."""
    public = {c.subject for c in draft.claims.values() if c.predicate in ("HOLDS_ROLE", "REPORTED")}
    resident = {c.subject for c in draft.claims.values() if c.predicate == "AFFILIATED_WITH"}
    present = {c.subject for c in draft.claims.values() if c.predicate == "ATTENDED"}
    people = {key for key, entity in draft.cast.items() if entity.type == "Person"}
    return {key for key in people - public if key in resident or key not in present}


def _date(draft: Draft, entity: EntityDraft) -> date | None:
    """The day an event took place: the date in a sentence of the body that names it."""
    titles = [b for b in draft.article.blocks if b.kind in ("title", "subtitle")]
    for i in entity.mentions:
        mention = draft.mentions[i]
        if any(b.start <= mention.start < b.end for b in titles):
            continue
        start, end = draft.evidence([(mention.start, mention.end)])
        day = resolve_date(draft.article.text[start:end], draft.article.published)
        if day is not None:
            return day
    return None


def _tenure(draft: Draft, claim: Claim) -> Mapping[str, str]:
    return draft.tenures.get((claim.subject, claim.predicate, claim.object, claim.qualifier), {})


def _statement(draft: Draft, claim: Claim, refs: Mapping[str, Ref]) -> Statement:
    start, end = claim.span
    file_start, file_end = draft.article.file_span(start, end) if end > start else (0, 0)
    name = QUALIFIERS.get(claim.predicate, "")
    return Statement(
        subject=refs[claim.subject],
        predicate=claim.predicate,
        object=refs[claim.object],
        doc=draft.article.doc,
        article=draft.article.n,
        evidence=draft.article.text[start:end],
        start=file_start,
        end=file_end,
        confidence=round(calibrated(claim.confidence), 3),
        rule=claim.rule,
        qualifiers=({name: claim.qualifier} if name and claim.qualifier else {}) | dict(_tenure(draft, claim)),
    )


def _local_id(article: Article, key: str) -> str:
    return sha256(f"{article.key}|{key}".encode()).hexdigest()[:16]
