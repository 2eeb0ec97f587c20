"""The record of all that was extracted: `<workspace>/corpus.sqlite`, from which the graph can always be made again.

Pages and their extractions go in, each whole or not at all, so that a killed run goes on where it was; extractions come
out in a fixed order. It never decides who is who: it keeps the table that extract/identity.py made.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from secrets import token_hex
from typing import Any, Self

from extract.model import Article, Block, Entity, Extraction, InputError, Page, Ref, Statement

FILE_NAME = "corpus.sqlite"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read or extracted, and the sentence that said why."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What the record holds. Entities are those of the corpus: one person in ten articles counts once."""

    pages: int
    articles: int
    statements: int
    entities: Mapping[str, int]  # type -> number


class Record:
    """The open record. Its content is a pure function of the pages put in, the extractor's version and the identity
    table; `revision` grows whenever the content changes and never otherwise."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    @contextmanager
    def open(cls, workspace: Path, *, create: bool = True) -> Iterator[Self]:
        """The record of a workspace. Raises InputError where there is none and `create` is false, where a newer version
        of the program made it, or where the file is no record."""
        path = workspace / FILE_NAME
        if not create and not path.is_file():
            raise InputError(
                "There is no record at {path} yet; build one first: zhengmai build PATH... --workspace {workspace}.",
                path=path,
                workspace=workspace,
            )
        try:
            workspace.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        except (OSError, sqlite3.Error) as error:
            raise InputError(
                "The workspace {workspace} cannot be used: {reason}.", workspace=workspace, reason=error
            ) from error
        try:
            _prepare(connection, path)
            yield cls(connection, path)
        finally:
            connection.close()

    # ---- writing

    def admit(self, page: Page) -> Page:
        """The page under the name it has, or will have, in the record: names are unique there, over all runs. To be
        called before extraction, since ids are made from the name."""
        key = _page_key(page)
        row = self._db.execute("SELECT doc FROM page WHERE key = ?", (key,)).fetchone()
        doc = row[0] if row else page.doc
        if row is None and self._db.execute("SELECT 1 FROM page WHERE doc = ?", (doc,)).fetchone():
            doc = f"{doc}_{sha256(key.encode()).hexdigest()[:6]}"
        return page if doc == page.doc else replace(page, doc=doc)

    def is_current(self, page: Page, extractor_version: str) -> bool:
        """Whether this very page was extracted with this version before, in this file or one that still holds it."""
        same = self._db.execute(
            "SELECT key FROM page WHERE fingerprint = ? AND extractor = ?",
            (_fingerprint(page), extractor_version),
        ).fetchall()
        key = _page_key(page)
        return (key,) in same or any(_holds(copy, page.sha256) for (copy,) in same)

    def replace_page(self, page: Page, extractions: Sequence[Extraction], extractor_version: str) -> list[int]:
        """Put a page's extractions in the place of those it had, in one transaction; returns the articles' ids."""
        key = _page_key(page)
        with self._transaction():
            self._db.execute("DELETE FROM failure WHERE source IN (?, ?)", (page.source, page.label))
            self._db.execute("DELETE FROM page WHERE key = ?", (key,))
            number = self._db.execute(
                "INSERT INTO page(key, source, doc, sha256, fingerprint, extractor, encoding) VALUES (?,?,?,?,?,?,?)",
                (key, page.source, page.doc, page.sha256, _fingerprint(page), extractor_version, page.encoding),
            ).lastrowid
            articles = [self._insert(extraction, number) for extraction in extractions]
            self._touch()
        return articles

    @contextmanager
    def together(self) -> Iterator[None]:
        """All changes inside in one transaction: all of them or none, and in half the time."""
        with self._transaction():
            yield

    def fail(self, source: str, error: InputError) -> None:
        """Remember that a source could not be read; what the record held of it before stays."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO failure(source, error) VALUES (?,?)", (source, str(error)))

    def forget(self, source: str) -> int:
        """Remove all that came from a source: a file with all its rows, an archive or folder, else the page of that
        name; returns the number of pages removed. What people decided stays."""
        with self._transaction():
            place = _absolute(source)
            rows = (
                self._db.execute(
                    "DELETE FROM page WHERE key = ? OR key LIKE ? ESCAPE '!' OR key LIKE ? ESCAPE '!'",
                    (place, _like(place) + "#%", _like(place) + "/%"),
                ).rowcount
                or self._db.execute("DELETE FROM page WHERE doc = ?", (source,)).rowcount
            )
            self._db.execute("DELETE FROM failure WHERE source = ?", (source,))
            if rows:
                self._touch()
        return rows

    def set_identity(self, corpus_id: Mapping[str, str], entities: Mapping[str, Entity]) -> bool:
        """Keep who is who, all of it: local id -> corpus id, and the entities of the corpus; returns whether anything
        changed."""
        with self._transaction():
            gone = [(i,) for (i,) in self._db.execute("SELECT local_id FROM identity") if i not in corpus_id]
            self._db.executemany("DELETE FROM identity WHERE local_id = ?", gone)
            lost = [(i,) for (i,) in self._db.execute("SELECT id FROM entity") if i not in entities]
            self._db.executemany("DELETE FROM entity WHERE id = ?", lost)
            changed = self.put_identity(corpus_id, entities) or bool(gone or lost)
            self.decided(changed)
        return changed

    def put_identity(self, corpus_id: Mapping[str, str], entities: Mapping[str, Entity]) -> bool:
        """Keep who is who among some; returns whether that is new. To be followed by decided()."""
        told = self._db.executemany(
            "INSERT INTO identity VALUES (?,?) ON CONFLICT DO UPDATE SET entity_id = excluded.entity_id"
            " WHERE entity_id <> excluded.entity_id",
            list(corpus_id.items()),
        ).rowcount
        told += self._db.executemany(_PUT_ENTITY, [_entity_row(entity) for entity in entities.values()]).rowcount
        return told > 0

    def decided(self, changed: bool) -> None:
        """Who is who is of this revision; or of a new one where it changed."""
        if changed:
            self._touch()
        self._db.execute("UPDATE setting SET value = ? WHERE name = 'identified'", (self.revision,))

    @contextmanager
    def change(self, *, touch: bool = True) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """Statements that change the tables of decisions, in one transaction; `touch` where the content changes."""
        with self._transaction():
            yield self._db.execute
            if touch:
                self._touch()

    # ---- reading

    @property
    def id(self) -> str:
        """Tells this record from every other."""
        return self._setting("id")

    @property
    def revision(self) -> int:
        return int(self._setting("revision"))

    @property
    def identified(self) -> bool:
        """Whether the identity table is of this revision; a build may have been killed before it was made."""
        return int(self._setting("identified")) == self.revision

    @property
    def failures(self) -> list[Failure]:
        return [Failure(*row) for row in self._db.execute("SELECT source, error FROM failure ORDER BY source")]

    @property
    def sources(self) -> list[str]:
        """Every source of which something is recorded, sorted."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT source FROM page ORDER BY source")]

    def counts(self) -> Counts:
        tables = ("page", "article", "statement")
        pages, articles, statements = (
            self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
        )
        entities = self._db.execute(
            "SELECT type, count(*) FROM (SELECT DISTINCT coalesce(i.entity_id, e.id) AS id, e.type"
            " FROM local_entity e LEFT JOIN identity i ON i.local_id = e.id) GROUP BY type ORDER BY type"
        )
        return Counts(pages, articles, statements, dict(entities))

    def extractions(self, article: int | None = None) -> Iterator[Extraction]:
        """All extractions as they were put in (local ids), sorted by document and article; or that of one article."""
        found = self._db.execute("SELECT id FROM article ORDER BY doc, n") if article is None else [(article,)]
        ids = [row[0] for row in found]
        return map(self._extraction, ids)

    def article(self, doc: str, n: int) -> Article | None:
        """One article with its text, to show a sentence in its surroundings."""
        row = self._db.execute("SELECT id FROM article WHERE doc = ? AND n = ?", (doc, n)).fetchone()
        return self._article(row[0]) if row else None

    def entities(self) -> Iterator[Entity]:
        """The entities of the corpus that some article names, sorted by id."""
        for row in self._db.execute(f"SELECT {_ENTITY_COLUMNS} FROM resolved_entity ORDER BY id"):
            yield _entity(row)

    def statements(self) -> Iterator[Statement]:
        """All statements with the ids and names of the corpus, sorted by document, article and order in it."""
        for row in self._db.execute(f"SELECT {_STATEMENT_COLUMNS} FROM resolved_statement ORDER BY doc, n, seq"):
            yield _statement(row)

    def rows(self, query: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a query over the record's tables and views (see graph/schema), for projection and statistics."""
        yield from self._db.execute(query, parameters)

    # ---- inside

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._db.in_transaction:  # part of a greater one
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _touch(self) -> None:
        self._db.execute("UPDATE setting SET value = value + 1 WHERE name = 'revision'")

    def _setting(self, name: str) -> str:
        return str(self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()[0])

    def _insert(self, extraction: Extraction, page: int | None) -> int:
        article = extraction.article
        number = self._db.execute(
            "INSERT INTO article(page, doc, n, title, text, offsets, blocks, source, publication, published, locale,"
            " continued) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                page,
                article.doc,
                article.n,
                article.title,
                article.text,
                zlib.compress(array("I", article.offsets).tobytes()),
                json.dumps([asdict(block) for block in article.blocks]),
                article.source,
                article.publication,
                _iso(article.published),
                article.locale,
                article.continued,
            ),
        ).lastrowid
        self._db.executemany(
            f"INSERT INTO local_entity(article, seq, {_ENTITY_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",
            [(number, seq, *_entity_row(entity)) for seq, entity in enumerate(extraction.entities)],
        )
        self._db.executemany(
            "INSERT INTO statement(article, seq, subject_type, subject_name, subject, predicate, object_type,"
            " object_name, object, evidence, start, end, confidence, rule, qualifiers)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [(number, seq, *_statement_row(statement)) for seq, statement in enumerate(extraction.statements)],
        )
        return number or 0

    def _extraction(self, number: int) -> Extraction:
        entities = self._db.execute(
            f"SELECT {_ENTITY_COLUMNS} FROM local_entity WHERE article = ? ORDER BY seq", (number,)
        )
        statements = self._db.execute(
            f"SELECT {_STATEMENT_COLUMNS} FROM stated WHERE article_id = ? ORDER BY seq", (number,)
        )
        return Extraction(
            self._article(number), tuple(map(_entity, entities)), tuple(_statement(row) for row in statements)
        )

    def _article(self, number: int) -> Article:
        doc, n, text, packed, blocks, source, publication, published, locale, continued = self._db.execute(
            "SELECT doc, n, text, offsets, blocks, source, publication, published, locale, continued"
            " FROM article WHERE id = ?",
            (number,),
        ).fetchone()
        offsets = array("I")
        offsets.frombytes(zlib.decompress(packed))
        return Article(
            doc=doc,
            n=n,
            text=text,
            offsets=tuple(offsets),
            blocks=tuple(Block(**block) for block in json.loads(blocks)),
            source=source,
            publication=publication,
            published=_date(published),
            locale=locale,
            continued=bool(continued),
        )


