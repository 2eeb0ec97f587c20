"""Mentions and scored relations of one article -> its entities and statements, consistent with each other.

The network proposes; what names themselves show is added, what the text rules out is vetoed. Never decides who is who
beyond the article: the ids given here are local, extract/identity.py maps them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from math import prod
from typing import cast

from extract.attendance import listed, speaks
from extract.bylines import bylines
from extract.dates import resolve_date
from extract.deeds import EVENT, PROGRAMME, Deed, deeds
from extract.events import cluster_events, event_kind, event_name
from extract.initiatives import cluster_initiatives, initiative_name
from extract.institutions import (
    body_of_title,
    canonical_institution,
    government_of,
    institution_key,
    parent_of,
    seat_of,
)
from extract.lexicon import rows
from extract.locality import Locality
from extract.model import (
    QUALIFIERS,
    SIGNATURES,
    Article,
    Entity,
    EntityType,
    Extraction,
    Mention,
    Predicate,
    Ref,
    ScoredRelation,
    Statement,
    TaggedArticle,
)
from extract.names import resolve_short_name, surname_of
from extract.organs import is_known_organ, names_people, no_posts
from extract.places import (
    areas_named,
    canonical_place,
    containers,
    nested_areas,
    nested_pairs,
    rank,
    relative_word,
    split_areas,
)
from extract.posts import Post, belongs_to, posts_before_names
from extract.successions import successions
from extract.tenure import changes
from extract.visits import visits

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]*[”’」』）)]*")


TOWNSHIP = rank("某镇")
_DEEDS = {"launch": "LAUNCHED", "implement": "IMPLEMENTS", "organize": "ORGANIZED"}
_POINTING = re.compile(r"[该此我各]|本(?!溪)")  # 该小区, 本村; but 本溪市, 那曲市
SURE_INITIATIVE = 0.65  # least score of a mention that is stated to be carried out where the article is from


@cache
def thresholds() -> dict[str, float]:
    """Label -> least score at which a relation is stated, tuned as the head of the table says."""
    return {label: float(value) for label, value in rows("thresholds.tsv")}


@cache
def _absence() -> re.Pattern[str]:
    """Words that say somebody was not there: 因故未出席, 请假, 作书面发言."""
    return re.compile("|".join(pattern for (pattern,) in rows("absence.tsv")))


@cache
def _calibration() -> tuple[list[float], list[float]]:
    points = [(float(score), float(share)) for score, share in rows("calibration.tsv")]
    return [score for score, _ in points], [share for _, share in points]


def calibrated(score: float) -> float:
    """How often statements of such a score are right."""
    scores, shares = _calibration()
    above = bisect_right(scores, min(score, scores[-1] - 1e-9))
    low, high = scores[above - 1], scores[above]
    return shares[above - 1] + (shares[above] - shares[above - 1]) * (score - low) / (high - low)


@cache
def spoken_of(where: str) -> re.Pattern[str]:
    """What stands before or after an event that is only spoken of."""
    return re.compile("|".join(pattern for side, pattern in rows("spoken_of.tsv") if side == where))


@dataclass(slots=True)
class _Draft:
    """An entity in the making."""

    type: EntityType
    name: str
    aliases: set[str] = field(default_factory=set)
    kind: str = ""
    scope: str = ""
    mentions: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Claim:
    """A statement in the making: ends are keys of the cast."""

    subject: str
    predicate: Predicate
    object: str
    qualifier: str
    confidence: float
    rule: str
    span: tuple[int, int]


_Fact = tuple[str, str, str, str]  # subject, predicate, object, qualifier


def assemble(tagged: TaggedArticle, locality: Locality) -> Extraction:
    """The statements of one article; `locality` says what 我市 means here."""
    return _Assembly(tagged, locality).extraction()


class _Assembly:
    """Works through one article once; `cast` maps an entity's key to its draft, `claims` a fact to its best claim."""

    def __init__(self, tagged: TaggedArticle, locality: Locality) -> None:
        self.article = tagged.article
        self.mentions = tagged.mentions
        self.possible = _possible(tagged.mentions, tagged.relations)
        self.relations = [r for r in self.possible if _likely(r)]
        self.locality = locality
        self.institutions: list[str] = []
        self.places: list[str] = []
        self.here: dict[int, Locality] = {}  # mention -> what 该镇 or 镇长 means where it stands
        self.named_in_byline: set[str] = set()
        self.cast: dict[str, _Draft] = {}
        self.key_of: dict[int, str] = {}  # mention -> key of its entity; titles have none
        self.claims: dict[_Fact, _Claim] = {}
        self.tenures: dict[_Fact, Mapping[str, str]] = {}  # what the text says of a post's or body's beginning or end
        self.sentences = _sentence_starts(self.article.text)

    def extraction(self) -> Extraction:
        self._cast_people()
        self._cast_places_and_institutions()
        self._cast_initiatives()
        self._cast_events()
        self._claim_posts()
        self._claim_bylines()
        self._claim_relations()
        self._claim_deeds()
        self._claim_visits()
        self._claim_successions()
        self._move_from_spoken_of_events()
        self._claim_listed_people()
        self._claim_speakers()
        self._claim_home_of_initiatives()
        self._claim_what_names_show()
        self._veto_absent()
        self._veto_nameless_places()
        return self._freeze()

    # ---- entities

    def _of_type(self, type_: str) -> list[int]:
        return [i for i, m in enumerate(self.mentions) if m.type == type_]

    def _enter(self, type_: EntityType, name: str, key: str, mention: int | None = None) -> str:
        """Enter an entity into the cast; a longer name for a known key takes its place."""
        full_key = f"{type_}|{key}"
        draft = self.cast.setdefault(full_key, _Draft(type_, name))
        if len(name) > len(draft.name):
            draft.name = name
        draft.aliases.add(name)
        if mention is not None:
            draft.aliases.add(self.mentions[mention].text)
            draft.mentions.append(mention)
            self.key_of[mention] = full_key
        return full_key

    def _cast_people(self) -> None:
        printed = [re.sub(r"\s", "", self.mentions[i].text) for i in self._of_type("Person")]
        whole = [name for name in printed if surname_of(name)]
        for i, short in zip(self._of_type("Person"), printed, strict=True):
            name = resolve_short_name(short, whole) or short
            self._enter("Person", name, name, i)

    def _cast_places_and_institutions(self) -> None:
        """In the order of the text, since 镇党委 is the committee of the town just spoken of. A fuller form anywhere in
        the article is known to a shorter one before it."""
        bodies = [canonical_institution(self.mentions[i].text, self.locality) for i in self._of_type("Institution")]
        here = self.locality
        for i, mention in enumerate(self.mentions):
            if mention.type == "Place":
                name = canonical_place(mention.text, here, self.places)
                self.places.append(name)
                self._enter("Place", name, name, i)
            elif mention.type == "Institution":
                name = canonical_institution(mention.text, here, [*bodies, *self.institutions])
                self.institutions.append(name)
                self._enter("Institution", name, institution_key(name), i)
            else:
                self.here[i] = here
                continue
            here = here.after(name)

    def _implied_institution(self, name: str) -> str:
        return self._enter("Institution", name, institution_key(name))

    def _cast_initiatives(self) -> None:
        found = self._of_type("Initiative")
        self._enter_clusters("Initiative", found, cluster_initiatives([self.mentions[i].text for i in found]))

    def _enter_clusters(self, type_: EntityType, found: Sequence[int], clusters: Sequence[int]) -> None:
        members = defaultdict(list)
        for i, cluster in zip(found, clusters, strict=True):
            members[cluster].append(i)
        for mentions in members.values():
            name = max((initiative_name(self.mentions[i].text) for i in mentions), key=len)
            for i in mentions:
                self._enter(type_, name, name, i)

    def _cast_events(self) -> None:
        found = self._of_type("Event")
        members = defaultdict(list)
        for i, cluster in zip(found, cluster_events([self.mentions[i].text for i in found]), strict=True):
            members[cluster].append(i)
        for mentions in members.values():
            name = event_name([self.mentions[i].text for i in mentions], self._organiser_name(mentions), self.locality)
            for i in mentions:
                key = self._enter("Event", name, name, i)
                self.cast[key].kind = event_kind(name)

    def _organiser_name(self, events: Collection[int]) -> str:
        """Canonical name of the body that most likely organised these mentions of one event, else empty."""
        best = max(
            (r for r in self.relations if r.label == "ORGANIZED" and r.tail in events),
            key=lambda r: r.score,
            default=None,
        )
        return self.cast[self.key_of[best.head]].name if best else ""

    # ---- statements

    def _claim(
        self,
        subject: str,
        predicate: str,
        object_: str,
        qualifier: str,
        confidence: float,
        rule: str,
        at: Iterable[int] = (),
        span: tuple[int, int] | None = None,
    ) -> _Fact | None:
        """State a fact, and give it back; of several claims of one the most confident stays. `at`: the mentions that
        show it, `span` the stretch of text where no mention does."""
        if subject == object_:
            return None
        if predicate == "HOLDS_ROLE":
            qualifier = _without_body(qualifier, self.cast[object_].name)
            predicate = "AFFILIATED_WITH" if qualifier in no_posts() else predicate
        key = (subject, predicate, object_, qualifier)
        known = self.claims.get(key)
        if known is None or confidence > known.confidence:
            shown = [(self.mentions[i].start, self.mentions[i].end) for i in at] or [span or (0, 0)]
            evidence = self._evidence(shown)
            self.claims[key] = _Claim(
                subject, cast(Predicate, predicate), object_, qualifier, confidence, rule, evidence
            )
        return key

    def _claim_posts(self) -> None:
        """HOLDS_ROLE. The stack of titles before a name has a grammar, which goes before the network where it reaches;
        titles after names and posts stated by verbs are the network's."""
        bodies = self._bodies_of_titles()
        people = self._of_type("Person")
        spans = [(self.mentions[i].start, self.mentions[i].end) for i in people]
        organs = [(self.mentions[i].start, self.mentions[i].end) for i in self._of_type("Institution")]
        parsed: set[int] = set()
        for post in posts_before_names(self.article.text, spans, organs):
            person = people[post.person]
            body = self._body_of_post(post, person, bodies)
            if body:
                parsed.add(person)
                self._claim(self.key_of[person], "HOLDS_ROLE", body, post.title, 0.9, "title grammar", (person,))
        stated = self._claim_posts_of_network(parsed, bodies)
        self._claim_changes(people, spans, bodies, stated)

    def _claim_changes(
        self, people: Sequence[int], spans: Sequence[tuple[int, int]], bodies: Mapping[int, ScoredRelation],
        stated: Mapping[tuple[int, int], _Fact],
    ) -> None:  # fmt: skip
        """Posts that the text says to begin or to end: of those claimed already it tells since or until when."""
        for change in changes(self.article.text, spans, self.article.published):
            person, post = people[change.post.person], change.post
            start, end = post.start, post.end
            known = (f for (who, title), f in stated.items() if who == person and self._overlaps(title, post))
            fact = next(known, None)
            if fact is None and (body := self._body_of_post(post, person, bodies)):
                rule = f"clause: {change.kind}"
                fact = self._claim(self.key_of[person], "HOLDS_ROLE", body, post.title, 0.85, rule, (), (start, end))
            if fact is None:
                continue
            self.claims[fact].span = self._evidence([(start, end)])
            self.tenures[fact] = change.qualifiers

    def _overlaps(self, mention: int, post: Post) -> bool:
        return self.mentions[mention].start < post.end and post.start < self.mentions[mention].end

    def _bodies_of_titles(self) -> dict[int, ScoredRelation]:
        """Title -> where the network puts it, the likeliest body only."""
        best: dict[int, ScoredRelation] = {}
        for r in self.relations:
            if r.label == "TITLE_AT" and (r.head not in best or r.score > best[r.head].score):
                best[r.head] = r
        return best

    def _body_of_post(self, post: Post, person: int, bodies: Mapping[int, ScoredRelation]) -> str | None:
        """Key of the body of a post: the network's, else the one printed right before, else the grammar's; None where
        none is sure."""
        for title, r in bodies.items():
            if self.mentions[title].end == post.end and not _cut_short(self.mentions[r.tail].text, post.body):
                return self.key_of[r.tail]
        before = [i for i in self._of_type("Institution") if self.mentions[i].end == post.start]
        if before:
            return self.key_of[before[-1]]
        here = self.here.get(person, self.locality)
        if not post.body:
            name = body_of_title(post.title, here)
            return self._implied_institution(name) if name else self._body_met_before(post)
        if not _is_organ(post.body):
            return None
        return self._implied_institution(canonical_institution(post.body, here, self.institutions))

    def _body_met_before(self, post: Post) -> str | None:
        """副检察长白雪 belongs to the court or office last named; 副主任孔令谦 where another 副主任 was before."""
        for i in reversed(self._of_type("Institution")):
            key = self.key_of[i]
            if self.mentions[i].end <= post.start and belongs_to(post.title, self.cast[key].name):
                return key
        earlier = [c.object for c in self.claims.values() if c.predicate == "HOLDS_ROLE" and c.qualifier == post.title]
        return earlier[-1] if earlier else None

    def _claim_posts_of_network(
        self, parsed: Collection[int], bodies: Mapping[int, ScoredRelation]
    ) -> dict[tuple[int, int], _Fact]:
        """(person, title) -> what was claimed."""
        stated: dict[tuple[int, int], _Fact] = {}
        for r in self.relations:
            if r.label != "HAS_TITLE":
                continue
            if r.head in parsed and self.mentions[r.tail].end <= self.mentions[r.head].start:
                continue
            title = re.sub(r"\s", "", self.mentions[r.tail].text)
            best = bodies.get(r.tail)
            if best is not None:
                body, score, rule = self.key_of[best.tail], min(r.score, best.score), "network"
            else:
                implied = body_of_title(title, self.here.get(r.tail, self.locality), self._place_before(r.tail))
                if implied is None:
                    continue
                body, score, rule = self._implied_institution(implied), r.score, "implied body"
            fact = self._claim(self.key_of[r.head], "HOLDS_ROLE", body, title, score, rule, (r.head, r.tail))
            if fact:
                stated[r.head, r.tail] = fact
        return stated

    def _place_before(self, title: int) -> str:
        """The place printed right before a title: 泉庄镇|党委书记, 会泽县|县长."""
        start = self.mentions[title].start
        near = [i for i in self._of_type("Place") if 0 <= start - self.mentions[i].end <= 1]
        return self.cast[self.key_of[near[-1]]].name if near else ""

    def _claim_bylines(self) -> None:
        """A byline has a fixed form: what it says goes before what the network reads there."""
        for start, end, capacity in bylines(self.article):
            name = re.sub(r"\s", "", self.article.text[start:end])
            person = self._enter("Person", name, name)
            self.named_in_byline.add(person)
            self._claim(person, "REPORTED", "Article", capacity, 0.95, "byline", (), (start, end))

    def _said_together(self) -> list[ScoredRelation]:
        """Relations that all mentions of the two names make likely together, each with the pair that says it best.

        Noisy-or, as in training: that at least one of the pairs says it is likelier than that any one does.
        """
        pairs: dict[tuple[str, str, str], list[ScoredRelation]] = defaultdict(list)
        for r in self.possible:
            if r.label not in ("HAS_TITLE", "TITLE_AT"):
                pairs[self.key_of[r.head], self.key_of[r.tail], r.label].append(r)
        together = [
            replace(max(same, key=lambda r: r.score), score=1 - prod(1 - r.score for r in same))
            for same in pairs.values()
        ]
        return [r for r in together if _likely(r)]

    def _claim_relations(self) -> None:
        for r in self._said_together():
            predicate, _, capacity = r.label.partition(":")
            subject = self.key_of[r.head]
            if predicate == "REPORTED":
                if subject not in self.named_in_byline:
                    self._claim(subject, predicate, "Article", capacity, r.score, "network", (r.head,))
                continue
            object_ = self.key_of[self._innermost(r.tail) if predicate == "VISITED" else r.tail]
            if predicate == "AFFILIATED_WITH":
                capacity = self._capacity_beside(r.head, r.tail)
            if predicate == "BASED_IN" and seat_of(self.cast[subject].name, self.locality, self.places):
                continue  # the name says it better
            if predicate == "COOPERATES_WITH" and subject > object_:
                subject, object_ = object_, subject
            self._claim(subject, predicate, object_, capacity, r.score, "network", (r.head, r.tail))

    def _innermost(self, place: int) -> int:
        """会泽县|以礼街道|返乡创业园: whoever visited the county here visited the park."""
        at = {m.start: i for i, m in reversed(list(enumerate(self.mentions))) if m.type in ("Place", "Institution")}
        while self.mentions[place].type == "Place" and self.mentions[place].end in at:
            place = at[self.mentions[place].end]
        return place

    def _capacity_beside(self, person: int, place: int) -> str:
        """The words between a place and the person who belongs there: 黎明村|村民|虞爱兰 -> 村民."""
        between = self.article.text[self.mentions[place].end : self.mentions[person].start]
        between = re.sub(r"\s", "", between)
        return between if 0 < len(between) <= 12 and not re.search(r"[。；;，,！!?？“”]", between) else ""

    def _claim_deeds(self) -> None:
        """LAUNCHED, IMPLEMENTS and ORGANIZED that one clause states. A town that acts is its government; a county or
        city that launches something is itself."""
        actors = [i for i, m in enumerate(self.mentions) if m.type in ("Person", "Institution", "Place")]
        spans = [(m.start, m.end) for m in self.mentions]
        for type_, kinds in (("Initiative", PROGRAMME), ("Event", EVENT)):
            things = self._of_type(type_)
            for deed in deeds(self.article.text, [spans[i] for i in actors], [spans[i] for i in things], kinds):
                self._claim_deed(deed, [self.key_of[actors[n]] for n in deed.actors], things[deed.thing])

    def _claim_deed(self, deed: Deed, actors: Sequence[str], thing: int) -> None:
        """A sentence without a subject goes on about the town or county that its article is about."""
        rule, score = f"clause: {deed.kind}", 0.7
        if not actors and self.mentions[thing].score >= SURE_INITIATIVE and (home := self._home()):
            actors, rule, score = [self._named_place(home)], f"dropped subject: {deed.kind}", 0.6
        for actor in filter(None, (self._acting(key, deed.kind) for key in actors)):
            self._claim(actor, _DEEDS[deed.kind], self.key_of[thing], "", score, rule, (thing,))

    def _acting(self, key: str, kind: str) -> str:
        draft = self.cast[key]
        if draft.type == "Person":  # 县长沙马伍哈主持召开: not the county committee either, which only his title names
            return ""
        if draft.type == "Institution":
            return key
        if rank(draft.name) == TOWNSHIP:
            return self._implied_institution(government_of(draft.name))
        return key if kind == "launch" and rank(draft.name) < TOWNSHIP else ""

    def _claim_visits(self) -> None:
        """VISITED that one clause states."""
        visitors = [i for i, m in enumerate(self.mentions) if m.type in ("Person", "Institution")]
        sites = [i for i, m in enumerate(self.mentions) if m.type in ("Institution", "Place")]
        spans = [(m.start, m.end) for m in self.mentions]
        for who, what in visits(self.article.text, [spans[i] for i in visitors], [spans[i] for i in sites]):
            visitor, site = visitors[who], sites[what]
            self._claim(self.key_of[visitor], "VISITED", self.key_of[site], "", 0.8, "clause: visit", (visitor, site))

    def _move_from_spoken_of_events(self) -> None:
        """传达…会议精神 names a meeting that was elsewhere: who chaired and spoke did so at the one held here."""
        spoken_of = {key for key, draft in self.cast.items() if draft.type == "Event" and self._only_spoken_of(draft)}
        here = Counter(
            event
            for c in self.claims.values()
            for event in ((c.object,) if c.predicate in ("ATTENDED", "ORGANIZED") else (c.subject,))
            if event.startswith("Event|") and event not in spoken_of
        )
        held = here.most_common(1)[0][0] if here else ""
        for fact, claim in list(self.claims.items()):
            if claim.predicate == "ATTENDED" and claim.object in spoken_of:
                del self.claims[fact]
                moved = (claim.subject, "ATTENDED", held, claim.qualifier)
                if held and moved not in self.claims:
                    claim.object = held
                    self.claims[moved] = claim

    def _claim_successions(self) -> None:
        """What became of bodies and areas. Old and new stay two entities; where the key of their names is one (文广旅局
        and 文旅局 of a county), they are one body under two names, and nothing is stated."""
        found = self._outermost("Institution", "Place")
        spans = [(self.mentions[i].start, self.mentions[i].end) for i in found]
        for told in successions(self.article.text, spans, self.article.published):
            ends = [self.key_of[found[n]] for n in (told.before, told.after) if n is not None]
            if len({self.cast[key].type for key in ends}) > 1 or any(_POINTING.match(self.cast[k].name) for k in ends):
                continue
            rule, span = f"clause: {told.kind}", (told.start, told.end)
            if len(ends) == 2:
                fact = self._claim(ends[0], "SUCCEEDED_BY", ends[1], "", 0.85, rule, (), span)
                stated = {"change": told.kind, "since": told.day}
            else:
                fact = self._claim(ends[0], "CHANGED", "Article", told.kind, 0.85, rule, (), span)
                stated = {"since" if told.before is None else "until": told.day}
            if fact:
                self.tenures.setdefault(fact, {name: value for name, value in stated.items() if value})

    def _outermost(self, *types: str) -> list[int]:
        """Mentions of these types that lie in no other of them."""
        found: list[int] = []
        for i, mention in enumerate(self.mentions):
            if mention.type in types and (not found or mention.start >= self.mentions[found[-1]].end):
                found.append(i)
        return found

    def _only_spoken_of(self, draft: _Draft) -> bool:
        text = self.article.text
        return all(
            spoken_of("after").search(text[m.end : m.end + 12])
            or spoken_of("before").search(text[max(0, m.start - 8) : m.start])
            for m in (self.mentions[i] for i in draft.mentions)
        )

    def _claim_listed_people(self) -> None:
        """All of a list were where one of them was: 县人武部政委牛得水，副县长兰彩云、索南才让参加会议."""
        people = self._of_type("Person")
        spans = [(self.mentions[i].start, self.mentions[i].end) for i in people]
        for capacity in ("chair", "speaker", "attendee"):
            for run in listed(self.article.text, spans, capacity):
                self._claim_list([people[n] for n in run], capacity)

    def _claim_list(self, members: Sequence[int], capacity: str) -> None:
        keys = [self.key_of[i] for i in members]
        events = Counter(c.object for c in self.claims.values() if c.predicate == "ATTENDED" and c.subject in keys)
        event = events.most_common(1)[0][0] if events else self._event_before(members[-1])
        for i in members if event else ():
            self._claim(self.key_of[i], "ATTENDED", event, capacity, 0.8, f"list: {capacity}", (i,))

    def _event_before(self, mention: int) -> str:
        """The event that 会议 or 仪式 means here: of those that somebody held or attended, the one named last. One that
        is only spoken of (传达某会议精神) is none."""
        held = {c.object for c in self.claims.values() if c.predicate in ("ATTENDED", "ORGANIZED")}
        held |= {c.subject for c in self.claims.values() if c.predicate == "HELD_AT"}
        before = [i for i in self._of_type("Event") if self.mentions[i].start <= self.mentions[mention].end + 12]
        return next((self.key_of[i] for i in reversed(before) if self.key_of[i] in held), "")

    def _claim_speakers(self) -> None:
        """Whoever attended and is quoted as 强调 or 要求 spoke there."""
        for i in self._of_type("Person"):
            if not speaks(self.article.text, self.mentions[i].end):
                continue
            person = self.key_of[i]
            events = [c.object for c in self.claims.values() if c.predicate == "ATTENDED" and c.subject == person]
            before = self._event_before(i)
            event = before if before in events else events[-1] if events else ""
            if event:
                self._claim(person, "ATTENDED", event, "speaker", 0.8, "quoted as speaking", (i,))

    def _claim_home_of_initiatives(self) -> None:
        """What an article reports of a programme happens in the area that the article is about."""
        home = self._home()
        drafts = [(key, draft) for key, draft in self.cast.items() if draft.type == "Initiative"]
        for key, draft in drafts:
            area = self._area_in_name(draft) or self._area_of_doers(key) or home or self._area_met_before(draft)
            if area and max(self.mentions[i].score for i in draft.mentions) >= SURE_INITIATIVE:
                place = self._named_place(area)
                self._claim(key, "IMPLEMENTED_IN", place, "", 0.6, "home of the article", draft.mentions[:1])

    def _area_in_name(self, draft: _Draft) -> str:
        """旅顺口区大樱桃产业提质实施方案 is for 旅顺口区, wherever it is spoken of."""
        areas = [part for part in split_areas(draft.name)[0] if areas_named(part)]
        return canonical_place(areas[-1], self.locality, self.places) if areas else ""

    def _area_of_doers(self, programme: str) -> str:
        """A programme of 玉龙县委组织部 is for 玉龙县, even in an article about one of its towns."""
        doers = [
            self.cast[c.subject].name
            for c in self.claims.values()
            if c.object == programme
            and c.predicate in ("LAUNCHED", "IMPLEMENTS")
            and c.subject.startswith("Institution|")
        ]
        seats = {seat_of(name, self.locality, self.places) for name in doers}
        return (seats.pop() or "") if len(seats) == 1 else ""

    def _home(self) -> str:
        """The town or county in the headline (马站镇:把“连心站”建到家门口), else the county or whatever is certain."""
        titles = [b for b in self.article.blocks if b.kind in ("title", "subtitle")]
        headline = [
            self.cast[self.key_of[i]].name
            for i in self._of_type("Place")
            if any(b.start <= self.mentions[i].start < b.end for b in titles)
        ]
        towns = [name for name in headline if rank(name) <= TOWNSHIP]
        stated = max(towns, key=rank, default="") or self._town_spoken_of()
        return stated or self.locality.county or self.locality.city

    def _area_met_before(self, draft: _Draft) -> str:
        """In the paper of a province an item tells of the county or city that it has named last."""
        near = self.here[draft.mentions[0]].near
        return near[0] if near else ""

    def _town_spoken_of(self) -> str:
        """The town that an article without one in its headline keeps coming back to."""
        named = Counter(
            town
            for draft in self.cast.values()
            if draft.type in ("Place", "Institution") and rank(town := self._seat(draft)) == TOWNSHIP
            for _ in draft.mentions
        )
        ((town, times),) = named.most_common(1) or [("", 0)]
        return town if times >= 2 and times > 0.6 * named.total() else ""

    def _seat(self, draft: _Draft) -> str:
        """A place itself, the area of a body where its name tells, else empty."""
        return draft.name if draft.type == "Place" else seat_of(draft.name, self.locality, self.places) or ""

    def _claim_what_names_show(self) -> None:
        """PART_OF, BASED_IN and LOCATED_IN that the names and the nesting of the mentions make plain."""
        bodies = [key for key, d in self.cast.items() if d.type == "Institution" and self._spoken_of(key)]
        names = [self.cast[key].name for key in bodies]
        for key in bodies:
            draft = self.cast[key]
            at = draft.mentions[:1]
            parent = parent_of(draft.name, names)
            if parent is not None:
                above = self._implied_institution(parent)
                self._claim(key, "PART_OF", above, "", 0.9, "name shows parent", at)
                self._claim_seat(above, at)
            self._claim_seat(key, at)
        self._claim_places_in_places()

    def _claim_seat(self, body: str, at: Iterable[int]) -> None:
        seat = seat_of(self.cast[body].name, self.locality, self.places)
        if seat is not None:
            self._claim(body, "BASED_IN", self._named_place(seat), "", 0.9, "name shows seat", at)

    def _named_place(self, name: str) -> str:
        return self._enter("Place", name, name)

    def _spoken_of(self, key: str) -> bool:
        return bool(self.cast[key].mentions) or any(key in (c.subject, c.object) for c in self.claims.values())

    def _claim_places_in_places(self) -> None:
        """丁蜀镇|西望村: a place printed inside or right after a larger one lies in it."""
        found = self._of_type("Place")
        spans = [(self.mentions[i].start, self.mentions[i].end, self.cast[self.key_of[i]].name) for i in found]
        pairs = nested_pairs(self.article.text, spans)
        for draft in [d for d in self.cast.values() if d.type == "Place" and d.mentions]:
            forms = [self.mentions[i].text for i in draft.mentions]
            pairs += [(draft.name, outer) for outer in containers(draft.name, forms, self.locality, self.places)]
        known = {d.name for d in self.cast.values() if d.type == "Place"}
        for inner, outer, _, _ in reversed(nested_areas(self.article.text)):  # 台州市|黄岩区|高桥街道 from its inmost
            if {inner, outer} & known:
                pairs.append((inner, outer))
                known |= {inner, outer}
        for inner, outer in pairs:
            key = self._named_place(inner)
            at = self.cast[key].mentions[:1]
            self._claim(key, "LOCATED_IN", self._named_place(outer), "", 0.9, "printed inside", at)

    def _veto_absent(self) -> None:
        """Whoever was absent, on leave or wrote did not attend: 刘家旺因公外出未能与会."""
        absent = set()
        for i in self._of_type("Person"):
            m = self.mentions[i]
            clause = re.split(r"[。；;\n]", self.article.text[m.end : m.end + 40], maxsplit=1)[0]
            following = [n.start - m.end for n in self.mentions if n.type == "Person" and n.start >= m.end]
            if _absence().search(clause[: min(following, default=40)]):
                absent.add(self.key_of[i])
        self.claims = {k: c for k, c in self.claims.items() if not (c.predicate == "ATTENDED" and c.subject in absent)}

    def _veto_nameless_places(self) -> None:
        """全县 that nothing in the article resolves names no place, 该小区 none that can be found again."""
        nameless = {
            key
            for key, draft in self.cast.items()
            if draft.type == "Place" and (relative_word(draft.name) or _POINTING.match(draft.name))
        }
        self.claims = {k: c for k, c in self.claims.items() if not {c.subject, c.object} & nameless}

    # ---- evidence and freezing

    def _evidence(self, shown: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Span in Article.text of the sentence that says so: the one with the first stretch given (the participant)."""
        n = bisect_right(self.sentences, shown[0][0]) - 1
        start = self.sentences[n]
        end = self.sentences[n + 1] if n + 1 < len(self.sentences) else len(self.article.text)
        text = self.article.text[start:end]
        return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())

    def _freeze(self) -> Extraction:
        used = {key for c in self.claims.values() for key in (c.subject, c.object)}
        private = self._private_people()
        entities = {}
        for key, draft in self.cast.items():
            if key in used or draft.mentions:
                entities[key] = Entity(
                    id=_local_id(self.article, key),
                    type=draft.type,
                    name=draft.name,
                    aliases=tuple(sorted(draft.aliases)),
                    scope=self.locality.county or self.locality.city or self.locality.province,
                    kind="private" if key in private else draft.kind,
                    date=self._date(draft) if draft.type == "Event" else None,
                )
        refs = {key: Ref(e.type, e.name, e.id) for key, e in entities.items()}
        refs["Article"] = Ref("Article", self.article.title, _local_id(self.article, "Article"))
        statements = tuple(self._statement(claim, refs) for claim in self.claims.values())
        return Extraction(self.article, tuple(entities.values()), statements)

    def _private_people(self) -> set[str]:
        """People whom the article shows in no office: residents quoted in a story."""
        public = {c.subject for c in self.claims.values() if c.predicate in ("HOLDS_ROLE", "REPORTED")}
        resident = {c.subject for c in self.claims.values() if c.predicate == "AFFILIATED_WITH"}
        present = {c.subject for c in self.claims.values() if c.predicate == "ATTENDED"}
        people = {key for key, draft in self.cast.items() if draft.type == "Person"}
        return {key for key in people - public if key in resident or key not in present}

    def _date(self, draft: _Draft) -> date | None:
        """The day an event took place: the date in a sentence of the body that names it."""
        titles = [b for b in self.article.blocks if b.kind in ("title", "subtitle")]
        for i in draft.mentions:
            mention = self.mentions[i]
            if any(b.start <= mention.start < b.end for b in titles):
                continue
            start, end = self._evidence([(mention.start, mention.end)])
            day = resolve_date(self.article.text[start:end], self.article.published)
            if day is not None:
                return day
        return None

    def _tenure(self, claim: _Claim) -> Mapping[str, str]:
        return self.tenures.get((claim.subject, claim.predicate, claim.object, claim.qualifier), {})

    def _statement(self, claim: _Claim, refs: Mapping[str, Ref]) -> Statement:
        start, end = claim.span
        file_start, file_end = self.article.file_span(start, end) if end > start else (0, 0)
        name = QUALIFIERS.get(claim.predicate, "")
        return Statement(
            subject=refs[claim.subject],
            predicate=claim.predicate,
            object=refs[claim.object],
            doc=self.article.doc,
            article=self.article.n,
            evidence=self.article.text[start:end],
            start=file_start,
            end=file_end,
            confidence=round(calibrated(claim.confidence), 3),
            rule=claim.rule,
            qualifiers=({name: claim.qualifier} if name and claim.qualifier else {}) | dict(self._tenure(claim)),
        )


def _without_body(title: str, body: str) -> str:
    """党委副书记 at 皇城镇党委 is its 副书记; 党组副书记 at 句容市政协 stays."""
    shared = next((n for n in range(len(title) - 2, 1, -1) if body.endswith(title[:n])), 0)
    return title[shared:]


def _cut_short(surface: str, body: str) -> bool:
    """Whether the network saw only the beginning of a body: 市人大常委 of 市人大常委会."""
    return len(body) > len(surface) and body.startswith(surface) and _is_organ(body)


def _is_organ(body: str) -> bool:
    """Whether words before a title name a body rather than a kind of people (青年|教师, 烈士家属|代表)."""
    return not names_people(body) and bool(split_areas(body)[0] or relative_word(body[:1]) or is_known_organ(body))


def _likely(relation: ScoredRelation) -> bool:
    return relation.score >= thresholds().get(relation.label, thresholds()["default"])


def _possible(mentions: Sequence[Mention], relations: Iterable[ScoredRelation]) -> list[ScoredRelation]:
    """Relations whose ends have the types that the predicate wants."""
    allowed = []
    for r in relations:
        predicate = r.label.partition(":")[0]
        if predicate in SIGNATURES and predicate != "REPORTED":
            subjects, objects = SIGNATURES[predicate]
            if mentions[r.head].type not in subjects or mentions[r.tail].type not in objects:
                continue
        allowed.append(r)
    return allowed


def _sentence_starts(text: str) -> list[int]:
    return [m.start() for m in _SENTENCE.finditer(text) if m.end() > m.start()] or [0]


def _local_id(article: Article, key: str) -> str:
    return sha256(f"{article.key}|{key}".encode()).hexdigest()[:16]
