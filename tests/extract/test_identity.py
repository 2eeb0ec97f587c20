"""Who is who over several articles: never two people in one, seldom one person in two."""

import random
from dataclasses import replace

import pytest

from extract.assemble import assemble
from extract.identity import resolve
from extract.locality import Locality
from extract.model import Extraction
from tests.extract.written import tagged

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
    other = extraction("{O:句容市住房和城乡建设局}召开{E:推进会}。", ("句容市住房和城乡建设局", "ORGANIZED", "推进会"), doc="b")
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
