"""Who is who over several articles: never two people in one, seldom one person in two."""

import random
from dataclasses import replace
from datetime import date

import pytest

from extract.assemble import assemble
from extract.identity import Anchor, Verdict, identify, resolve, touched
from extract.locality import Locality
from extract.model import Extraction
from extract.sketches import sketches
from tests.extract.world import b_cubed, build, written_pages
from tests.extract.written import tagged
from tests.gold_extractions import gold_extractions

JURONG = Locality(province="江苏省", city="镇江市", county="句容市")
DONGYING = Locality(province="山东省", city="东营市", county="东营区")


def extraction(marked: str, *relations, doc: str = "d", n: int = 1, locality: Locality = JURONG) -> Extraction:
    article = tagged(marked, *relations)
    article = replace(article, article=replace(article.article, doc=doc, n=n))
    return assemble(article, locality)


def officer(doc="004", n=3):
    # seed 004: “目前……”市河道管理所副所长王斌说
    return extraction(
        "{O:市河道管理所}{T:副所长}{P:王斌}说。",
        ("王斌", "HAS_TITLE", "副所长"), ("副所长", "TITLE_AT", "市河道管理所"), doc=doc, n=n,
    )  # fmt: skip


def resident():
    # seed 002: 年近七旬的山东东营玉景社区居民王斌
    return extraction(
        "{L:玉景社区}居民{P:王斌}说。", ("王斌", "AFFILIATED_WITH", "玉景社区"), doc="002", n=2, locality=DONGYING
    )


def head(doc, n, event):
    # seed 004, twice: 市委常委、统战部部长、市政协党组副书记高发巧
    return extraction(
        f"{{O:市委统战部}}{{T:部长}}{{P:高发巧}}出席{{E:{event}}}。",
        ("高发巧", "HAS_TITLE", "部长"), ("部长", "TITLE_AT", "市委统战部"), ("高发巧", "ATTENDED:attendee", event),
        doc=doc, n=n,
    )  # fmt: skip


def people(*extractions):
    return [e for e in resolve(extractions).entities.values() if e.type == "Person"]


def test_the_two_wang_bin_stay_apart():
    assert len(people(officer(), resident())) == 2


def test_the_one_gao_faqiao_is_one():
    assert len(people(head("004", 1, "协商会议"), head("004", 2, "揭牌仪式"))) == 1
    assert len(people(head("a", 1, "协商会议"), head("b", 1, "揭牌仪式"))) == 1


def test_a_body_is_one_under_all_its_names():
    one = extraction("{O:市住建局}召开{E:座谈会}。", ("市住建局", "ORGANIZED", "座谈会"), doc="a")
    other = extraction(
        "{O:句容市住房和城乡建设局}召开{E:推进会}。", ("句容市住房和城乡建设局", "ORGANIZED", "推进会"), doc="b"
    )
    bodies = [e for e in resolve([one, other]).entities.values() if e.type == "Institution"]
    assert len(bodies) == 1
    assert {"市住建局", "句容市住房和城乡建设局"} <= set(bodies[0].aliases)


def test_the_order_of_articles_does_not_matter():
    given = [officer(), resident(), head("004", 1, "协商会议"), head("004", 2, "揭牌仪式"), officer("005", 1)]
    expected = resolve(given)
    for seed in range(5):
        shuffled = given[:]
        random.Random(seed).shuffle(shuffled)
        found = resolve(shuffled)
        assert found.corpus_id == expected.corpus_id
        assert found.entities == expected.entities


def test_statements_follow_the_identity():
    extractions = [head("004", 1, "协商会议"), head("004", 2, "揭牌仪式")]
    identity = resolve(extractions)
    subjects = {s.subject.id for e in extractions for s in identity.apply(e).statements if s.subject.name == "高发巧"}
    assert len(subjects) == 1


