import pytest

from extract.initiatives import cluster_initiatives, initiative_name, same_initiative


def test_marks_are_no_part_of_a_name():
    assert initiative_name("“崮上花开”片区共富行动") == "崮上花开片区共富行动"
    assert initiative_name("《温州市城镇老旧小区改造指南(试行)》") == "温州市城镇老旧小区改造指南(试行)"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("崮上花开", "崮上花开片区共富行动", True),
        ("载誉归来", "万商同心·载誉归来工程", True),
        ("意见", "中共古田县委关于推进食用菌产业集群发展的意见", True),
        ("党员联户", "党员联户积分细则", False),
        ("恭城月柿", "恭城月柿全产业链提升三年行动方案", False),
        ("火塘夜话", "关于推广火塘夜话工作法的通知", False),
        ("智慧人大", "阳光食安", False),
    ],
)
def test_what_is_one_programme(a, b, same):
    assert same_initiative(a, b) is same
    assert same_initiative(b, a) is same


def test_a_short_form_joins_the_programme_named_before():
    assert cluster_initiatives(["“千万工程”", "“崮上花开”", "“崮上花开”片区共富行动", "千万工程"]) == [0, 1, 1, 0]
