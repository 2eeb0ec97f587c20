"""Dossiers: all that the articles say of a person, body, place, event or initiative, every statement with its sentence.

A name comes in, a page (HTML), a text (Markdown) or data (JSON) comes out. A dossier is made only of answers to the
questions of graph/queries, so that its figures are those of `ask`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote as url_quote

from extract.model import InputError
from graph.answers import Answer, Evidence, Source, answer
from graph.names import Match, resolve
from graph.neighbourhood import Near, draw
from graph.questions import NAMED, load_questions
from graph.store import Store

Format = Literal["html", "md", "json"]
FORMATS = ("html", "md", "json")
KINDS: Mapping[str, str] = {kind: label for kind, label in NAMED.items() if label != "Role"}
LANGUAGES = ("en", "zh")

LEAST = 0.6  # confidence below which a statement is marked as uncertain
ROWS = 2000  # of one answer that a dossier takes in
LINES = 100  # of one section that are printed
NOTES = 3  # of one statement that are printed

Progress = Callable[[int, int], None]  # (dossiers written, how many there are)


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
    notes: tuple[int, ...] = ()

    @property
    def uncertain(self) -> bool:
        return self.confidence < LEAST


@dataclass(frozen=True, slots=True)
class Section:
    name: str  # key of [section] in words.toml
    lines: tuple[Line, ...]


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
    include_private: bool
    figures: Mapping[str, int]
    first_print: str
    last_print: str
    sections: tuple[Section, ...]
    conflicts: tuple[Conflict, ...]
    mentions: tuple[Mention, ...]
    notes: tuple[Note, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


# ---- the two ways to have dossiers


def report(
    store: Store,
    kind: str,
    name: str,
    *,
    language: str = "en",
    format: str = "html",
    include_private: bool = False,
    picture: str | None = None,
) -> str:
    """One dossier. `picture` is the address of an interactive picture to link to. Raises InputError for a name that
    means nothing or several, and for an unknown kind, format or language."""
    _check("kind of dossier", kind, KINDS)
    _check("format", format, FORMATS)
    _check("language", language, LANGUAGES)
    match = resolve(store, name, (KINDS[kind],), include_private=include_private)
    made = dossier(store, kind, match, include_private=include_private)
    return render(made, language, format, picture=picture)


def report_all(
    store: Store,
    folder: Path,
    *,
    language: str = "en",
    format: str = "html",
    include_private: bool = False,
    least_articles: int = 1,
    progress: Progress | None = None,
) -> list[Path]:
    """A dossier for everybody and everything named in at least so many articles, linked with one another, and an index
    page. Returns the files written, the index first. In Markdown and JSON too."""
    _check("format", format, FORMATS)
    _check("language", language, LANGUAGES)
    folder.mkdir(parents=True, exist_ok=True)
    listed = [
        entry for entry in _everything(store, include_private) if entry.articles >= least_articles
    ]
    links = {entry.match.id: file_name(entry.kind, entry.match, format) for entry in listed}
    index = folder / f"index.{format}"
    written = [index]
    for number, entry in enumerate(listed, 1):
        made = dossier(store, entry.kind, entry.match, include_private=include_private)
        path = folder / links[entry.match.id]
        path.write_text(render(made, language, format, links=links, index=index.name), encoding="utf-8")
        written.append(path)
        if progress:
            progress(number, len(listed))
    index.write_text(_render_index(store, listed, links, language, format), encoding="utf-8")
    return written


def file_name(kind: str, match: Match, format: str) -> str:
    """Readable in a folder and never twice: person-高发巧-1f2e3d.html."""
    plain = re.sub(r"[^\w·—-]+", "_", match.name)[:40].strip("_")
    return f"{kind}-{plain}-{match.id[:6]}.{format}"


def _check(what: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise InputError("{value} is no {what}; choose among {known}.", value=value, what=what, known=", ".join(known))


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
        ("people", ("post", "has member")),
        ("structure", ("part of", "has part", "based in")),
        ("events", ("organized", "attended", "hosted")),
        ("initiatives", ("launched", "implements")),
        ("visits", ("visited", "visited by")),
        ("cooperation", ("cooperates with",)),
    ),
    "place": (
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


def dossier(store: Store, kind: str, match: Match, *, include_private: bool = False) -> Dossier:
    """All that the articles say of one node."""
    ask, notes = _Asked(store, match.id, include_private), _Notes()
    overview = ask(kind, kind)
    own = _Lines(notes)
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
    else:
        derived = {}
    sections = [
        Section(name, (*(line for relation in relations for line in facts.get(relation, ())), *derived.get(name, ())))
        for name, relations in _SECTIONS[kind]
    ]
    sections = [replace(s, lines=tuple(_by_date(s))) for s in sections if s.lines]
    conflicts = own.of_conflicts(ask("conflicts", "entity")) if kind in ("person", "institution") else ()
    mentions = own.of_mentions(ask("mentions", "entity"))
    printed = sorted(mention.article.published for mention in mentions if mention.article.published)
    figures = {"articles": len(mentions)}
    figures |= {s.name: _count(s) for s in sections if s.name in _FIGURES}
    made = Dossier(
        kind=kind,
        id=match.id,
        name=match.name,
        aliases=_aliases(match),
        scope=match.scope if match.scope != match.name else "",
        private=match.private,
        include_private=include_private,
        figures=figures,
        first_print=printed[0] if printed else "",
        last_print=printed[-1] if printed else "",
        sections=tuple(sections),
        conflicts=conflicts,
        mentions=mentions,
        notes=notes.all(),
    )
    return _numbered_as_read(made)


def _numbered_as_read(made: Dossier) -> Dossier:
    """Footnotes numbered in the order in which a reader meets them; those that are only counted come last."""
    cited = [conflict.notes for conflict in made.conflicts]
    cited += [line.notes for section in made.sections for line in section.lines]
    cited += [(mention.note,) for mention in made.mentions]
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


def _count(section: Section) -> int:
    """Posts are counted one by one, everything else by whom or what it is about."""
    return len(section.lines) if section.name == "posts" else len({line.thing.id for line in section.lines})


def _aliases(match: Match) -> tuple[str, ...]:
    """Other printed forms, of those that differ only in quotes and dots one."""
    forms = {_plain(form): form for form in reversed((match.name, *match.aliases))}
    return tuple(form for form in reversed(forms.values()) if form != match.name)


def _plain(form: str) -> str:
    return re.sub(r"[\W_]+", "", form)


_FIGURES = frozenset("posts people events together initiatives institutions places attendance".split())


@dataclass(frozen=True, slots=True)
class _Lines:
    """Makes lines of rows, numbering their sentences."""

    notes: _Notes

    def of_overview(self, asked: Answer) -> dict[str, tuple[Line, ...]]:
        """relation -> its lines; a person's two capacities at one event are one line."""
        lines: dict[tuple[str, ...], Line] = {}
        for row, sentences in _rows(asked):
            relation, thing = row["relation"], Thing(row["name_id"], row["type"], row["name"])
            key = (relation, thing.id, row["detail"] or "" if relation == "post" else "", row.get("place_id") or "")
            line = self._line(relation, thing, row, sentences)
            lines[key] = _joined(lines[key], line) if key in lines else line
        grouped: dict[str, list[Line]] = defaultdict(list)
        for line in lines.values():
            grouped[line.relation].append(line)
        return {relation: tuple(found) for relation, found in grouped.items()}

    def _line(self, relation: str, thing: Thing, row: Mapping[str, Any], sentences: Sequence[Evidence]) -> Line:
        where = row.get("place_id")
        event_date = (row.get("date") or "") if thing.label in ("Event", "Article") else ""
        more = {"in": (Thing(where, "Place", row["place"]),)} if where and where != thing.id else {}
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
        )

    def of_conflicts(self, asked: Answer) -> tuple[Conflict, ...]:
        return tuple(
            Conflict(row["conflict"], row["date"] or "", row["who"], row["what"], row["other"], self.notes.of(sentences))
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
        confidence=max(one.confidence, other.confidence),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
    )


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


