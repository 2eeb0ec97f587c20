import pytest

from extract.visits import visits


def seen(marked: str):
    """「<…>」 marks visitors, 「{…}」 sites, 「[…]」 a body that may be either -> {(visitor, site)}."""
    text, visitors, sites, open_ = "", [], [], 0
    for character in marked:
        if character in "<{[":
            open_ = len(text)
        elif character in ">}]":
            span = (open_, len(text))
            visitors += [span] if character in ">]" else []
            sites += [span] if character in "}]" else []
        else:
            text += character
    return {(text[slice(*visitors[v])], text[slice(*sites[s])]) for v, s in visits(text, visitors, sites)}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # seed 000
        (
            "<督导组>先后来到[县人民法院]、[县交通运输局]、[县人社局]和[县融媒体中心]。",
            {("督导组", site) for site in ("县人民法院", "县交通运输局", "县人社局", "县融媒体中心")},
        ),
        # seed 004: a party; of a place inside a place the inner one
        ("<高发巧>一行还参观了{糜林果园}。", {("高发巧", "糜林果园")}),
        ("<罗平>带领区直有关部门负责人深入{会泽县}{以礼街道}察看。", {("罗平", "以礼街道")}),
        # somebody else's verb, or none
        ("<赵革>说，居民走进{社区}办事。", set()),
        ("<赵革>在{县委}主持会议。", set()),
        ("<赵革>主持会议。大家前往{县委}。", set()),
    ],
)
def test_what_one_clause_states(marked, expected):
    assert seen(marked) == expected
