"""A dossier as data: what the articles say of one node, in sections, every statement with the numbers of its footnotes.

Answers to the questions of graph/queries come in, so that a dossier's figures are those of `ask`, and what people
corrected. Nothing is worded or laid out here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph.answers import Answer, Evidence, Source, answer, corrected
from graph.decisions import Decision
from graph.names import Match
from graph.questions import load_questions
from graph.store import Store

LEAST = 0.6  # confidence below which a statement is marked as uncertain
ROWS = 2000  # of one answer that a dossier takes in
LINES = 100  # of one section that are printed
NOTES = 3  # of one statement that are printed


@dataclass(frozen=True, slots=True)
class Thing:
    """Somebody or something a statement is about."""

    id: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, or several of one kind about the same thing."""

    relation: str  # as the questions call it, or a key of [text] in words.toml where the line was counted from others
    thing: Thing
    detail: tuple[str, ...] = ()  # titles, capacities, posts
    date: str = ""
    dating: str = ""  # "event": the day it happened; "reported": when it was printed
    since: str = ""
    until: str = ""
    first_seen: str = ""
    last_seen: str = ""
    count: int = 0
    more: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)  # relation -> things
    confidence: float = 1.0
    corrected: str = ""  # by whom
    notes: tuple[int, ...] = ()

    @property
    def uncertain(self) -> bool:
        return self.confidence < LEAST


@dataclass(frozen=True, slots=True)
class Section:
    name: str  # key of [section] in words.toml
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        """Posts are counted one by one, everything else by whom or what it is about."""
        return len(self.lines) if self.name == "posts" else len({line.thing.id for line in self.lines})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that do not go together."""

    conflict: str  # "post" or "place"
    date: str
    who: str
    what: str
    other: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    article: Source
    forms: tuple[str, ...]
    note: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody corrected: a name, an alias, a person's privacy, a title, or a statement that was rejected."""

    kind: str  # as in graph/decisions.py
    subject: str
    relation: str  # of a statement, as the questions call it
    object: str
    old: str  # of a title; the qualifier of a rejected statement
    new: str  # name, alias or title
    who: str
    day: str
    why: str

    @classmethod
    def of(cls, decision: Decision) -> Correction:
        value, other = decision.value, decision.other
        predicate = "HOLDS_ROLE" if decision.kind == "title" else value.get("predicate", "")
        relation = _RELATION_OF.get(predicate, predicate.lower().replace("_", " "))
        old, new = value.get("old") or value.get("qualifier", ""), value.get("new") or value.get("name", "")
        object_ = other.name if other else ""
        return cls(
            decision.kind, decision.one.name, relation, object_, old, new, decision.who, decision.at[:10], decision.why
        )


