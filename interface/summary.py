"""What a build did and what a workspace holds, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from graph.build import Build
from graph.record import Counts, Failure
from graph.sync import SyncCounts
from interface import console
from interface.language import tr


def print_build(done: Build, counts: Counts, loaded: SyncCounts, seconds: float) -> None:
    """Files, articles, entities by type, statements, the load, seconds, what failed."""
    encodings = ", ".join(f"{name} {n}" for name, n in sorted(done.encodings.items()))
    rows: list[tuple[str, object]] = [
        (tr("pages extracted"), done.extracted),
        (tr("pages unchanged"), done.unchanged),
        (tr("pages failed"), len(done.failures)),
        (tr("encodings"), encodings),
        *_content(counts),
        (tr("graph: new, changed, deleted"), f"{loaded.created}, {loaded.updated}, {loaded.deleted}"),
        (tr("seconds"), f"{seconds:.1f}"),
    ]
    console.err.print(console.table(tr("Build"), (tr("what"), tr("how many")), rows))


def print_counts(counts: Counts, failures: Sequence[Failure]) -> None:
    """What the record holds, and the files that could not be read."""
    rows = [(tr("pages"), counts.pages), *_content(counts), (tr("pages failed"), len(failures))]
    console.out.print(console.table(tr("Workspace"), (tr("what"), tr("how many")), rows))
    for failure in failures:
        console.say(failure.error)


def _content(counts: Counts) -> list[tuple[str, object]]:
    names = {
        "Person": tr("people"),
        "Institution": tr("institutions"),
        "Place": tr("places"),
        "Event": tr("events"),
        "Initiative": tr("initiatives"),
    }
    entities = [(name, counts.entities.get(kind, 0)) for kind, name in names.items()]
    return [(tr("articles"), counts.articles), *entities, (tr("statements"), counts.statements)]
