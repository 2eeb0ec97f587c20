"""Mentions -> the cast of an article: which of them are one person, body, place, programme or event."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from extract.assembling.draft import Draft
from extract.events import cluster_events, event_kind, event_name
from extract.initiatives import cluster_initiatives, initiative_name
from extract.institutions import (
    canonical_institution,
    institution_key,
)
from extract.model import (
    EntityType,
)
from extract.names import resolve_short_name, surname_of
from extract.places import (
    canonical_place,
    town_of,
)


def cast_people(draft: Draft) -> None:
    printed = [re.sub(r"\s", "", draft.mentions[i].text) for i in draft.of_type("Person")]
    whole = [name for name in printed if surname_of(name)]
    for i, short in zip(draft.of_type("Person"), printed, strict=True):
        name = resolve_short_name(short, whole) or short
        draft.enter("Person", name, name, i)


def cast_places_and_institutions(draft: Draft) -> None:
    """In the order of the text, since 镇党委 is the committee of the town just spoken of. A fuller form anywhere in
    the article is known to a shorter one before it."""
    bodies = [canonical_institution(draft.mentions[i].text, draft.locality) for i in draft.of_type("Institution")]
    here = draft.locality
    passing = _named_in_passing(draft)
    for i, mention in enumerate(draft.mentions):
        if mention.type == "Place":
            name = canonical_place(mention.text, here, draft.places)
            draft.places.append(name)
            draft.enter("Place", name, name, i)
        elif mention.type == "Institution":
            name = canonical_institution(mention.text, here, [*bodies, *draft.institutions])
            draft.institutions.append(name)
            draft.enter("Institution", name, institution_key(name), i)
        else:
            draft.here[i] = here
            continue
        if i not in passing:
            here = here.after(name)


_MOSTLY = 0.6  # of all towns named, for one to be what the article is about


def _named_in_passing(draft: Draft) -> set[int]:
    """Mentions of towns that 该镇 is none of: those of a row (甲镇、乙镇、丙镇), and all but the one town that an
    article is about."""
    towns = {i: town for i, m in enumerate(draft.mentions) if (town := town_of(m.text))}
    joined = {i for i in towns if i - 1 in towns and _joined(draft, i)}
    rows = joined | {i - 1 for i in joined}
    ((main, times),) = Counter(towns.values()).most_common(1) or [("", 0)]
    if times < 2 or times <= _MOSTLY * len(towns):
        return rows
    return rows | {i for i, town in towns.items() if town != main}


def _joined(draft: Draft, i: int) -> bool:
    """Whether nothing but a comma of enumeration stands between a mention and the one before."""
    return draft.article.text[draft.mentions[i - 1].end : draft.mentions[i].start] in ("、", "和", "及")


def cast_initiatives(draft: Draft) -> None:
    found = draft.of_type("Initiative")
    _enter_clusters(draft, "Initiative", found, cluster_initiatives([draft.mentions[i].text for i in found]))


def _enter_clusters(draft: Draft, type_: EntityType, found: Sequence[int], clusters: Sequence[int]) -> None:
    members = defaultdict(list)
    for i, cluster in zip(found, clusters, strict=True):
        members[cluster].append(i)
    for mentions in members.values():
        name = max((initiative_name(draft.mentions[i].text) for i in mentions), key=len)
        for i in mentions:
            draft.enter(type_, name, name, i)


def cast_events(draft: Draft) -> None:
    found = draft.of_type("Event")
    members = defaultdict(list)
    for i, cluster in zip(found, cluster_events([draft.mentions[i].text for i in found]), strict=True):
        members[cluster].append(i)
    for mentions in members.values():
        name = event_name([draft.mentions[i].text for i in mentions], _organiser_name(draft, mentions), draft.locality)
        for i in mentions:
            key = draft.enter("Event", name, name, i)
            draft.cast[key].kind = event_kind(name)


def _organiser_name(draft: Draft, events: Collection[int]) -> str:
    """Canonical name of the body that most likely organised these mentions of one event, else empty."""
    best = max(
        (r for r in draft.relations if r.label == "ORGANIZED" and r.tail in events),
        key=lambda r: r.score,
        default=None,
    )
    return draft.cast[draft.key_of[best.head]].name if best else ""
