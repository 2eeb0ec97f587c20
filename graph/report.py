"""Dossiers: all that the articles say of a person, body, place, event or initiative, every statement with its sentence.

A name comes in, a page (HTML), a text (Markdown) or data (JSON) comes out; graph/dossier.py gathers what it says.
Whatever comes from an article is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote as url_quote

from extract.model import InputError
from graph.decisions import Decision, corrections
from graph.dossier import LEAST, LINES, NOTES, Dossier, Line, dossier
from graph.names import Match, resolve
from graph.neighbourhood import Near, draw
from graph.questions import NAMED
from graph.record import Record
from graph.store import Store

Format = Literal["html", "md", "json"]
FORMATS = ("html", "md", "json")
KINDS: Mapping[str, str] = {kind: label for kind, label in NAMED.items() if label != "Role"}
LANGUAGES = ("en", "zh")


Progress = Callable[[int, int], None]  # (dossiers written, how many there are)


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
    record: Record | None = None,
    include_rejected: bool = False,
) -> str:
    """One dossier. `picture` is the address of an interactive picture to link to; `record` tells what people corrected
    and rejected. Raises InputError for a name that means nothing or several, and for an unknown kind, format or
    language."""
    _check("kind of dossier", kind, KINDS)
    _check("format", format, FORMATS)
    _check("language", language, LANGUAGES)
    match = resolve(store, name, (KINDS[kind],), include_private=include_private)
    decided = _decided(record, match, include_private)
    made = dossier(
        store, kind, match, include_private=include_private, decided=decided, include_rejected=include_rejected
    )
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
    record: Record | None = None,
    include_rejected: bool = False,
) -> list[Path]:
    """A dossier for everybody and everything named in at least so many articles, linked with one another, and an index
    page. Returns the files written, the index first. In Markdown and JSON too."""
    _check("format", format, FORMATS)
    _check("language", language, LANGUAGES)
    folder.mkdir(parents=True, exist_ok=True)
    listed = [entry for entry in _everything(store, include_private) if entry.articles >= least_articles]
    links = {entry.match.id: file_name(entry.kind, entry.match, format) for entry in listed}
    index = folder / f"index.{format}"
    written = [index]
    for number, entry in enumerate(listed, 1):
        made = dossier(
            store,
            entry.kind,
            entry.match,
            include_private=include_private,
            decided=_decided(record, entry.match, include_private),
            include_rejected=include_rejected,
        )
        path = folder / links[entry.match.id]
        path.write_text(render(made, language, format, links=links, index=index.name), encoding="utf-8")
        written.append(path)
        if progress:
            progress(number, len(listed))
    index.write_text(_render_index(store, listed, links, language, format), encoding="utf-8")
    return written


def _decided(record: Record | None, match: Match, include_private: bool) -> Sequence[Decision]:
    return corrections(record, match.id, include_private=include_private) if record else ()


def file_name(kind: str, match: Match, format: str) -> str:
    """Readable in a folder and never twice: person-高发巧-1f2e3d.html."""
    plain = re.sub(r"[^\w·—-]+", "_", match.name)[:40].strip("_")
    return f"{kind}-{plain}-{match.id[:6]}.{format}"


def _check(what: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise InputError("{value} is no {what}; choose among {known}.", value=value, what=what, known=", ".join(known))


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
    made = _as_printed(made)
    near = _near(made, links or {}) if format == "html" else ()
    page: str = template.render(
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
    return page


def _as_printed(made: Dossier) -> Dossier:
    """Without the footnotes that nothing on the page refers to: JSON and `ask --evidence` have them all."""
    cited = {n for conflict in made.conflicts[:LINES] for n in conflict.notes[:NOTES]}
    cited |= {n for section in made.sections for line in section.lines[:LINES] for n in line.notes[:NOTES]}
    cited |= {mention.note for mention in made.mentions[:LINES]}
    return replace(made, notes=tuple(note for note in made.notes if note.n in cited))


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


def _render_index(store: Store, listed: Sequence[_Entry], links: Mapping[str, str], language: str, format: str) -> str:
    articles = next(store.stream("MATCH (a:Article) RETURN count(a)"))[0]
    if format == "json":
        rows = [
            {"kind": e.kind, "id": e.match.id, "name": e.match.name, "scope": e.match.scope, "articles": e.articles,
             "posts": e.posts, "file": links[e.match.id]}
            for e in listed
        ]  # fmt: skip
        return json.dumps({"articles": articles, "dossiers": rows}, ensure_ascii=False, indent=1)
    by_kind = {kind: [entry for entry in listed if entry.kind == kind] for kind in KINDS}
    page: str = (
        _environment()
        .get_template(f"index.{format}")
        .render(
            w=words(language),
            groups={kind: entries for kind, entries in by_kind.items() if entries},
            labels=KINDS,
            link=lambda id_: url_quote(links[id_]),
            articles=articles,
            count=len(listed),
        )
    )
    return page


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


def by_relation(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Neighbouring lines of one relation together, in the section's order."""
    return [(relation, list(same)) for relation, same in groupby(lines, key=attrgetter("relation"))]


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~^])")


def _escape_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def quoted(text: str) -> str:
    """A sentence in quotes, but for one that is speech from end to end and has its own."""
    return text if text.startswith("“") and text.find("”") == len(text) - 1 else f"“{text}”"


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
    environment.filters["by_relation"] = by_relation
    environment.filters["quoted"] = quoted
    environment.filters["md"] = _escape_markdown
    return environment
