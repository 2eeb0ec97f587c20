"""What the network relates and bylines say, taken over as it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from math import prod

from extract.assembling.draft import Draft
from extract.assembling.scores import likely
from extract.attendance import is_talk, tells
from extract.bylines import bylines
from extract.institutions import (
    seat_of,
)
from extract.model import (
    ScoredRelation,
)


def claim_bylines(draft: Draft) -> None:
    """A byline has a fixed form: what it says goes before what the network reads there."""
    for start, end, capacity in bylines(draft.article):
        name = re.sub(r"\s", "", draft.article.text[start:end])
        person = draft.enter("Person", name, name)
        draft.named_in_byline.add(person)
        draft.claim(person, "REPORTED", "Article", capacity, 0.95, "byline", (), (start, end))


def claim_relations(draft: Draft) -> None:
    for r in _said_together(draft):
        predicate, _, capacity = r.label.partition(":")
        subject = draft.key_of[r.head]
        if predicate == "REPORTED":
            if subject not in draft.named_in_byline:
                draft.claim(subject, predicate, "Article", capacity, r.score, "network", (r.head,))
            continue
        object_ = draft.key_of[_innermost(draft, r.tail) if predicate == "VISITED" else r.tail]
        if predicate == "AFFILIATED_WITH":
            capacity = _capacity_beside(draft, r.head, r.tail)
        if predicate == "BASED_IN" and seat_of(draft.cast[subject].name, draft.locality, draft.places):
            continue  # the name says it better
        if predicate == "COOPERATES_WITH" and subject > object_:
            subject, object_ = object_, subject
        draft.claim(subject, predicate, object_, capacity, r.score, "network", (r.head, r.tail))


def _said_together(draft: Draft) -> list[ScoredRelation]:
    """Relations that all mentions of the two names make likely together, each with the pair that says it best.

    Noisy-or, as in training: that at least one of the pairs says it is likelier than that any one does.
    """
    pairs: dict[tuple[str, str, str], list[ScoredRelation]] = defaultdict(list)
    for r in draft.possible:
        if r.label not in ("HAS_TITLE", "TITLE_AT") and not _told_elsewhere(draft, r):
            pairs[draft.key_of[r.head], draft.key_of[r.tail], r.label].append(r)
    together = [
        replace(max(same, key=lambda r: r.score), score=1 - prod(1 - r.score for r in same)) for same in pairs.values()
    ]
    return [r for r in together if likely(r)]


def _told_elsewhere(draft: Draft, relation: ScoredRelation) -> bool:
    """What somebody tells of a ceremony or a campaign is told to the reporter; at a meeting it may be a speech."""
    if relation.label != "ATTENDED:speaker" or is_talk(draft.cast[draft.key_of[relation.tail]].name):
        return False
    return tells(draft.article.text, draft.mentions[relation.head].end)


def _innermost(draft: Draft, place: int) -> int:
    """会泽县|以礼街道|返乡创业园: whoever visited the county here visited the park."""
    at = {m.start: i for i, m in reversed(list(enumerate(draft.mentions))) if m.type in ("Place", "Institution")}
    while draft.mentions[place].type == "Place" and draft.mentions[place].end in at:
        place = at[draft.mentions[place].end]
    return place


def _capacity_beside(draft: Draft, person: int, place: int) -> str:
    """The words between a place and the person who belongs there: 黎明村|村民|虞爱兰 -> 村民."""
    between = draft.article.text[draft.mentions[place].end : draft.mentions[person].start]
    between = re.sub(r"\s", "", between)
    return between if 0 < len(between) <= 12 and not re.search(r"[。；;，,！!?？“”]", between) else ""
