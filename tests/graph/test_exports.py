"""Every format is read back by a program of its own kind and compared with the record: nothing lost, nothing new."""

import csv
import io
import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from extract.model import InputError, Page, Ref
from graph.exports import FORMATS, ExportCounts, export
from graph.exports.base import join, split, stated
from graph.exports.table import guarded, unguarded
from graph.model import article_id
from graph.names import Unknown
from graph.projection import nodes, relationships
from graph.record import Record
from graph.sync import sync
from tests.gold_extractions import gold_extractions
from tests.graph import county, sample

LISTS = {"aliases", "quotes", "articles", "forms"}
FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

HOSTILE = (
    "\"双\" '单' `反` &amp; <b>",
    "</script><script>alert(1)</script>",
    "<!-- ]]> -->",
    "行\u2028段\u2029列\x85",
    "a|b\\c|",
    "\\",
    "=HYPERLINK(1)",
    "'=1+1",
    "@SUM(A1)",
    "\x01\x0b\x1b\x1f\x7f\ufffe",
    "甲\t乙\r丙\n丁\r\n戊",
    "𠮷野家😀",
    "');\n MATCH (n) DETACH DELETE n;\n//",
    "{a} ${b} %s \\u0041 \\n",
    "长" * 10_000,
)


def gold_pages():
    """The gold pages as a build would put them into the record, with a day for every second article."""
    for number, extraction in enumerate(gold_extractions()):
        day = date(2023, 1 + number % 12, 5) if number % 2 else None
        article = replace(extraction.article, published=day)
        page = Page(f"{article.doc}-{article.n}", article.source + f"#{article.n}", article.text, "utf-8", f"{number}")
        yield page, [replace(extraction, article=article)]


def hostile_pages():
    """People, bodies, titles, headlines and sentences that each format would choke on in its own way."""
    for number, text in enumerate(HOSTILE):
        headline = re.sub(r"\s", " ", text)
        page = sample.page(f"h{number:02}", f"{headline}\n正文。", date(2023, 4, 7))
        draft = sample.Draft(page)
        person = draft.entity("Person", f"{text}人{number}", text, f"{text}别名")
        body = draft.entity("Institution", f"{text}局{number}", text)
        meeting = draft.entity("Event", f"{text}会{number}", kind="meeting", day=date(2023, 4, 6))
        draft.say(person, "HOLDS_ROLE", body, title=text)
        draft.say(person, "ATTENDED", meeting, capacity=text)
        draft.say(person, "REPORTED", Ref("Article", draft.article.title, "any"), capacity="reporter")
        extraction = draft.extraction()
        said = tuple(replace(statement, evidence=f"“{text}”{text}。") for statement in extraction.statements)
        yield page, [replace(extraction, statements=said)]


CORPORA = {"county": county.corpus, "sample": sample.corpus, "gold": gold_pages, "hostile": hostile_pages}


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request, tmp_path_factory):
    with Record.open(tmp_path_factory.mktemp(request.param)) as record:
        sample.fill(record, list(CORPORA[request.param]()))
        yield record


@pytest.fixture
def county_record(tmp_path):
    with Record.open(tmp_path / "county") as record:
        sample.fill(record, county.corpus())
        yield record


def exported(record, format_, **options):
    out = io.BytesIO()
    counts = export(record, format_, out, **options)
    return out.getvalue(), counts


# ---- readers: (id -> type and properties, id -> type, ends and properties), as the projection has them


def in_record(record):
    things = {node.id: (node.label, stated(node.properties)) for node in nodes(record)}
    facts = {r.id: (r.type, r.start, r.end, stated(r.properties)) for r in relationships(record)}
    return things, facts


def restored(properties):
    """Lists and the forms of values as they were before they were made flat."""
    return {name: split(value) if name in LISTS else value for name, value in properties.items()}


def read_xml(graph):
    assert isinstance(graph, nx.MultiDiGraph)
    things, facts = {}, {}
    for id_, found in graph.nodes(data=True):
        properties = {"id": id_, "name": found.pop("label"), **restored(found)}
        things[id_] = (properties.pop("type"), properties)
    for start, end, key, found in graph.edges(keys=True, data=True):
        assert found.pop("label")
        assert found.pop("weight") == found["count"]
        properties = {**restored(found), "id": key}
        facts[key] = (properties.pop("relationship"), start, end, properties)
    return things, facts


