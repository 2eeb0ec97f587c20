"""How fast the questions are answered: a generated graph of a million relationships, every question asked many times.

    python -m bench.ask --workspace FOLDER --relationships 1000000 > docs/speed.md

The graph is shaped like a province's papers over some years: counties with their organs and towns, a few people who
attend everything and many who appear once. It is made once for a workspace and used again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from pypinyin import Style, lazy_pinyin

from graph.answers import answer
from graph.embedded import DATABASE, open_embedded
from graph.model import BOOKKEEPING, MARK, relationship_id, stable_id
from graph.names import LABELS, Ambiguous, Unknown, resolve
from graph.questions import NAMED, Question, load_questions
from graph.report import KINDS, report
from graph.store import Store

BATCH = 5000
FEW, PATIENCE = 3, 60  # what takes longer than so many seconds is asked only so many times
FACTS = "bench.json"  # in the workspace: how large the graph is and how long it took to make
FIRST_DAY = date(2019, 1, 1)
DAYS = 2000
ORGANS = ("县委", "县政府", "县人大常委会", "县政协", "县委组织部", "县委统战部", "县委宣传部", "县纪委", "县财政局",
          "县教育局", "县民政局", "县司法局", "县水利局", "县公安局", "县市场监管局", "县农业农村局")  # fmt: skip
TITLES = ("书记", "主任", "部长", "局长", "副局长", "科长", "委员")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文斌海波志远晓红春梅玉兰立新成东方清源永安"
SYLLABLES = "云白青龙凤鹤金石松梅桂柳桃荷清平安宁永长东南西北上下大小河江湖溪山岭川原"


@dataclass(slots=True)
class Generated:
    """Nodes by label and relationships by (start label, type, end label), ready to be written."""

    nodes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    relationships: dict[tuple[str, str, str], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(map(len, self.relationships.values()))


class Province:
    """Makes a graph of about the wanted number of relationships; the same seed makes the same graph."""

    def __init__(self, relationships: int, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self.graph = Generated()
        self._names: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._days: dict[str, str] = {}
        self._articles: list[str] = []
        self._province = self._node("Place", "云岭省")
        self._government = self._node("Institution", "云岭省政府", "省政府")
        self._travellers = [self._node("Person", self._name(), private=False) for _ in range(20)]
        self._promoted: list[str] = []
        # One county with its people, meetings and articles makes about 3,450 relationships.
        for number in range(max(1, relationships // 3450)):
            self._county(number)

    def _county(self, number: int) -> None:
        pick = self._random
        county = self._node("Place", f"{self._word(number)}县")
        articles = self._articles = [self._article(number) for _ in range(130)]
        self._edge(county, "LOCATED_IN", self._province)
        organs = [self._node("Institution", self._word(number) + organ, organ, scope=self._word(number) + "县")
                  for organ in ORGANS]  # fmt: skip
        towns = [self._node("Place", f"{self._word(number)}县{self._word(number * 10 + t, 3)}镇") for t in range(10)]
        villages = [self._node("Place", f"{self._word(number * 50 + v, 4)}村") for v in range(40)]
        governments = [self._node("Institution", f"{self._names[town]}政府") for town in towns]
        for body in organs:
            self._edge(body, "BASED_IN", county)
            if body != organs[0]:
                self._edge(body, "PART_OF", organs[0])
        self._edge(organs[1], "PART_OF", self._government)
        for town, government in zip(towns, governments, strict=True):
            self._edge(town, "LOCATED_IN", county)
            self._edge(government, "BASED_IN", town)
        for village in villages:
            self._edge(village, "LOCATED_IN", pick.choice(towns))
        people = self._promoted[-2:] + self._people(organs + governments)  # two came from the county before
        self._promoted += people[-2:]
        initiatives = [self._node("Initiative", self._word(number * 30 + i, 4) + "行动") for i in range(28)]
        for initiative in initiatives:
            self._edge(pick.choice(organs), "LAUNCHED", initiative)
            for body in pick.sample(governments, 3):
                self._edge(body, "IMPLEMENTS", initiative)
            for town in pick.sample(towns, 4):
                self._edge(initiative, "IMPLEMENTED_IN", town)
        events = [self._event(number, e, organs, towns, people, initiatives) for e in range(130)]
        for _ in range(130):
            self._edge(self._leader(people), "VISITED", pick.choice(towns + governments))
        self._edge(organs[5], "COOPERATES_WITH", pick.choice(organs[6:]))
        reporters = [self._node("Person", self._name()) for _ in range(12)]
        named = organs + towns + villages + governments + people + initiatives + events
        for article in articles:
            self._edge(pick.choice(reporters), "REPORTED", article, capacity="reporter")
            for entity in pick.sample(named, 9):
                self._edge(entity, "MENTIONED_IN", article, [article], forms=[self._names[entity]])

    def _people(self, bodies: Sequence[str]) -> list[str]:
        """Every body has a few posts; some posts have had two holders, some people hold two posts."""
        pick = self._random
        people: list[str] = []
        for body in bodies:
            for title in pick.sample(TITLES, 5):
                shared = title in ("副局长", "委员")
                role = self._node("Role", self._names[body] + title, title=title, shared=shared, latest="")
                post = self.graph.nodes["Role"][-1]
                self._edge(role, "AT", body)
                for _ in range(pick.choice((1, 1, 1, 2))):
                    person = pick.choice(people) if people and pick.random() < 0.1 else self._node(
                        "Person", self._name(), private=False)  # fmt: skip
                    people.append(person)
                    seen = self._edge(person, "HOLDS", role, title=title)
                    post["latest"] = max(post["latest"], seen)
        private = [self._node("Person", self._name(), private=True) for _ in range(20)]
        for person in private:
            self._edge(person, "AFFILIATED_WITH", pick.choice(bodies), capacity="村民")
        return people

    def _leader(self, people: Sequence[str]) -> str:
        """The first people of a county are everywhere, the last hardly anywhere."""
        return people[min(int(self._random.paretovariate(0.6)) - 1, len(people) - 1)]

    def _event(self, county: int, number: int, organs: Sequence[str], towns: Sequence[str], people: Sequence[str],
               initiatives: Sequence[str]) -> str:  # fmt: skip
        pick = self._random
        day = (FIRST_DAY + timedelta(days=pick.randrange(DAYS))).isoformat()
        name = f"{self._word(county)}县{self._word(number, 4)}工作会议"
        event = self._node("Event", name, kind="meeting", date=day)
        self._edge(pick.choice(organs), "ORGANIZED", event)
        self._edge(event, "HELD_AT", pick.choice(towns))
        self._edge(event, "ABOUT", pick.choice(initiatives))
        present = dict.fromkeys(self._leader(people) for _ in range(14))
        if pick.random() < 0.05:
            present[pick.choice(self._travellers)] = None
        for place, person in enumerate(present):
            self._edge(person, "ATTENDED", event, capacity="attendee" if place else "chair")
        return event

    # ---- parts

    def _node(self, label: str, name: str, *aliases: str, **properties: Any) -> str:
        nodes = self.graph.nodes.setdefault(label, [])
        id_ = stable_id("bench", label, name, str(len(nodes)))
        nodes.append({"id": id_, "name": name, "aliases": list(aliases), MARK: "bench", **properties})
        self._names[id_], self._labels[id_] = name, label
        return id_

    def _article(self, county: int) -> str:
        day = (FIRST_DAY + timedelta(days=self._random.randrange(DAYS))).isoformat()
        title = self._word(county) + "县" + self._word(self._random.randrange(10**6), 8)
        article = self._node(
            "Article", title, title=title, published=day, publication=f"{self._word(county)}日报", source="bench"
        )
        self._days[article] = day
        return article

    def _edge(self, start: str, type_: str, end: str, articles: Sequence[str] | None = None, **properties: Any) -> str:
        """Make a relationship; returns the last day on which it is reported."""
        stated = articles or [self._random.choice(self._articles)]
        quote = f"{self._names[start]}与{self._names[end]}，" + self._word(len(self._labels), 24) + "。"
        days = [self._days[article] for article in stated]
        id_ = relationship_id(start, type_, end, str(sorted(properties.items())))
        kind = (self._labels[start], type_, self._labels[end])
        self.graph.relationships.setdefault(kind, []).append(
            {"start": start, "end": end, "properties": {
                "id": id_, "quotes": [quote] * len(stated), "articles": list(stated), "first_seen": min(days),
                "last_seen": max(days), "confidence": 0.9, "rule": "bench", "count": len(stated), MARK: "bench",
                **properties,
            }}
        )  # fmt: skip
        return max(days)

    def _name(self) -> str:
        given = "".join(self._random.choices(GIVEN, k=self._random.choice((1, 2, 2))))
        return self._random.choice(SURNAMES) + given

    @staticmethod
    @lru_cache(maxsize=100_000)
    def _word(number: int, length: int = 2) -> str:
        """A word that is the same for the same number."""
        made = random.Random(number * 31 + length)
        return "".join(made.choices(SYLLABLES, k=length))


def load(store: Store, generated: Generated) -> None:
    """Write a generated graph into an empty store."""
    for label, nodes in generated.nodes.items():
        for rows in _batches(nodes):
            store.write((f"UNWIND $rows AS row CREATE (n:{label}) SET n += row", {"rows": rows}))
    for (start, type_, end), edges in generated.relationships.items():
        a, b = f"MATCH (a:{start} {{id: row.start}})", f"MATCH (b:{end} {{id: row.end}})"
        query = f"UNWIND $rows AS row {a} {b} CREATE (a)-[r:{type_}]->(b) SET r += row.properties"
        for rows in _batches(edges):
            store.write((query, {"rows": rows}))


def build(store: Store, options: argparse.Namespace) -> dict[str, Any]:
    """Make the graph, and write down beside it what that took."""
    generated = Province(options.relationships).graph
    begun = time.perf_counter()
    store.migrate()
    load(store, generated)
    # As after a load from a record: what is worked out from the whole graph may be kept.
    store.write((f"MERGE (s:{BOOKKEEPING} {{id: 'load'}}) SET s.record = 'bench', s.revision = 1", {}))
    facts = {
        "nodes": sum(map(len, generated.nodes.values())),
        "relationships": generated.size,
        "seconds": round(time.perf_counter() - begun, 1),
    }
    (options.workspace / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    return facts


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


# ---- asking


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each run: on the clock, and of the processor, which other programs disturb less."""

    what: str
    rows: int  # at most
    clock: Sequence[float]
    processor: Sequence[float]
    first: float  # of the processor, the first run, which plans the query and reads what is then kept

    def line(self) -> str:
        figures = (median(self.clock), percentile(self.clock), median(self.processor), percentile(self.processor))
        shown = [f"{1000 * seconds:.0f}" for seconds in (*figures, self.first)]
        return f"| {self.what} | {self.rows} | {' | '.join(shown)} |"


