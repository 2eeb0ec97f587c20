"""Stacked titles: sentences that taught a rule, and stacks built from the lexicon that the parser must give back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.lexicon import rows
from extract.titles import (
    find_titles,
    is_title,
    parse_titles,
    split_name_before_title,
)


def posts(text: str, previous: str = "") -> list[tuple[str, str]]:
    return [(part.body, part.title) for part in parse_titles(text, previous)]


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ("市委常委、统战部部长、市政协党组副书记",
         [("市委", "常委"), ("市委统战部", "部长"), ("市政协", "党组副书记")]),  # seed 004
        ("市住建局城乡建设科副科长", [("市住建局城乡建设科", "副科长")]),  # seed 001
        ("市住建局党委委员、总工程师", [("市住建局", "党委委员"), ("市住建局", "总工程师")]),  # seed 001
        ("黎明村党支部书记", [("黎明村党支部", "书记")]),  # seed 001
        ("上望街道党工委委员", [("上望街道党工委", "委员")]),  # seed 001
        ("全国人大代表", [("全国人大", "代表")]),  # seed 000
        ("省、市人大代表", [("省人大", "代表"), ("市人大", "代表")]),
        ("全国、省、市三级人大代表", [("全国人大", "代表"), ("省人大", "代表"), ("市人大", "代表")]),
        ("县委副书记、代县长", [("县委", "副书记"), ("县政府", "代县长")]),  # dev d01
        ("会泽县委副书记、县长", [("会泽县委", "副书记"), ("会泽县人民政府", "县长")]),  # dev d03
        ("曲靖市副市长", [("曲靖市人民政府", "副市长")]),  # dev d03
        ("昭通市镇雄县副县长", [("镇雄县人民政府", "副县长")]),  # dev d03
        ("小金县长", [("小金县人民政府", "县长")]),
        ("副区长、大连市公安局旅顺口分局局长", [("区政府", "副区长"), ("大连市公安局旅顺口分局", "局长")]),  # dev d04
        ("黄山市生态环境局副局长兼歙县分局局长",
         [("黄山市生态环境局", "副局长"), ("黄山市生态环境局歙县分局", "局长")]),  # dev d05
        ("五柳树社区党委书记、居委会主任", [("五柳树社区党委", "书记"), ("五柳树社区居委会", "主任")]),  # dev d02
        ("市委常委、副市长(挂职)", [("市委", "常委"), ("市政府", "副市长(挂职)")]),  # dev d02
        ("县人民法院审判员、民事审判第一庭庭长",
         [("县人民法院", "审判员"), ("县人民法院民事审判第一庭", "庭长")]),  # dev d01
        ("玉海街道党工委委员、办事处副主任", [("玉海街道党工委", "委员"), ("玉海街道办事处", "副主任")]),
        ("县委常委、纪委书记、监委主任", [("县委", "常委"), ("县纪委", "书记"), ("县监委", "主任")]),
        ("副市长、公安局局长", [("市政府", "副市长"), ("市公安局", "局长")]),
        ("北京勘察设计协会副会长兼秘书长", [("北京勘察设计协会", "副会长"), ("北京勘察设计协会", "秘书长")]),
        ("市总工会兼职副主席", [("市总工会", "兼职副主席")]),
        ("国防部长", [("国防部", "部长")]),
        ("县委宣传部长", [("县委宣传部", "部长")]),
        ("自治区副主席", [("自治区政府", "副主席")]),
        ("农工党东台市支部主委", [("农工党东台市支部", "主委")]),
        ("市财政局总会计师兼机关党委书记", [("市财政局", "总会计师"), ("市财政局机关党委", "书记")]),
        ("原副市长、市关心下一代工作委员会主任",
         [("市政府", "原副市长"), ("市关心下一代工作委员会", "主任")]),  # dev d02
        ("驻村第一书记、云南省农业科学院副研究员",
         [("", "驻村第一书记"), ("云南省农业科学院", "副研究员")]),  # dev d03
        ("县政协委员、镇党委书记", [("县政协", "委员"), ("镇党委", "书记")]),
        ("参加会议", []),
    ],
)  # fmt: skip
def test_stacks(stack: str, expected: list[tuple[str, str]]) -> None:
    assert posts(stack) == expected


def test_a_bare_title_belongs_to_the_body_before() -> None:
    assert posts("党组成员、副局长", "县水利局") == [("县水利局", "党组成员"), ("县水利局", "副局长")]
    assert posts("副主任") == [("", "副主任")]


def test_spans_point_at_the_titles() -> None:
    stack = "市委常委、统战部部长、市政协党组副书记"
    assert [stack[part.start : part.end] for part in parse_titles(stack)] == ["常委", "部长", "党组副书记"]


def test_traps_of_one_character() -> None:
    """国防部/长, 党组书记江成与, 江阴市长泾镇, 王中军代表, 吴萍局长."""
    assert find_titles("江阴市长泾镇昨天举行") == []
    assert split_name_before_title("王中军代表") == ("王中军", "代表")
    assert split_name_before_title("吴萍局长") == ("吴萍", "局长")


def test_find_titles_in_a_sentence() -> None:
    text = "昨天，副市长李明和原副主任王强到场"
    assert [text[s:e] for s, e in find_titles(text)] == ["副市长", "原副主任"]


def test_is_title() -> None:
    assert all(is_title(t) for t in ("常务副县长", "党组成员", "四级调研员", "副市长(挂职)"))
    assert not any(is_title(t) for t in ("县委书记", "水利局", ""))


BODIES = ["市委", "县纪委", "市人大常委会", "市水利局", "县人民法院", "镇党委", "市妇联", "瑞安中学", "县教育局"]
PREFIXES = ["", "副", "原", "代", "常务副", "专职副"]
TITLES = [row[0] for row in rows("titles.tsv") if len(row) == 1 and len(row[0]) > 1]
PLAIN_TITLES = ["书记", "主任", "局长", "院长", "主席", "秘书长", "委员", "校长", "部长", "组长", "检察长", "会长"]

POST = st.tuples(st.sampled_from(BODIES), st.sampled_from(PREFIXES), st.sampled_from(PLAIN_TITLES))


@settings(max_examples=200, deadline=None)
@given(st.lists(POST.filter(lambda post: not _shares_a_character(*post)), min_size=1, max_size=5))
def test_stacks_of_full_bodies_come_back(stack: list[tuple[str, str, str]]) -> None:
    """Every body written out: nothing may be completed, dropped or moved."""
    text = "、".join(body + prefix + title for body, prefix, title in stack)
    assert posts(text) == [(body, prefix + title) for body, prefix, title in stack]


def _shares_a_character(body: str, prefix: str, title: str) -> bool:
    """教育局|部长 would read as one body."""
    return not prefix and title[0] in "局部" and not body.endswith(title[0])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["县水利局", "瑞安市住建局", "市人大常委会", "浙江大学"]),
    st.lists(st.sampled_from(TITLES), min_size=1, max_size=4),
)
def test_titles_of_one_body_share_it(body: str, titles: list[str]) -> None:
    text = body + "、".join(["副主任", *titles])
    found = posts(text)
    assert [title for _, title in found] == ["副主任", *titles]
    assert {b for b, _ in found} == {body}
