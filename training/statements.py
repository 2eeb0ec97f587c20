"""A tagger against gold documents, with only the simplest assembling of names: what the network alone is worth.

    python -m training.statements [onnx | lac | a folder of training/runs] GOLD TEXTS [--only d01,d02]

No canonical names, no locality, no identity: an institution is its printed form, and "X长" without a printed body is at
the government of the article's area. What the whole pipeline reaches is measured elsewhere.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.evaluation import Scores, read_gold, score
from extract.layout import split_articles
from extract.model import Article, Mention, Page, ScoredRelation, TaggedArticle
from extract.tagging import Tagger, load_tagger

_HEAD_OF_AREA = re.compile(r"(省|市|县|区|镇|乡|州|旗)长$")
LIKELY = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tagger")
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--only", default="", help="stems of the documents, separated by commas")
    parser.add_argument("--likely", type=float, default=LIKELY)
    options = parser.parse_args()
    only = set(options.only.split(",")) if options.only else None
    scores = measure_statements(open_tagger(options.tagger), options.gold, options.texts, only, options.likely)
    print(summary(scores))


def open_tagger(name: str) -> Tagger:
    """An engine by name, or a training run by its folder."""
    if (Path(name) / "network.pt").is_file():
        from extract.tagging.network import TorchBackend
        from extract.tagging.windowed import WindowedTagger
        from training.train import load

        network, vocabulary = load(Path(name))
        return WindowedTagger("torch", TorchBackend(network), vocabulary)
    return load_tagger("onnx", name) if Path(name).is_dir() else load_tagger(name)


def measure_statements(
    tagger: Tagger, gold: Path, texts: Path, only: set[str] | None = None, likely: float = LIKELY
) -> Scores:  # fmt: skip
    documents = {doc: one for doc, one in read_gold(gold).items() if only is None or doc in only}
    predictions: list[dict[str, Any]] = []
    for doc in documents:
        text = (texts / f"{doc}.txt").read_text(encoding="utf-8")
        articles = split_articles(Page(doc, f"{doc}.txt", text, "utf-8", ""))
        for tagged in tagger.tag(articles):
            predictions += statements(tagged, likely)
    return score(documents, predictions)


def summary(scores: Scores) -> str:
    strict = ", ".join(f"{predicate} {count.f1:.3f}" for predicate, count in scores.strict.items())
    entities = ", ".join(f"{kind} {count.f1:.3f}" for kind, count in scores.entities.items())
    total = scores.micro
    return (
        f"strict {total.f1:.3f} ({total.precision:.3f}/{total.recall:.3f}), relaxed {scores.micro_relaxed.f1:.3f}\n"
        f"   {strict}\n   entities: {entities}"
    )


def statements(tagged: TaggedArticle, likely: float = LIKELY) -> Iterator[dict[str, Any]]:
    """Predictions in the form of docs/evaluation.md."""
    mentions = tagged.mentions
    bodies: dict[int, list[ScoredRelation]] = defaultdict(list)
    for relation in tagged.relations:
        if relation.label == "TITLE_AT" and relation.score > likely:
            bodies[relation.head].append(relation)
    for relation in tagged.relations:
        if relation.score <= likely or relation.label == "TITLE_AT":
            continue
        subject = mentions[relation.head]
        if relation.label == "HAS_TITLE":
            title = mentions[relation.tail]
            found = max(bodies[relation.tail], key=lambda r: r.score, default=None)
            body = mentions[found.tail].text if found else _government(tagged.article, title)
            if body:
                end = {"type": "Institution", "name": body, "id": ""}
                yield _row(tagged.article, subject, "HOLDS_ROLE", end, {"title": title.text})
            continue
        predicate, _, capacity = relation.label.partition(":")
        of_article = predicate == "REPORTED"
        end = {"type": "Article", "name": "", "id": ""} if of_article else _end(mentions[relation.tail])
        yield _row(tagged.article, subject, predicate, end, {"capacity": capacity} if capacity else {})


def _row(
    article: Article, subject: Mention, predicate: str, end: dict[str, str], qualifiers: dict[str, str]
) -> dict[str, Any]:
    evidence = article.text[max(0, subject.start - 30) : subject.end + 60]
    return {
        "doc": article.doc, "article": article.n, "s": _end(subject), "p": predicate, "o": end, "q": qualifiers,
        "evidence": evidence, "start": 0, "end": 0, "confidence": 1.0, "rule": "network",
    }  # fmt: skip


def _end(mention: Mention) -> dict[str, str]:
    return {"type": mention.type, "name": mention.text, "id": ""}


def _government(article: Article, title: Mention) -> str:
    head = _HEAD_OF_AREA.search(title.text)
    if not head:
        return ""
    before = re.search(
        rf"([\u4e00-\u9fff]{{2,4}}{head.group(1)})$", article.text[max(0, title.start - 5) : title.start]
    )
    area = before.group(1) if before else article.locale if article.locale.endswith(head.group(1)) else head.group(1)
    return f"{area}人民政府"


if __name__ == "__main__":
    main()
