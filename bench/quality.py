"""How good extraction is, as docs/quality.md shows it: scores by relation, and how often a confidence is right.

python bench/quality.py NAME=GOLD_DIR=TEXT_DIR[=STEM,STEM…] ...      Markdown on stdout
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from extract.evaluation import Scores, read_gold, score
from extract.pipeline import as_row
from extract.run import extract_paths

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.01)


def measure(gold_folder: Path, texts: Path, stems: set[str]) -> Scores:
    files = [file for file in sorted(texts.glob("*.txt")) if not stems or file.stem in stems]
    gold = {name: document for name, document in read_gold(gold_folder).items() if name in {f.stem for f in files}}
    run = extract_paths(files)
    return score(gold, [as_row(s) for e in run.extractions for s in e.statements])


def table(measured: dict[str, Scores]) -> str:
    """Strict precision / recall / F1 by relation, and F1 of entities."""
    names = list(measured)
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for predicate in sorted({p for scores in measured.values() for p in scores.strict}):
        lines.append(_row(predicate, [scores.strict.get(predicate) for scores in measured.values()]))
    lines.append(_row("**all relations**", [scores.micro for scores in measured.values()]))
    for kind in next(iter(measured.values())).entities:
        lines.append(_row(f"{kind} (entities)", [scores.entities[kind] for scores in measured.values()]))
    rates = " | ".join(f"{scores.canonical_rate:.3f}" for scores in measured.values())
    return "\n".join([*lines, f"| canonical institution names right | {rates} |"])


def _row(name: str, counts: list) -> str:
    cells = [f"{c.precision:.2f} / {c.recall:.2f} / {c.f1:.3f}" if c else "" for c in counts]
    return f"| {name} | " + " | ".join(cells) + " |"


def reliability(measured: dict[str, Scores]) -> str:
    """Share of statements that are right, by the confidence they were given; those the gold leaves open not counted."""
    counted: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for scores in measured.values():
        for outcome in scores.outcomes.values():
            for right, statements in ((0, outcome.right), (1, outcome.wrong)):
                for statement in statements:
                    counted[max(b for b in BINS if b <= statement["confidence"])][right] += 1
    lines = ["| confidence | statements | right |", "|---|---|---|"]
    for low, high in pairwise(BINS):
        right, wrong = counted[low]
        if right + wrong:
            lines.append(f"| {low:.2f} to {min(high, 1.0):.2f} | {right + wrong} | {right / (right + wrong):.2f} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    measured = {}
    for argument in arguments:
        name, gold, texts, *stems = argument.split("=")
        measured[name] = measure(Path(gold), Path(texts), set(stems[0].split(",")) if stems else set())
    print(table(measured), "", reliability(measured), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