def read_gexf(data):
    return read_xml(nx.read_gexf(io.BytesIO(data)))


def read_graphml(data):
    return read_xml(nx.read_graphml(io.BytesIO(data), edge_key_type=str, force_multigraph=True))


def read_json(data):
    graph = nx.node_link_graph(json.loads(data), edges="edges")
    things = {
        i: (d["type"], {"id": i, **{k: v for k, v in d.items() if k != "type"}}) for i, d in graph.nodes(data=True)
    }
    facts = {
        key: (d["type"], start, end, {k: v for k, v in d.items() if k != "type"})
        for start, end, key, d in graph.edges(keys=True, data=True)
    }
    return things, facts


def read_csv(data):
    truth = {"true": True, "false": False}.__getitem__
    types = {"n": int, "count": int, "confidence": float, "private": truth, "shared": truth}

    def rows(name):
        text = zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            cells = {name: unguarded(cell) for name, cell in row.items() if cell}
            yield restored({name: types[name](cell) if name in types else cell for name, cell in cells.items()})

    things, facts = {}, {}
    for row in rows("nodes.csv"):
        properties = {"id": row.pop("Id"), "name": row.pop("Label"), **row}
        things[properties["id"]] = (properties.pop("type"), properties)
    for row in rows("edges.csv"):
        assert row.pop("Type") == "Directed"
        assert row.pop("Label")
        assert int(row.pop("Weight")) == row["count"]
        start, end, id_, type_ = (row.pop(name) for name in ("Source", "Target", "Id", "relationship"))
        facts[id_] = (type_, start, end, {"id": id_, **row})
    return things, facts


READERS = {"gexf": read_gexf, "graphml": read_graphml, "json": read_json, "csv": read_csv}


def clean(value):
    """The stated rule: what XML cannot hold is U+FFFD in GEXF and GraphML."""
    if isinstance(value, str):
        return FORBIDDEN_IN_XML.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: clean(item) for name, item in value.items()}
    return type(value)(map(clean, value)) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("format_", READERS)
def test_what_is_read_back_is_the_record(corpus, format_):
    data, counts = exported(corpus, format_, include_private=True)
    things, facts = READERS[format_](data)
    expected_things, expected_facts = in_record(corpus)
    if format_ in ("gexf", "graphml"):
        expected_things, expected_facts = clean(expected_things), clean(expected_facts)
    assert things == expected_things
    assert facts == expected_facts
    assert counts == ExportCounts(len(things), len(facts))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_record_makes_the_same_bytes(corpus, format_):
    assert exported(corpus, format_)[0] == exported(corpus, format_)[0]


# ---- rules of the formats


def test_gephi_finds_no_list_no_pid_and_one_type_for_each_attribute(corpus):
    graph = nx.read_gexf(io.BytesIO(exported(corpus, "gexf", include_private=True)[0]))
    types = {}
    for kind, found in (
        ("node", [d for _, d in graph.nodes(data=True)]),
        ("edge", [d for *_, d in graph.edges(data=True)]),
    ):
        for properties in found:
            for name, value in properties.items():
                types.setdefault((kind, name), set()).add(type(value))
    assert all(len(found) == 1 and found <= {str, int, float, bool} for found in types.values()), types
    assert not {name for _, name in types} & {"pid", "for", "parents"}


def test_gephi_keeps_edges_of_two_types_between_two_nodes_apart(county_record):
    data = exported(county_record, "gexf")[0].decode()
    for line in data.splitlines():
        if line.startswith("<edge "):
            assert re.search(r' kind="([A-Z_]+)"', line)[1] in line.split("<attvalues>")[1]


def test_excel_knows_the_csv_for_utf_8_and_runs_no_formula(corpus):
    archive = zipfile.ZipFile(io.BytesIO(exported(corpus, "csv")[0]))
    assert archive.namelist() == ["nodes.csv", "edges.csv"]
    for name in archive.namelist():
        assert archive.read(name).startswith(b"\xef\xbb\xbf")
        text = archive.read(name).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_json_can_stand_in_a_script_block_of_a_page(corpus):
    for format_ in ("json", "jsonld", "ftm"):
        text = exported(corpus, format_)[0].decode()
        assert not set("<\u2028\u2029") & set(text)


