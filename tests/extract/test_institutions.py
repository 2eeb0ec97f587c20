"""Canonical names, keys, parents and seats of institutions. Sentences come from the seeds and the development pages."""

from __future__ import annotations

import pytest

from extract.institutions import (
    body_of_title,
    canonical_institution,
    government_of,
    institution_key,
    parent_of,
    seat_of,
)
from extract.locality import Locality

RUIAN = Locality.of("浙江省 温州市 瑞安市")
PINGYANG = Locality.of("平阳县")
NOWHERE = Locality()


@pytest.mark.parametrize(
    ("place", "surface", "name"),
    [
        ("镇安县", "镇安文旅集团", "镇安文旅集团"),  # page n63: no body of a town
        ("和田地区", "地区政府", "和田地区行政公署"),
        ("瑞安市", "第一师", "第一师"),  # page n96: a division of 新疆生产建设兵团 has no 人民政府
        ("海西州", "大柴旦行政委员会", "大柴旦行政委员会"),  # page n210
        ("瑞安市", "市委", "瑞安市委"),
        ("瑞安市", "市政府", "瑞安市人民政府"),
        ("瑞安市", "市两办", "瑞安市两办"),
        ("瑞安市", "市委组织部", "瑞安市委组织部"),
        ("瑞安市", "市教育局玉海中心小学党支部", "瑞安市教育局玉海中心小学党支部"),
        ("瑞安市", "市市场监管局", "瑞安市市场监管局"),
        ("瑞安市", "省委", "浙江省委"),
        ("瑞安市", "组织部", "瑞安市委组织部"),
        ("瑞安市", "人社局", "瑞安市人社局"),
        ("瑞安市", "中共瑞安市委", "瑞安市委"),
        ("瑞安市", "我市", "瑞安市人民政府"),
        ("平阳县", "团县委", "共青团平阳县委"),
        ("平阳县", "县法院", "平阳县人民法院"),
        ("平阳县", "县检察院", "平阳县人民检察院"),
        ("沂水县", "县十九届人大常委会", "沂水县人大常委会"),
        ("沂水县", "沂水县人民代表大会常务委员会", "沂水县人大常委会"),
        ("宣威市", "中共宣威市第六届委员会", "宣威市委"),
        ("句容市", "政协句容市委员会", "句容市政协"),
        ("句容市", "句容市场监管局", "句容市市场监管局"),
        ("句容市", "句容市场监管局茅山分局", "句容市市场监管局茅山分局"),  # seed 004
        ("句容市", "水利局", "句容市水利局"),
        ("歙县", "县委", "歙县县委"),
        ("歙县", "县委宣传部", "歙县县委宣传部"),
        ("玉龙纳西族自治县", "县委组织部", "玉龙县委组织部"),
        ("塔什库尔干塔吉克自治县", "县委", "塔县县委"),
        ("阿克苏地区", "地委统战部", "阿克苏地委统战部"),
        ("天水市", "市法院", "天水市中级人民法院"),
        ("垫江县", "县城管局", "垫江县城管局"),
        ("垫江县", "全国人大", "全国人大"),
        ("海宁市", "海昌街道", "海昌街道办事处"),
        ("海宁市", "乡村振兴局", "海宁市乡村振兴局"),
        ("椒江区", "台州市椒江区委人才办", "椒江区委人才办"),
        ("旅顺口区", "三涧堡街道大连樱之源农业科技有限公司", "大连樱之源农业科技有限公司"),
        ("句容市", "江苏金象温泉度假村", "江苏金象温泉度假村"),
    ],
)
def test_canonical_name(place: str, surface: str, name: str) -> None:
    assert canonical_institution(surface, Locality.of(place)) == name


def test_an_uncertain_area_leaves_the_printed_form() -> None:
    assert canonical_institution("市委", NOWHERE) == "市委"
    assert canonical_institution("区委", RUIAN) == "区委"


def test_what_the_document_named_in_full() -> None:
    known = ["瑞安市住建局", "瑞安市人民法院", "重庆天枢机器人有限公司"]
    assert canonical_institution("该局", RUIAN, known) == "瑞安市住建局"
    assert canonical_institution("天枢机器人", RUIAN, known) == "重庆天枢机器人有限公司"
    assert canonical_institution("第一庭", RUIAN, known) == "瑞安市人民法院第一庭"
    assert canonical_institution("该校", RUIAN, known) == "该校"


