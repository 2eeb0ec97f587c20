"""How time and memory grow with the number of articles, and where they go; writes the table and plot of docs/scale.md.

python -m bench.scale [--sizes 1000,2500] [--who 1000,5000] [--quick 1000,10000] [--shards 1000,10000,100000]
                      [--jobs 1,2] [--ray]        fifteen minutes of a quiet machine as it stands

Every measurement is a process of its own, so that its peak of memory is its own; articles come from bench/articles.py.
Beside the real network stands a quick tagger that only looks for a few words, and beside all extraction a worker that
hands pages back as they are: with them the rest is measured at sizes that the network would need hours for. Stock LAC
tags the same text. What was measured is kept in docs/scale.jsonl; a size that is not asked for stays as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import onnxruntime

import graph.build
from bench.articles import extractions, write
from bench.plot import Line, plot
from extract.assemble import assemble
from extract.layout import split_articles
from extract.locality import localities_of
from extract.mend import mend
from extract.model import Article, Mention, Page, TaggedArticle
from extract.read import read_pages
from extract.results import Extracted, decode, encode
from extract.shards import Shard, Spool, Task, Workers, cut, extract_shards
from extract.sketches import packed, sketches
from extract.tagging import load_tagger
from extract.workers import ThisProcess, open_workers
from graph.connect import open_store
from graph.decisions import Outcome, apply
from graph.record import Record
from graph.sketchbook import keep
from graph.sync import sync

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "scale.md"
KEPT = ROOT / "docs" / "scale.jsonl"
PLOT = ROOT / "docs" / "images" / "scale.svg"
BEGIN, END = "<!-- made by bench/scale.py -->", "<!-- end of what bench/scale.py makes -->"
PERIOD = 2000  # articles after which the quick measurements begin again: making them costs more than reading them

Row = dict[str, Any]
T = TypeVar("T")


class QuickTagger:
    """Committees and governments, by their words."""

    name = "quick"
    _bodies = re.compile("[县市区](?:委|政府)")

    def tag(self, articles: Sequence[Article]) -> list[TaggedArticle]:
        return [TaggedArticle(a, tuple(self._mentions(a.text)), ()) for a in articles]

    def _mentions(self, text: str) -> list[Mention]:
        return [Mention(*m.span(), "Institution", m[0]) for m in self._bodies.finditer(text)]


# ---- what is measured, each in a process of its own


def stages(news: Path, _: int) -> Row:
    """Seconds of one core by stage."""
    seconds: dict[str, float] = defaultdict(float)

    def timed(stage: str, work: Callable[[], T]) -> T:
        begun = time.process_time()
        made = work()
        seconds[stage] += time.process_time() - begun
        return made

    tagger = load_tagger()
    pages = timed("reading", lambda: [page for page in read_pages([news]) if isinstance(page, Page)])
    results = []
    for page in pages:
        articles = timed("layout", lambda page=page: split_articles(page))
        tagged = timed("network", lambda articles=articles: tagger.tag(articles))
        tagged = timed("mending", lambda tagged=tagged: [mend(t) for t in tagged])
        where = timed("localities", lambda tagged=tagged, page=page: localities_of(tagged, page.locale))
        pairs = list(zip(tagged, where, strict=True))
        results.append(Extracted.of(page, timed("assembling", lambda pairs=pairs: [assemble(*pair) for pair in pairs])))
    results = timed("handing over", lambda: decode(encode(results)))
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder)) as record:

        def store() -> None:
            with record.together():
                for result in results:
                    record.replace_page(result.page, result.extractions, "bench")

        timed("record", store)
        timed("identity", lambda: apply(record))
        with open_store(Path(folder), fresh=False) as graph_:
            graph_.migrate()
            timed("graph", lambda: sync(record, graph_))
        return {"seconds": dict(seconds), "statements": record.counts().statements}


def lac(news: Path, _: int) -> Row:
    """Stock LAC alone, on the same articles, with one thread like our network: more would spin and count."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    onnxruntime.InferenceSession = partial(onnxruntime.InferenceSession, sess_options=options)
    tagger = load_tagger("lac")
    articles = [a for page in read_pages([news]) if isinstance(page, Page) for a in split_articles(page)]
    tagger.tag(articles[:5])
    begun = time.process_time()
    tagger.tag(articles)
    return {"cpu": time.process_time() - begun}