@pytest.mark.parametrize(
    "items", [[], ["甲"], ["甲", "乙|丙"], ["\\", "|"], ["a\\|", "\\\\"], ["x", ""], ["", "x"], ["甲\n乙", "丙"]]
)
def test_lists_survive_being_joined(items):
    assert split(join(items)) == items


@pytest.mark.parametrize("text", ["=1", "'=1", "''@x", "'quoted'", "-3", "+", "", "——是破折号", "\tx", "甲=乙"])
def test_formulas_are_disarmed_and_come_back(text):
    assert unguarded(guarded(text)) == text
    assert guarded("——是破折号") == "——是破折号"


# ---- Cypher


def run_script(store, script):
    """As cypher-shell does: statement by statement, tried again after transient errors."""
    for statement in script.decode().split(";\n"):
        if statement.startswith("CREATE CONSTRAINT"):
            store._change_schema(statement)
        elif statement.strip():
            store.write((statement, {}))


def in_store(store):
    things = {
        properties["id"]: (label, without_mark(properties))
        for label, properties in store.stream(
            "MATCH (n) WHERE n.zhengmai IS NOT NULL RETURN head(labels(n)), properties(n)"
        )
    }
    facts = {
        properties["id"]: (type_, start, end, without_mark(properties))
        for type_, start, end, properties in store.stream(
            "MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r)"
        )
    }
    return things, facts


def without_mark(properties):
    return stated({name: value for name, value in properties.items() if name != "zhengmai"})


def test_the_cypher_script_makes_the_graph_that_a_load_makes(corpus, store):
    script = exported(corpus, "cypher", include_private=True)[0]
    run_script(store, script)
    assert in_store(store) == in_record(corpus)
    things, facts = in_record(corpus)
    assert sync(corpus, store).unchanged == len(things) + len(facts)
    run_script(store, script)
    assert in_store(store) == in_record(corpus)


# ---- JSON-LD


def needed(name):
    """A reader of the dev extra; in CI its absence is a failure."""
    if os.environ.get("CI") == "true":
        return __import__(name)
    return pytest.importorskip(name)


ZM, THING = "urn:zhengmai:vocabulary:", "urn:zhengmai:thing:"


def test_a_json_ld_processor_finds_every_fact_and_its_evidence(corpus):
    rdflib = needed("rdflib")
    graph = rdflib.Graph().parse(data=exported(corpus, "jsonld", include_private=True)[0], format="json-ld")
    things, facts = in_record(corpus)
    names = {str(s).removeprefix(THING): str(o) for s, o in graph.subject_objects(rdflib.SDO.name)}
    assert names == {id_: properties["name"] for id_, (_, properties) in things.items()}
    triples = {
        tuple(str(part).split(":")[-1] for part in triple)
        for triple in graph
        if str(triple[1]).removeprefix(ZM).isupper() and str(triple[0]).startswith(THING)
    }
    assert triples == {(start, type_, end) for type_, start, end, _ in facts.values()}
    found = {}
    for fact in graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement):
        evidence = rdflib.collection.Collection(graph, graph.value(fact, rdflib.URIRef(ZM + "evidence")))
        printed = [
            (str(graph.value(e, rdflib.URIRef(ZM + "quote"))), str(graph.value(e, rdflib.URIRef(ZM + "article"))))
            for e in evidence
        ]
        found[str(fact).split(":")[-1]] = (
            *(
                str(graph.value(fact, getattr(rdflib.RDF, part))).split(":")[-1]
                for part in ("predicate", "subject", "object")
            ),
            [(quote, article.removeprefix(THING)) for quote, article in printed],
            float(graph.value(fact, rdflib.URIRef(ZM + "confidence"))),
            str(graph.value(fact, rdflib.URIRef(ZM + "title")) or ""),
        )
    assert found == {
        id_: (
            type_,
            start,
            end,
            list(zip(p["quotes"], p["articles"], strict=True)),
            p["confidence"],
            p.get("title", ""),
        )
        for id_, (type_, start, end, p) in facts.items()
    }


