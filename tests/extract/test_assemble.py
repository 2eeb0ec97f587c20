from datetime import date

import pytest

from extract.assemble import assemble
from extract.assembling.scores import calibrated
from extract.lexicon import rows
from extract.locality import Locality
from tests.extract.written import tagged

JURONG = Locality(province="江苏省", city="镇江市", county="句容市")


def facts(extraction, predicate=None):
    return {
        (s.subject.name, s.predicate, s.object.name, *s.qualifiers.values())
        for s in extraction.statements
        if predicate in (None, s.predicate)
    }


def test_titles_go_to_the_body_they_stand_at():
    # seed 004: 市委常委、统战部部长、市政协党组副书记高发巧出席揭牌仪式。
    article = tagged(
        "{O:市委}{T:常委}、{O:统战部}{T:部长}、{O:市政协}{T:党组副书记}{P:高发巧}出席{E:揭牌仪式}。",
        ("高发巧", "HAS_TITLE", "常委"), ("常委", "TITLE_AT", "市委"),
        ("高发巧", "HAS_TITLE", "部长"), ("部长", "TITLE_AT", "统战部"),
        ("高发巧", "HAS_TITLE", "党组副书记"), ("党组副书记", "TITLE_AT", "市政协"),
        ("高发巧", "ATTENDED:attendee", "揭牌仪式"),
    )  # fmt: skip
    assert facts(assemble(article, JURONG), "HOLDS_ROLE") == {
        ("高发巧", "HOLDS_ROLE", "句容市委", "常委"),
        ("高发巧", "HOLDS_ROLE", "句容市委统战部", "部长"),
        ("高发巧", "HOLDS_ROLE", "句容市政协", "党组副书记"),
    }


def test_a_mayor_without_a_printed_body_is_at_the_government():
    article = tagged("{T:副市长}{P:罗平}致辞。", ("罗平", "HAS_TITLE", "副市长"))
    assert facts(assemble(article, JURONG), "HOLDS_ROLE") == {("罗平", "HOLDS_ROLE", "句容市人民政府", "副市长")}


def test_words_that_the_network_read_as_part_of_a_title_stay_in_it():
    # page n169
    article = tagged(
        "{O:雷山县人民医院}{T:护理部主任}{P:龙晓燕}说。",
        ("龙晓燕", "HAS_TITLE", "护理部主任"), ("护理部主任", "TITLE_AT", "雷山县人民医院"),
    )  # fmt: skip
    assert facts(assemble(article, JURONG), "HOLDS_ROLE") == {("龙晓燕", "HOLDS_ROLE", "雷山县人民医院", "护理部主任")}


def test_deputies_belong_to_the_body_whose_head_the_article_names():
    # page n09
    article = tagged(
        "{O:县人大常委会}{T:党组书记}、{T:主任}{P:柳文韬}主持。{T:党组成员}、{T:副主任}{P:汤建军}、{P:漆小苹}发言。",
        ("柳文韬", "HAS_TITLE", "主任"), ("主任", "TITLE_AT", "县人大常委会"),
    )  # fmt: skip
    found = facts(assemble(article, Locality.of("上栗县")), "HOLDS_ROLE")
    for name in ("汤建军", "漆小苹"):
        assert {(name, "HOLDS_ROLE", "上栗县人大常委会", title) for title in ("党组成员", "副主任")} <= found


@pytest.mark.parametrize(
    ("body", "title", "at"), [("县政协", "委员", "上栗县政协"), ("县人大常委会", "代表", "上栗县人大")]
)
def test_members_belong_to_the_one_assembly_of_the_article(body, title, at):
    # pages n164 and n175: 黄连、苏木、韦驮三位委员发言
    article = tagged(f"{{O:{body}}}开会。{{P:黄连}}、{{P:苏木}}两位{{T:{title}}}发言。", ("苏木", "HAS_TITLE", title))
    assert facts(assemble(article, Locality.of("上栗县")), "HOLDS_ROLE") == {("苏木", "HOLDS_ROLE", at, title)}