@contextmanager
def open_where_there_is(workspace: Path) -> Iterator[Record | None]:
    """The record of a workspace, None where it has none: a graph on a server may have been loaded elsewhere."""
    if not (workspace / FILE_NAME).is_file():
        yield None
        return
    with Record.open(workspace, create=False) as record:
        yield record


# ---- rows and objects

_ENTITY_COLUMNS = "id, type, name, aliases, scope, kind, date"
_NEW_ENTITY = "excluded.type, excluded.name, excluded.aliases, excluded.scope, excluded.kind, excluded.date"
_PUT_ENTITY = (
    f"INSERT INTO entity({_ENTITY_COLUMNS}) VALUES (?,?,?,?,?,?,?)"
    f" ON CONFLICT DO UPDATE SET (type, name, aliases, scope, kind, date) = ({_NEW_ENTITY})"
    f" WHERE (type, name, aliases, scope, kind, date) IS NOT ({_NEW_ENTITY})"
)
_STATEMENT_COLUMNS = (
    "subject_type, subject_name, subject, predicate, object_type, object_name, object,"
    " doc, n, evidence, start, end, confidence, rule, qualifiers"
)


def _entity_row(entity: Entity) -> tuple[str | None, ...]:
    aliases = json.dumps(entity.aliases, ensure_ascii=False)
    return entity.id, entity.type, entity.name, aliases, entity.scope, entity.kind, _iso(entity.date)