@pytest.mark.parametrize("same_page", [True, False])
def test_a_reporter_and_an_official_of_one_name_stay_apart(same_page):
    reporter = extraction("{P:周末}", ("周末", "REPORTED:reporter", "周末"), doc="d", n=2)
    official = extraction(
        "{O:丁蜀镇党委}{T:副书记}{P:周末}介绍情况。",
        ("周末", "HAS_TITLE", "副书记"), ("副书记", "TITLE_AT", "丁蜀镇党委"), doc="d" if same_page else "e", n=3,
    )  # fmt: skip
    assert len(people(reporter, official)) == 2


# ---- recurring events, plans, places of one name


def held(name, day, doc, *people, locality=JURONG, published=None):
    marked = f"{{O:市政府}}召开{{E:{name}}}。" + "".join(f"{{P:{who}}}参加。" for who in people)
    x = extraction(
        marked,
        ("市政府", "ORGANIZED", name),
        *((who, "ATTENDED:attendee", name) for who in people),
        doc=doc,
        locality=locality,
    )
    day = date.fromisoformat(day) if day else None
    events = tuple(replace(e, date=day) if e.type == "Event" else e for e in x.entities)
    return replace(x, article=replace(x.article, published=published or day), entities=events)


def of_type(type_, *extractions, verdicts=()):
    return [e for e in resolve(extractions, verdicts).entities.values() if e.type == type_]


def test_one_meeting_told_by_two_papers_is_one():
    one = held("全市安全生产工作会议", "2024-03-05", "a", "高发巧", "王斌")
    other = held("句容市安全生产工作会议", "2024-03-05", "b", "高发巧", "王斌")
    assert len(of_type("Event", one, other)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("第二季度经济形势分析会", "2024-07-05"), ("第三季度经济形势分析会", "2024-10-05")),
        (("安全生产工作会议", "2024-03-05"), ("安全生产工作会议", "2024-04-05")),
        (("市人大常委会第三次会议", "2024-03-05"), ("市人大常委会第四次会议", "2024-03-05")),
    ],
)
def test_meetings_of_a_series_stay_apart(first, second):
    assert len(of_type("Event", held(*first, "a", "高发巧"), held(*second, "b", "高发巧"))) == 2


def plan(name, year, doc):
    x = extraction(f"{{O:市政府}}印发{{I:{name}}}。", ("市政府", "LAUNCHED", name), doc=doc)
    return replace(x, article=replace(x.article, published=date(year, 2, 1)))


def test_plans_of_successive_years_stay_apart():
    assert len(of_type("Initiative", plan("2023年民生实事项目", 2023, "a"), plan("2024年民生实事项目", 2024, "b"))) == 2
    assert len(of_type("Initiative", plan("民生实事项目", 2023, "a"), plan("民生实事项目", 2024, "b"))) == 2
    assert len(of_type("Initiative", plan("民生实事项目", 2023, "a"), plan("民生实事项目", 2023, "b"))) == 1


def test_streets_of_one_name_in_two_cities_are_two():
    def street(locality, doc):
        return extraction("{O:和平街道党工委}{T:书记}{P:王斌}说。", doc=doc, locality=locality)

    heping = Locality(province="天津市", county="和平区"), Locality(province="江苏省", city="镇江市", county="京口区")
    assert len(of_type("Institution", *(street(where, str(n)) for n, where in enumerate(heping)))) == 2


def test_a_different_sex_or_year_of_birth_rules_a_merge_out():
    def announced(details, doc):
        return extraction(
            f"{{O:市委统战部}}{{T:部长}}{{P:高发巧}}{details}。",
            ("高发巧", "HAS_TITLE", "部长"), ("部长", "TITLE_AT", "市委统战部"), doc=doc,
        )  # fmt: skip

    assert len(people(announced("，女，1970年5月生", "a"), announced("，女，1970年5月生", "b"))) == 1
    assert len(people(announced("，女，1970年5月生", "a"), announced("，男，1970年5月生", "b"))) == 2
    assert len(people(announced("，女，1970年5月生", "a"), announced("，女，1982年5月生", "b"))) == 2


