import pytest

from extract.attendance import listed, speaks
from tests.extract.written import bracketed


def runs(marked: str, capacity: str = "attendee"):
    text, people = bracketed(marked)
    return [[text[slice(*people[i])] for i in run] for run in listed(text, people, capacity)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # dev d07: posts between the names
        ("县人武部政委[牛得水],副县长[兰彩云]、[索南才让],副县长(挂职)[慕容启明]参加会议。",
         [["牛得水", "兰彩云", "索南才让", "慕容启明"]]),
        # the chair is not of the list
        ("[赵革]主持会议，[方明晓]、[林华]出席。", [["方明晓", "林华"]]),
        ("[赵革]说，会议开得好。[方明晓]笑了。", []),
    ],
)  # fmt: skip
def test_a_list_that_a_verb_closes(marked, expected):
    assert runs(marked) == expected


@pytest.mark.parametrize(
    ("marked", "capacity", "expected"),
    [
        # dev d04, d01, d03
        ("[邢必行]主持会议并通报工作进展。", "chair", [["邢必行"]]),
        ("[邢必行]主持会议并通报工作进展。", "speaker", [["邢必行"]]),
        ("[丁香]应邀出席并讲话。", "speaker", [["丁香"]]),
        ("县农业农村局局长[任重]作典型发言。", "speaker", [["任重"]]),
        ("[李四]、[侬小勇]先后作经验交流。", "speaker", [["李四", "侬小勇"]]),
        ("[任重]作为企业家到场。", "chair", []),
        ("[丁香]工作认真。", "speaker", []),
    ],
)
def test_verbs_tell_the_capacity(marked, capacity, expected):
    assert runs(marked, capacity) == expected


def test_reported_speech():
    assert speaks("高发巧指出,当前", 3)
    assert speaks("高发巧在讲话中指出,上半年", 3)
    assert not speaks("高发巧一行参观了果园", 3)