def test_towns_of_a_row_are_not_the_town_spoken_of():
    # page n130
    article = tagged(
        "{L:值夏镇}试行板凳会，后来在{L:富滩镇}、{L:新圩镇}推广。{O:镇党委}{T:书记}{P:郭先知}说。",
        ("郭先知", "HAS_TITLE", "书记"), ("书记", "TITLE_AT", "镇党委"),
    )  # fmt: skip
    assert facts(assemble(article, Locality.of("青原区")), "HOLDS_ROLE") == {
        ("郭先知", "HOLDS_ROLE", "值夏镇党委", "书记")
    }


def test_in_an_article_about_one_town_another_in_passing_changes_nothing():
    # page n178
    article = tagged(
        "{L:左安镇}修路，{L:左安镇}有茶。路从{L:大汾镇}接来，{O:镇党委}{T:书记}{P:容祖儿}看图。",
        ("容祖儿", "HAS_TITLE", "书记"), ("书记", "TITLE_AT", "镇党委"),
    )  # fmt: skip
    assert facts(assemble(article, Locality.of("遂川县")), "HOLDS_ROLE") == {
        ("容祖儿", "HOLDS_ROLE", "左安镇党委", "书记")
    }


def test_every_statement_carries_its_sentence_and_its_place_in_the_file():
    article = tagged(
        "{E:推进会}召开\n昨天下午，{E:推进会}召开。{P:方明晓}主持{E:会议}。",
        ("方明晓", "ATTENDED:chair", "会议"),
        title_lines=1,
    )
    (statement,) = [s for s in assemble(article, JURONG).statements if s.predicate == "ATTENDED"]
    assert statement.evidence == "方明晓主持会议。"
    assert article.article.text[statement.start : statement.end] == statement.evidence
    assert statement.rule == "network"


def test_who_was_absent_did_not_attend():
    # dev d01: 县自然资源和规划局局长刘家旺因公外出未能与会，该局党组成员、副局长相里云代其作表态发言。
    article = tagged(
        "{P:刘家旺}因公外出未能与会，{P:相里云}代其在{E:推进会}作表态发言。",
        ("刘家旺", "ATTENDED:attendee", "推进会"), ("相里云", "ATTENDED:speaker", "推进会"),
    )  # fmt: skip
    assert facts(assemble(article, JURONG), "ATTENDED") == {("相里云", "ATTENDED", "推进会", "speaker")}


@pytest.mark.parametrize(
    ("event", "said", "spoke"),
    [
        ("联合执法行动", "说，四部门会签了办法", False),  # dev d01
        ("荷花文旅活动", "介绍，基地吸纳劳动力", False),  # seed 003
        ("座谈会", "说，两市结对三年", True),  # page cD09
        ("联合执法行动", "讲话", True),
    ],
)
def test_what_is_told_of_a_campaign_is_no_speech_there(event, said, spoke):
    article = tagged(f"{{E:{event}}}开始。{{P:苗壮}}{said}。", ("苗壮", "ATTENDED:speaker", event))
    assert ("苗壮" in {s.subject.name for s in assemble(article, JURONG).statements}) is spoke


def test_what_another_wrote_makes_nobody_absent():
    # dev d01: the town wrote, the director spoke
    article = tagged(
        "{P:任重}作典型发言，{O:院东头镇党委}作书面发言，{E:推进会}结束。", ("任重", "ATTENDED:speaker", "推进会"),
    )  # fmt: skip
    assert facts(assemble(article, JURONG), "ATTENDED") == {("任重", "ATTENDED", "推进会", "speaker")}


def test_names_show_parents_and_seats():
    article = tagged("{O:市委统战部}召开{E:座谈会}。", ("市委统战部", "ORGANIZED", "座谈会"))
    extraction = assemble(article, JURONG)
    assert ("句容市委统战部", "PART_OF", "句容市委") in facts(extraction)
    assert ("句容市委统战部", "BASED_IN", "句容市") in facts(extraction)


def test_a_village_printed_after_its_town_lies_in_it():
    article = tagged("在{L:丁蜀镇}{L:西望村}召开{E:座谈会}。", ("座谈会", "HELD_AT", "西望村"))
    assert ("西望村", "LOCATED_IN", "丁蜀镇") in facts(assemble(article, Locality()))


