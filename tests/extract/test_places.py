"""The administrative table, nested names and canonical places."""

from __future__ import annotations

import time

import pytest

from extract import places
from extract.locality import Locality
from extract.places import (
    areas_named,
    canonical_place,
    containers,
    names_a_place,
    nested_areas,
    nested_pairs,
    place_chain,
    rank,
    short_name,
    split_areas,
    widen_to_area,
)

RUIAN = Locality.of("浙江省 温州市 瑞安市")
PINGYANG = Locality.of("温州市平阳县")


def test_table_loads_fast() -> None:
    places._table.cache_clear()
    started = time.process_time()
    table = places._table()
    assert time.process_time() - started < 0.2  # 0.05 on an idle core
    assert len(table.names) > 43_000


def test_areas_know_where_they_lie() -> None:
    (ruian,) = areas_named("瑞安市")
    assert [a.name for a in ruian.path] == ["浙江省", "温州市", "瑞安市"]
    assert (ruian.level, ruian.code, ruian.short) == ("county", "330381", "瑞安")
    assert areas_named("瑞安")[0] is ruian


@pytest.mark.parametrize(
    ("form", "official"),
    [
        ("玉龙县", "玉龙纳西族自治县"),
        ("玉龙", "玉龙纳西族自治县"),
        ("威宁自治县", "威宁彝族回族苗族自治县"),
        ("西双版纳州", "西双版纳傣族自治州"),
        ("鄂温克旗", "鄂温克族自治旗"),
        ("塔县", "塔什库尔干塔吉克自治县"),
        ("东乡县", "东乡族自治县"),
        ("内蒙古", "内蒙古自治区"),
        ("篁碧乡", "篁碧畲族乡"),
    ],
)
def test_autonomous_areas_have_short_forms(form: str, official: str) -> None:
    assert areas_named(form)[0].name == official


def test_homonyms_and_former_names() -> None:
    assert {a.parent.name for a in areas_named("鼓楼区") if a.parent} == {"南京市", "徐州市", "福州市", "开封市"}
    assert [a.former for a in areas_named("梅列区")] == [True]


@pytest.mark.parametrize(
    ("surface", "chain"),
    [
        ("温州市平阳县鳌江镇", ("温州市", "平阳县", "鳌江镇")),
        ("丽水龙泉市", ("丽水", "龙泉市")),  # seed 003
        ("山东东营", ("山东", "东营")),  # seed 002
        ("江阴市长泾镇", ("江阴市", "长泾镇")),  # no 市长
        ("鳌江镇雁门社区", ("鳌江镇", "雁门社区")),
        ("石鼓镇仁和村", ("石鼓镇", "仁和村")),  # 和 is no conjunction here
        ("新村社区", ("新村社区",)),
        ("杏花村社区", ("杏花村社区",)),
        ("黎明村停车场", ("黎明村", "停车场")),
        ("黄山市黄山区", ("黄山市", "黄山区")),
        ("城市驿站", ("城市驿站",)),
    ],
)
def test_nested_names_split(surface: str, chain: tuple[str, ...]) -> None:
    assert place_chain(surface) == chain


@pytest.mark.parametrize(
    ("name", "parts", "rest"),
    [
        ("台州市椒江区委人才办", ("台州市", "椒江区"), "委人才办"),
        ("歙县县委宣传部", ("歙县",), "县委宣传部"),
        ("王家村村委会", ("王家村",), "村委会"),
        ("宜兴市住房和城乡建设局", ("宜兴市",), "住房和城乡建设局"),  # no town 住房和城乡
        ("金寨县农业农村局", ("金寨县",), "农业农村局"),  # no village 农业农村
        ("市场监管局", (), "市场监管局"),
        ("乡村振兴局", (), "乡村振兴局"),
        ("天津小站稻产业联盟", (), "天津小站稻产业联盟"),
        ("江西橘乡果业有限公司", (), "江西橘乡果业有限公司"),
        ("红旗村党总支", ("红旗村",), "党总支"),  # not 红旗 of 红旗满族乡
    ],
)
def test_areas_at_the_head_of_a_name(name: str, parts: tuple[str, ...], rest: str) -> None:
    assert split_areas(name) == (parts, rest)


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("全市", "瑞安市"),
        ("我市", "瑞安市"),
        ("瑞安", "瑞安市"),
        ("温州", "温州市"),
        ("上望", "上望街道"),
        ("上望街道黎明村", "黎明村"),
        ("市体育馆", "瑞安市体育馆"),
        ("兴业大厦", "兴业大厦"),
        ("我县", "我县"),  # no county is certain
        ("皖", "安徽省"),
    ],
)
def test_canonical_place(surface: str, name: str) -> None:
    assert canonical_place(surface, RUIAN) == name


