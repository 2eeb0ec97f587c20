"""What 我市, 市委 and 该镇 mean: stated, shown by an article, shared by a page."""

from __future__ import annotations

import pytest

from extract.locality import Locality, localities_of, locality_of
from extract.model import Article, Block, Mention, TaggedArticle

XINJIANG = "新疆维吾尔自治区"


def article(text: str, n: int = 1, publication: str = "", locale: str = "") -> Article:
    title = text.split("\n", 1)[0]
    blocks = (Block("title", 0, len(title)), Block("body", len(title), len(text)))
    return Article("page", n, text, tuple(range(len(text))), blocks, publication=publication, locale=locale)


def tagged(*texts: str, publication: str = "", places: tuple[str, ...] = ()) -> list[TaggedArticle]:
    page = []
    for n, text in enumerate(texts, 1):
        mentions = [Mention(text.index(p), text.index(p) + len(p), "Place", p) for p in places if p in text]
        page.append(TaggedArticle(article(text, n, publication), tuple(mentions), ()))
    return page


@pytest.mark.parametrize(
    ("stated", "parts"),
    [
        ("瑞安市", ("浙江省", "温州市", "瑞安市", "")),
        ("浙江省 温州市 平阳县", ("浙江省", "温州市", "平阳县", "")),
        ("温州市平阳县鳌江镇", ("浙江省", "温州市", "平阳县", "鳌江镇")),
        ("玉龙县", ("云南省", "丽江市", "玉龙纳西族自治县", "")),
        ("重庆市 垫江县", ("重庆市", "", "垫江县", "")),
        ("鼓楼区", ("", "", "鼓楼区", "")),  # four cities have one
        ("光荣街道", ("", "", "", "光荣街道")),  # dev d04: the table knows another one only
        ("新疆维吾尔自治区 新疆生产建设兵团 第三师图木舒克市", (XINJIANG, "新疆生产建设兵团", "第三师图木舒克市", "")),
    ],
)
def test_stated(stated: str, parts: tuple[str, ...]) -> None:
    found = Locality.of(stated)
    assert (found.province, found.city, found.county, found.town) == parts


@pytest.mark.parametrize(
    ("stated", "word", "area"),
    [
        ("瑞安市", "市", "瑞安市"),
        ("瑞安市", "我市", "瑞安市"),
        ("瑞安市", "全省", "浙江省"),
        ("平阳县", "全市", "温州市"),
        ("平阳县", "县", "平阳县"),
        ("东营区", "该区", "东营区"),
        ("广西壮族自治区", "区", ""),
        ("广西壮族自治区", "自治区", "广西壮族自治区"),
        ("海西州", "全州", "海西蒙古族藏族自治州"),
        ("鼓楼区", "市", ""),
        ("新疆维吾尔自治区 新疆生产建设兵团 第三师图木舒克市", "师市", "第三师图木舒克市"),
        ("新疆维吾尔自治区 新疆生产建设兵团 第三师图木舒克市", "市", "图木舒克市"),
    ],
)
def test_relative_words(stated: str, word: str, area: str) -> None:
    assert Locality.of(stated).resolve(word) == area


def test_towns_follow_the_text() -> None:
    here = Locality.of("平阳县").after("鳌江镇人大代表联络站")
    assert here.resolve("该镇") == "鳌江镇"
    assert here.after("雁门社区").resolve("社区") == "雁门社区"
    assert here.after("水头镇").resolve("镇") == "水头镇"


def test_a_provincial_paper_speaks_of_the_county_named_last() -> None:
    here = Locality.of("浙江省")
    assert here.resolve("县") == ""
    assert here.after("仙居县公安局").after("温岭市检察院").resolve("县") == "仙居县"  # seed 003


def test_what_the_user_states_wins() -> None:
    assert locality_of(article("全市大会召开\n温州市委、鹿城区委"), override="瑞安市").county == "瑞安市"
    assert locality_of(article("全市大会召开\n温州市委", locale="瑞安市")).county == "瑞安市"


def test_an_article_shows_its_county_by_its_organs() -> None:
    text = "第二季度全市统战工作专题协商会议召开\n句容市委副书记到会，全市各地、句容市政协。江苏省"
    found = locality_of(article(text))
    assert found.county == "句容市"


def test_nothing_certain_stays_empty() -> None:
    assert locality_of(article("消防隐患溯源兼治\n台州市黄岩区、温州市龙湾区、湖州市安吉县")).county == ""