# ---- everything there is


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the index."""

    kind: str
    match: Match
    articles: int
    posts: tuple[str, ...]


def _everything(store: Store, include_private: bool) -> list[_Entry]:
    """All entities, kind by kind, the most often named first."""
    entries = []
    for kind, label in KINDS.items():
        posts = "COLLECT { MATCH (n)-[:HOLDS]->(r:Role) RETURN r.name ORDER BY r.name }" if kind == "person" else "[]"
        found = store.stream(
            f"MATCH (n:{label}) RETURN n.id, n.name, n.aliases, n.scope, coalesce(n.private, false),"
            f" COUNT {{ (n)-[:MENTIONED_IN]->() }} AS articles, {posts} ORDER BY articles DESC, n.name, n.id"
        )
        for id_, name, aliases, scope, private, count, held in found:
            if include_private or not private:
                match = Match(id_, label, name, tuple(aliases or ()), scope or "", private)
                entries.append(_Entry(kind, match, count, tuple(held)))
    return entries


# ---- rendering


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: words("relation", "attended")."""

    language: str
    table: Mapping[str, Mapping[str, Mapping[str, str]]]

    def __call__(self, table: str, key: str, **values: object) -> str:
        """The word; the key itself where the catalogue has none, since a question may be newer than the catalogue."""
        found = self.table.get(table, {}).get(key)
        text = found[self.language] if found else key
        return text.format(**values) if values else text

    def counted(self, key: str, number: int) -> str:
        """The word for so many of something: event|events."""
        return self("figure", key).split("|")[0 if number == 1 else -1]