def build(news: Path, jobs: int, on: str = "here", network: bool = True) -> Row:
    """A whole build; with the quick tagger it ends before identity, whose memory grows with the people."""
    identity = 0.0

    def timed_apply(record: Record, workers: Workers) -> Outcome | None:
        nonlocal identity
        begun = time.perf_counter()
        done = apply(record, workers) if network else None
        identity = time.perf_counter() - begun
        return done

    graph.build.apply = timed_apply  # type: ignore[assignment]
    if not network:
        graph.build.open_workers = _QuickWorkers  # type: ignore[assignment]
    begun, cpu = time.perf_counter(), _cpu()
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder)) as record:
        done = graph.build.build_record(record, [news], jobs=jobs, on=on)
        assert not done.failures, done.failures[0]
        return {
            "wall": time.perf_counter() - begun,
            "cpu": _cpu() - cpu,
            "identity": identity,
            "statements": record.counts().statements,
            "disk": sum(path.stat().st_size for path in record.path.parent.glob(f"{record.path.name}*")),
        }


class _QuickWorkers:
    def __init__(self, *_: object, **__: object) -> None:
        return

    def __enter__(self) -> Workers:
        return ThisProcess("quick", tagger=QuickTagger())

    def __exit__(self, *_: object) -> None:
        return


def shards(news: Path, _: int) -> Row:
    """Reading and sharding alone: pages to workers and back, through the files, into nothing."""
    begun = _cpu()
    with tempfile.TemporaryDirectory() as folder:
        pages = (page for page in read_pages([news]) if isinstance(page, Page))
        found = sum(map(len, extract_shards(cut(pages, "bench"), _Idle(), Spool(Path(folder)))))
    return {"cpu": _cpu() - begun, "pages": found}


class _Idle:
    """A worker that hands pages back."""

    def __init__(self) -> None:
        self._next: list[Task] = []

    @property
    def room(self) -> int:
        return 2 - len(self._next)

    def start(self, task: Task) -> None:
        self._next.append(task)

    def wait(self) -> tuple[Task, bytes | None]:
        shard = self._next.pop()
        assert isinstance(shard, Shard)
        return shard, encode(map(Extracted.of, shard.pages))


def who(workspace: Path, jobs: int) -> Row:
    """Who is who alone, over a record that nobody has decided about."""
    begun, cpu = time.perf_counter(), _cpu()
    with Record.open(workspace) as record, open_workers("none", None, jobs) as workers:
        outcome = apply(record, workers)
    return {"wall": time.perf_counter() - begun, "cpu": _cpu() - cpu, "entities": outcome.entities}


def _undecided(workspace: Path, count: int) -> int:
    """A record as a build leaves it for the last step, from annotation; returns how many characters it holds."""
    characters = 0
    with Record.open(workspace) as record, record.together():
        for extraction in extractions(count):
            doc = extraction.article.doc
            page = Page(doc, "news.jsonl", "", "utf-8", sha256(doc.encode()).hexdigest())
            for article in record.replace_page(page, [extraction], "bench"):
                keep(record, article, map(packed, sketches(extraction)))
            characters += len(extraction.article.text)
    return characters


def _cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


KINDS: dict[str, Callable[[Path, int], Row]] = {
    "stages": stages,
    "lac": lac,
    "build": build,
    "ray": lambda news, jobs: build(news, jobs, on="ray"),
    "shards": shards,
    "who": who,
    "quick": lambda news, jobs: build(news, jobs, network=False),
}