def test_a_page_lends_its_county() -> None:
    """Seed 000: 平阳 stands in the name of an account, the towns of the page are its towns, and all speak of 县委."""
    page = tagged(
        "市人大常委会召开机关学习会\n曾上俊主持。",
        "打造普法“升级版”\n县司法局在鳌江镇开展活动，“平阳普法”微信公众号，南麂。我县、县委宣传部",
        "将关怀送到群众心坎上\n水头加快推进创建",
        places=("鳌江", "南麂", "水头"),
    )
    assert [found.county for found in localities_of(page)] == ["平阳县"] * 3


def test_the_county_that_two_towns_of_a_page_share() -> None:
    """Seed 000: 鳌江镇 lies in 平阳县 and 惠来县, 水头镇 in 平阳县 and 南安市."""
    page = tagged("鳌江织密防控网\n鳌江镇推广场所码，我县", "关怀送到心坎上\n水头镇加快创建，县委")
    assert [found.county for found in localities_of(page)] == ["平阳县", "平阳县"]


def test_a_partner_far_away_does_not_take_the_county_hospital() -> None:
    """Pages of 碌曲县 and 会东县: what speaks of 县 is not from the 区 that it names, nor from another province."""
    page = tagged(
        "全县畜牧业推进会召开\n碌曲县委、碌曲县。全县、县委",
        "针线走到了天津\n天津市津南区、津南区、津南区妇联",
        "县藏医院挂牌\n天津市津南区、津南区中医医院与县藏医院，津南区卫生健康委、县卫健局",
    )
    assert [f.county for f in localities_of(page)] == ["碌曲县", "津南区", "碌曲县"]


def test_the_city_of_a_page_sends_a_delegation_to_another() -> None:
    page = tagged(
        "市政府召开会议\n赣州市政府、赣州市。全市",
        "信访\n赣州市委、赣州市，我市",
        "警示教育大会召开\n赣州市、赣州市纪委，全市",
        "我市党政代表团赴东莞考察\n东莞市、东莞市、东莞市委、广东省东莞市，我市",
    )
    assert [f.city for f in localities_of(page)] == ["赣州市"] * 4


def test_a_page_of_several_counties_lends_none() -> None:
    """Seed 003: each item has its own county; 县委 of one is not that of another."""
    page = tagged(
        "增值零距离\n温州市苍南县，苍南县委组织部，该县、县委。苍南县",
        "厚培土壤\n丽水龙泉市，龙泉市、龙泉市委",
        "联合行动\n近日，县委宣传部开展活动",
    )
    found = localities_of(page)
    assert [f.county for f in found] == ["苍南县", "龙泉市", ""]


def test_a_county_city_names_its_prefecture_in_full() -> None:
    """Dev d02: 市委 is 枝江市委, although 宜昌市 stands there more often."""
    page = tagged("枝江协作医院揭牌\n宜昌市中心人民医院、宜昌市卫健委、宜昌市，市委、市政府，枝江市委。枝江市人民医院")
    assert localities_of(page)[0].county == "枝江市"


def test_homonyms_are_told_by_their_city() -> None:
    page = tagged("蓝湾暖心\n舟山市普陀区沈家门渔港码头，普陀区委组织部，普陀区、普陀区")
    assert localities_of(page)[0].city == "舟山市"


@pytest.mark.parametrize(
    ("publication", "county"),
    [
        ("瑞安日报", "瑞安市"),
        ("嘉兴日报·平湖版", "平湖市"),
        ("今日句容", "句容市"),
        ("大众新闻", ""),
        ("河北日报", ""),
        ("光明日报", ""),
        ("红旗渠报", ""),
    ],
)
def test_publications(publication: str, county: str) -> None:
    """大众 is a township, 河北 a district of 天津, 光明 one of 深圳 and 红旗 one of 新乡: none is meant."""
    page = tagged("一条新闻\n会议昨天召开。", publication=publication)
    assert localities_of(page)[0].county == county


def test_autonomous_counties_keep_the_form_they_print() -> None:
    assert Locality.of("玉龙纳西族自治县").form("玉龙纳西族自治县") == "玉龙县"
    found = locality_of(article("威宁自治县大会\n威宁自治县委、威宁自治县人民政府"), override="威宁彝族回族苗族自治县")
    assert found.form("威宁彝族回族苗族自治县") == "威宁自治县"


def test_in_a_stated_province_an_article_may_be_of_one_county():
    # page n117, a paper of 河北省
    text = "大尹村镇现场会召开\n饶阳县设施蔬菜现场会在大尹村镇举行。县委副书记到会，饶阳县农业农村局汇报。"
    assert locality_of(article(text), override="河北省").county == "饶阳县"
    assert locality_of(article(text), override="河南省").county == ""


def test_in_a_stated_city_the_committee_is_that_citys():
    text = "枝江市现场会召开\n枝江市设施蔬菜现场会举行。市委副书记到会，枝江市农业农村局汇报。"
    assert locality_of(article(text), override="宜昌市").county == ""
