"""Predicted statements against gold annotation: precision, recall and F1 per relation and per entity type.

In: gold documents and predictions (format: docs/evaluation.md). Out: a Scores. Never touches text or models.

Strict: subject, predicate, object and qualifier all right. Relaxed: qualifiers ignored. Gold marked `certain: false` is
neither required nor punished. Events are aligned by likeness of name and shared participants; initiatives by likeness.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from extract.model import HISTORY, InputError

SITES = frozenset({"Place", "Institution"})  # a hall or a company visited may be read as either
EVENT_THRESHOLD = 0.40
INITIATIVE_THRESHOLD = 0.75
ARTICLE = ("Article", "")
STRICT_QUALIFIER = {"HOLDS_ROLE": "title", "ATTENDED": "capacity"}
SCORED_ENTITIES = ("Person", "Institution", "Place", "Initiative")

_PUNCTUATION = re.compile(r"[\s\"'“”‘’《》〈〉「」『』()（）\[\]【】,，。.、;；:：!！?？·・—\-_/]+")
_LEVEL_BEFORE_SHARED_POST = re.compile(r"^(省|市|县|区|镇|乡|街道)(?=.{2,})")

Key = tuple[str, str]
Prediction = Mapping[str, Any]


class Reading(NamedTuple):
    """One accepted wording of a gold statement."""

    subject: Key
    predicate: str
    object: Key
    qualifiers: Mapping[str, str]


@dataclass(slots=True)
class GoldEntity:
    type: str
    name: str
    normal: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)


@dataclass(slots=True)
class GoldStatement:
    readings: list[Reading]
    certain: bool
    evidence: str
    text: str


@dataclass(slots=True)
class Count:
    """True positives, false positives, false negatives and what follows from them."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def add(self, other: Count) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(slots=True)
class Outcome:
    """What one document's predictions came to."""

    right: list[Prediction] = field(default_factory=list)
    wrong: list[Prediction] = field(default_factory=list)
    missed: list[GoldStatement] = field(default_factory=list)
    canonical: tuple[int, int] = (0, 0)  # institution names in canonical form, of those found


@dataclass(slots=True)
class Scores:
    strict: dict[str, Count]
    relaxed: dict[str, Count]
    entities: dict[str, Count]
    outcomes: dict[str, Outcome]  # strict, by document

    @property
    def micro(self) -> Count:
        return _sum(self.strict.values())

    @property
    def micro_relaxed(self) -> Count:
        return _sum(self.relaxed.values())

    @property
    def canonical_rate(self) -> float:
        """Share of the institutions found whose name is the canonical one."""
        pairs = [o.canonical for o in self.outcomes.values()]
        found = sum(p[1] for p in pairs)
        return sum(p[0] for p in pairs) / found if found else 0.0


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total.add(count)
    return total


def normal(text: str | None) -> str:
    """Compatibility form without spaces and punctuation."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text or ""))


def dice(a: str, b: str) -> float:
    """Likeness of two names in [0, 1]: shared character pairs."""
    a, b = normal(a), normal(b)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    x, y = _pairs(a), _pairs(b)
    return 2 * sum(min(x.count(g), y.count(g)) for g in set(x)) / (len(x) + len(y))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


class GoldDocument:
    """The gold of one document: entities merged over its articles (events are not), each fact once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.id: str = data["doc"]
        self.entities: dict[Key, GoldEntity] = {}
        statements: dict[str, GoldStatement] = {}
        for article in data["articles"]:
            keys = {e["name"]: self._merge(e, article["n"]) for e in article["entities"]}
            for triple in article["triples"]:
                statement = self._statement(triple, keys)
                first = statement.readings[0]
                fact = json.dumps(
                    [first.subject, first.predicate, first.object, dict(first.qualifiers)], sort_keys=True
                )
                if fact in statements:
                    statements[fact].certain |= statement.certain
                else:
                    statements[fact] = statement
        self.statements = list(statements.values())

    def _merge(self, entity: Mapping[str, Any], article: int) -> Key:
        suffix = f"#{article}" if entity["type"] == "Event" else ""
        key = (entity["type"], normal(entity["name"]) + suffix)
        merged = self.entities.setdefault(key, GoldEntity(entity["type"], entity["name"]))
        merged.normal |= {normal(n) for n in entity["names"]} | {normal(entity["name"])}
        merged.printed |= set(entity["names"])
        return key

    def _statement(self, triple: Mapping[str, Any], keys: Mapping[str, Key]) -> GoldStatement:
        subject = keys[triple["s"]]
        object_ = ARTICLE if triple["o"] == "ARTICLE" else keys[triple["o"]]
        qualifiers = triple.get("q", {})
        readings = [Reading(subject, triple["p"], object_, qualifiers)]
        for other in triple.get("alt", []):
            readings.append(
                Reading(
                    self._alternative(other["s"], keys, subject) if "s" in other else subject,
                    other.get("p", triple["p"]),
                    self._alternative(other["o"], keys, object_) if "o" in other else object_,
                    other.get("q", qualifiers),
                )
            )
        text = f"{triple['s']} {triple['p']} {triple['o']} {qualifiers or ''}".strip()
        return GoldStatement(readings, triple.get("certain", True), triple.get("evidence", ""), text)

    def _alternative(self, name: str, keys: Mapping[str, Key], stands_for: Key) -> Key:
        """Key of an alternative reading, which need not be an entity of its own."""
        if name in ("ARTICLE", ""):
            return ARTICLE
        if name in keys:
            return keys[name]
        key = (stands_for[0], normal(name) + "@alt")
        self.entities.setdefault(key, GoldEntity(stands_for[0], name, {normal(name)}, {name}))
        return key