def test_a_full_form_of_the_document_decides() -> None:
    assert canonical_place("鳌江", PINGYANG) == "鳌江镇"
    assert canonical_place("柳城", PINGYANG, ["柳城畲族镇", "柳城街道"]) == "柳城街道"


def test_lakes_are_no_townships() -> None:
    songyuan = Locality.of("吉林省 松原市 前郭尔罗斯蒙古族自治县")
    assert canonical_place("查干湖", songyuan) == "查干湖"  # although there is a 查干湖镇


def test_autonomous_sites_take_the_usual_form() -> None:
    shizhu = Locality.of("重庆市 石柱土家族自治县")
    assert canonical_place("县委大礼堂", shizhu) == "石柱县委大礼堂"


def test_places_side_by_side_are_nested() -> None:
    text = "在立仓镇赵集村、小桥村，双涧镇找母村"
    spans = [(text.index(p), text.index(p) + len(p), p) for p in ("立仓镇", "赵集村", "小桥村", "双涧镇", "找母村")]
    assert nested_pairs(text, spans) == [("赵集村", "立仓镇"), ("小桥村", "立仓镇"), ("找母村", "双涧镇")]


def test_areas_are_nested_inside_any_name() -> None:
    text = "台州市椒江区委人才办、丽水龙泉市，江阴市长泾镇"  # seed 003
    pairs = [(inner, outer) for inner, outer, _, _ in nested_areas(text)]
    assert pairs == [("椒江区", "台州市"), ("龙泉市", "丽水市"), ("长泾镇", "江阴市")]


def test_villages_of_the_only_town() -> None:
    """Seed 000: 水头加快推进创建 … 世纪花园小区 … 老旧小区安居小区."""
    text = "水头镇。世纪花园小区。老旧小区安居小区"
    spans = [(0, 3, "水头镇"), (4, 10, "世纪花园小区"), (11, 15, "老旧小区"), (15, 19, "安居小区")]
    assert set(nested_pairs(text, spans)) == {("世纪花园小区", "水头镇"), ("安居小区", "水头镇")}
    assert nested_pairs("水头镇、鳌江镇。安居小区", [(0, 3, "水头镇"), (4, 7, "鳌江镇"), (8, 12, "安居小区")]) == []


@pytest.mark.parametrize(
    ("text", "mention", "whole"),
    [
        ("来到泉庄镇尹家峪村、院东头镇桃棵子村", "东头镇", "院东头镇"),  # dev d01
        ("勐海县格朗和哈尼族乡党委书记", "哈尼族乡党委", "格朗和哈尼族乡党委"),  # dev d03
        ("管小宁是以礼街道木城社区居民", "礼街道", "以礼街道"),  # dev d03
        ("江阴市长泾镇", "长泾镇", "长泾镇"),
        ("在东头镇", "东头镇", "东头镇"),
    ],
)
def test_cut_names_are_widened(text: str, mention: str, whole: str) -> None:
    at = text.index(mention)
    start, end = widen_to_area(text, at, at + len(mention))
    assert text[start:end] == whole


def test_kinds_of_places_are_none() -> None:
    assert not any(names_a_place(word) for word in ("城镇", "老旧小区", "各村"))
    assert names_a_place("安居小区")


def test_a_nested_surface_links_its_outer_part() -> None:
    text = "丽江市玉龙纳西族自治县石鼓镇仁和村"  # dev d03
    pairs = nested_pairs(text, [(0, 11, "玉龙纳西族自治县"), (11, 17, "仁和村")])
    assert pairs == [("石鼓镇", "玉龙纳西族自治县"), ("玉龙纳西族自治县", "丽江市")]


@pytest.mark.parametrize(
    ("name", "surfaces", "known", "outer"),
    [
        ("鳌江镇", ["温州市平阳县鳌江镇"], [], ["平阳县"]),
        ("滨江苑小区广场", ["滨江苑小区广场"], ["滨江苑小区"], ["滨江苑小区"]),
        ("世纪花园小区", ["世纪花园小区"], ["世纪花园"], []),
        ("水头镇", ["水头"], [], ["平阳县"]),  # by the table
        ("平阳会展中心", ["平阳会展中心"], [], ["平阳县"]),
        ("凤凰山小区", ["凤凰山小区"], [], []),  # not in 凤凰县, which is elsewhere
        ("兴业大厦", ["兴业大厦"], [], []),
    ],
)
def test_containers(name: str, surfaces: list[str], known: list[str], outer: list[str]) -> None:
    assert containers(name, surfaces, PINGYANG, known) == outer


def test_short_names_and_ranks() -> None:
    assert [short_name(n) for n in ("瑞安市", "歙县", "崇明街道", "东乡族自治县")] == ["瑞安", "歙县", "崇明", "东乡"]
    assert [rank(n) for n in ("浙江省", "温州市", "瑞安市", "鳌江镇", "黎明村", "兴业大厦")] == [0, 1, 2, 3, 4, 5]
