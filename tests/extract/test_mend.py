import pytest

from extract.mend import mend
from tests.extract.written import TYPES, tagged


def mentions(marked: str, *relations):
    return [m.text for m in mend(tagged(marked, *relations)).mentions]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # dev d03: 和 is the surname, right after a title
        ("村妇联主席和{P:丽春}当场认领了4条。", ["和丽春"]),
        # dev d06: all of a list's item is the name
        ("县政协副主席{P:丁素梅}、{P:雷水秀}、{P:何}为,秘书长于飞参加会议。", ["丁素梅", "雷水秀", "何为"]),
        # words after a list are none of it
        ("{P:张三}、{P:李四}等参加。", ["张三", "李四"]),
        # a title behind the name is none of it
        ("三亚市教育局{P:吴萍局长}介绍。", ["吴萍"]),
        # seeds 000 and 003: words that nobody is called
        ("要{P:加强}管理", []),
        ("炎{P:炎炎}夏日，{P:高兴}主任说", ["高兴"]),
        # seed 004: an alliance before the dash is no event of its own
        ("{E:句容同心红统战联盟—}—{E:民进句容支部揭牌仪式}举行。", ["民进句容支部揭牌仪式"]),
        ("{E:书香节}——{E:全民阅读活动启动仪式}举行。", ["书香节", "全民阅读活动启动仪式"]),
        # dev d02: 兼 names nobody
        ("市工商联副主席{P:兼}秘书长", []),
        # dev d01: two bodies in one
        ("{O:县市场监管局联合县公安局}开展执法。", ["县市场监管局", "县公安局"]),
        # seed 000: the rest of the organ's name
        ("{O:市人大常委}会主任曾上俊", ["市人大常委会"]),
        # dev d02
        ("{O:五柳树社区居委}会主任尤其", ["五柳树社区居委会"]),
        # dev d05
        ("{O:由坑口乡党委}召集", ["坑口乡党委"]),
        # seed 000: a team that has been named in full, passed over by the network
        (
            "{O:县委基层党建工作第九督导组}召开会议。当天,督导组先后来到县人民法院。",
            ["县委基层党建工作第九督导组", "督导组"],
        ),
        ("{O:县委}部署。当天,督导组先后来到县人民法院。", ["县委"]),
        # seed 002: a district that does something
        ("{O:东营区组建专门委员会}统揽所有事项", []),
        ("{O:句容市创新创业园管委会}", ["句容市创新创业园管委会"]),
        # dev d01: the beginning of an official name
        ("在院{L:东头镇}召开", ["院东头镇"]),
        # dev d04, seed 001: a house where a village or a town is before it
        ("在{O:三涧堡街道党群服务中心}主持", ["三涧堡街道党群服务中心 Place"]),
        ("{O:苍南县党群服务中心}设站", ["苍南县党群服务中心"]),
        # 城镇 is a kind of place
        ("{L:城镇}居民", []),
        # seed 004: names side by side, and marks that are no part of them
        ("打造{I:“睦邻红”“睦邻帮”}等空间", ["睦邻红", "睦邻帮"]),
        # seed 000, dev d01: words after the quotes belong to the name only where they are its head
        ("在推广{I:“场所码”过程}中", ["场所码"]),
        ("推出{I:“逢五见面日”制度}后", ["逢五见面日”制度"]),
    ],
)
def test_borders(marked, expected):
    found = mend(tagged(marked)).mentions
    plain = TYPES[marked.split("{")[1][0]]
    assert [m.text if m.type == plain else f"{m.text} {m.type}" for m in found] == expected


def test_relations_follow_their_mentions_and_hold_for_both_halves():
    article = tagged(
        "{O:县市场监管局联合县公安局}开展{E:执法行动}。", ("县市场监管局联合县公安局", "ORGANIZED", "执法行动")
    )
    mended = mend(article)
    assert {(mended.mentions[r.head].text, mended.mentions[r.tail].text) for r in mended.relations} == {
        ("县市场监管局", "执法行动"),
        ("县公安局", "执法行动"),
    }


def test_what_is_whole_stays_as_it_is():
    article = tagged(
        "{O:县委}{T:书记}{P:闻人立诚}在{L:泉庄镇}出席{E:推进会}，推进{I:千万工程}。", ("闻人立诚", "HAS_TITLE", "书记")
    )
    assert mend(article) == article
