"""ATTENDED and VISITED: who was where, in which capacity, and who was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from extract.assembling.draft import Draft, EntityDraft
from extract.attendance import listed, speaks
from extract.lexicon import rows
from extract.model import Mention
from extract.visits import visits


@cache
def _absence() -> re.Pattern[str]:
    """Words that say somebody was not there: 因故未出席, 请假, 作书面发言."""
    return re.compile("|".join(pattern for (pattern,) in rows("absence.tsv")))


@cache
def spoken_of(where: str) -> re.Pattern[str]:
    """What stands before or after an event that is only spoken of."""
    return re.compile("|".join(pattern for side, pattern in rows("spoken_of.tsv") if side == where))


def claim_visits(draft: Draft) -> None:
    """VISITED that one clause states."""
    visitors = [i for i, m in enumerate(draft.mentions) if m.type in ("Person", "Institution")]
    sites = [i for i, m in enumerate(draft.mentions) if m.type in ("Institution", "Place")]
    spans = [(m.start, m.end) for m in draft.mentions]
    for who, what in visits(draft.article.text, [spans[i] for i in visitors], [spans[i] for i in sites]):
        visitor, site = visitors[who], sites[what]
        draft.claim(draft.key_of[visitor], "VISITED", draft.key_of[site], "", 0.8, "clause: visit", (visitor, site))


def move_from_spoken_of_events(draft: Draft) -> None:
    """传达…会议精神 names a meeting that was elsewhere: who chaired and spoke did so at the one held here."""
    spoken_of = {key for key, entity in draft.cast.items() if entity.type == "Event" and _only_spoken_of(draft, entity)}
    here = Counter(
        event
        for c in draft.claims.values()
        for event in ((c.object,) if c.predicate in ("ATTENDED", "ORGANIZED") else (c.subject,))
        if event.startswith("Event|") and event not in spoken_of
    )
    held = here.most_common(1)[0][0] if here else ""
    for fact, claim in list(draft.claims.items()):
        if claim.predicate == "ATTENDED" and claim.object in spoken_of:
            del draft.claims[fact]
            moved = (claim.subject, "ATTENDED", held, claim.qualifier)
            if held and moved not in draft.claims:
                claim.object = held
                draft.claims[moved] = claim


def _only_spoken_of(draft: Draft, entity: EntityDraft) -> bool:
    text = draft.article.text
    return all(
        spoken_of("after").search(text[m.end : m.end + 12])
        or spoken_of("before").search(text[max(0, m.start - 8) : m.start])
        for m in (draft.mentions[i] for i in entity.mentions)
    )


def claim_listed_people(draft: Draft) -> None:
    """All of a list were where one of them was: 县人武部政委牛得水，副县长兰彩云、索南才让参加会议."""
    people = draft.of_type("Person")
    spans = [(draft.mentions[i].start, draft.mentions[i].end) for i in people]
    for capacity in ("chair", "speaker", "attendee"):
        for run in listed(draft.article.text, spans, capacity):
            _claim_list(draft, [people[n] for n in run], capacity)


def _claim_list(draft: Draft, members: Sequence[int], capacity: str) -> None:
    keys = [draft.key_of[i] for i in members]
    events = Counter(c.object for c in draft.claims.values() if c.predicate == "ATTENDED" and c.subject in keys)
    event = events.most_common(1)[0][0] if events else _event_before(draft, members[-1])
    for i in members if event else ():
        draft.claim(draft.key_of[i], "ATTENDED", event, capacity, 0.8, f"list: {capacity}", (i,))


def _event_before(draft: Draft, mention: int) -> str:
    """The event that 会议 or 仪式 means here: of those that somebody held or attended, the one named last. One that
    is only spoken of (传达某会议精神) is none."""
    held = {c.object for c in draft.claims.values() if c.predicate in ("ATTENDED", "ORGANIZED")}
    held |= {c.subject for c in draft.claims.values() if c.predicate == "HELD_AT"}
    before = [i for i in draft.of_type("Event") if draft.mentions[i].start <= draft.mentions[mention].end + 12]
    return next((draft.key_of[i] for i in reversed(before) if draft.key_of[i] in held), "")


def claim_speakers(draft: Draft) -> None:
    """Whoever attended and is quoted as 强调 or 要求 spoke there."""
    for i in draft.of_type("Person"):
        if not speaks(draft.article.text, draft.mentions[i].end):
            continue
        person = draft.key_of[i]
        events = [c.object for c in draft.claims.values() if c.predicate == "ATTENDED" and c.subject == person]
        before = _event_before(draft, i)
        event = before if before in events else events[-1] if events else ""
        if event:
            draft.claim(person, "ATTENDED", event, "speaker", 0.8, "quoted as speaking", (i,))


def veto_absent(draft: Draft) -> None:
    """Whoever was absent, on leave or wrote did not attend: 刘家旺因公外出未能与会."""
    absent = set()
    for i in draft.of_type("Person"):
        m = draft.mentions[i]
        clause = re.split(r"[。；;\n]", draft.article.text[m.end : m.end + 40], maxsplit=1)[0]
        following = [n.start - m.end for n in draft.mentions if n.start >= m.end and _begins_a_part(draft, n)]
        if _absence().search(clause[: min(following, default=40)]):
            absent.add(draft.key_of[i])
    draft.claims = {k: c for k, c in draft.claims.items() if not (c.predicate == "ATTENDED" and c.subject in absent)}


def _begins_a_part(draft: Draft, mention: Mention) -> bool:
    """Whether the text goes on to others: 任重作典型发言，|院东头镇作书面发言. But not in 因在|昆明学习未能到会."""
    return mention.type == "Person" or draft.article.text[mention.start - 1 : mention.start] in ("，", ",", " ", "、")