@cache
def words(language: str) -> Words:
    """The catalogue in one language."""
    import tomllib
    from importlib.resources import files

    text = files("graph").joinpath("templates", "words.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(text))


def render(
    made: Dossier,
    language: str,
    format: str,
    *,
    picture: str | None = None,
    links: Mapping[str, str] | None = None,
    index: str = "",
) -> str:
    """A dossier as a page, a text or data. `links`: id -> address of its dossier; `index`: address of the index."""
    if format == "json":
        return json.dumps(_as_json(made), ensure_ascii=False, indent=1)
    w = words(language)
    template = _environment().get_template(f"dossier.{format}")
    near = _near(made, links or {}) if format == "html" else ()
    return template.render(
        d=made,
        w=w,
        labels=KINDS,
        types=[label for label in KINDS.values() if label in {one.label for one in near[:SKETCHED]}],
        lead=_lead(made),
        doubtful=any(line.uncertain for section in made.sections for line in section.lines),
        first=_First(),
        link=lambda id_: url_quote((links or {}).get(id_, "")),
        picture=picture,
        sketch=draw(made.name, KINDS[made.kind], near[:SKETCHED]) if near else "",
        near=near,
        sketched=min(SKETCHED, len(near)),
        index=index,
        least=LEAST,
        LINES=LINES,
        NOTES=NOTES,
    )


class _First:
    """Whether a footnote is referred to for the first time: that is where it leads back to."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def __call__(self, n: int) -> bool:
        new = n not in self._seen
        self._seen.add(n)
        return new


def _lead(made: Dossier) -> list[str]:
    """What a reader must know first: the posts of a person, what a body or place is part of, when and where it was."""
    found = {section.name: section.lines for section in made.sections}
    match made.kind:
        case "person":
            return [line.thing.name + "".join(line.detail) for line in found.get("posts", ())[:5]]
        case "institution":
            return [line.thing.name for line in found.get("structure", ()) if line.relation == "part of"][:2]
        case "place":
            return [line.thing.name for line in found.get("structure", ()) if line.relation == "located in"][:2]
        case "event":
            return [line.thing.name for line in found.get("about", ()) if line.relation != "about"][:3]
        case _:
            return [line.thing.name for line in found.get("partners", ()) if line.relation == "launched by"][:3]


def _as_json(made: Dossier) -> dict[str, Any]:
    data = asdict(made)
    for section in data["sections"]:
        for line in section["lines"]:
            line["uncertain"] = line["confidence"] < LEAST
    return data


def _render_index(
    store: Store, listed: Sequence[_Entry], links: Mapping[str, str], language: str, format: str
) -> str:
    articles = next(store.stream("MATCH (a:Article) RETURN count(a)"))[0]
    if format == "json":
        rows = [
            {"kind": e.kind, "id": e.match.id, "name": e.match.name, "scope": e.match.scope, "articles": e.articles,
             "posts": e.posts, "file": links[e.match.id]}
            for e in listed
        ]  # fmt: skip
        return json.dumps({"articles": articles, "dossiers": rows}, ensure_ascii=False, indent=1)
    by_kind = {kind: [entry for entry in listed if entry.kind == kind] for kind in KINDS}
    return _environment().get_template(f"index.{format}").render(
        w=words(language),
        groups={kind: entries for kind, entries in by_kind.items() if entries},
        labels=KINDS,
        link=lambda id_: url_quote(links[id_]),
        articles=articles,
        count=len(listed),
    )


SKETCHED = 18  # neighbours in the small picture


def _near(made: Dossier, links: Mapping[str, str]) -> tuple[Near, ...]:
    """What stands nearest: from every section in turn, so that one long section does not crowd out the others."""
    queues = [list(section.lines) for section in made.sections]
    chosen: dict[str, Near] = {}
    while any(queues):
        for queue in queues:
            if queue:
                line = queue.pop(0)
                thing = line.thing
                if thing.label != "Article" and thing.id not in chosen and thing.id != made.id:
                    tied = tuple(other.id for things in line.more.values() for other in things)
                    href = url_quote(links.get(thing.id, ""))
                    chosen[thing.id] = Near(
                        thing.id, thing.label, thing.name, len(line.notes), line.uncertain, tied, href
                    )
    return tuple(chosen.values())


def marked(text: str, forms: Sequence[str]) -> list[tuple[str, bool]]:
    """A sentence in pieces, those true that name the dossier's subject, the longest form first."""
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True) if form)
    pieces = re.split(f"({pattern})", text) if pattern else [text]
    return [(piece, position % 2 == 1) for position, piece in enumerate(pieces) if piece]


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~^])")


def _escape_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


@cache
def _environment() -> Any:
    """Everything is escaped in HTML; nothing but the picture, which escapes itself, is markup of ours."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("graph", "templates"),
        autoescape=lambda name: bool(name) and not str(name).endswith(".md"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    environment.filters["md"] = _escape_markdown
    return environment