def _entity(row: tuple[Any, ...]) -> Entity:
    id_, type_, name, aliases, scope, kind, day = row
    return Entity(id_, type_, name, tuple(json.loads(aliases)), scope, kind, _date(day))


def _statement_row(statement: Statement) -> tuple[object, ...]:
    subject, object_ = statement.subject, statement.object
    return (
        *(subject.type, subject.name, subject.id, statement.predicate, object_.type, object_.name, object_.id),
        *(statement.evidence, statement.start, statement.end, statement.confidence, statement.rule),
        json.dumps(dict(statement.qualifiers), ensure_ascii=False, sort_keys=True),
    )


def _statement(row: tuple[Any, ...]) -> Statement:
    subject, predicate, object_, rest = Ref(*row[:3]), row[3], Ref(*row[4:7]), row[7:]
    doc, n, evidence, start, end, confidence, rule, qualifiers = rest
    return Statement(
        subject, predicate, object_, doc, n, evidence, start, end, confidence, rule, json.loads(qualifiers)
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _page_key(page: Page) -> str:
    """Where a page comes from: the file's absolute path, with the number of the row where a file has many."""
    if page.source == STDIN:
        return f"{STDIN}#{page.sha256[:16]}"
    _, mark, row = page.doc.rpartition("#")
    return _absolute(page.source) + mark + (row if mark else "")


def _absolute(source: str) -> str:
    return source if source == STDIN else os.path.realpath(source)


def _holds(path: str, sha256_: str) -> bool:
    """Whether the file still has the bytes it had; a copy is only as good as its original."""
    try:
        return sha256(Path(path).read_bytes()).hexdigest() == sha256_
    except OSError:
        return False


def _fingerprint(page: Page) -> str:
    """Of all that an extraction depends on beside the extractor: the bytes, and what the user said about them."""
    facts = (page.sha256, page.title, page.publication, str(page.published), page.locale)
    return sha256("\0".join(facts).encode()).hexdigest()[:32]


def _like(text: str) -> str:
    return "".join(f"!{char}" if char in "!%_" else char for char in text)


# ---- the file


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the newest schema; each step of graph/schema runs once, in its own transaction."""
    steps = _steps()
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # with WAL: a power cut may cost the last pages, never the file
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > len(steps):
            raise InputError(
                "{path} was made by a newer version of Zhengmai (schema {found}, this one knows {known});"
                " update with: pip install -U zhengmai.",
                path=path,
                found=found,
                known=len(steps),
            )
        if found == len(steps):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        for version, step in enumerate(steps[found:], found + 1):
            connection.executescript(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {version};\nCOMMIT;")
        connection.execute(
            "INSERT OR IGNORE INTO setting VALUES ('id', ?), ('revision', 0), ('identified', 0)", (token_hex(8),)
        )
    except sqlite3.DatabaseError as error:
        raise InputError(
            "{path} cannot be read as a record ({reason}); move it away and build again.", path=path, reason=error
        ) from error


def _steps() -> list[str]:
    folder = files("graph").joinpath("schema")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in names]
