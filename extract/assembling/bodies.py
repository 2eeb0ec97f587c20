"""What bodies do together, and what became of them: renamed, merged, split, founded, dissolved."""

from __future__ import annotations

from extract.assembling.draft import POINTING, Draft
from extract.assembling.programmes import acting
from extract.partners import partners
from extract.successions import successions


def claim_partners(draft: Draft) -> None:
    """COOPERATES_WITH that one clause states; a town that acts is its government."""
    actors = _outermost(draft, "Institution", "Place")
    spans = [(draft.mentions[i].start, draft.mentions[i].end) for i in actors]
    for pair in partners(draft.article.text, spans):
        first, second = sorted(acting(draft, draft.key_of[actors[n]], "partner") for n in pair)
        if first:
            draft.claim(first, "COOPERATES_WITH", second, "", 0.7, "clause: partners", [actors[pair[0]]])


def claim_successions(draft: Draft) -> None:
    """What became of bodies and areas. Old and new stay two entities; where the key of their names is one (文广旅局
    and 文旅局 of a county), they are one body under two names, and nothing is stated."""
    found = _outermost(draft, "Institution", "Place")
    spans = [(draft.mentions[i].start, draft.mentions[i].end) for i in found]
    for told in successions(draft.article.text, spans, draft.article.published):
        ends = [draft.key_of[found[n]] for n in (told.before, told.after) if n is not None]
        if len({draft.cast[key].type for key in ends}) > 1 or any(POINTING.match(draft.cast[k].name) for k in ends):
            continue
        rule, span = f"clause: {told.kind}", (told.start, told.end)
        if len(ends) == 2:
            fact = draft.claim(ends[0], "SUCCEEDED_BY", ends[1], "", 0.85, rule, (), span)
            stated = {"change": told.kind, "since": told.day}
        else:
            fact = draft.claim(ends[0], "CHANGED", "Article", told.kind, 0.85, rule, (), span)
            stated = {"since" if told.before is None else "until": told.day}
        if fact:
            draft.tenures.setdefault(fact, {name: value for name, value in stated.items() if value})


def _outermost(draft: Draft, *types: str) -> list[int]:
    """Mentions of these types that lie in no other of them."""
    found: list[int] = []
    for i, mention in enumerate(draft.mentions):
        if mention.type in types and (not found or mention.start >= draft.mentions[found[-1]].end):
            found.append(i)
    return found
