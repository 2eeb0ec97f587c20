"""How well who is who is decided on a corpus of known truth, and how fast on a large one.

python -m bench.identity [--seed 7] [--counties 40] [--copies 1]     about 1,000 articles, 3,000 people, 40 counties
"""

from __future__ import annotations

import argparse
import time

from extract.identity import resolve
from tests.extract.world import b_cubed, build, written_pages


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--counties", type=int, default=40)
    options.add_argument("--copies", type=int, default=1, help="use every written page so many times")
    given = options.parse_args()
    world = build(written_pages() * given.copies, given.seed, given.counties)
    started = time.process_time()
    identity = resolve(world.extractions)
    seconds = time.process_time() - started
    print(f"{len(world.extractions)} articles, {world.people} people, {len(identity.entities)} entities")
    print(f"{seconds:.1f} s of one core, {len(identity.questions)} questions")
    for prefix in ("person", "body"):
        score = b_cubed(world.truth, identity.corpus_id, prefix)
        print(f"{prefix}: precision {score.precision:.4f} recall {score.recall:.4f} wrong clusters {len(score.wrong)}")


if __name__ == "__main__":
    main()