def test_linked_data_answer_a_question(county_record):
    rdflib = needed("rdflib")
    graph = rdflib.Graph().parse(data=exported(county_record, "jsonld")[0], format="json-ld")
    rows = graph.query(
        "PREFIX zm: <urn:zhengmai:vocabulary:> PREFIX schema: <https://schema.org/>"
        " SELECT ?who ?day WHERE { ?f rdf:predicate zm:HOLDS ; rdf:subject/schema:name ?who ; zm:title '部长' ;"
        " zm:first_seen ?day } ORDER BY ?day"
    )
    assert [(str(row.who), str(row.day)) for row in rows] == [("吴清源", "2023-04-07"), ("沈青", "2023-06-02")]


# ---- FollowTheMoney


def ftm_lines(record, **options):
    return [json.loads(line) for line in exported(record, "ftm", **options)[0].decode().splitlines()]


def test_followthemoney_takes_every_entity_and_cleans_nothing_away(corpus):
    needed("followthemoney")
    from followthemoney import model

    lines = ftm_lines(corpus, include_private=True)
    schema_of = {line["id"]: model.get(line["schema"]) for line in lines}
    assert len(schema_of) == len(lines)
    for line in lines:
        schema = schema_of[line["id"]]
        schema.validate(line)
        assert set(line["properties"]) <= set(schema.properties), line
        assert set(schema.required) <= set(line["properties"]), line
        taken = model.get_proxy({"id": line["id"], "schema": line["schema"], "properties": {}}, cleaned=False)
        for name, values in line["properties"].items():
            taken.add(name, values)
            assert [
                v for v in values if " ".join(v.split()) not in {" ".join(t.split()) for t in taken.get(name)}
            ] == []
            if schema.properties[name].type.name == "entity":
                assert all(schema_of[v].is_a(schema.properties[name].range) for v in values), (name, line)


def test_followthemoney_has_every_node_and_every_fact_with_its_sentences(corpus):
    lines = {line["id"]: line for line in ftm_lines(corpus, include_private=True)}
    things, facts = in_record(corpus)
    links = {id_: fact for id_, fact in facts.items() if fact[0] != "AT"}
    assert set(lines) == set(things) | set(links)
    for id_, (_, start, end, properties) in links.items():
        values = lines[id_]["properties"]
        ends = {value for name, value in ((n, v[0]) for n, v in values.items()) if name != "proof" and value in things}
        assert ends == {start, end}
        assert set(values["proof"]) == set(properties["articles"])
        assert len(values["description"]) == len({ftm_text(quote) for quote in properties["quotes"]})
    for type_, start, end, _ in facts.values():
        if type_ == "AT":
            assert end in lines[start]["properties"]["organization"]
    for id_, (_, properties) in things.items():
        if len(properties["name"]) < 300:
            assert lines[id_]["properties"]["name"] == [ftm_text(properties["name"])]
        else:
            assert ftm_text(properties["name"]) in lines[id_]["properties"]["notes"]


def ftm_text(text):
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]", " ", text).strip()


def test_followthemoney_tells_public_bodies_posts_and_tenures(county_record):
    lines = ftm_lines(county_record)
    named = {line["properties"]["name"][0]: line for line in lines if "name" in line["properties"]}
    assert named["云河市委统战部"]["schema"] == "PublicBody"
    post = named["云河市委统战部部长"]
    assert post["schema"] == "Position"
    assert post["properties"]["organization"] == [named["云河市委统战部"]["id"]]
    held = [line["properties"] for line in lines if line["schema"] == "Occupancy"]
    [shen] = [h for h in held if h["holder"] == [named["沈青"]["id"]]]
    assert (shen["post"], shen["startDate"]) == ([post["id"]], ["2023-06-01"])
    assert named["吴清源"]["id"] in named["全市统战工作会议"]["properties"]["involved"]


# ---- parts


def names(data):
    return {properties["name"] for _, properties in read_json(data)[0].values()}


def test_private_persons_and_what_is_said_of_them_stay_out(county_record):
    data, counts = exported(county_record, "json")
    things, facts = read_json(data)
    everything, _ = exported(county_record, "json", include_private=True)
    assert counts.private == 1
    gone = set(read_json(everything)[0]) - set(things)
    assert len(gone) == 1
    assert not [fact for fact in facts.values() if gone & {fact[1], fact[2]}]


