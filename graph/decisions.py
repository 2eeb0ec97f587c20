"""What people decide and correct: rows of the record that outlive every rebuild, and their application to it.

Corpus ids and corrections go in, decisions come out as rows, as lines of a text file, and applied to who is who. A
decision names an entity by its type, its name and where that name is printed, never by an id. Contradictions are
reported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.blocks import cut, decide_blocks
from extract.identity import Anchor, Identity, Verdict, find, identify
from extract.institutions import institution_key
from extract.model import QUALIFIERS, Entity, InputError
from extract.shards import Workers
from extract.sketches import Sketch
from graph.record import Record
from graph.sketchbook import Pairs, Sketchbook

PAIRS = ("same", "different", "unsure")
CORRECTIONS = ("reject", "title", "name", "alias", "private")
HEADER = (
    "# Decisions about who is who, one a line; made by zhengmai decisions export, read by zhengmai decisions import."
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One row. `value`: for reject {predicate, qualifier}, for title {old, new}, for name and alias {name}."""

    kind: str
    one: Anchor
    other: Anchor | None
    value: Mapping[str, str]
    who: str
    at: str
    why: str = ""
    number: int = 0

    @property
    def same_matter(self) -> tuple[object, ...]:
        """Equal for decisions of which only the last can hold."""
        pair = self.kind in PAIRS
        ends = sorted((_mark(self.one), _mark(self.other)) if pair else ())
        topic = "pair" if pair else self.kind
        value = () if self.kind in ("name", "private", *PAIRS) else tuple(sorted(self.value.items()))
        return topic, tuple(ends) or (_mark(self.one), _mark(self.other)), value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of applying all decisions. Numbers are those of the decisions."""

    entities: int
    questions: int
    contradictions: tuple[tuple[int, ...], ...]
    unmatched: tuple[int, ...]  # name nothing that this record holds
    changed: bool


# ---- deciding


def decide(record: Record, one: str, other: str, verdict: str, *, who: str, why: str = "") -> Decision:
    """Keep that two entities of the corpus (by id) are the same, different, or that it is unsure. A decision about the
    same two replaces the earlier one. Call apply() when done deciding."""
    if verdict not in PAIRS:
        raise InputError("{verdict} is no verdict; say same, different or unsure.", verdict=verdict)
    if one == other:
        raise InputError("Both names mean the same entity already; to take it apart, use split.")
    a, b = _anchor(record, one), _anchor(record, other)
    if a.type != b.type:
        raise InputError(
            "{one} is a {a} and {other} a {b}: they cannot be one.", one=a.name, a=a.type, other=b.name, b=b.type
        )
    return _keep(record, Decision(verdict, a, b, {}, who, _now(), why))


def merge(record: Record, one: str, other: str, *, who: str, why: str = "") -> Decision:
    """Two entities of the corpus are one."""
    return decide(record, one, other, "same", who=who, why=why)


def split(record: Record, entity: str, articles: Sequence[tuple[str, int]], *, who: str, why: str = "") -> Decision:
    """Whoever `articles` (doc, number) name is another than whom the other articles of this entity name."""
    part = set(articles)
    here = {(doc, n) for doc, n, _ in _members(record, entity)}
    if unknown := sorted(part - here):
        raise InputError(
            "{article} does not name this entity; it is named in {known}.",
            article=f"{unknown[0][0]}/{unknown[0][1]}",
            known="、".join(f"{doc}/{n}" for doc, n in sorted(here)[:20]),
        )
    if not part or part == here:
        raise InputError("A split needs some of the articles that name the entity, not all and not none.")
    one, other = _anchor(record, entity, part), _anchor(record, entity, here - part)
    return _keep(record, Decision("different", one, other, {}, who, _now(), why))


def reject(
    record: Record, subject: str, predicate: str, object_: str, *, who: str, qualifier: str = "", why: str = ""
) -> Decision:
    """A fact is wrong: no statement of it goes into the graph any more. An empty qualifier means any. For REPORTED the
    object is "doc/number" of the article."""
    value = {"predicate": predicate, "qualifier": qualifier}
    return _keep(
        record, Decision("reject", _anchor(record, subject), _object(record, object_), value, who, _now(), why)
    )


def retitle(record: Record, person: str, body: str, old: str, new: str, *, who: str, why: str = "") -> Decision:
    """The post that a person holds at a body is called otherwise."""
    value = {"old": old, "new": new}
    return _keep(record, Decision("title", _anchor(record, person), _anchor(record, body), value, who, _now(), why))


def rename(record: Record, entity: str, name: str, *, who: str, why: str = "") -> Decision:
    """The canonical name of an entity."""
    return _keep(record, Decision("name", _anchor(record, entity), None, {"name": name}, who, _now(), why))


def add_alias(record: Record, entity: str, alias: str, *, who: str, why: str = "") -> Decision:
    """One more name by which an entity is found."""
    return _keep(record, Decision("alias", _anchor(record, entity), None, {"name": alias}, who, _now(), why))


def mark_private(record: Record, person: str, *, who: str, why: str = "") -> Decision:
    """A person who is shown only when asked for."""
    anchor = _anchor(record, person)
    if anchor.type != "Person":
        raise InputError("Only people can be private; {name} is a {type}.", name=anchor.name, type=anchor.type)
    return _keep(record, Decision("private", anchor, None, {}, who, _now(), why))


def undo(record: Record, number: int | None = None) -> Decision:
    """Take back a decision, the last one where no number is given. Raises InputError where there is none."""
    kept = decisions(record)
    found = [d for d in kept if d.number == number] if number is not None else kept[-1:]
    if not found:
        raise InputError("There is no decision {number}; see zhengmai decisions list.", number=number or "")
    with record.change() as execute:
        execute("DELETE FROM decision WHERE id = ?", (found[0].number,))
    return found[0]


def decisions(record: Record) -> list[Decision]:
    """All decisions, the oldest first."""
    rows = record.rows("SELECT id, kind, one, other, value, who, at, why FROM decision ORDER BY id")
    return [
        Decision(
            kind, _unpacked(one), _unpacked(other) if other != "null" else None, json.loads(value), who, at, why, number
        )
        for number, kind, one, other, value, who, at, why in rows
    ]


# ---- the text file


def export(record: Record, path: Path) -> int:
    """Write all decisions to a text file, one a line, sorted so that git shows what was added; returns their number."""
    lines = sorted(_line(d) for d in decisions(record))
    try:
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError("{path} cannot be written: {reason}.", path=path, reason=error) from error
    return len(lines)


def import_file(record: Record, path: Path) -> int:
    """Take in the decisions of a file; those known already stay as they are. Returns how many were new."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path} cannot be read: {reason}.", path=path, reason=error) from error
    read = [_parsed(line, number, path) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    known = {_line(d) for d in decisions(record)}
    new = [d for d in read if _line(d) not in known]
    for decision in sorted(new, key=lambda d: d.at):
        _keep(record, decision)
    return len(new)


def _line(decision: Decision) -> str:
    row = {"at": decision.at, "who": decision.who, "kind": decision.kind, "one": _packed(decision.one)}
    if decision.other:
        row["other"] = _packed(decision.other)
    row |= {"value": dict(decision.value)} if decision.value else {}
    return json.dumps(row | {"why": decision.why}, ensure_ascii=False)


def _parsed(line: str, number: int, path: Path) -> Decision:
    try:
        row = json.loads(line)
        if row["kind"] not in (*PAIRS, *CORRECTIONS):
            raise ValueError(row["kind"])
        other = _anchored(row["other"]) if "other" in row else None
        return Decision(
            row["kind"], _anchored(row["one"]), other, row.get("value", {}), row["who"], row["at"], row.get("why", "")
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "Line {number} of {path} is no decision ({reason}); mend or remove it.",
            number=number,
            path=path,
            reason=error,
        ) from error


# ---- applying


def apply(record: Record, workers: Workers | None = None) -> Outcome:
    """Decide who is who under all decisions, and apply the corrections. To be called by a build and after deciding; the
    same rows give the same record. Only blocks are looked at whose articles or decisions came, went or changed; those
    that no decision concerns are shared out to the workers."""
    before = record.revision
    with record.together():
        identity, lost = _identified(record, decisions(record), workers)
    return Outcome(
        entities=next(record.rows("SELECT count(*) FROM entity"))[0],
        questions=next(record.rows("SELECT count(*) FROM question"))[0],
        contradictions=identity.contradictions,
        unmatched=tuple(sorted((*identity.unmatched, *lost))),
        changed=record.revision != before,
    )


def _identified(record: Record, kept: Sequence[Decision], workers: Workers | None) -> tuple[Identity, list[int]]:
    """Who is who in the blocks touched, as it now stands in the record; returns what decisions concern of it, and the
    corrections that find nothing."""
    book = Sketchbook(record)
    anchored = book.named_by([a for d in kept for a in (d.one, d.other) if a])
    concerned = _concerned(kept, anchored)
    applied = {row[0]: set(json.loads(row[1])) for row in record.rows("SELECT decision, blocks FROM applied")}
    changed = [tie for line, tie in (*applied.items(), *concerned.items()) if applied.get(line) != concerned.get(line)]
    tied = book.tie(changed, (*applied.values(), *concerned.values()))
    drawn = list({s.id: s for s in (*book.of_blocks(tied), *anchored)}.values())
    verdicts = [Verdict(d.number, d.kind == "same", d.one, d.other) for d in kept if d.kind in PAIRS[:2] and d.other]
    corrections = [d for d in kept if d.kind in CORRECTIONS]
    meant = _meant(corrections, drawn)
    identity = identify(drawn, verdicts, tied)
    left = _left_open(identity, [d for d in kept if d.kind == "unsure"], drawn)
    with book.deciding() as put:
        put(replace(identity, entities=_corrected(identity, corrections, meant)), left)
        for part in decide_blocks(cut(book.untied()), workers):
            put(part)
        _amend(record, corrections, meant)
        _point(record, corrections, meant)
    _remember(record, concerned)
    return identity, [d.number for d in corrections if not meant[d.number][0]]


def _concerned(kept: Sequence[Decision], drawn: Sequence[Sketch]) -> dict[str, set[str]]:
    """Each decision, as a line of the text file, and the blocks of what it names."""
    block_of = {s.id: s.block for s in drawn}
    ends = find([a for d in kept for a in (d.one, d.other or d.one)], drawn) if kept else []
    found = [{block_of[id_] for id_ in (*one, *other)} for one, other in zip(ends[::2], ends[1::2], strict=True)]
    return {_line(d): blocks for d, blocks in zip(kept, found, strict=True)}


def _remember(record: Record, concerned: Mapping[str, set[str]]) -> None:
    """What was applied, so that the next time shows what is new."""
    with record.change(touch=False) as execute:
        execute("DELETE FROM applied")
        for line, blocks in concerned.items():
            execute("INSERT INTO applied VALUES (?,?)", (line, json.dumps(sorted(blocks), ensure_ascii=False)))


_Meant = Mapping[int, tuple[frozenset[str], frozenset[str]]]  # number of a decision -> local ids of its two ends


def _meant(corrections: Sequence[Decision], drawn: Sequence[Sketch]) -> _Meant:
    if not corrections:
        return {}
    ends = find([a for d in corrections for a in (d.one, d.other or Anchor("", ""))], drawn)
    return {d.number: (frozenset(ends[2 * i]), frozenset(ends[2 * i + 1])) for i, d in enumerate(corrections)}


def _corrected(identity: Identity, corrections: Sequence[Decision], meant: _Meant) -> dict[str, Entity]:
    """The entities under their right names; of several corrections of one thing the last holds."""
    entities = dict(identity.entities)
    for d in corrections:
        for id_ in {identity.corpus_id[i] for i in meant[d.number][0] if i in identity.corpus_id}:
            entity = entities[id_]
            match d.kind:
                case "name":
                    entities[id_] = replace(entity, name=d.value["name"], aliases=_with(entity.aliases, entity.name))
                case "alias":
                    entities[id_] = replace(entity, aliases=_with(entity.aliases, d.value["name"]))
                case "private":
                    entities[id_] = replace(entity, kind="private")
    return entities


def _with(aliases: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(sorted({*aliases, name}))


def _amend(record: Record, corrections: Sequence[Decision], meant: _Meant) -> None:
    """Statements that corrections reject or change."""
    wanted: dict[tuple[int, int], str | None] = {}
    for d in corrections:
        if d.kind not in ("reject", "title") or d.other is None:
            continue
        predicate = d.value["predicate"] if d.kind == "reject" else "HOLDS_ROLE"
        for subject in sorted(meant[d.number][0]):
            for article, seq, doc, n, object_, packed in record.rows(
                "SELECT article_id, stated.seq, doc, n, object, qualifiers FROM stated JOIN local_entity ON"
                " local_entity.article = article_id AND local_entity.id = ?1 WHERE subject = ?1 AND predicate = ?2",
                (subject, predicate),
            ):
                if not (object_ in meant[d.number][1] or (d.other.type == "Article" and (doc, n) in d.other.places)):
                    continue
                said: dict[str, str] = json.loads(wanted.get((article, seq)) or packed)
                qualifier = said.get(QUALIFIERS.get(predicate, ""), "")
                if d.kind == "reject" and d.value["qualifier"] in ("", qualifier):
                    wanted[article, seq] = None
                elif d.kind == "title" and d.value["old"] == qualifier:
                    changed = said | {"title": d.value["new"], "corrected": d.who}
                    wanted[article, seq] = json.dumps(changed, ensure_ascii=False, sort_keys=True)
    known = {(row[0], row[1]): row[2] for row in record.rows("SELECT article, seq, qualifiers FROM amendment")}
    if known != wanted:
        with record.change() as execute:
            execute("DELETE FROM amendment")
            for (article, seq), packed in sorted(wanted.items()):
                execute("INSERT INTO amendment VALUES (?,?,?)", (article, seq, packed))


def _left_open(identity: Identity, unsure: Sequence[Decision], drawn: Sequence[Sketch]) -> Pairs:
    """Entities whose likeness somebody looked at and left open."""
    ends = find([a for d in unsure for a in (d.one, d.other or d.one)], drawn) if unsure else []
    return {
        frozenset((identity.corpus_id[a[0]], identity.corpus_id[b[0]]))
        for a, b in zip(ends[::2], ends[1::2], strict=True)
        if a and b and {a[0], b[0]} <= set(identity.corpus_id)
    }


def _point(record: Record, corrections: Sequence[Decision], meant: _Meant) -> None:
    """Keep which entities of the corpus each correction is about."""
    wanted = set()
    for d in corrections:
        local = json.dumps(sorted(meant[d.number][0] | meant[d.number][1]))
        query = "SELECT entity_id FROM identity WHERE local_id IN (SELECT value FROM json_each(?))"
        wanted |= {(d.number, entity) for (entity,) in record.rows(query, (local,))}
    if wanted != set(record.rows("SELECT decision, entity FROM corrected")):
        with record.change() as execute:
            execute("DELETE FROM corrected")
            for row in sorted(wanted):
                execute("INSERT INTO corrected VALUES (?,?)", row)


def corrections(record: Record, entity: str, *, include_private: bool = False) -> list[Decision]:
    """What people corrected or rejected about an entity of the corpus, the oldest first; without what names another who
    is private, unless these are wanted."""
    others = "" if include_private else (
        " AND NOT EXISTS (SELECT 1 FROM corrected o JOIN entity e ON e.id = o.entity"
        " WHERE o.decision = c.decision AND o.entity <> c.entity AND e.kind = 'private')"
    )  # fmt: skip
    found = record.rows(f"SELECT c.decision FROM corrected c WHERE c.entity = ?{others}", (entity,))
    numbers = {row[0] for row in found}
    return [d for d in decisions(record) if d.number in numbers] if numbers else []


# ---- naming what survives


def _members(record: Record, entity: str) -> list[tuple[str, int, str]]:
    """Document, article and local id of all that an entity brings together; by its id or that of one of its members."""
    found = list(
        record.rows(
            "SELECT a.doc, a.n, l.id FROM local_entity l JOIN article a ON a.id = l.article"
            " LEFT JOIN identity i ON i.local_id = l.id WHERE coalesce(i.entity_id, l.id) = ? ORDER BY a.doc, a.n",
            (entity,),
        )
    )
    if not found:
        raise InputError("There is no entity {id} in this record; build again or look it up by name.", id=entity)
    return found


def _anchor(record: Record, entity: str, articles: Iterable[tuple[str, int]] | None = None) -> Anchor:
    """The entity, or what some articles say of it, by type, name and the places where the name is printed."""
    wanted = None if articles is None else set(articles)
    members = [m for m in _members(record, entity) if wanted is None or (m[0], m[1]) in wanted]
    places: list[tuple[str, int]] = []
    bodies: set[str] = set()
    names: Counter[str] = Counter()
    scopes: Counter[str] = Counter()
    type_ = ""
    for doc, n, id_ in members:
        type_, name, aliases, scope = next(
            record.rows("SELECT type, name, aliases, scope FROM local_entity WHERE id = ?", (id_,))
        )
        names[name] += 1
        scopes[scope] += 1
        places.append((doc, _printed_at(record, doc, n, [name, *json.loads(aliases)])))
        bodies |= {
            institution_key(row[0])
            for row in record.rows(
                "SELECT object_name FROM statement WHERE subject = ?"
                " AND predicate IN ('HOLDS_ROLE', 'AFFILIATED_WITH') AND object_type = 'Institution'",
                (id_,),
            )
        }
    name = max(sorted(names), key=lambda n: names[n])
    return Anchor(
        type_, name, max(sorted(scopes), key=lambda s: scopes[s]), tuple(sorted(bodies)), tuple(sorted(places))
    )


def _printed_at(record: Record, doc: str, n: int, names: Iterable[str]) -> int:
    article = record.article(doc, n)
    if article is None or not article.offsets:
        return 0
    found = [at for name in names if (at := article.text.find(name)) >= 0]
    return article.offsets[min(found, default=0)]


def _object(record: Record, object_: str) -> Anchor:
    doc, slash, n = object_.rpartition("/")
    if slash and n.isdigit():
        return Anchor("Article", object_, places=((doc, int(n)),))
    return _anchor(record, object_)


def _keep(record: Record, decision: Decision) -> Decision:
    """A decision takes the place of an earlier one on the same matter."""
    earlier = [d.number for d in decisions(record) if d.same_matter == decision.same_matter]
    with record.change() as execute:
        for number in earlier:
            execute("DELETE FROM decision WHERE id = ?", (number,))
        row = execute(
            "INSERT INTO decision(kind, one, other, value, who, at, why) VALUES (?,?,?,?,?,?,?)",
            (
                decision.kind,
                json.dumps(_packed(decision.one), ensure_ascii=False),
                json.dumps(_packed(decision.other) if decision.other else None, ensure_ascii=False),
                json.dumps(dict(decision.value), ensure_ascii=False),
                *(decision.who, decision.at, decision.why),
            ),
        ).lastrowid
    return replace(decision, number=row or 0)


def _mark(anchor: Anchor | None) -> tuple[object, ...]:
    return (anchor.type, anchor.name, anchor.places or (anchor.scope, anchor.bodies)) if anchor else ()


def _packed(anchor: Anchor) -> dict[str, Any]:
    return {key: value for key, value in asdict(anchor).items() if value}


def _unpacked(text: str) -> Anchor:
    return _anchored(json.loads(text))


def _anchored(row: Mapping[str, Any]) -> Anchor:
    places = tuple((str(doc), int(at)) for doc, at in row.get("places", ()))
    return Anchor(row["type"], row["name"], row.get("scope", ""), tuple(row.get("bodies", ())), places)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
