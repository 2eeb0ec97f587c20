"""LAUNCHED, IMPLEMENTS, ORGANIZED and IMPLEMENTED_IN, which one clause states or the article shows."""

from __future__ import annotations

from collections.abc import Sequence

from extract.assembling.draft import TOWNSHIP, Draft, EntityDraft
from extract.deeds import EVENT, PROGRAMME, Deed, deeds
from extract.institutions import (
    government_of,
    seat_of,
)
from extract.places import (
    areas_named,
    canonical_place,
    rank,
    split_areas,
)

_DEEDS = {"launch": "LAUNCHED", "implement": "IMPLEMENTS", "organize": "ORGANIZED"}
SURE_INITIATIVE = 0.65  # least score of a mention that is stated to be carried out where the article is from


def claim_deeds(draft: Draft) -> None:
    """LAUNCHED, IMPLEMENTS and ORGANIZED that one clause states. A town that acts is its government; a county or
    city that launches something is itself."""
    actors = [i for i, m in enumerate(draft.mentions) if m.type in ("Person", "Institution", "Place")]
    spans = [(m.start, m.end) for m in draft.mentions]
    for type_, kinds in (("Initiative", PROGRAMME), ("Event", EVENT)):
        things = draft.of_type(type_)
        for deed in deeds(draft.article.text, [spans[i] for i in actors], [spans[i] for i in things], kinds):
            _claim_deed(draft, deed, [draft.key_of[actors[n]] for n in deed.actors], things[deed.thing])


def _claim_deed(draft: Draft, deed: Deed, actors: Sequence[str], thing: int) -> None:
    """A sentence without a subject goes on about the town or county that its article is about. Which body carries
    something out the network knows better: none of eight that a clause added on seeds, dev and held-out pages did."""
    if deed.kind == "implement" and actors:
        actors = [key for key in actors if draft.cast[key].type == "Place"]
        if not actors:
            return
    rule, score = f"clause: {deed.kind}", 0.7
    if not actors and draft.mentions[thing].score >= SURE_INITIATIVE and (home := draft.home()):
        actors, rule, score = [draft.named_place(home)], f"dropped subject: {deed.kind}", 0.6
    for actor in filter(None, (acting(draft, key, deed.kind) for key in actors)):
        draft.claim(actor, _DEEDS[deed.kind], draft.key_of[thing], "", score, rule, (thing,))


def acting(draft: Draft, key: str, kind: str) -> str:
    """The body that acts where this entity is printed as the subject, empty where none is certain."""
    entity = draft.cast[key]
    if entity.type == "Person":  # 县长沙马伍哈主持召开: not the county committee either, which only his title names
        return ""
    if entity.type == "Institution":
        return key
    if rank(entity.name) == TOWNSHIP:
        return draft.implied_institution(government_of(entity.name))
    return key if kind == "launch" and rank(entity.name) < TOWNSHIP else ""


def claim_home_of_initiatives(draft: Draft) -> None:
    """What an article reports of a programme happens in the area that the article is about."""
    home = draft.home()
    entities = [(key, entity) for key, entity in draft.cast.items() if entity.type == "Initiative"]
    for key, entity in entities:
        area = _area_in_name(draft, entity) or _area_of_doers(draft, key) or home or _area_met_before(draft, entity)
        if area and max(draft.mentions[i].score for i in entity.mentions) >= SURE_INITIATIVE:
            place = draft.named_place(area)
            draft.claim(key, "IMPLEMENTED_IN", place, "", 0.6, "home of the article", entity.mentions[:1])


def _area_in_name(draft: Draft, entity: EntityDraft) -> str:
    """旅顺口区大樱桃产业提质实施方案 is for 旅顺口区, wherever it is spoken of."""
    areas = [part for part in split_areas(entity.name)[0] if areas_named(part)]
    return canonical_place(areas[-1], draft.locality, draft.places) if areas else ""


def _area_of_doers(draft: Draft, programme: str) -> str:
    """A programme of 玉龙县委组织部 is for 玉龙县, even in an article about one of its towns."""
    doers = [
        draft.cast[c.subject].name
        for c in draft.claims.values()
        if c.object == programme and c.predicate in ("LAUNCHED", "IMPLEMENTS") and c.subject.startswith("Institution|")
    ]
    seats = {seat_of(name, draft.locality, draft.places) for name in doers}
    return (seats.pop() or "") if len(seats) == 1 else ""


def _area_met_before(draft: Draft, entity: EntityDraft) -> str:
    """In the paper of a province an item tells of the county or city that it has named last."""
    near = draft.here[entity.mentions[0]].near
    return near[0] if near else ""
