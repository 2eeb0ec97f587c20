"""PART_OF, BASED_IN and LOCATED_IN that the names and the nesting of the mentions make plain."""

from __future__ import annotations

from collections.abc import Iterable

from extract.assembling.draft import POINTING, Draft
from extract.institutions import (
    parent_of,
    seat_of,
)
from extract.places import (
    containers,
    nested_areas,
    nested_pairs,
    relative_word,
)


def claim_what_names_show(draft: Draft) -> None:
    """PART_OF, BASED_IN and LOCATED_IN that the names and the nesting of the mentions make plain."""
    bodies = [key for key, d in draft.cast.items() if d.type == "Institution" and draft.spoken_of(key)]
    names = [draft.cast[key].name for key in bodies]
    for key in bodies:
        entity = draft.cast[key]
        at = entity.mentions[:1]
        parent = parent_of(entity.name, names)
        if parent is not None:
            above = draft.implied_institution(parent)
            draft.claim(key, "PART_OF", above, "", 0.9, "name shows parent", at)
            claim_seat(draft, above, at)
        claim_seat(draft, key, at)
    _claim_places_in_places(draft)


def claim_seat(draft: Draft, body: str, at: Iterable[int]) -> None:
    seat = seat_of(draft.cast[body].name, draft.locality, draft.places)
    if seat is not None:
        draft.claim(body, "BASED_IN", draft.named_place(seat), "", 0.9, "name shows seat", at)


def _claim_places_in_places(draft: Draft) -> None:
    """丁蜀镇|西望村: a place printed inside or right after a larger one lies in it."""
    found = draft.of_type("Place")
    spans = [(draft.mentions[i].start, draft.mentions[i].end, draft.cast[draft.key_of[i]].name) for i in found]
    pairs = nested_pairs(draft.article.text, spans)
    for entity in [d for d in draft.cast.values() if d.type == "Place" and d.mentions]:
        forms = [draft.mentions[i].text for i in entity.mentions]
        pairs += [(entity.name, outer) for outer in containers(entity.name, forms, draft.locality, draft.places)]
    known = {d.name for d in draft.cast.values() if d.type == "Place"}
    for inner, outer, _, _ in reversed(nested_areas(draft.article.text)):  # 台州市|黄岩区|高桥街道 from its inmost
        if {inner, outer} & known:
            pairs.append((inner, outer))
            known |= {inner, outer}
    for inner, outer in pairs:
        key = draft.named_place(inner)
        at = draft.cast[key].mentions[:1]
        draft.claim(key, "LOCATED_IN", draft.named_place(outer), "", 0.9, "printed inside", at)


def veto_nameless_places(draft: Draft) -> None:
    """全县 that nothing in the article resolves names no place, 该小区 none that can be found again."""
    nameless = {
        key
        for key, entity in draft.cast.items()
        if entity.type == "Place" and (relative_word(entity.name) or POINTING.match(entity.name))
    }
    draft.claims = {k: c for k, c in draft.claims.items() if not {c.subject, c.object} & nameless}
