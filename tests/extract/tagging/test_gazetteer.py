from __future__ import annotations

import pytest

from extract.tagging.gazetteer import KINDS, place_batch, place_kinds


def marked(text: str) -> list[tuple[str, str]]:
    """The names found, each with what it is."""
    kinds = place_kinds(text)
    found: list[tuple[str, str]] = []
    for character, kind in zip(text, kinds.tolist(), strict=True):
        if kind in (1, 3):
            found.append((character, "full" if kind == 1 else "short"))
        elif kind:
            found[-1] = (found[-1][0] + character, found[-1][1])
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("周则东任格朗和哈尼族乡党委书记", [("格朗和哈尼族乡", "full")]),
        ("罗先生到会泽县以礼街道", [("会泽县", "full"), ("以礼街道", "full")]),
        ("昭通市镇雄县副县长", [("昭通市", "full"), ("镇雄县", "full")]),
        ("据会泽消息", [("会泽", "short")]),
        ("县长讲话", []),
        ("", []),
        ("镇", []),
    ],
)
def test_names_of_the_table(text: str, names: list[tuple[str, str]]) -> None:
    assert marked(text) == names


def test_a_batch_is_padded() -> None:
    batch = place_batch(["会泽县", "会"])
    assert batch.tolist() == [[1, 2, 2], [0, 0, 0]]
    assert batch.max() < KINDS