def measure(kind: str, news: Path, articles: int, characters: int, jobs: int = 1) -> Row:
    """One measurement in a fresh process."""
    command = [sys.executable, "-m", "bench.scale", "--one", kind, "--news", str(news), "--jobs", str(jobs)]
    # Ray's workers would give way to every other process of the machine, ours do not.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "RAY_worker_niceness": "0"}
    answer = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    about = {"kind": kind, "articles": articles, "characters": characters, "jobs": jobs, "load": os.getloadavg()[0]}
    return {**about, **json.loads(answer)}


def one(kind: str, news: Path, jobs: int) -> None:
    row = KINDS[kind](news, jobs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**row, "megabytes": peak}))


# ---- the report


def kept() -> list[Row]:
    """What was measured so far."""
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    return [json.loads(line) for line in lines]


def keep_row(row: Row) -> None:
    """In the place of an earlier measurement of the same."""

    def order(row: Row) -> tuple[str, int, int]:
        return row["kind"], row["articles"], row["jobs"]

    rows = sorted([*(r for r in kept() if order(r) != order(row)), row], key=order)
    KEPT.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    print(json.dumps(row), file=sys.stderr, flush=True)


def report(rows: Sequence[Row]) -> str:
    """The part of docs/scale.md that is measured."""
    loads = [row["load"] for row in rows]
    return "\n\n".join(
        [
            f"{os.cpu_count()} cores; load of the machine meanwhile: {min(loads):.0f} to {max(loads):.0f}. Above the"
            " number of cores, wall time is mostly waiting for others; seconds of a core hold, though they grow too.",
            _builds([r for r in rows if r["kind"] in ("build", "ray")]),
            _against_lac(rows),
            _shares(_largest(rows, "stages")),
            _without_network(rows, "shards", "Reading and sharding alone, with workers that hand pages back:"),
            _who([r for r in rows if r["kind"] == "who"]),
            _without_network(rows, "quick", "The quick tagger in the network's place, up to the record (no identity):"),
            "![Time of a core for an article, and peak of memory, by number of articles](images/scale.svg)",
        ]
    )


