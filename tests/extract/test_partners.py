"""Which bodies act together. Texts mark bodies with brackets: [县司法局]联合[县委宣传部]."""

from __future__ import annotations

import re

import pytest

from extract.partners import partners


def pairs(marked: str) -> set[tuple[str, str]]:
    names = re.findall(r"\[(.+?)\]", marked)
    text, spans = "", []
    for part in re.split(r"(\[.+?\])", marked):
        name = part.strip("[]")
        if part.startswith("["):
            spans.append((len(text), len(text) + len(name)))
        text += name
    return {(names[a], names[b]) for a, b in partners(text, spans)}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # seed 003
        (
            "[县公安局]联合[县委宣传部]、[县检察院]、[县交通运输局]等部门组建志愿服务队。",
            {("县公安局", "县委宣传部"), ("县公安局", "县检察院"), ("县公安局", "县交通运输局")},
        ),
        ("公司今年4月由[甲公司]与[乙学院]签订合作协议。", {("甲公司", "乙学院")}),  # dev d06
        ("[街口镇]与[威坪镇]在新安江开展第20次联合巡河行动。", {("街口镇", "威坪镇")}),  # dev d05
        ("[县总工会]牵头，联合[县妇联]举办相亲会。", {("县总工会", "县妇联")}),
        ("[甲镇]与[乙镇]相邻。", set()),
        # page n274
        (
            "会上，[井岸镇]与[湄江街道]、[斗门区总商会]与[湄潭县工商联]分别签订协议。",
            {("井岸镇", "湄江街道"), ("斗门区总商会", "湄潭县工商联")},
        ),
        ("[甲局]与[乙局]、[丙局]签订协议。", {("甲局", "乙局"), ("甲局", "丙局")}),
        ("[县委办]、[县府办]联合[督查组]进行了督查。", set()),  # page n309
        ("[甲局]、[乙局]负责人到场。[丙局]和[丁局]。签订协议的是别人。", set()),
    ],
)
def test_partners(marked: str, expected: set[tuple[str, str]]) -> None:
    assert pairs(marked) == expected