def read_gold(folder: Path) -> dict[str, GoldDocument]:
    """Every *.json of a folder, by document."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise InputError("There is no gold in {folder}: expected *.json files, see docs/evaluation.md.", folder=folder)
    documents = {}
    for file in files:
        try:
            document = GoldDocument(json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                "{file} is no gold document ({reason}); see docs/evaluation.md.", file=file, reason=error
            ) from None
        documents[document.id] = document
    return documents


def score(gold: Mapping[str, GoldDocument], predictions: Iterable[Prediction]) -> Scores:
    """Score predictions (one mapping per statement, as `zhengmai extract` writes them)."""
    by_document: dict[str, list[Prediction]] = defaultdict(list)
    for prediction in (p for p in predictions if p["p"] not in HISTORY):  # of which annotation knows nothing
        by_document[prediction["doc"]].append(prediction)
    strict: dict[str, Count] = defaultdict(Count)
    relaxed: dict[str, Count] = defaultdict(Count)
    outcomes = {}
    for name, document in gold.items():
        unique = _unique(by_document.get(name, []))
        events = _align_events(by_document.get(name, []), document)
        outcomes[name] = _judge(document, unique, events, strict=True)
        _tally(strict, outcomes[name])
        _tally(relaxed, _judge(document, unique, events, strict=False))
    return Scores(
        dict(sorted(strict.items())), dict(sorted(relaxed.items())), _entity_scores(gold, by_document), outcomes
    )


def _tally(counts: dict[str, Count], outcome: Outcome) -> None:
    for prediction in outcome.right:
        counts[prediction["p"]].right += 1
    for prediction in outcome.wrong:
        counts[prediction["p"]].wrong += 1
    for statement in outcome.missed:
        counts[statement.readings[0].predicate].missed += 1


def _unique(predictions: Sequence[Prediction]) -> list[Prediction]:
    seen: dict[tuple[object, ...], Prediction] = {}
    for t in predictions:
        ends = tuple(
            (t[end].get("type"), "" if t[end].get("type") == "Article" else normal(t[end].get("name"))) for end in "so"
        )
        qualifiers = json.dumps(t.get("q") or {}, sort_keys=True) if t["p"] in STRICT_QUALIFIER else ""
        seen.setdefault((ends, t["p"], qualifiers), t)
    return list(seen.values())


def _candidates(end: Mapping[str, Any], gold: GoldDocument, events: Mapping[str, list[Key]]) -> list[Key]:
    """Gold entities that a predicted one may stand for."""
    kind, name = end.get("type", ""), normal(end.get("name"))
    if kind == "Article":
        return [ARTICLE]
    if kind == "Event":
        return events.get(name, [])
    found = [k for k, e in gold.entities.items() if e.type == kind and name in e.normal]
    if not found and kind in SITES:
        found = [k for k, e in gold.entities.items() if e.type in SITES and name in e.normal]
    if not found and kind == "Initiative":
        likeness = [
            (max(dice(end["name"], n) for n in e.printed), k)
            for k, e in gold.entities.items()
            if e.type == kind and e.printed
        ]
        best = max(likeness, default=(0.0, ("", "")))
        if best[0] >= INITIATIVE_THRESHOLD:
            found = [best[1]]
    return found


def _align_events(predictions: Sequence[Prediction], gold: GoldDocument) -> dict[str, list[Key]]:
    """Predicted event name -> the gold event it most likely is, by likeness of name and shared participants."""
    gold_events = {k: e for k, e in gold.entities.items() if e.type == "Event"}
    gold_people: dict[Key, set[str]] = defaultdict(set)
    for statement in gold.statements:
        reading = statement.readings[0]
        if reading.object in gold_events:
            gold_people[reading.object] |= gold.entities[reading.subject].normal
    people: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for t in predictions:
        for this, other in (("s", "o"), ("o", "s")):
            if t[this].get("type") == "Event":
                key = normal(t[this]["name"])
                names[key] = t[this]["name"]
                if t[other].get("type") in ("Person", "Institution"):
                    people[key].add(normal(t[other]["name"]))
    aligned = {}
    for key, name in names.items():
        scored = []
        for event, entity in gold_events.items():
            likeness = max((dice(name, n) for n in entity.printed), default=0.0)
            smaller = max(1, min(len(people[key]), len(gold_people[event])))
            overlap = len(people[key] & gold_people[event]) / smaller
            scored.append((likeness + 0.5 * overlap * (likeness > 0.05), event))
        scored.sort(key=lambda pair: -pair[0])
        aligned[key] = [event for likeness, event in scored[:1] if likeness >= EVENT_THRESHOLD]
    return aligned


def _judge(
    gold: GoldDocument, predictions: Sequence[Prediction], events: Mapping[str, list[Key]], strict: bool
) -> Outcome:
    outcome, used = Outcome(), set[int]()
    canonical = found = 0
    for t in predictions:
        hit = _match(t, gold, events, used, strict)
        if hit is None:
            outcome.wrong.append(t)
            continue
        again = hit in used  # another wording of a fact already found
        used.add(hit)
        if again or not gold.statements[hit].certain:
            continue
        outcome.right.append(t)
        target = gold.statements[hit].readings[0].object
        if t["o"].get("type") == target[0] == "Institution":
            found += 1
            canonical += normal(t["o"]["name"]) == normal(gold.entities[target].name)
    outcome.missed = [g for i, g in enumerate(gold.statements) if g.certain and i not in used]
    outcome.canonical = (canonical, found)
    return outcome


def _match(
    t: Prediction, gold: GoldDocument, events: Mapping[str, list[Key]], used: set[int], strict: bool
) -> int | None:
    """Index of the gold statement a prediction hits, an unused one when there is a choice."""
    subjects, objects = _candidates(t["s"], gold, events), _candidates(t["o"], gold, events)
    hit: int | None = None
    for i, statement in enumerate(gold.statements):
        for reading in statement.readings:
            if reading.predicate != t["p"]:
                continue
            straight = reading.subject in subjects and reading.object in objects
            crossed = t["p"] == "COOPERATES_WITH" and reading.subject in objects and reading.object in subjects
            if not (straight or crossed):
                continue
            if strict and not _qualifier_right(t, reading, gold):
                continue
            if hit is None or (i not in used and hit in used):
                hit = i
    return hit


def _qualifier_right(t: Prediction, reading: Reading, gold: GoldDocument) -> bool:
    key = STRICT_QUALIFIER.get(t["p"])
    if key is None:
        return True
    predicted, wanted = (t.get("q") or {}).get(key), reading.qualifiers.get(key)
    if key != "title":
        return normal(predicted) == normal(wanted)
    names = gold.entities[reading.object].normal if reading.object in gold.entities else set()
    return _title(predicted, names) == _title(wanted, names)


def _title(title: str | None, institution_names: Iterable[str]) -> str:
    """A title without the words of its institution."""
    title = normal(title)
    for name in sorted(institution_names, key=len, reverse=True):
        if name and title.startswith(name) and len(title) > len(name):
            return title[len(name) :]
    return _LEVEL_BEFORE_SHARED_POST.sub("", title) if title.endswith(("常委", "代表")) else title


def _entity_scores(
    gold: Mapping[str, GoldDocument], predictions: Mapping[str, Sequence[Prediction]]
) -> dict[str, Count]:
    scores = {}
    for kind in SCORED_ENTITIES:
        count = Count()
        for name, document in gold.items():
            predicted = {
                normal(t[e]["name"]): t[e] for t in predictions.get(name, []) for e in "so" if t[e].get("type") == kind
            }
            found: set[Key] = set()
            for end in predicted.values():
                keys = _candidates(end, document, {})
                found |= set(keys)
                count.right += bool(keys)
                count.wrong += not keys
            required = {
                k for g in document.statements if g.certain for k in (g.readings[0].subject, g.readings[0].object)
            }
            count.missed += sum(1 for k in required if k[0] == kind and k not in found)
        scores[kind] = count
    return scores