def percentile(seconds: Sequence[float], share: float = 0.95) -> float:
    """The value that so large a share of the runs does not exceed."""
    ordered = sorted(seconds)
    return ordered[ceil(len(ordered) * share) - 1]


def timed(what: str, run: Callable[[int], int], runs: int) -> Timing:
    """`run` takes the number of the run and returns how many rows it found; the first is taken twice."""
    clock: list[float] = []
    processor: list[float] = []
    rows = 0
    for number in (0, *range(runs)):
        if number > FEW and sum(clock) > PATIENCE:
            break
        begun, worked = time.perf_counter(), time.process_time()
        rows = max(rows, run(number))
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
    return Timing(what, rows, clock[1:], processor[1:], processor[0])


def subjects(store: Store, count: int) -> Mapping[str, Sequence[str]]:
    """Ids to ask about: half of them the best connected of their kind, half of them anybody."""
    found = {}
    for kind, label in NAMED.items():
        some = [
            id_
            for (id_,) in store.stream(
                f"MATCH (n:{label}) WHERE NOT coalesce(n.private, false) RETURN n.id ORDER BY n.id LIMIT {50 * count}"
            )
        ]
        ranked = store.stream(
            f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN id, COUNT {{ (n)--() }} AS degree"
            " ORDER BY degree DESC, id",
            ids=some,
        )
        best = [id_ for id_, _ in ranked]
        found[kind] = [*best[: count // 2], *some[: count - count // 2]]
    return found


def questions(store: Store, known: Mapping[str, Sequence[str]], runs: int) -> Iterator[Timing]:
    for question in load_questions().values():
        for narrowed in _ways_to_ask(question):
            values = values_for(question, narrowed, known, runs)
            what = " ".join((question.name, *(f"--{name}" for name in narrowed)))
            if not any(values):
                what += " (of everybody)"

            def run(number: int, question: Question = question, values: Any = values) -> int:
                return len(answer(store, question, values[number], timeout=300).rows)

            yield timed(what, run, runs)


def _ways_to_ask(question: Question) -> Iterator[tuple[str, ...]]:
    """The parameters given beside the needed ones: each of which one is needed; where none is, also the first named."""
    if question.one_of:
        yield from ((name,) for name in question.one_of)
        return
    yield ()
    if not any(parameter.required for parameter in question.parameters):
        yield next((p.name,) for p in question.parameters if p.labels)


def values_for(
    question: Question, narrowed: Sequence[str], known: Mapping[str, Sequence[str]], runs: int
) -> Sequence[Mapping[str, str]]:
    """What to ask in each run: of each parameter the next subject."""
    made = []
    for run in range(runs):
        given = {}
        for position, parameter in enumerate(p for p in question.parameters if p.required or p.name in narrowed):
            kinds = [kind for kind in known if NAMED[kind] in parameter.labels]
            ids = known[kinds[run % len(kinds)]] if kinds else []
            # The two ends of a path: neighbours in the list, which often are of one county.
            given[parameter.name] = ids[(run + position) % len(ids)] if ids else _late_day(run)
        made.append(given)
    return made


def _late_day(run: int) -> str:
    return (FIRST_DAY + timedelta(days=DAYS - 7 - run % 7)).isoformat()


def lookups(store: Store, known: Mapping[str, Sequence[str]], runs: int) -> Iterator[Timing]:
    """Names as they are typed: whole, by an alias, a part, pinyin initials, and with a slip."""
    people = _named(store, "Person", known["person"])
    bodies = _named(store, "Institution", known["institution"])
    typed: Mapping[str, tuple[Collection[str], Sequence[str]]] = {
        "a whole name": (LABELS, [name for name, _ in bodies]),
        "an alias that many bear": (("Institution",), [aliases[0] for _, aliases in bodies if aliases]),
        "a part of a name": (LABELS, [name[1:-1] for name, _ in bodies]),
        "pinyin initials": (("Person",), ["".join(lazy_pinyin(n, style=Style.FIRST_LETTER)) for n, _ in people]),
        "a name with a slip": (LABELS, [f"{name[:2]}冇{name[3:]}" for name, _ in bodies]),
    }
    for what, (labels, names) in typed.items():

        def run(number: int, labels: Collection[str] = labels, names: Sequence[str] = names) -> int:
            try:
                resolve(store, names[number % len(names)], labels)
            except Ambiguous as several:
                return len(several.candidates)
            except Unknown as unknown:
                return len(unknown.near)
            return 1

        yield timed(f"finding {what}", run, runs)


def _named(store: Store, label: str, ids: Sequence[str]) -> list[tuple[str, list[str]]]:
    query = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.name, n.aliases"
    return [(name, aliases) for name, aliases in store.stream(query, ids=list(ids))]


def dossiers(store: Store, known: Mapping[str, Sequence[str]], runs: int) -> Iterator[Timing]:
    for kind in KINDS:

        def run(number: int, kind: str = kind) -> int:
            report(store, kind, known[kind][number % len(known[kind])])
            return 1

        yield timed(f"report {kind}", run, max(3, runs // 3))


HEAD = """# How fast questions are answered

Made by `python -m bench.ask --workspace FOLDER --relationships {wanted}`; do not edit.

A generated graph on the embedded engine: {nodes:,} nodes, {relationships:,} relationships, written in {seconds:.0f} s,
{disk:.0f} MB on disk. Each question is asked {runs} times, and 3 times where that takes a minute; half of the subjects
are the best connected of 50 times as many. An answer brings its rows, sentences and articles. Milliseconds on the clock
and of the processor, engine and Python together: {cores} cores, load {load:.1f} when the bench began; where that is
above the number of cores, other programs were running and the clock says little.
`first` is the first run, which plans the query and reads what is kept for the next: all names of a label, and the
answers about everybody (`central` and `conflicts` without a name), which are worked out once for each load.

| question | rows at most | p50 ms | p95 ms | p50 cpu ms | p95 cpu ms | first, cpu ms |
|---|---|---|---|---|---|---|"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--relationships", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args(arguments)
    with open_embedded(options.workspace) as engine:
        store = Store(engine.driver, "embedded", DATABASE, engine.reader)
        facts = options.workspace / FACTS
        made = json.loads(facts.read_text(encoding="utf-8")) if facts.exists() else build(store, options)
        disk = sum(path.stat().st_size for path in options.workspace.rglob("*") if path.is_file()) / 1e6
        around = {"disk": disk, "runs": options.runs, "cores": os.cpu_count(), "load": os.getloadavg()[0]}
        print(HEAD.format(wanted=options.relationships, **made, **around))
        known = subjects(store, options.runs)
        for measured in (questions, lookups, dossiers):
            for timing in measured(store, known, options.runs):
                print(timing.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
