import pytest

from extract.deeds import deeds


def stated(marked: str):
    """「<…>」 marks actors, 「{…}」 programmes -> {(actor, class, programme)}."""
    text, actors, programmes, open_ = "", [], [], 0
    for character in marked:
        if character in "<{":
            open_ = len(text)
        elif character == ">":
            actors.append((open_, len(text)))
        elif character == "}":
            programmes.append((open_, len(text)))
        else:
            text += character
    return {
        (text[slice(*actors[a])], d.kind, text[slice(*programmes[d.programme])])
        for d in deeds(text, actors, programmes)
        for a in d.actors
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
        # another sentence, or no verb: nothing is plain
        ("<县委>召开会议。会议推出“{新政}”。", set()),
        ("<县委>门口挂着“{新政}”的牌子。", set()),
    ],
)
def test_what_one_clause_states(marked, expected):
    assert stated(marked) == expected
