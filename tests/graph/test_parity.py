"""Every question of the pack has the same answer on the embedded engine and on Neo4j: same rows, same order."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from extract.identity import resolve
from graph.answers import answer
from graph.browser_pack import pictures
from graph.cypher import run_cypher
from graph.questions import Parameter, Question, ask, load_questions
from graph.record import Record
from graph.store import Store
from graph.sync import sync
from tests.gold_extractions import gold_extractions
from tests.graph import generated, sample
from tests.graph.dump import dump

STATEMENTS = 20_000
BUSIEST = 2  # nodes of each kind asked about: those with most meetings and relationships
NOTHING_ON_SEEDS = {"conflicts", "changes", "history"}  # nobody there is at two places, comes or goes, no body changes
DATES = {"since": "2021-06-01", "until": "2022-12-31", "on": "2022-01-01"}


def seeds(record: Record) -> None:
    """What careful reading found in the seeds, as if one article had appeared each day."""
    extractions = [
        replace(found, article=replace(found.article, published=date(2022, 12, 20) + timedelta(days=number)))
        for number, found in enumerate(gold_extractions())
    ]
    for extraction in extractions:
        article = extraction.article
        page = sample.page(f"{article.doc}-{article.n}", article.text, article.published)
        record.replace_page(page, [extraction], sample.VERSION)
    identity = resolve(extractions)
    record.set_identity(identity.corpus_id, identity.entities)


def many(record: Record) -> None:
    generated.fill(record, STATEMENTS)


@pytest.fixture(scope="module", params=[seeds, many])
def both(request, tmp_path_factory, embedded_engine, neo4j_store) -> tuple[Store, Store]:
    """One record loaded into both."""
    with Record.open(tmp_path_factory.mktemp("parity")) as record:
        request.param(record)
        for store in (embedded_engine, neo4j_store):
            store.write(("MATCH (n) DETACH DELETE n", {}))
            store.migrate()
            sync(record, store)
    return embedded_engine, neo4j_store


def busiest(store: Store, parameter: Parameter) -> list[str]:
    found: list[str] = []
    for label in parameter.labels:
        query = (
            f"MATCH (n:{label})-[r]-() WITH n, count(r) AS c, sum(CASE type(r) WHEN 'ATTENDED' THEN 1 ELSE 0 END) AS met"
            f" RETURN n.id ORDER BY met DESC, c DESC, n.id LIMIT {BUSIEST}"
        )
        found += [row[0] for row in store.stream(query)]
    return found


def ways_to_ask(store: Store, question: Question) -> Iterator[dict[str, object]]:
    """With what is needed; then with each other parameter in turn."""
    needed = [p for p in question.parameters if p.required or p.name in question.one_of[:1]]
    choices = [busiest(store, p) if p.labels else [example(p)] for p in needed]
    basis = [dict(zip((p.name for p in needed), chosen, strict=True)) for chosen in product(*choices)]
    yield from basis
    for parameter in question.parameters:
        if parameter not in needed:
            value = next(iter(busiest(store, parameter)), None) if parameter.labels else example(parameter)
            yield {**basis[0], parameter.name: value}


def example(parameter: Parameter) -> object:
    return {"date": DATES.get(parameter.name, "2022-01-01"), "number": 5, "flag": True}.get(parameter.type, "会")


def test_the_graphs_are_the_same(both):
    embedded, neo4j = both
    assert dump(embedded) == dump(neo4j)


@pytest.mark.parametrize("name", sorted(load_questions()))
def test_a_question(both, name):
    embedded, neo4j = both
    question = load_questions()[name]
    answered = 0
    for given in ways_to_ask(embedded, question):
        here, there = ask(embedded, question, **given), ask(neo4j, question, **given)
        assert here.columns == there.columns
        if not question.cypher.rsplit("RETURN", 1)[1].count("ORDER BY"):  # halves of a UNION come in no order
            assert sorted(map(as_text, here.rows)) == sorted(map(as_text, there.rows)), given
        else:
            assert here.rows == there.rows, given
        answered += len(here.rows)
    assert answered or name in NOTHING_ON_SEEDS, "a question that finds nothing proves nothing"


@pytest.mark.parametrize("name", sorted(pictures()))
def test_a_picture(both, name):
    """Without its LIMIT, which may cut at another place."""
    query = pictures()[name].cypher.rsplit("LIMIT", 1)[0]
    people = [
        row[0] for row in both[0].stream("MATCH (p:Person)-[:HOLDS]->() RETURN DISTINCT p.name ORDER BY p.name LIMIT 2")
    ]
    given = {"name": "统战部" if name != "person" else people[0], "other": people[1]}
    here, there = (run_cypher(store, query, given, limit=None) for store in both)
    assert sorted(map(as_text, here.rows)) == sorted(map(as_text, there.rows))


def as_text(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def test_ways_are_those_of_the_query(both):
    """The search from both ends finds what the query does, which looks at every way, or says that it did not."""
    question = load_questions()["path"]
    for given in ways_to_ask(both[0], question):
        found, wanted = answer(both[0], question, given), ask(both[0], question, **given)
        assert found.more or bool(found.rows) == bool(wanted.rows), given
        assert set(map(len, stops(found))) <= set(map(len, stops(wanted))), given
        assert found.rows == answer(both[1], question, given).rows


def stops(answered) -> list[list[str]]:
    """The ways as the nodes they lead through, each once: of several relationships the query makes several ways."""
    ways: dict[int, list[str]] = {}
    for row in answered.dicts():
        ways.setdefault(row["path"], [row["from_id"]]).append(row["to_id"])
    return list(map(list, dict.fromkeys(map(tuple, ways.values()))))
