import pytest

from extract.deeds import EVENT, PROGRAMME, deeds


def stated(marked: str, kinds=PROGRAMME):
    """「<…>」 marks actors, 「{…}」 programmes or events -> {(actor, class, thing)}; no actor where none is named."""
    text, actors, things, open_ = "", [], [], 0
    for character in marked:
        if character in "<{":
            open_ = len(text)
        elif character == ">":
            actors.append((open_, len(text)))
        elif character == "}":
            things.append((open_, len(text)))
        else:
            text += character
    return {
        (actor, d.kind, text[slice(*things[d.thing])])
        for d in deeds(text, actors, things, kinds)
        for actor in ([text[slice(*actors[a])] for a in d.actors] or [""])
    }


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # dev d05
        ("<街口镇>推出“{垃圾换积分}”制度。", {("街口镇", "launch", "垃圾换积分")}),
        ("该{计划}由<县委>、<县政府>于今年6月印发。", {("县委", "launch", "计划"), ("县政府", "launch", "计划")}),
        # dev d06
        ("{圩日说事会}由<永平镇>于2022年首创。", {("永平镇", "launch", "圩日说事会")}),
        # dev d01
        (
            "<镇人大>联合<镇纪委>建立了“{闭环机制}”。",
            {("镇人大", "launch", "闭环机制"), ("镇纪委", "launch", "闭环机制")},
        ),
        # seed 001
        ("今年以来,<上望街道>依托{共享社·幸福里}建设夯实幸福路。", {("上望街道", "implement", "共享社·幸福里")}),
        # seed 004: one verb for a row of names, and a sentence that leaves its subject out
        (
            "<街道>打造“{睦邻红}”“{睦邻帮}”和“{睦邻乐}”等特色空间。",
            {("街道", "launch", "睦邻红"), ("街道", "launch", "睦邻帮"), ("街道", "launch", "睦邻乐")},
        ),
        ("连续多年实施“{双全社工}”培养计划。", {("", "implement", "双全社工")}),
        # dev d04: somebody says what ought to be done, no subject is left out
        ("他指出，要深入实施“{蓝色粮仓}”三年行动。", set()),
        # another sentence, or no verb: nothing is plain
        ("<县委>召开会议。<会议>听说“{新政}”。", set()),
        ("<县委>门口挂着“{新政}”的牌子。", set()),
    ],
)
def test_what_one_clause_states(marked, expected):
    assert stated(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # dev d06, d03: who held it, not where it was held
        ("<县政协>在<葛仙山镇政府>召开{协商座谈会}。", {("县政协", "organize", "协商座谈会")}),
        ("<州卫健委>联合<团州委>开展{巡诊活动}。", {("州卫健委", "organize", "巡诊活动"), ("团州委", "organize", "巡诊活动")}),
        ("{文化节}由<县文旅局>主办。", {("县文旅局", "organize", "文化节")}),
        ("<县委>传达{全国会议}精神。", set()),
    ],
)  # fmt: skip
def test_who_held_an_event(marked, expected):
    assert stated(marked, EVENT) == expected
