"""How well who is who is decided on a corpus of known truth, and how fast.

python -m bench.identity [--seeds 7 11 23] [--counties 40] [--copies 1.1] [--write docs/identity.md] [--wrong 20]
The rules were tuned on seed 7, the last of them after reading wrong clusters of seeds 11 and 23 too; other seeds give
other people, names, collisions and counties to the same written pages.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from math import ceil
from pathlib import Path

from extract.identity import resolve
from tests.extract.world import World, b_cubed, build, written_pages

MARKS = {"person": ("people", 0.995, 0.90), "body": ("institutions", 0.99, 0.93)}
BEGIN, END = "<!-- bench.identity -->\n", "<!-- end -->\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, nargs="+", default=[7])
    options.add_argument("--counties", type=int, default=40)
    options.add_argument("--copies", type=float, default=1.1, help="use every written page so many times")
    options.add_argument("--write", type=Path, help="page that keeps the table")
    options.add_argument("--wrong", type=int, default=0, help="print so many clusters of more than one")
    given = options.parse_args()
    rows = [row for seed in given.seeds for row in measured(seed, given.counties, given.copies, given.wrong)]
    table = _table(rows)
    print(table)
    if given.write:
        head, _, rest = given.write.read_text(encoding="utf-8").partition(BEGIN)
        given.write.write_text(head + BEGIN + table + END + rest.partition(END)[2], encoding="utf-8")


def measured(seed: int, counties: int, copies: float, wrong: int) -> list[Sequence[str]]:
    """One row of the table for each kind of entity."""
    pages = written_pages()
    world = build((pages * ceil(copies))[: round(len(pages) * copies)], seed, counties)
    started = time.process_time()
    identity = resolve(world.extractions)
    seconds = time.process_time() - started
    size = (str(seed), str(len(world.extractions)), str(world.people))
    rows = []
    for prefix, (name, precision, recall) in MARKS.items():
        score = b_cubed(world.truth, identity.corpus_id, prefix)
        figures = (f"{score.precision:.4f}", f"{score.recall:.3f}", f"{precision} / {recall}")
        rows.append((*size, name, *figures, str(len(score.wrong)), f"{seconds:.0f}", str(len(identity.questions))))
        for pair in score.wrong[:wrong]:
            print(name, *(_told(world, id_) for id_ in pair), sep="\n    ")
    return rows


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = ("seed", "articles", "people", "of", "precision", "recall", "marks", "wrong clusters", "s", "questions")
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))


def _told(world: World, id_: str) -> str:
    """One member of a wrong cluster: what it is, what is said of it by its article."""
    for extraction in world.extractions:
        for entity in extraction.entities:
            if entity.id == id_:
                said = [
                    f"{s.predicate} {s.object.name}{''.join(s.qualifiers.values())}"
                    for s in extraction.statements
                    if s.subject.id == id_
                ]
                name = f"{world.truth[id_]} {entity.name} [{entity.scope}]"
                return f"{name} {extraction.article.key} {'; '.join(said[:5])}"
    return id_


if __name__ == "__main__":
    main()
