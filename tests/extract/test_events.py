import pytest

from extract.events import cluster_events, event_kind, event_name, same_event
from extract.locality import Locality


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("全县乡村振兴片区建设现场推进会", "meeting"),
        ("教育实践基地揭牌仪式", "ceremony"),
        ("新闻发布会", "ceremony"),
        ("物业管理专项视察", "inspection"),
        ("月是故乡明联谊晚会", "activity"),
        ("梯田长街古宴", "activity"),
    ],
)
def test_the_last_words_tell_the_kind(name, kind):
    assert event_kind(name) == kind


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("推进会", "全县乡村振兴片区建设现场推进会", True),
        ("区委二届一次全会", "区纪委二届一次全会", False),
        ("县十七届人大常委会第二十六次会议", "县十七届人民代表大会第四次会议", False),
        ("市委六届七次全会", "中共宣威市第六届委员会第七次全体会议", True),
        ("市九届人大五次会议", "东兴市第九届人民代表大会第五次会议", True),
        ("大会", "敦化市第十九届人民代表大会第三次会议", True),
        ("省政府党组会议", "省政府第13次常务会议", False),
        ("首届开平碉楼灯光艺术季新闻发布会", "首届开平碉楼灯光艺术季", False),
        ("第一次联席会议", "第二次联席会议", False),
        ("“荷”文化节", "荷文化节", True),
        # seed 004: the headline says it without the ceremony; a festival is not its opening
        ("同心红统战联盟民进句容支部教育实践基地", "同心红统战联盟——民进句容支部教育实践基地揭牌仪式", True),
        ("海昌街道第三届荷花节", "海昌街道第三届荷花节启动仪式", False),
    ],
)
def test_what_is_one_event(a, b, same):
    assert same_event(a, b) is same
    assert same_event(b, a) is same


def test_a_short_name_means_the_event_just_named():
    names = ["全县老旧小区改造推进会", "市政协专题座谈会", "座谈会", "推进会"]
    assert cluster_events(names) == [0, 1, 1, 0]


def test_a_bare_name_gets_its_organiser_and_an_area_its_name():
    ruian = Locality(province="浙江省", city="温州市", county="瑞安市")
    assert event_name(["座谈会"], "瑞安市政协", ruian) == "瑞安市政协座谈会"
    assert event_name(["全市机关党的工作会议", "会议"], "", ruian) == "瑞安市机关党的工作会议"
    assert event_name(["全市机关党的工作会议"], "", Locality()) == "全市机关党的工作会议"
