import pytest

from extract.attendance import listed, speaks


def runs(marked: str):
    text, people, open_ = "", [], 0
    for character in marked:
        if character == "[":
            open_ = len(text)
        elif character == "]":
            people.append((open_, len(text)))
        else:
            text += character
    return [[text[slice(*people[i])] for i in run] for run in listed(text, people)]


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


def test_reported_speech():
    assert speaks("高发巧指出,当前", 3)
    assert speaks("高发巧在讲话中指出,上半年", 3)
    assert not speaks("高发巧一行参观了果园", 3)
