"""Floors under what is known: canonical names and what names show, on the written corpus and on the gold."""

from __future__ import annotations

import os

import pytest

from tests.extract.measure_known import (
    SHARED,
    Figures,
    corpus_articles,
    gold_articles,
    gold_files,
    measure_names,
    measure_relations,
)

FLOORS: dict[str, dict[str, float]] = {
    "corpus": {"institution": 0.945, "place": 0.95},
    "gold": {"institution": 0.99, "place": 0.99},
}
RELATION_FLOORS: dict[str, dict[str, tuple[float, float]]] = {  # precision, recall
    "corpus": {"BASED_IN": (0.94, 0.93), "PART_OF": (0.96, 0.89)},  # the corpus leaves most of LOCATED_IN out
    "gold": {"BASED_IN": (0.95, 0.96), "PART_OF": (0.97, 0.83), "LOCATED_IN": (0.96, 0.88)},
}


@pytest.mark.parametrize("source", ["corpus", "gold"])
def test_floors(source: str) -> None:
    if source == "corpus" and not (SHARED / "corpus" / "pages").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the written corpus is missing: shared/corpus beside the repository")
        pytest.skip("the written corpus is not beside the repository")
    files = [file for file in gold_files() if file.is_file()]
    figures = Figures()
    for article in corpus_articles() if source == "corpus" else gold_articles(files):
        measure_names(article, figures)
        measure_relations(article, figures)
    for what, floor in FLOORS[source].items():
        assert figures.rate(what) >= floor, what
    for what, (precision, recall) in RELATION_FLOORS[source].items():
        assert figures.rate(what) >= precision, what
        assert figures.recall(what) >= recall, what