def test_a_bare_noun_is_never_taken_up() -> None:
    """该校 after a bare 学校 is the school named before, not 学校."""
    assert canonical_institution("该校", RUIAN, ["瑞安中学", "玉海中心学校", "学校"]) == "玉海中心学校"


def test_a_fuller_form_before_or_after() -> None:
    known = ["瑞安市教育局玉海中心小学"]
    assert canonical_institution("玉海中心小学", RUIAN, known) == known[0]
    assert canonical_institution("市委", Locality.of("敦化市"), ["共青团敦化市委"]) == "敦化市委"


def test_towns_of_the_text() -> None:
    here = PINGYANG.after("鳌江镇")
    assert canonical_institution("镇党委", here) == "鳌江镇党委"
    assert canonical_institution("镇政府", here) == "鳌江镇人民政府"
    assert canonical_institution("村委会", here.after("万安村")) == "万安村村委会"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("瑞安市住建局", "瑞安市住房和城乡建设局"),
        ("瑞安市检察院", "瑞安市人民检察院"),
        ("中共瑞安市委", "瑞安市委"),
        ("瑞安烟草专卖局", "瑞安市烟草专卖局"),
        ("玉龙县委", "玉龙纳西族自治县委"),
        ("常州市金坛区市场监管局", "金坛区市场监督管理局"),
        ("共青团平阳县委", "共青团平阳县委员会"),
        ("平湖市文旅体局", "平湖市文化和旅游体育局"),
        ("沂水县自然资源局", "沂水县自然资源和规划局"),
        ("铁力市委巡察办", "铁力市委巡察工作领导小组办公室"),
        ("国家税务总局桐城市税务局", "桐城市税务局"),
        ("歙县县委", "歙县委"),
        ("沂水县人大", "沂水县人民代表大会"),
        ("黎明村村民委员会", "黎明村村委会"),
    ],
)
def test_variants_share_a_key(one: str, other: str) -> None:
    assert institution_key(one) == institution_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("吉林省政协", "吉林市政协"),
        ("海南省人大", "海南州人大"),
        ("瑞安市委", "瑞安市委党校"),
        ("瑞安市委", "共青团瑞安市委"),
        ("瑞安市人大", "瑞安市人大常委会"),
        ("瑞安市公安局", "平阳县公安局"),
        ("瑞安市商务局", "瑞安市财政局"),
        ("瑞安市国资委", "瑞安市投资促进局"),
    ],
)
def test_other_bodies_have_other_keys(one: str, other: str) -> None:
    assert institution_key(one) != institution_key(other)


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("瑞安市委组织部", "瑞安市委"),
        ("瑞安市委政法委", "瑞安市委"),
        ("歙县县委编办", "歙县县委"),
        ("石家庄市委组织部人才科", "石家庄市委组织部"),
        ("瑞安市住建局城乡建设科", "瑞安市住建局"),
        ("瑞安市政府办公室", "瑞安市人民政府"),
        ("枝江市政协农业和农村委员会", "枝江市政协"),
        ("大连市公安局旅顺口分局", "大连市公安局"),
        ("旅顺口区纪委监委驻区农业农村局纪检监察组", "旅顺口区纪委监委"),
        ("民进句容支部", "民进"),
        ("富滇银行会泽支行", "富滇银行"),
        ("山东大学齐鲁医院", "山东大学"),
        ("天津师范大学生命科学学院", "天津师范大学"),
        ("鳌江镇人大代表联络站", "鳌江镇人大"),
        ("边城镇人大主席团", "边城镇人大"),
        ("兵团第六师发改委", "兵团第六师"),
        ("仙居县公安局交通警察大队", "仙居县公安局"),  # seed 003; the table knows the brigade as an organ of its own
        ("椒江区委人才办", "椒江区委"),
        ("瑞安市教育局玉海中心小学", "瑞安市教育局"),  # seed 001
        ("中国美院龙泉研究院", "中国美院"),
        ("瑞安市大学路小学", None),
        ("瑞安市委", None),
        ("瑞安市人大常委会", None),
        ("蛮会镇中心卫生院", None),  # no 镇中心
        ("苏州市中心血站", None),
        ("永城市中心医院", None),
        ("肇源县政府采购中心", None),
        ("天津师范大学", None),
        ("第三师图木舒克市党委", None),
        ("同济大学建筑设计研究院(集团)有限公司", "同济大学"),
    ],
)
def test_parent(name: str, parent: str | None) -> None:
    assert parent_of(name) == parent


