"""What became of bodies and areas. Each row carries the sentence that taught it."""

from __future__ import annotations

from datetime import date

import pytest

from extract.successions import successions
from tests.extract.written import bracketed

PUBLISHED = date(2023, 10, 22)


def told(marked: str) -> list[tuple[str, str, str, str]]:
    """「[…]」 marks bodies -> before, after, kind, day."""
    text, bodies = bracketed(marked)
    name = [text[start:end] for start, end in bodies]
    return [
        ("" if c.before is None else name[c.before], "" if c.after is None else name[c.after], c.kind, c.day)
        for c in successions(text, bodies, PUBLISHED)
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("2019年1月，[县旅游局]正式更名为[县文化和旅游局]。", [("县旅游局", "县文化和旅游局", "renamed", "2019-01")]),
        ("[云河县第一小学]于去年9月改名为[云河县实验小学]。",
         [("云河县第一小学", "云河县实验小学", "renamed", "2022-09")]),
        ("将[县农业局]更名为[县农业农村局]，挂[县畜牧局]牌子。", [("县农业局", "县农业农村局", "renamed", "")]),
        ("4月6日，记者从[县水务集团]（原[县自来水公司]）获悉", [("县自来水公司", "县水务集团", "renamed", "")]),
        ("[县实验中学]前身是创办于1902年的[育英书院]。", []),
        ("[县实验中学]的前身是[育英书院]。", [("育英书院", "县实验中学", "replaced", "")]),
        # somebody is named once, what follows goes on about the same
        ("[育英书院]创办于1902年，1956年更名为[县实验中学]。",
         [("", "育英书院", "founded", "1902"), ("育英书院", "县实验中学", "renamed", "1956")]),
        # areas
        ("经国务院批准，2014年撤销[青田县]，设立[青田市]。", [("青田县", "青田市", "replaced", "2014")]),
        ("撤销[富阳市]，设立[杭州市][富阳区]，以原[富阳市]的行政区域为[富阳区]的行政区域。",
         [("富阳市", "富阳区", "replaced", "")]),
        ("2011年，撤销[甲乡]和[乙乡]建制，以[甲乡]、[乙乡]区域合并设立[丙镇]。",
         [("甲乡", "丙镇", "merged", "2011"), ("乙乡", "丙镇", "merged", "2011")]),
        ("去年，[石门村]、[石坑村]合并为[石坑村]。", [("石门村", "石坑村", "merged", "2022"),
                                                   ("石坑村", "石坑村", "merged", "2022")]),
        ("[白水村]整体并入[石坑村]。", [("白水村", "石坑村", "merged", "")]),
        ("[永宁乡]升格为[永宁镇]。", [("永宁乡", "永宁镇", "replaced", "")]),
        # reform of bodies
        ("[县城发集团]由[县城投公司]、[县交投公司]等合并组建。",
         [("县城投公司", "县城发集团", "merged", ""), ("县交投公司", "县城发集团", "merged", "")]),
        ("将[县广播电视台]、[县新闻中心]整合，组建[县融媒体中心]。",
         [("县广播电视台", "县融媒体中心", "merged", ""), ("县新闻中心", "县融媒体中心", "merged", "")]),
        ("将[县卫生局]的职责，[县计生委]的计划生育管理和服务职责、[县药监局]的食品监管职责整合，组建[县卫计局]。"
         "不再保留[县卫生局]、[县计生委]。",
         [("县卫生局", "县卫计局", "merged", ""), ("县计生委", "县卫计局", "merged", ""),
          ("县卫生局", "", "dissolved", ""), ("县计生委", "", "dissolved", "")]),
        ("2018年，[县国税局]、[县地税局]合并，成立[县税务局]。",
         [("县国税局", "县税务局", "merged", "2018"), ("县地税局", "县税务局", "merged", "2018")]),
        ("[县经贸局]拆分为[县商务局]、[县工信局]。", [("县经贸局", "县商务局", "split", ""), ("县经贸局", "县工信局", "split", "")]),
        ("从[县建设局]中分离出[县城管局]。", [("县建设局", "县城管局", "split", "")]),
        ("3月1日，[县招商办]被撤销。", [("县招商办", "", "dissolved", "2023-03-01")]),
        ("10月20日，[县退役军人事务局]挂牌成立。", [("", "县退役军人事务局", "founded", "2023-10-20")]),
        ("[县诗词学会]成立于1998年，现有会员60人。", [("", "县诗词学会", "founded", "1998")]),
        # nothing of the kind
        ("[县教育局]建议将[甲校]更名为[乙校]。", []),
        ("[县城投公司]拟更名为[县城发集团]。", []),
        ("撤销[县财政局]局长张三的职务。", []),
        ("将[县农业局]的渔船检验职责划入[县交通局]。", []),
        ("[县志愿者协会]成立五周年座谈会召开。", []),
        ("自[县妇联]正式成立以来", []),
        # dev d03: a place where something was founded was not
        ("并在[南糯山村]挂牌成立古茶树资源保护工作室。", []),
        ("[县文联]、[县作协]整合资源，走进[甲校]。", []),
        ("[县法院]判决撤销[县人社局]作出的决定。", []),
    ],
)  # fmt: skip
def test_successions(marked, expected):
    assert told(marked) == expected
