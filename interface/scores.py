"""Evaluation figures as a table or JSON."""

from __future__ import annotations

from typing import Any

from extract.evaluation import Count, Scores
from interface import console
from interface.language import tr


def print_scores(scores: Scores, characters_per_second: float) -> None:
    """Per relation, per entity type, per document, and all together."""
    columns = [tr("relation"), "P", "R", "F1", tr("relaxed F1"), tr("gold")]
    rows = [
        [p, *_figures(c), f"{scores.relaxed.get(p, Count()).f1:.3f}", c.right + c.missed]
        for p, c in scores.strict.items()
    ]
    micro = scores.micro
    rows.append([tr("all"), *_figures(micro), f"{scores.micro_relaxed.f1:.3f}", micro.right + micro.missed])
    rows += [[kind, *_figures(c), "", c.right + c.missed] for kind, c in scores.entities.items()]
    for document, outcome in scores.outcomes.items():
        count = Count(len(outcome.right), len(outcome.wrong), len(outcome.missed))
        rows.append([document, *_figures(count), "", count.right + count.missed])
    console.out.print(console.table(tr("Extraction against gold"), columns, rows))
    console.out.print(
        tr(
            "Canonical institution names right: {rate:.3f}. Speed: {speed:,.0f} characters a second.",
            rate=scores.canonical_rate,
            speed=characters_per_second,
        )
    )


def print_errors(scores: Scores, most: int) -> None:
    """Up to `most` missed and wrong statements of each document, with their evidence."""
    for document, outcome in scores.outcomes.items() if most else ():
        console.out.print(f"== {document}", markup=False)
        for statement in outcome.missed[:most]:
            console.out.print(
                f"  {tr('missed')}: {statement.text} | {statement.evidence}", markup=False, soft_wrap=True
            )
        for t in outcome.wrong[:most]:
            fact = " ".join([t["s"]["name"], t["p"], t["o"]["name"], *t["q"].values()])
            line = f"  {tr('wrong')}: {fact} [{t['rule']}] | {t['evidence']}"
            console.out.print(line, markup=False, soft_wrap=True)


def scores_as_json(scores: Scores) -> dict[str, Any]:
    return {
        "strict": _count(scores.micro) | {"by_predicate": {p: _count(c) for p, c in scores.strict.items()}},
        "relaxed": _count(scores.micro_relaxed) | {"by_predicate": {p: _count(c) for p, c in scores.relaxed.items()}},
        "entities": {kind: _count(c) for kind, c in scores.entities.items()},
        "canonical_institution_rate": scores.canonical_rate,
    }


def _figures(count: Count) -> tuple[str, str, str]:
    return f"{count.precision:.3f}", f"{count.recall:.3f}", f"{count.f1:.3f}"


def _count(count: Count) -> dict[str, float]:
    return {
        "p": count.precision,
        "r": count.recall,
        "f1": count.f1,
        "tp": count.right,
        "fp": count.wrong,
        "fn": count.missed,
    }
