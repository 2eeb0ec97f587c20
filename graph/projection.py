"""The record seen as a graph: statements that say the same become one relationship with all its quotes.

A record comes in, nodes and relationships come out, nodes first. Nothing is written here, to no database and no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from itertools import groupby
from typing import Any

from extract import lexicon
from extract.model import QUALIFIERS, TO_ARTICLE, Entity
from extract.tenure import plain_title
from graph.model import LABELS, RELATIONSHIPS, article_id, relationship_id, role_id
from graph.record import Record
from graph.tenure import Said, tenures

Value = str | int | float | bool | list[str] | None

# What 100,000 articles say is quoted from the first and the last of them; `count` says how many there are.
QUOTES_KEPT = 100
QUOTE_LENGTH = 500
# A name so long is a slip of reading; the record has it whole. Neo4j indexes none of more than 8,000 bytes.
NAME_LENGTH = 1000
_SENTENCE_END = re.compile(r"(?:[。！？!?]|\n)[”’」』）)]*")  # with the quote or bracket that it closes


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `properties` holds every property its label may have, None where it has no value."""

    label: str
    id: str
    properties: Mapping[str, Value]

    @property
    def content(self) -> str:
        """Changes when anything of the node does."""
        return _digest(self.label, self.properties)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship. `properties` holds every property its type may have, None where it has no value."""

    type: str
    id: str
    start_label: str
    start: str
    end_label: str
    end: str
    properties: Mapping[str, Value]

    @property
    def quotes(self) -> list[str]:
        """The sentences that say so."""
        quotes = self.properties["quotes"]
        return quotes if isinstance(quotes, list) else []

    @property
    def content(self) -> str:
        """Changes when anything of the relationship does."""
        return _digest(self.start_label + self.end_label, self.properties)


def nodes(record: Record) -> Generator[Node, None, None]:
    """Entities of the corpus, then posts, then articles; each kind sorted by id or place in the record."""
    corrected = _corrected(record)
    for entity in record.entities():
        yield _entity_node(entity, corrected.get(entity.id))
    yield from _roles(record)
    yield from _articles(record)


def relationships(record: Record) -> Generator[Relationship, None, None]:
    """Every fact once, with all that says so; then where each entity is mentioned."""
    yield from _facts(record)
    yield from _posts(record)
    yield from _mentions(record)


# ---- nodes


def _node(label: str, id_: str, name: str, aliases: Iterable[str] = (), **properties: Value) -> Node:
    own = {key: properties.get(key) or None for key in LABELS[label]}
    own.update({flag: bool(own[flag]) for flag in ("private", "shared") if flag in own})
    name = name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
    return Node(label, id_, {"id": id_, "name": name, "aliases": sorted(set(aliases) - {name}), **own})


def _corrected(record: Record) -> dict[str, str]:
    """Entity -> who changed its name, added an alias or marked it as private."""
    found = record.rows(
        "SELECT entity, group_concat(who, '、') FROM (SELECT DISTINCT c.entity, d.who FROM corrected c"
        " JOIN decision d ON d.id = c.decision WHERE d.kind IN ('name', 'alias', 'private') ORDER BY 1, 2) GROUP BY 1"
    )
    return dict(found)


def _entity_node(entity: Entity, corrected: str | None) -> Node:
    return _node(
        entity.type,
        entity.id,
        entity.name,
        entity.aliases,
        scope=entity.scope,
        private=entity.kind == "private",
        kind=entity.kind,
        date=entity.date.isoformat() if entity.date else None,
        corrected=corrected,
    )


def _roles(record: Record) -> Iterator[Node]:
    held = record.rows(
        "SELECT s.object, s.object_name, json_extract(s.qualifiers, '$.title') AS title, e.scope,"
        " max(max(coalesce(s.published, ''), coalesce(json_extract(s.qualifiers, '$.since'), ''),"
        " coalesce(json_extract(s.qualifiers, '$.until'), '')))"
        " FROM resolved_statement s LEFT JOIN entity e ON e.id = s.object"
        " WHERE s.predicate = 'HOLDS_ROLE' GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 2"
    )
    for body, rows in groupby(held, key=lambda row: row[0]):
        printed: dict[str, list[str]] = {}
        latest: dict[str, str] = {}
        for _, name, title, scope, day in rows:
            where = name, scope
            plain = plain_title(title or "")[0]
            printed.setdefault(plain, []).append(name + (title or ""))
            latest[plain] = max(day, latest.get(plain, ""))
        for title, names in printed.items():
            own: dict[str, Value] = {"shared": bool(_shared().search(title)), "latest": latest[title]}
            yield _node("Role", role_id(body, title), where[0] + title, names, title=title, scope=where[1], **own)


@cache
def _shared() -> re.Pattern[str]:
    return re.compile("|".join(pattern for (pattern,) in lexicon.rows("shared_titles.tsv")))


def _articles(record: Record) -> Iterator[Node]:
    for doc, n, title, publication, published, source in record.rows(
        "SELECT doc, n, title, publication, published, source FROM article ORDER BY doc, n"
    ):
        yield _node(
            *("Article", article_id(doc, n), title),
            title=title,
            publication=publication,
            published=published,
            source=source,
            doc=doc,
            n=n,
        )


# ---- relationships


@dataclass(slots=True)
class _Edge:
    """What several articles say in the same words or in others, being brought together."""

    type: str
    start_label: str
    start: str
    end_label: str
    end: str
    qualifier: str = ""
    properties: dict[str, Value] = field(default_factory=dict)
    quotes: dict[tuple[str, str], None] = field(default_factory=dict)  # (article, quote), in order of publication
    dates: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)  # of a post
    confidence: float = 0.0
    rule: str = ""
    count: int = 0

    def add(self, article: str, published: str | None, quote: str, confidence: float, rule: str) -> None:
        self.quotes[article, quote] = None
        self.count += 1
        if published:
            self.dates.append(published)
        if confidence > self.confidence:
            self.confidence, self.rule = confidence, rule

    def relationship(self) -> Relationship:
        quotes = list(self.quotes)
        if len(quotes) > QUOTES_KEPT:
            quotes = quotes[: QUOTES_KEPT // 2] + quotes[-QUOTES_KEPT // 2 :]
        own = {name: self.properties.get(name) for name in RELATIONSHIPS[self.type].properties}
        id_ = relationship_id(self.start, self.type, self.end, self.qualifier)
        properties: dict[str, Value] = {
            "id": id_,
            "quotes": [quote for _, quote in quotes],
            "articles": [article for article, _ in quotes],
            "first_seen": min(self.dates, default=None),
            "last_seen": max(self.dates, default=None),
            "confidence": self.confidence,
            "rule": self.rule,
            "count": self.count,
            **own,
        }
        return Relationship(self.type, id_, self.start_label, self.start, self.end_label, self.end, properties)


def _facts(record: Record) -> Iterator[Relationship]:
    """All statements; HOLDS_ROLE leads to the post, a cooperation is the same from either side."""
    stated = record.rows(
        "SELECT predicate, CASE WHEN turned THEN object ELSE subject END AS start,"
        " CASE WHEN turned THEN subject ELSE object END AS end, subject_type, object_type, qualifiers,"
        " doc, n, published, evidence, confidence, rule FROM (SELECT *,"
        " predicate = 'COOPERATES_WITH' AND subject > object AS turned FROM resolved_statement)"
        " ORDER BY predicate, start, end, published, doc, n, seq"
    )
    for _, rows in groupby(stated, key=lambda row: row[:3]):
        edges: dict[str, _Edge] = {}
        for row in rows:
            predicate, start, end, start_label, end_label, packed, *said = row
            qualifiers: dict[str, str] = json.loads(packed)
            qualifier = qualifiers.get(QUALIFIERS.get(predicate, ""), "")
            if predicate == "HOLDS_ROLE":
                held = _Edge("HOLDS", start_label, start, end_label, end)
                edges.setdefault(_held_as(qualifier), held).said.append(Said(qualifiers, said[2], said))
                continue
            edge = edges.get(qualifier)
            if edge is None:
                edge = edges[qualifier] = _edge(predicate, start_label, start, end_label, end, qualifier, said)
            for name in RELATIONSHIPS[predicate].properties:
                if name in qualifiers:
                    edge.properties.setdefault(name, qualifiers[name])  # as told first
            _say(edge, said)
        for qualifier, made in edges.items():
            if made.said:
                yield from _times_of_office(made, qualifier)
            elif made.start != made.end:
                yield made.relationship()


def _held_as(title: str) -> str:
    """The post, told apart only where it is held for the time being: 原局长 and 局长 are one, 代县长 is not 县长."""
    plain, standing = plain_title(title)
    return title if standing == "acting" else plain


def _times_of_office(held: _Edge, held_as: str) -> Iterator[Relationship]:
    """One relationship to the post for each time that somebody held it, 原 before the title where all that is known of
    the end is that it was."""
    role = role_id(held.end, plain_title(held_as)[0])
    for number, tenure in enumerate(tenures(held.said), 1):
        qualifier = held_as if number == 1 else f"{held_as}#{number}"
        edge = _Edge("HOLDS", held.start_label, held.start, "Role", role, qualifier)
        for said in sorted(tenure.said, key=lambda one: (one.published or "", *one.kept[:2])):
            _say(edge, said.kept)
        edge.dates = [day for day in (tenure.first_seen, tenure.last_seen) if day]
        title = "原" + held_as if tenure.exit and not tenure.until else held_as
        corrected = next((by for said in tenure.said if (by := said.qualifiers.get("corrected"))), None)
        edge.properties = {"title": title, **tenure.properties, "corrected": corrected}
        yield edge.relationship()


def _edge(
    predicate: str, start_label: str, start: str, end_label: str, end: str, qualifier: str, said: list[Any]
) -> _Edge:
    if predicate in TO_ARTICLE:
        end = article_id(said[0], said[1])
    name = QUALIFIERS.get(predicate)
    return _Edge(predicate, start_label, start, end_label, end, qualifier, properties={name: qualifier} if name else {})


def _say(edge: _Edge, said: list[Any]) -> None:
    doc, n, published, evidence, confidence, rule = said
    edge.add(article_id(doc, n), published, evidence[:QUOTE_LENGTH], confidence, rule)


def _posts(record: Record) -> Iterator[Relationship]:
    """The body at which each post is, quoting all who hold it."""
    held = record.rows(
        "SELECT object, object_type, json_extract(qualifiers, '$.title') AS title, doc, n, published, evidence,"
        " confidence, rule FROM resolved_statement WHERE predicate = 'HOLDS_ROLE'"
        " ORDER BY object, published, doc, n, seq"
    )
    for (body, label), rows in groupby(held, key=lambda row: (row[0], row[1])):
        edges: dict[str, _Edge] = {}
        for row in rows:
            title = plain_title(row[2] or "")[0]
            edge = edges.setdefault(title, _Edge("AT", "Role", role_id(body, title), label, body))
            _say(edge, list(row[3:]))
        for _, edge in sorted(edges.items()):
            yield edge.relationship()


def _mentions(record: Record) -> Iterator[Relationship]:
    """Where each entity is named, in which forms, with the first sentence that does."""
    named = record.rows(
        "SELECT a.id, a.doc, a.n, a.published, coalesce(e.id, l.id), l.type, l.name, l.aliases"
        " FROM article a JOIN local_entity l ON l.article = a.id LEFT JOIN identity i ON i.local_id = l.id"
        " LEFT JOIN entity e ON e.id = i.entity_id ORDER BY a.doc, a.n, l.seq"
    )
    for (number, doc, n, published), rows in groupby(named, key=lambda row: row[:4]):
        text = next(record.rows("SELECT text FROM article WHERE id = ?", (number,)))[0]
        forms: dict[tuple[str, str], set[str]] = {}
        for *_, id_, label, name, aliases in rows:
            forms.setdefault((label, id_), set()).update((name, *json.loads(aliases)))
        for (label, id_), printed in forms.items():
            edge = _Edge("MENTIONED_IN", label, id_, "Article", article_id(doc, n))
            seen = sorted(form for form in printed if form in text)
            edge.properties["forms"] = seen or sorted(printed)
            edge.add(article_id(doc, n), published, _first_sentence(text, seen), 1.0, "mention")
            yield edge.relationship()


def _first_sentence(text: str, forms: Iterable[str]) -> str:
    at = min((text.find(form) for form in forms), default=0)
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, at)), default=0)
    stop = _SENTENCE_END.search(text, at)
    return text[start : stop.end() if stop else len(text)].strip()[:QUOTE_LENGTH]


def _digest(kind: str, properties: Mapping[str, Value]) -> str:
    packed = json.dumps([kind, properties], ensure_ascii=False, sort_keys=True).encode()
    return blake2b(packed, digest_size=8).hexdigest()
