"""Names: what looks like one, lists, bylines, short forms."""

from __future__ import annotations

import pytest

from extract.names import byline_names, is_plausible_name, resolve_short_name, surname_of


@pytest.mark.parametrize(
    "name",
    ["高发巧", "欧阳若水", "周 强", "阿卜杜拉·买买提", "扎西次仁", "沙马伍哈", "江成与", "相里云", "和丽春", "王家和"],
)
def test_names(name: str) -> None:
    assert is_plausible_name(name)


@pytest.mark.parametrize("text", ["方面", "成立", "全市人民", "参加会议", "党组书记", "市委", "王", "会议在瑞安召开"])
def test_no_names(text: str) -> None:
    assert not is_plausible_name(text)


def test_surnames() -> None:
    assert [surname_of(n) for n in ("高发巧", "欧阳若水", "第五明月", "扎西次仁")] == ["高", "欧阳", "第五", ""]


def byline(text: str) -> list[tuple[str, str]]:
    return [(text[s:e], capacity) for s, e, capacity in byline_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者 金灵 通讯员 高 鹏", [("金灵", "reporter"), ("高 鹏", "correspondent")]),
        ("记者 王 小明 欧阳 若水", [("王 小明", "reporter"), ("欧阳 若水", "reporter")]),
        ("记者 吴 越 王 强", [("吴 越", "reporter"), ("王 强", "reporter")]),
        ("本报讯(记者 佟小雪)3月26日,会议召开。", [("佟小雪", "reporter")]),
        ("晏殊/文 仲夏/摄", [("晏殊", "reporter"), ("仲夏", "photographer")]),
        ("(白玉 文 肖像 摄)", [("白玉", "reporter"), ("肖像", "photographer")]),
        ("文/图 沈雷", [("沈雷", "reporter"), ("沈雷", "photographer")]),
        ("张 弛 摄", [("张 弛", "photographer")]),
        ("通讯员 江南 李强 摄", [("江南", "correspondent"), ("李强", "photographer")]),
        ("记者 唐一帆 通讯员 何丽芳 摄影报道",
         [("唐一帆", "reporter"), ("何丽芳", "correspondent"), ("唐一帆", "photographer"), ("何丽芳", "photographer")]),
        ("编辑 王五", []),
        ("记者从县水利局获悉，今年以来已有多个村庄完成改造，群众满意度明显提升，生活越来越好。", []),
    ],
)  # fmt: skip
def test_bylines(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(byline(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("surface", "people", "name"),
    [
        ("赵书记", ["赵革", "李明"], "赵革"),
        ("老王", ["王斌"], "王斌"),
        ("王书记", ["王斌", "王强"], None),
        ("欧阳主任", ["欧阳若水", "欧明"], "欧阳若水"),
        ("发巧", ["高发巧"], "高发巧"),
        ("古丽", ["古丽·买买提"], "古丽·买买提"),
        ("李书记", ["赵革"], None),
    ],
)
def test_short_forms(surface: str, people: list[str], name: str | None) -> None:
    assert resolve_short_name(surface, people) == name