def test_what_is_not_certain_becomes_a_question():
    one = head("a", 1, "协商会议")
    other = extraction(
        "{O:市财政局}{T:副局长}{P:高发巧}说。",
        ("高发巧", "HAS_TITLE", "副局长"), ("副局长", "TITLE_AT", "市财政局"), doc="b",
    )  # fmt: skip
    identity = resolve([one, other])
    asked = [{identity.entities[q.one].name, identity.entities[q.other].name} for q in identity.questions]
    assert asked == [{"高发巧"}]
    assert len([e for e in identity.entities.values() if e.type == "Person"]) == 2


# ---- decisions, increments


def verdict(number, same, one, other):
    def anchor(x):
        return Anchor("Person", "王斌", places=((x.article.doc, 0),))

    return Verdict(number, same, anchor(one), anchor(other))


def test_a_decision_joins_and_keeps_apart():
    one, other = officer("a", 1), resident()
    assert len(of_type("Person", one, other, verdicts=[verdict(1, True, one, other)])) == 1
    again = officer("b", 1)
    assert len(of_type("Person", one, again)) == 1
    assert len(of_type("Person", one, again, verdicts=[verdict(1, False, one, again)])) == 2


def test_whoever_fits_both_sides_of_a_decision_joins_neither():
    one, other, third = officer("a", 1), officer("b", 1), officer("c", 1)
    found = resolve([one, other, third], [verdict(1, False, one, other)])
    assert len([e for e in found.entities.values() if e.type == "Person"]) == 3
    assert len(found.questions) == 2


def test_contradicting_decisions_are_named_and_void():
    a, b, c = officer("a", 1), officer("b", 1), officer("c", 1)
    found = resolve([a, b, c], [verdict(1, True, a, b), verdict(2, True, b, c), verdict(3, False, a, c)])
    assert found.contradictions == ((1, 2, 3),)
    assert found.entities == resolve([a, b, c]).entities


def test_adding_an_article_looks_only_at_the_blocks_it_touches():
    before = [officer(), resident(), head("004", 1, "协商会议"), head("a", 2, "揭牌仪式")]
    added = officer("005", 1)
    everything = [*before, added]
    drawn = [s for x in everything for s in sketches(x)]
    blocks = touched({s.block for s in sketches(added)}, ())
    again = [s for s in drawn if s.block in blocks]
    assert {s.name for s in again if s.type == "Person"} == {"王斌"}
    part, whole = identify(drawn, blocks=blocks), resolve(everything)
    assert set(part.corpus_id) == {s.id for s in again}
    assert all(whole.corpus_id[s.id] == part.corpus_id[s.id] for s in again)
    assert all(whole.entities[id_] == entity for id_, entity in part.entities.items())


# ---- measured


def local(extraction_):
    """Gold entities with ids of their own in every article, as an extraction has them."""

    def new(ref):
        return replace(ref, id=f"{ref.id}-{extraction_.article.key}")

    statements = tuple(replace(s, subject=new(s.subject), object=new(s.object)) for s in extraction_.statements)
    return replace(extraction_, entities=tuple(map(new, extraction_.entities)), statements=statements)


def test_no_wrong_merge_on_the_seeds():
    """Over the five seeds only areas are the same in two documents: 平阳县, 鳌江镇."""
    extractions = [local(x) for x in gold_extractions()]
    identity = resolve(extractions)
    docs, names = {}, {}
    for x in extractions:
        for entity in x.entities:
            docs.setdefault(identity.corpus_id[entity.id], set()).add(x.article.doc)
            names.setdefault((entity.name, x.article.doc), set()).add(identity.corpus_id[entity.id])
    assert {identity.entities[i].type for i, found in docs.items() if len(found) > 1} == {"Place"}
    assert [len(found) for (name, _), found in names.items() if name == "高发巧"] == [1]


def test_floors_on_a_corpus_of_known_truth():
    """The long measurement is bench/identity.py; the marks are in docs/identity.md."""
    world = build(written_pages(24), seed=3, counties=3)
    found = resolve(world.extractions).corpus_id
    people_, bodies = b_cubed(world.truth, found, "person"), b_cubed(world.truth, found, "body")
    assert people_.items > 400
    assert people_.precision >= 0.985, people_.wrong
    assert people_.recall >= 0.85
    assert bodies.precision >= 0.97, bodies.wrong
    assert bodies.recall >= 0.90