_RELATION_OF = {"HOLDS_ROLE": "post", "SUCCEEDED_BY": "became", "CHANGED": "changed"}  # where it is not the plain word


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: one sentence and where it stands."""

    n: int
    quote: str
    article: Source


@dataclass(frozen=True, slots=True)
class Dossier:
    kind: str
    id: str
    name: str
    aliases: tuple[str, ...]
    scope: str
    private: bool
    corrected: str  # by whom name, aliases or privacy were
    include_private: bool
    figures: Mapping[str, int]
    date: str  # of an event, where it is certain
    first_print: str
    last_print: str
    sections: tuple[Section, ...]
    conflicts: tuple[Conflict, ...]
    mentions: tuple[Mention, ...]
    notes: tuple[Note, ...]
    corrections: tuple[Correction, ...] = ()
    rejected: int = 0  # statements, listed among the corrections where that was wanted

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


# ---- from answers to a dossier


class _Notes:
    """Numbers footnotes in the order in which they are first needed; the same sentence has one number."""

    def __init__(self) -> None:
        self._numbers: dict[Evidence, int] = {}

    def of(self, sentences: Iterable[Evidence]) -> tuple[int, ...]:
        return tuple(self._numbers.setdefault(sentence, len(self._numbers) + 1) for sentence in sentences)

    def all(self) -> tuple[Note, ...]:
        return tuple(Note(n, sentence.quote, sentence.article) for sentence, n in self._numbers.items())


@dataclass(frozen=True, slots=True)
class _Asked:
    """Asks the questions of one dossier."""

    store: Store
    id: str
    include_private: bool

    def __call__(self, question: str, parameter: str) -> Answer:
        asked = load_questions()[question]
        values: dict[str, object] = {parameter: self.id}
        if any(p.name == "include_private" for p in asked.parameters):
            values["include_private"] = self.include_private
        return answer(self.store, asked, values, limit=ROWS)


# kind -> its sections in their order: name, relations of the overview question that belong there
_SECTIONS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "person": (
        ("posts", ("post",)),
        ("events", ()),
        ("together", ()),
        ("visits", ("visited",)),
        ("institutions", ("affiliated with",)),
        ("initiatives", ("launched", "implements")),
        ("places", ()),
        ("articles", ("reported",)),
    ),
    "institution": (
        ("history", ()),
        ("people", ("post", "has member")),
        ("structure", ("part of", "has part", "based in")),
        ("events", ("organized", "attended", "hosted")),
        ("initiatives", ("launched", "implements")),
        ("visits", ("visited", "visited by")),
        ("cooperation", ("cooperates with",)),
    ),
    "place": (
        ("history", ()),
        ("structure", ("located in", "contains")),
        ("institutions", ("seat of",)),
        ("events", ("hosted",)),
        ("initiatives", ("launched", "implements")),
        ("visits", ("visited by",)),
        ("people", ("has member",)),
    ),
    "event": (("attendance", ("attended by",)), ("about", ("organized by", "held at", "about"))),
    "initiative": (
        ("partners", ("launched by", "implemented by")),
        ("places", ("implemented in",)),
        ("events", ("topic of",)),
    ),
}


def dossier(
    store: Store,
    kind: str,
    match: Match,
    *,
    include_private: bool = False,
    decided: Sequence[Decision] = (),
    include_rejected: bool = False,
) -> Dossier:
    """All that the articles say of one node, with what people corrected about it."""
    ask, notes = _Asked(store, match.id, include_private), _Notes()
    overview = ask(kind, kind)
    own = _Lines(match.id, notes)
    facts = own.of_overview(overview)
    if kind == "person":
        events = own.of_meetings(ask("meetings", "person"))
        derived = {
            "events": events,
            "together": own.of_together(ask("together", "person")),
            "institutions": _counted(events, "organized by", "events_of"),
            "initiatives": _counted(events, "about", "events_about"),
            "places": _counted(events, "held at", "events_here"),
        }
    elif kind in ("institution", "place"):
        derived = {"history": own.of_history(ask("history", "body"))}
    else:
        derived = {}
    sections = [
        Section(name, (*(line for relation in relations for line in facts.get(relation, ())), *derived.get(name, ())))
        for name, relations in _SECTIONS[kind]
    ]
    sections = [replace(s, lines=tuple(_by_date(s))) for s in map(_one_line_an_event, sections) if s.lines]
    conflicts = own.of_conflicts(ask("conflicts", "entity")) if kind in ("person", "institution") else ()
    mentions = own.of_mentions(ask("mentions", "entity"))
    printed = sorted(mention.article.published for mention in mentions if mention.article.published)
    figures = {"articles": len(mentions)}
    figures |= {s.name: s.count for s in sections if s.name in _FIGURES}
    made = Dossier(
        kind=kind,
        id=match.id,
        name=match.name,
        aliases=_aliases(match),
        scope=match.scope if kind != "place" and match.scope != match.name else "",
        private=match.private,
        corrected=corrected(store, (match,)).get(match.name, ""),
        include_private=include_private,
        figures=figures,
        date=next((row["date"] for row in overview.dicts() if kind == "event" and row["date"]), ""),
        first_print=printed[0] if printed else "",
        last_print=printed[-1] if printed else "",
        sections=tuple(sections),
        conflicts=conflicts,
        mentions=mentions,
        notes=notes.all(),
        corrections=tuple(Correction.of(d) for d in decided if include_rejected or d.kind != "reject"),
        rejected=sum(d.kind == "reject" for d in decided),
    )
    return _numbered_as_read(made)


def _numbered_as_read(made: Dossier) -> Dossier:
    """Footnotes numbered in the order in which a reader meets them; those that are only counted come last."""
    cited = [conflict.notes for conflict in made.conflicts]
    cited += [line.notes for section in made.sections for line in section.lines[:LINES]]
    cited += [(mention.note,) for mention in made.mentions[:LINES]]
    order = dict.fromkeys(n for notes in cited for n in notes[:NOTES])
    order.update(dict.fromkeys(note.n for note in made.notes))
    new = {old: number for number, old in enumerate(order, 1)}

    def renumbered(notes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(new[n] for n in notes[:NOTES])) + tuple(new[n] for n in notes[NOTES:])

    return replace(
        made,
        conflicts=tuple(replace(conflict, notes=renumbered(conflict.notes)) for conflict in made.conflicts),
        sections=tuple(
            replace(section, lines=tuple(replace(line, notes=renumbered(line.notes)) for line in section.lines))
            for section in made.sections
        ),
        mentions=tuple(replace(mention, note=new[mention.note]) for mention in made.mentions),
        notes=tuple(sorted((replace(note, n=new[note.n]) for note in made.notes), key=lambda note: note.n)),
    )


def _aliases(match: Match) -> tuple[str, ...]:
    """Other printed forms, of those that differ only in quotes and dots one."""
    forms = {_plain(form): form for form in reversed((match.name, *match.aliases))}
    return tuple(form for form in reversed(forms.values()) if form != match.name)


def _plain(form: str) -> str:
    return re.sub(r"[\W_]+", "", form)


_FIGURES = frozenset(["posts", "people", "events", "together", "initiatives", "institutions", "places", "attendance"])


@dataclass(frozen=True, slots=True)
class _Lines:
    """Makes lines of rows, numbering their sentences."""

    id: str  # whom the dossier is about
    notes: _Notes

    def of_overview(self, asked: Answer) -> dict[str, tuple[Line, ...]]:
        """relation -> its lines; a person's two capacities at one event are one line."""
        lines: dict[tuple[str, ...], Line] = {}
        for row, sentences in _rows(asked):
            relation, thing = row["relation"], Thing(row["name_id"], row["type"], row["name"])
            key = (relation, thing.id, row["detail"] or "" if relation == "post" else "")
            line = self._line(relation, thing, row, sentences)
            lines[key] = _joined(lines[key], line) if key in lines else line
        grouped: dict[str, list[Line]] = defaultdict(list)
        for line in lines.values():
            grouped[line.relation].append(line)
        return {relation: tuple(found) for relation, found in grouped.items()}

    def _line(self, relation: str, thing: Thing, row: Mapping[str, Any], sentences: Sequence[Evidence]) -> Line:
        where = row.get("place_id") or self.id
        event_date = (row.get("date") or "") if thing.label in ("Event", "Article") else ""
        more = {"in": (Thing(where, "Place", row["place"]),)} if where not in (self.id, thing.id) else {}
        return Line(
            relation=relation,
            thing=thing,
            detail=(*((row["detail"],) if row.get("detail") else ()), *row.get("posts", ())),
            date=event_date or row["first_seen"] or "",
            dating="event" if event_date else "reported",
            since=row.get("since") or "",
            until=row.get("until") or "",
            first_seen=row["first_seen"] or "",
            last_seen=row["last_seen"] or "",
            more=more,
            confidence=row["confidence"],
            corrected=row.get("corrected") or "",
            notes=self.notes.of(sentences),
        )

    def of_meetings(self, asked: Answer) -> tuple[Line, ...]:
        return tuple(
            Line(
                relation="attended",
                thing=Thing(row["event_id"], "Event", row["event"]),
                detail=tuple(row["capacity"]),
                date=row["date"] or row["reported"] or "",
                dating="event" if row["date"] else "reported",
                more={
                    relation: tuple(map(Thing, row[f"{column}_id"], [label] * len(row[column]), row[column]))
                    for relation, column, label in (
                        ("organized by", "organizers", "Institution"),
                        ("held at", "places", "Place"),
                        ("about", "about", "Initiative"),
                    )
                    if row[column]
                },
                confidence=row["confidence"],
                notes=self.notes.of(sentences),
            )
            for row, sentences in _rows(asked)
        )

    def of_together(self, asked: Answer) -> tuple[Line, ...]:
        return tuple(
            Line(
                relation="together",
                thing=Thing(row["who_id"], "Person", row["who"]),
                detail=tuple(row["posts"]),
                first_seen=row["first"] or "",
                last_seen=row["last"] or "",
                count=row["times"],
                more={"events": tuple(map(Thing, row["events_id"], ["Event"] * len(row["events"]), row["events"]))},
                confidence=row["confidence"],
                notes=self.notes.of(sentences),
            )
            for row, sentences in _rows(asked)
            if row["type"] == "Person"
        )

    def of_history(self, asked: Answer) -> tuple[Line, ...]:
        """What it was before, what became of it, and when it began or ended."""
        return tuple(
            Line(
                relation=row["relation"],
                thing=Thing(row["name_id"], row["type"], row["name"]),
                detail=(row["change"],) if row["change"] != row["relation"] else (),
                since=row["since"] or "",
                until=row["until"] or "",
                first_seen=row["first_seen"] or "",
                confidence=row["confidence"],
                notes=self.notes.of(sentences),
            )
            for row, sentences in _rows(asked)
        )

    def of_conflicts(self, asked: Answer) -> tuple[Conflict, ...]:
        return tuple(
            Conflict(
                row["conflict"], row["date"] or "", row["who"], row["what"], row["other"], self.notes.of(sentences)
            )
            for row, sentences in _rows(asked)
        )

    def of_mentions(self, asked: Answer) -> tuple[Mention, ...]:
        return tuple(
            Mention(sentences[0].article, tuple(row["forms"]), self.notes.of(sentences[:1])[0])
            for row, sentences in _rows(asked)
            if sentences
        )