def test_a_body_of_the_document_is_the_parent() -> None:
    assert parent_of("瑞安烟草专卖局党总支", ["瑞安烟草专卖局"]) == "瑞安烟草专卖局"
    assert parent_of("中核五公司党员志愿服务队", ["中核五公司"]) == "中核五公司"


@pytest.mark.parametrize(
    ("place", "name", "known", "seat"),
    [
        ("瑞安市", "瑞安市委", [], "瑞安市"),
        ("瑞安市", "瑞安烟草专卖局", [], "瑞安市"),
        ("宜兴市", "丁蜀镇党委", [], "丁蜀镇"),
        ("宜兴市", "氿滨社区党委", [], "氿滨社区"),
        ("平阳县", "平阳县鳌江镇人大代表联络站", [], "鳌江镇"),
        ("旅顺口区", "大连市公安局旅顺口分局", [], "旅顺口区"),
        ("句容市", "民进句容支部", [], "句容市"),
        ("玉龙县", "玉龙县人大", [], "玉龙纳西族自治县"),
        ("枝江市", "湖北橘颂果业股份有限公司", [], "湖北省"),
        ("歙县", "国网歙县供电公司", [], "歙县"),
        ("龙泉市", "浙江大学龙泉产业创新研究院", [], "龙泉市"),
        ("海宁市", "海宁经济开发区管委会", [], "海宁市"),
        ("睢宁县", "徐州市睢宁生态环境局", [], "睢宁县"),
        ("沂水县", "马站中学", ["马站镇"], "马站镇"),
        ("瑞安市", "君茂家园小区党支部", [], "君茂家园小区"),
        ("句容市", "茅山风景区徐阳老鹅经营部", ["茅山风景区"], "茅山风景区"),
        ("东营区", "胜利采油厂", [], None),  # seed 002: 胜利街道 lies there, but nobody spoke of it
        ("瑞安市", "全国人大", [], None),
        ("瑞安市", "国家税务总局", [], None),
        ("瑞安市", "九三学社", [], None),
        ("瑞安市", "暖心向阳志愿服务队", [], None),
        ("台山市", "大江镇水楼村委会", [], "水楼村"),  # page n251
        ("铁岭市", "昌图农村商业银行", [], "昌图县"),  # page n220: not a village 昌图农村
    ],
)
def test_seat(place: str, name: str, known: list[str], seat: str | None) -> None:
    assert seat_of(name, Locality.of(place), known) == seat


@pytest.mark.parametrize(
    ("area", "body"),
    [
        ("瑞安市", "瑞安市人民政府"),
        ("宜城街道", "宜城街道办事处"),
        ("黎明村", "黎明村村民委员会"),
        ("五四路社区", "五四路社区居民委员会"),
        ("海宁经济开发区", "海宁经济开发区管委会"),
        ("浦东新区", "浦东新区人民政府"),
        ("喀什地区", "喀什地区行政公署"),
    ],
)
def test_who_acts_for_an_area(area: str, body: str) -> None:
    assert government_of(area) == body


@pytest.mark.parametrize(
    ("title", "place", "body"),
    [
        ("副市长", "", "瑞安市人民政府"),
        ("市委常委", "", "瑞安市委"),
        ("省人大代表", "", "浙江省人大"),
        ("全国人大代表", "", "全国人大"),
        ("党委书记", "泉庄镇", "泉庄镇党委"),
        ("副市长", "曲靖市", "曲靖市人民政府"),
        ("县长", "", None),  # no county here
        ("主任", "", None),
    ],
)
def test_posts_that_imply_their_body(title: str, place: str, body: str | None) -> None:
    assert body_of_title(title, RUIAN, place) == body
