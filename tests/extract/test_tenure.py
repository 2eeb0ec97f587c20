"""When posts begin and end, where a text says so. Each row carries the sentence that taught it."""

from __future__ import annotations

from datetime import date

import pytest

from extract.dates import dates_told
from extract.tenure import changes, plain_title
from tests.extract.written import bracketed

PUBLISHED = date(2023, 10, 22)


def told(marked: str, published: date | None = PUBLISHED) -> list[tuple[str, ...]]:
    """「[…]」 marks people -> name, body, title, kind, since, until."""
    text, people = bracketed(marked)
    return [
        (text[slice(*people[c.post.person])], c.post.body, c.post.title, c.kind, c.since, c.until)
        for c in changes(text, people, published)
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # dev d01: the list of a session, whose day stands above it
        ("(2023年10月20日沂水县人大常委会第十六次会议通过)\n任命:\n[何为]为沂水县人民法院审判员、民事审判第一庭庭长;\n"
         "[单雨田]为沂水县监察委员会委员。\n免去:\n[田野]的沂水县人民法院马站人民法庭庭长职务。",
         [("何为", "沂水县人民法院", "审判员", "appointed", "2023-10-20", ""),
          ("何为", "沂水县人民法院民事审判第一庭", "庭长", "appointed", "2023-10-20", ""),
          ("单雨田", "沂水县监察委员会", "委员", "appointed", "2023-10-20", ""),
          ("田野", "沂水县人民法院马站人民法庭", "庭长", "removed", "", "2023-10-20")]),
        ("会议选举[干将]为象山县人民政府县长,补选[黎明]、[史今]为县人大常委会副主任。",
         [("干将", "象山县人民政府", "县长", "elected", "", ""),
          ("黎明", "象山县人大常委会", "副主任", "elected", "", ""),
          ("史今", "象山县人大常委会", "副主任", "elected", "", "")]),
        ("决定接受[成功]辞去隆化县监察委员会副主任职务的请求,报县人民代表大会备案。",
         [("成功", "隆化县监察委员会", "副主任", "resigned", "", "")]),
        # somebody is named once, what follows goes on about the same body; a nomination is no post yet
        ("旗人民政府6月8日决定,任命:[斯琴]任麦新镇党委书记,免去其县妇联主席职务;[布和]任吉日嘎郎吐镇四级调研员,"
         "不再担任副镇长职务。",
         [("斯琴", "麦新镇党委", "书记", "appointed", "2023-06-08", ""),
          ("斯琴", "县妇联", "主席", "removed", "", "2023-06-08"),
          ("布和", "吉日嘎郎吐镇", "四级调研员", "appointed", "2023-06-08", ""),
          ("布和", "吉日嘎郎吐镇人民政府", "副镇长", "left", "", "2023-06-08")]),
        ("吕梁市委决定:[任远]同志任中共孝义市委副书记,提名为孝义市市长人选;[郭达]同志不再担任中共孝义市委副书记职务。",
         [("任远", "中共孝义市委", "副书记", "appointed", "", ""), ("郭达", "中共孝义市委", "副书记", "left", "", "")]),
        ("拟任命[王五]为县财政局局长。", []),
        # a career: to the month or the year, or over
        ("[张三]，1970年5月生，2015年6月任县委副书记，2018年至2021年任县长，2021年11月起任市委常委。",
         [("张三", "县委", "副书记", "serves", "2015-06", ""),
          ("张三", "县政府", "县长", "former", "2018", "2021"),
          ("张三", "市委", "常委", "serves", "2021-11", "")]),
        ("[章程]1983年生,曾任黄龙溪镇人民政府镇长。", [("章程", "黄龙溪镇人民政府", "镇长", "former", "", "")]),
        ("去年3月，[张三]当选瑞安市市长。", [("张三", "瑞安市人民政府", "市长", "elected", "2022-03", "")]),
        # a term ends by itself, where it is told when it began; a list has one term, clauses have theirs
        ("2021年3月5日，会议选举[张三]为县工商联主席，[李四]、[王五]为副主席，任期五年。",
         [("张三", "县工商联", "主席", "elected", "2021-03-05", "2026-03-05"),
          ("李四", "县工商联", "副主席", "elected", "2021-03-05", "2026-03-05"),
          ("王五", "县工商联", "副主席", "elected", "2021-03-05", "2026-03-05")]),
        ("2020年2月29日，聘任[张三]为县法律顾问团团长，聘期3年；聘任[李四]为县招商局顾问，聘期至2024年12月。",
         [("张三", "县法律顾问团", "团长", "appointed", "2020-02-29", "2023-02-28"),
          ("李四", "县招商局", "顾问", "appointed", "2020-02-29", "2024-12")]),
        ("任命[张三]为县财政局局长，任期五年。", [("张三", "县财政局", "局长", "appointed", "", "")]),
        ("县第十七届人民代表大会任期五年。[张三]当选县长。", [("张三", "县政府", "县长", "elected", "", "")]),
        # serving says nothing of time
        ("[李金贵]不仅是一名快递员，还担任文汇街道商隆社区党支部书记。", []),
    ],
)  # fmt: skip
def test_changes(marked, expected):
    assert told(marked) == expected


def test_a_day_long_before_the_paper_is_not_the_day_of_its_news():
    marked = "3月5日是学雷锋纪念日。会议任命[李四]为县财政局局长。"
    assert told(marked) == [("李四", "县财政局", "局长", "appointed", "", "")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("原副局长", ("副局长", "former")),
        ("代县长", ("县长", "acting")),
        ("局长", ("局长", "")),
        ("代表", ("代表", "")),
        ("前任会长", ("会长", "former")),
    ],
)
def test_what_a_title_says_of_its_post(title, expected):
    assert plain_title(title) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2019年3月任县长", ["2019-03"]),
        ("2015年至2018年", ["2015", "2018"]),
        ("去年12月，昨天闭幕", ["2022-12", "2023-10-21"]),
        ("今年30岁，三年行动，12日内", ["2023"]),
    ],
)
def test_dates_told_as_far_as_they_are_printed(text, days):
    assert [told.day for told in dates_told(text, PUBLISHED)] == days