def test_towns_side_by_side_do_not_lie_in_each_other():
    article = tagged("{L:江津}{L:泸州}两地交警共治“夜货车”")
    assert facts(assemble(article, Locality()), "LOCATED_IN") == set()


def test_a_given_name_alone_is_the_one_person_who_bears_it():
    article = tagged(
        "{P:高发巧}出席{E:座谈会}。{P:发巧}说。",
        ("高发巧", "ATTENDED:attendee", "座谈会"),
        ("发巧", "ATTENDED:speaker", "座谈会"),
    )
    people = [e for e in assemble(article, JURONG).entities if e.type == "Person"]
    assert [(p.name, p.aliases) for p in people] == [("高发巧", ("发巧", "高发巧"))]


def test_residents_are_private_officials_are_not():
    article = tagged(
        "{L:黎明村}村民{P:虞爱兰}说。{O:上望街道党工委}{T:委员}{P:郑定渊}表示。",
        ("虞爱兰", "AFFILIATED_WITH", "黎明村"), ("郑定渊", "HAS_TITLE", "委员"), ("委员", "TITLE_AT", "上望街道党工委"),
    )  # fmt: skip
    extraction = assemble(article, Locality())
    kinds = {e.name: e.kind for e in extraction.entities if e.type == "Person"}
    assert kinds == {"虞爱兰": "private", "郑定渊": ""}
    assert ("虞爱兰", "AFFILIATED_WITH", "黎明村", "村民") in facts(extraction)


def test_an_event_gets_its_date_from_its_sentence():
    article = tagged("{E:推进会}召开\n19日，{E:推进会}召开。", published=date(2023, 7, 20), title_lines=1)
    (event,) = [e for e in assemble(article, JURONG).entities if e.type == "Event"]
    assert event.date == date(2023, 7, 19)
    assert event.kind == "meeting"


@pytest.mark.parametrize("text", ["", "   ", "没有任何提及。"])
def test_nothing_said_nothing_stated(text):
    extraction = assemble(tagged(text), Locality())
    assert (extraction.entities, extraction.statements) == ((), ())


def test_a_confidence_is_the_share_that_was_right():
    points = [(float(score), float(share)) for score, share in rows("calibration.tsv")]
    assert [calibrated(score) for score, _ in points] == pytest.approx([share for _, share in points])
    (low, a), (high, b) = points[-3:-1]
    assert calibrated((low + high) / 2) == pytest.approx((a + b) / 2)
    shares = [calibrated(score / 100) for score in range(101)]
    assert shares == sorted(shares)


def test_a_programme_is_for_the_area_in_its_name_or_of_those_who_run_it():
    # dev d04, d03: neither is for the town that the article is about.
    article = tagged(
        "{L:宝华镇}：话说得好\n{O:句容市委组织部}印发{I:睦邻夜话通知}，{I:润州区樱桃方案}也提到{L:宝华镇}。",
        title_lines=1,
    )
    assert facts(assemble(article, JURONG), "IMPLEMENTED_IN") == {
        ("睦邻夜话通知", "IMPLEMENTED_IN", "句容市"),
        ("润州区樱桃方案", "IMPLEMENTED_IN", "润州区"),
    }


def test_the_home_of_programmes_is_the_street_whose_office_an_article_keeps_coming_back_to():
    # seed 004, continued from the front page and without a headline: 崇明街道坚持以社区党群服务中心为“圆心”
    article = tagged("{O:宝华镇人民政府}牵头。{O:宝华镇党委}跟进，推行“{I:群众说事日}”。")
    assert facts(assemble(article, JURONG), "IMPLEMENTED_IN") == {("群众说事日", "IMPLEMENTED_IN", "宝华镇")}


def test_in_the_paper_of_a_province_a_programme_is_where_the_text_last_was():
    # seed 003: an item on 龙湾区 among others of the province; “以换代充”换电模式 is not all of 浙江省
    article = tagged("{L:龙湾区}组织检查。推广“{I:以换代充模式}”。")
    assert facts(assemble(article, Locality.of("浙江省")), "IMPLEMENTED_IN") == {
        ("以换代充模式", "IMPLEMENTED_IN", "龙湾区")
    }


