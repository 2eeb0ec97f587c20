"""The gold annotation of the seeds as the Extractions a perfect pipeline would make: realistic data for pictures."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from extract.model import Article, Block, Entity, Extraction, Ref, Statement

ROOT = Path(__file__).resolve().parents[1]


def gold_extractions() -> list[Extraction]:
    """One Extraction for each of the 28 articles; entities of one name and type are one within a page."""
    return [
        extraction
        for path in sorted((ROOT / "tests" / "gold").glob("*.json"))
        for extraction in _page(json.loads(path.read_text(encoding="utf-8")))
    ]


def _page(gold: dict[str, Any]) -> list[Extraction]:
    doc = gold["doc"]
    text = (ROOT / "seeds" / f"{doc}.txt").read_text(encoding="utf-8")
    starts = [max(0, text.find(article["first_chars"].strip())) for article in gold["articles"]]
    ends = [*starts[1:], len(text)]
    return [
        _extraction(doc, article, text, start, end)
        for article, start, end in zip(gold["articles"], starts, ends, strict=True)
    ]


def _extraction(doc: str, gold: dict[str, Any], text: str, start: int, end: int) -> Extraction:
    title = gold["title"]
    article = Article(
        doc=doc,
        n=gold["n"],
        text=f"{title}\n{text[start:end]}",
        offsets=(start,) * (len(title) + 1) + tuple(range(start, end)),
        blocks=(Block("title", 0, len(title)), Block("body", len(title) + 1, len(title) + 1 + end - start)),
        source=f"seeds/{doc}.txt",
        locale=gold["locale"] or "",
    )
    squeezed = re.sub(r"\s+", "", text[start:end])
    affiliated = {t["s"] for t in gold["triples"] if t["p"] == "AFFILIATED_WITH"}
    public = {t["s"] for t in gold["triples"] if t["p"] in ("HOLDS_ROLE", "REPORTED")}
    entities = {
        entity["name"]: Entity(
            id=_entity_id(doc, entity["type"], entity["name"]),
            type=entity["type"],
            name=entity["name"],
            aliases=tuple(name for name in entity["names"] if name in squeezed),
            scope=gold["locale"] or "",
            kind="private" if entity["name"] in affiliated - public else entity.get("kind", ""),
        )
        for entity in gold["entities"]
    }
    statements = []
    for triple in gold["triples"]:
        subject, object_ = entities[triple["s"]], entities.get(triple["o"])
        statements.append(
            Statement(
                subject=Ref(subject.type, subject.name, subject.id),
                predicate=triple["p"],
                object=Ref(object_.type, object_.name, object_.id)
                if object_
                else Ref("Article", title, _id(doc, "Article", str(gold["n"]))),
                doc=doc,
                article=gold["n"],
                evidence=_sentence(text[start:end], triple["evidence"]),
                start=start,
                end=end,
                confidence=0.95 if triple.get("certain", True) else 0.6,
                rule="gold",
                qualifiers=triple.get("q", {}),
            )
        )
    return Extraction(article, tuple(entities.values()), tuple(statements))


def _id(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _entity_id(doc: str, type_: str, name: str) -> str:
    """A province, city or county is the same wherever it is printed; anything else only within its page."""
    everywhere = type_ == "Place" and name.endswith(("省", "市", "县", "区"))
    return _id("" if everywhere else doc, type_, name)


def _sentence(text: str, clause: str) -> str:
    """The whole sentence that holds the annotated clause, whatever blanks the page has inside it."""
    pattern = r"\s*".join(map(re.escape, re.sub(r"\s+", "", clause)))
    found = re.search(rf"[^。!?!?\n]*{pattern}[^。!?!?]*[。!?!?]?", text)
    return re.sub(r"\s*\n\s*", "", found[0]).strip() if found else clause