def _rows(asked: Answer) -> Iterable[tuple[dict[str, Any], Sequence[Evidence]]]:
    return zip(asked.dicts(), asked.evidence, strict=True)


def _joined(one: Line, other: Line) -> Line:
    """Two rows about the same thing as one line."""
    days = [day for day in (one.first_seen, other.first_seen) if day]
    return replace(
        one,
        detail=tuple(dict.fromkeys((*one.detail, *other.detail))),
        first_seen=min(days, default=""),
        last_seen=max(one.last_seen, other.last_seen),
        more={
            relation: tuple(dict.fromkeys((*one.more.get(relation, ()), *other.more.get(relation, ()))))
            for relation in (*one.more, *other.more)
        },
        confidence=max(one.confidence, other.confidence),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
    )


def _one_line_an_event(section: Section) -> Section:
    """A body that organized a meeting and was there too has one line for it."""
    if section.name != "events":
        return section
    lines: dict[str, Line] = {}
    for line in section.lines:
        lines[line.thing.id] = _joined(lines[line.thing.id], line) if line.thing.id in lines else line
    return replace(section, lines=tuple(lines.values()))


def _counted(events: Sequence[Line], relation: str, counted_as: str) -> tuple[Line, ...]:
    """What several events have in common, the most frequent first, resting on the sentences of these events."""
    seen: dict[Thing, list[Line]] = defaultdict(list)
    for event in events:
        for thing in event.more.get(relation, ()):
            seen[thing].append(event)
    return tuple(
        Line(
            counted_as,
            thing,
            count=len(lines),
            confidence=max(line.confidence for line in lines),
            notes=tuple(dict.fromkeys(n for line in lines for n in line.notes[:1])),
        )
        for thing, lines in sorted(seen.items(), key=lambda item: (-len(item[1]), item[0].name))
    )


def _by_date(section: Section) -> Sequence[Line]:
    """Events in order of time, undated last; the rest as the question ordered it."""
    if section.name not in ("events", "articles", "visits"):
        return section.lines
    return sorted(section.lines, key=lambda line: (line.date or "9999", line.thing.name))