def test_a_sentence_without_a_subject_goes_on_about_the_town_of_the_article():
    # seed 004: 今年街道还上线运行“睦邻志愿星”小程序, many sentences after 崇明街道 was named.
    article = tagged("{L:宝华镇}：邻里一家亲\n今年推出“{I:睦邻志愿星}”。", title_lines=1)
    launched = [s for s in assemble(article, JURONG).statements if s.predicate == "LAUNCHED"]
    assert [(s.subject.name, s.object.name, s.rule) for s in launched] == [
        ("宝华镇人民政府", "睦邻志愿星", "dropped subject: launch")
    ]


def test_a_parent_that_only_the_name_shows_has_its_seat_too():
    # seed 004: 句容市市场监管局茅山分局
    article = tagged("{O:句容市市场监管局茅山分局}{T:局长}{P:孙立}到场。", ("孙立", "HAS_TITLE", "局长"))
    assert ("句容市市场监管局", "BASED_IN", "句容市") in facts(assemble(article, JURONG))


def test_a_place_without_a_name_is_in_no_statement():
    # seed 000: 自今年水头镇在该小区开展“共享社·幸福里”创建后
    article = tagged(
        "{L:宝华镇}在{L:该小区}开展“{I:共享社}”创建。", ("共享社", "IMPLEMENTED_IN", "该小区"),
    )  # fmt: skip
    assert {s.object.name for s in assemble(article, JURONG).statements if s.predicate == "IMPLEMENTED_IN"} == {
        "宝华镇"
    }


def test_areas_printed_one_inside_the_other_lie_so_even_in_the_name_of_a_body():
    # seed 003: 台州市黄岩区高桥街道应急消防管理站
    article = tagged("{O:台州市黄岩区高桥街道应急消防管理站}开展检查。")
    assert ("黄岩区", "LOCATED_IN", "台州市") in facts(assemble(article, Locality(province="浙江省")))


PINGYANG = Locality(province="浙江省", city="温州市", county="平阳县")


def test_a_body_that_was_renamed_stays_two_that_follow_one_another():
    # written for this project: a reform as county papers tell it
    article = tagged("2019年1月15日，{O:县国土资源局}更名为{O:县自然资源和规划局}。", published=date(2019, 1, 16))
    (told,) = [s for s in assemble(article, PINGYANG).statements if s.predicate == "SUCCEEDED_BY"]
    assert (told.subject.name, told.object.name) == ("平阳县国土资源局", "平阳县自然资源和规划局")
    assert told.qualifiers == {"change": "renamed", "since": "2019-01-15"}
    assert told.evidence == article.article.text


def test_a_body_that_began_or_ended_is_told_by_its_article():
    article = tagged("昨天，{O:县退役军人事务局}挂牌成立，{O:县招商办}撤销。", published=date(2019, 1, 16))
    told = {s.subject.name: s.qualifiers for s in assemble(article, PINGYANG).statements if s.predicate == "CHANGED"}
    assert told == {
        "平阳县退役军人事务局": {"change": "founded", "since": "2019-01-15"},
        "平阳县招商办": {"change": "dissolved", "until": "2019-01-15"},
    }


def test_two_names_of_one_key_and_two_kinds_of_thing_follow_nobody():
    article = tagged("{O:县文旅局}更名为{O:县文化和旅游局}。{L:昆阳镇}更名为{O:昆阳镇政府}。")
    assert facts(assemble(article, PINGYANG), "SUCCEEDED_BY") == set()


def test_a_body_in_a_clause_carries_out_only_what_the_network_says():
    # seed 003: 县内社会组织众多，便组织开展“左邻右社·益路同行”志愿服务联赛
    article = tagged("{O:县司法局}开展“{I:左邻右社}”活动。")
    assert not facts(assemble(article, JURONG), "IMPLEMENTS")
    article = tagged("{L:宝华镇}开展“{I:左邻右社}”活动。")
    assert facts(assemble(article, JURONG), "IMPLEMENTS") == {("宝华镇人民政府", "IMPLEMENTS", "左邻右社")}
