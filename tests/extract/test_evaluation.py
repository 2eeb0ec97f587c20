"""The project's own scorer, against the reference scorer and on small cases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extract.evaluation import GoldDocument, dice, read_gold, score
from extract.model import InputError

GOLD = Path(__file__).parents[1] / "gold"
REFERENCE = Path(__file__).parents[3] / "shared" / "eval" / "score.py"


def predictions_from_gold() -> list[dict]:
    """The gold's own statements with every seventh left out, every fifth spoilt and some names shortened."""
    made = []
    for file in sorted(GOLD.glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        for article in data["articles"]:
            entities = {e["name"]: e for e in article["entities"]}
            for n, t in enumerate(article["triples"]):
                if n % 7 == 6:
                    continue
                name = t["o"] if n % 5 else t["o"][:-1] + "某"
                object_type = "Article" if t["o"] == "ARTICLE" else entities[t["o"]]["type"]
                qualifiers = dict(t.get("q", {})) if n % 11 else {}
                made.append(
                    {
                        "doc": data["doc"],
                        "s": {"type": entities[t["s"]]["type"], "name": t["s"], "id": ""},
                        "p": t["p"],
                        "o": {"type": object_type, "name": name, "id": ""},
                        "q": qualifiers,
                    }
                )
    return made


def test_agrees_with_the_reference_scorer(tmp_path):
    if not REFERENCE.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("the reference scorer ../shared/eval/score.py is missing")
        pytest.skip("the reference scorer ../shared/eval/score.py is not here")
    predictions = predictions_from_gold()
    file = tmp_path / "predictions.jsonl"
    file.write_text("\n".join(json.dumps(p, ensure_ascii=False) for p in predictions), encoding="utf-8")
    command = [sys.executable, str(REFERENCE), str(GOLD), str(file), "--json"]
    reference = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    scores = score(read_gold(GOLD), predictions)
    assert 0.5 < scores.micro.f1 < 1.0
    assert scores.micro.f1 == pytest.approx(reference["strict"]["f1"])
    assert scores.micro_relaxed.f1 == pytest.approx(reference["relaxed"]["f1"])
    assert scores.canonical_rate == pytest.approx(reference["canonical_institution_rate"])
    for predicate, count in scores.strict.items():
        assert (count.right, count.wrong, count.missed) == tuple(
            reference["strict"]["by_predicate"][predicate][k] for k in ("tp", "fp", "fn")
        ), predicate
    for kind, count in scores.entities.items():
        assert count.f1 == pytest.approx(reference["entities"][kind]["f1"]), kind


def document(*triples, entities=None):
    entities = entities or [
        {"type": "Person", "name": "高发巧", "names": ["高发巧"]},
        {"type": "Institution", "name": "句容市委", "names": ["句容市委", "市委"]},
    ]
    return GoldDocument({"doc": "d", "articles": [{"n": 1, "entities": entities, "triples": list(triples)}]})


def prediction(subject, predicate, object_, title=None, types=("Person", "Institution")):
    return {
        "doc": "d",
        "s": {"type": types[0], "name": subject},
        "p": predicate,
        "o": {"type": types[1], "name": object_},
        "q": {"title": title} if title else {},
    }


POST = {"s": "高发巧", "p": "HOLDS_ROLE", "o": "句容市委", "q": {"title": "常委"}}


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("市委", "常委", (1, 0, 0)),
        ("句容市委", "市委常委", (1, 0, 0)),
        ("句容市委", "书记", (0, 1, 1)),
        ("县委", "常委", (0, 1, 1)),
    ],
)
def test_a_post_is_right_in_any_accepted_form(name, title, expected):
    scores = score({"d": document(POST)}, [prediction("高发巧", "HOLDS_ROLE", name, title)])
    count = scores.strict["HOLDS_ROLE"]
    assert (count.right, count.wrong, count.missed) == expected


def test_uncertain_gold_is_neither_required_nor_punished():
    gold = {"d": document(POST | {"certain": False})}
    assert score(gold, []).micro.missed == 0
    assert score(gold, [prediction("高发巧", "HOLDS_ROLE", "市委", "常委")]).micro.wrong == 0


def test_likeness_counts_shared_character_pairs():
    assert dice("民进句容支部揭牌仪式", "民进句容支部揭牌仪式") == 1.0
    assert 0.5 < dice("句容民进支部揭牌仪式", "民进句容支部揭牌仪式") < 1.0
    assert dice("", "甲") == 0.0


def test_a_folder_without_gold_says_so(tmp_path):
    with pytest.raises(InputError, match="no gold"):
        read_gold(tmp_path)
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json is no gold document"):
        read_gold(tmp_path)