def _builds(rows: Sequence[Row]) -> str:
    lines = [
        "| build, our network | articles | characters | statements | wall s | core s | identity, wall s"
        " | ms of a core per article | characters per core second | MB at most |",
        "|---" * 10 + "|",
    ]
    for r in rows:
        what = f"Ray, {r['jobs']} workers" if r["kind"] == "ray" else f"{r['jobs']} process" + "es" * (r["jobs"] > 1)
        core = r["cpu"] if r["kind"] == "build" else None  # Ray's workers are no children of the bench
        cells = [
            what, f"{r['articles']:,}", f"{r['characters']:,}", f"{r['statements']:,}", f"{r['wall']:.0f}",
            f"{core:.0f}" if core else "", f"{r['identity']:.1f}", f"{1000 * core / r['articles']:.1f}" if core else "",
            f"{r['characters'] / core:,.0f}" if core else "", f"{r['megabytes']:.0f}",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _who(rows: Sequence[Row]) -> str:
    lines = [
        "Who is who alone, of articles whose annotation stands in for the network:",
        "",
        "| processes | articles | entities | wall s | ms of a core per article | MB at most |",
        "|---|---|---|---|---|---|",
    ]
    for r in rows:
        cells = (
            str(r["jobs"]), f"{r['articles']:,}", f"{r['entities']:,}", f"{r['wall']:.1f}",
            f"{1000 * r['cpu'] / r['articles']:.2f}", f"{r['megabytes']:.0f}",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _against_lac(rows: Sequence[Row]) -> str:
    stock = _largest(rows, "lac")
    ours = next(r for r in rows if r["kind"] == "build" and r["jobs"] == 1 and r["articles"] == stock["articles"])
    theirs, all_of_it = (r["characters"] / r["cpu"] for r in (stock, ours))
    return (
        f"Stock LAC alone tags {theirs:,.0f} characters of the same text in a second of one core; the whole build, from"
        f" the file to who is who, does {all_of_it:,.0f}: {all_of_it / theirs:.2f} of it (mark: 0.5)."
    )


def _largest(rows: Sequence[Row], kind: str) -> Row:
    return max((r for r in rows if r["kind"] == kind), key=lambda r: r["articles"])


def _shares(row: Row) -> str:
    total = sum(row["seconds"].values())
    lines = [f"| stage, {row['articles']:,} articles | core s | share |", "|---|---|---|"]
    for stage, seconds in row["seconds"].items():
        lines.append(f"| {stage} | {seconds:.2f} | {seconds / total:.1%} |")
    return "\n".join(lines)


def _without_network(rows: Sequence[Row], kind: str, what: str) -> str:
    lines = [what, "", "| articles | ms of a core per article | MB at most |", "|---|---|---|"]
    for r in rows:
        if r["kind"] == kind:
            cells = (f"{r['articles']:,}", f"{1000 * r['cpu'] / r['articles']:.2f}", f"{r['megabytes']:.0f}")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def draw(rows: Sequence[Row]) -> str:
    def line(name: str, kind: str, value: Callable[[Row], float]) -> Line:
        return Line(name, [(r["articles"], value(r)) for r in rows if r["kind"] == kind and r["jobs"] == 1])

    return plot(
        ("articles", "ms of a core per article", "MB at most"),
        [
            line("our network", "build", lambda r: 1000 * r["cpu"] / r["articles"]),
            line("quick tagger, no identity", "quick", lambda r: 1000 * r["cpu"] / r["articles"]),
            line("reading and sharding", "shards", lambda r: 1000 * r["cpu"] / r["articles"]),
        ],
        [
            line("our network", "build", lambda r: r["megabytes"]),
            line("quick tagger, no identity", "quick", lambda r: r["megabytes"]),
            line("reading and sharding", "shards", lambda r: r["megabytes"]),
        ],
    )


def put_into_report(text: str) -> None:
    before, _, rest = REPORT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    REPORT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _write_period(path: Path, count: int) -> int:
    """PERIOD articles over and over."""
    first = path.with_suffix(".period")
    write(first, min(count, PERIOD))
    lines = first.read_text(encoding="utf-8").splitlines(keepends=True)
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            out.write(lines[number % PERIOD])
    lengths = [len(json.loads(line)["text"]) for line in lines]
    return sum(lengths[n % PERIOD] for n in range(count))


def main() -> None:
    def numbers(text: str) -> list[int]:
        return [int(number) for number in text.split(",") if number]

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=numbers, default=[1000, 2500])
    options.add_argument("--who", type=numbers, default=[1000, 5000])
    options.add_argument("--quick", type=numbers, default=[1000, 10_000])
    options.add_argument("--shards", type=numbers, default=[1000, 10_000, 100_000])
    options.add_argument("--jobs", type=numbers, default=[1, 2])
    options.add_argument("--ray", action="store_true")
    options.add_argument("--one", choices=KINDS, help=argparse.SUPPRESS)
    options.add_argument("--news", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        one(given.one, given.news, given.jobs[0])
        return
    with tempfile.TemporaryDirectory() as folder:
        for count in given.sizes:
            news = Path(folder) / f"{count}.jsonl"
            characters = write(news, count)
            for jobs in given.jobs:
                keep_row(measure("build", news, count, characters, jobs))
            if given.ray:
                keep_row(measure("ray", news, count, characters, 2))
            if count == given.sizes[0]:
                for kind in ("stages", "lac"):
                    keep_row(measure(kind, news, count, characters))
        for count in given.who:
            for jobs in given.jobs:
                workspace = Path(folder) / f"who{count}of{jobs}"
                keep_row(measure("who", workspace, count, _undecided(workspace, count), jobs))
        for kind, counts in (("quick", given.quick), ("shards", given.shards)):
            for count in counts:
                news = Path(folder) / f"{kind}{count}.jsonl"
                keep_row(measure(kind, news, count, _write_period(news, count)))
    PLOT.write_text(draw(kept()), encoding="utf-8")
    put_into_report(report(kept()))


if __name__ == "__main__":
    main()