def test_one_hop_around_a_person_are_post_body_meetings_and_the_articles_that_say_so(county_record):
    data, counts = exported(county_record, "json", focus=["吴清源"])
    assert names(data) == {
        *("吴清源", "云河市委统战部部长", "云河市委统战部", "全市统战工作会议", "青石镇"),
        *("全市统战工作会议召开", "沈青任统战部部长", "“同心桥”行动在青石镇落地"),
    }  # fmt: skip
    things, facts = read_json(data)
    assert counts == ExportCounts(len(things), len(facts), 1)
    assert all(start in things and end in things for _, start, end, _ in facts.values())


def test_more_hops_reach_more_and_none_reaches_only_the_posts_of_a_body(county_record):
    none, one, two = (names(exported(county_record, "json", focus=["市委统战部"], hops=n)[0]) for n in (0, 1, 2))
    assert none < one < two
    assert {"云河市委统战部", "云河市委统战部部长"} <= none
    assert not {"吴清源", "沈青", "同心桥"} & none
    assert {"吴清源", "沈青", "同心桥", "云河市"} <= one
    assert "江一帆" in two - one


def test_an_article_asked_for_by_its_headline_brings_all_it_names(county_record):
    found = names(exported(county_record, "json", focus=["沈青任统战部部长"])[0])
    assert {"沈青", "侨务座谈会", "青石镇"} <= found
    assert "吴清源" not in found


def test_a_name_is_an_id_a_name_an_alias_or_a_name_with_its_place(county_record):
    by_name = exported(county_record, "json", focus=["同心桥"])
    assert exported(county_record, "json", focus=["“同心桥”行动"]) == by_name
    id_ = next(node.id for node in nodes(county_record) if node.properties["name"] == "同心桥")
    assert exported(county_record, "json", focus=[id_]) == by_name
    assert exported(county_record, "json", focus=["同心桥@云河"]) == by_name
    assert exported(county_record, "json", focus=["同心桥@initiative"]) == by_name
    with pytest.raises(Unknown):
        exported(county_record, "json", focus=["同心桥@瑞安"])


def test_an_unknown_name_brings_near_ones_and_never_private_ones(tmp_path):
    with Record.open(tmp_path) as record:
        sample.fill(record)
        with pytest.raises(Unknown, match=r"near it are: .*吴清源"):
            exported(record, "json", focus=["吴清元源"])
        record.forget("news/a01.txt")
        record.set_identity(*sample.identity(list(record.extractions())))
        with pytest.raises(InputError, match="郑小芳 is a private person"):
            exported(record, "json", focus=["郑小芳"])
        assert "郑小芳" in names(exported(record, "json", focus=["郑小芳"], include_private=True)[0])
        with pytest.raises(Unknown) as caught:
            exported(record, "json", focus=["郑小芬"])
        assert "郑小芳" not in str(caught.value)


def test_a_period_keeps_its_own_articles_quotes_and_tenures(county_record):
    data, _ = exported(county_record, "json", since=date(2023, 6, 1), until=date(2023, 6, 30))
    things, facts = read_json(data)
    assert {p["published"] for label, p in things.values() if label == "Article"} == {"2023-06-02"}
    assert {article for *_, p in facts.values() for article in p["articles"]} == {article_id("b02", 1)}
    assert "吴清源" not in {p["name"] for _, p in things.values()}
    [held] = [p for type_, *_, p in facts.values() if type_ == "HOLDS"]
    assert held["since"] == "2023-06-01"
    later = read_json(exported(county_record, "json", since=date(2023, 7, 1))[0])
    assert "沈青" not in {p["name"] for _, p in later[0].values()}


def test_the_period_is_over_when_the_export_is(county_record):
    before = in_record(county_record)
    exported(county_record, "json", since=date(2023, 6, 1))
    assert in_record(county_record) == before


def test_an_undated_article_counts_on_the_day_of_its_event(tmp_path):
    text = "座谈会召开\n吴清源主持座谈会。"
    page = sample.page("u01", text, None)
    draft = sample.Draft(page)
    wu, talk = draft.entity("Person", "吴清源"), draft.entity("Event", "座谈会", kind="meeting", day=date(2023, 5, 1))
    draft.say(wu, "ATTENDED", talk, capacity="chair")
    with Record.open(tmp_path) as record:
        sample.fill(record, [(page, [draft.extraction()])])
        assert names(exported(record, "json", since=date(2023, 5, 1))[0]) == {"吴清源", "座谈会", "座谈会召开"}
        assert names(exported(record, "json", since=date(2023, 5, 2))[0]) == set()


def test_what_a_hundred_others_say_does_not_hide_a_fact_of_the_period(tmp_path):
    """Of 300 quotes a graph keeps the first and the last 50; the one of the day asked for stands between them."""
    pages = []
    for number in range(300):
        page = sample.page(f"m{number:03}", f"第{number}次\n吴清源部长讲话。", date.fromordinal(738000 + number))
        draft = sample.Draft(page)
        draft.say(
            draft.entity("Person", "吴清源"), "HOLDS_ROLE", draft.entity("Institution", "云河市委统战部"), title="部长"
        )
        pages.append((page, [draft.extraction()]))
    day = date.fromordinal(738150)
    with Record.open(tmp_path) as record:
        sample.fill(record, pages)
        facts = read_json(exported(record, "json", since=day, until=day)[0])[1]
    [held] = [p for type_, *_, p in facts.values() if type_ == "HOLDS"]
    assert (held["count"], held["articles"], held["first_seen"]) == (1, [article_id("m150", 1)], day.isoformat())


def test_a_period_without_any_dated_fact_is_refused(tmp_path):
    with Record.open(tmp_path) as record:
        sample.fill(record, [sample.third()])
        with pytest.raises(InputError, match="None of the 1 facts has a date"):
            exported(record, "json", since=date(2023, 1, 1))


@pytest.mark.parametrize("format_", FORMATS)
def test_an_empty_record_makes_an_empty_graph(tmp_path, format_):
    with Record.open(tmp_path) as record:
        data, counts = exported(record, format_)
        assert counts == ExportCounts(0, 0)
        assert data or format_ == "ftm"
        if format_ in ("json", "csv"):
            assert READERS[format_](data) == ({}, {})


# ---- targets


def test_a_file_is_whole_or_not_there(county_record, tmp_path, monkeypatch):
    target = tmp_path / "graph.json"
    target.write_text("old", encoding="utf-8")
    broken = FORMATS["json"]

    def half(part):
        yield "{"
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(type(broken), "text", lambda self, part: half(part))
        with pytest.raises(RuntimeError):
            export(county_record, "json", target)
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["county", "graph.json"]
    export(county_record, "json", target)
    assert target.read_bytes() == exported(county_record, "json")[0]


def test_csv_is_a_folder_or_an_archive(county_record, tmp_path):
    export(county_record, "csv", tmp_path / "tables")
    export(county_record, "csv", tmp_path / "tables.zip")
    archive = zipfile.ZipFile(tmp_path / "tables.zip")
    for name in ("nodes.csv", "edges.csv"):
        assert archive.read(name) == (tmp_path / "tables" / name).read_bytes()
    with pytest.raises(InputError, match=r"name a folder or a \.zip"):
        export(county_record, "csv", tmp_path / "graph.csv")


def test_a_terminal_gets_utf_8_whatever_it_says(county_record):
    below = io.BytesIO()
    terminal = io.TextIOWrapper(below, encoding="ascii")
    export(county_record, "json", terminal)
    text = io.StringIO()
    export(county_record, "json", text)
    assert below.getvalue().decode() == text.getvalue()


def test_what_cannot_be_written_or_chosen_is_one_sentence(county_record, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for format_ in ("json", "csv"):
        with pytest.raises(InputError, match="cannot be written"):
            export(county_record, format_, Path(tmp_path / "file" / "graph"))
    with pytest.raises(InputError, match="pajek is no format of export; choose among gexf, "):
        export(county_record, "pajek", io.BytesIO())
    with pytest.raises(InputError, match="0 hops or more"):
        export(county_record, "json", io.BytesIO(), focus=["同心桥"], hops=-1)
