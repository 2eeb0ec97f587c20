from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.tagging.windows import HEAD, LIMIT, windows

HEADLINE = "全市深化作风建设推进会召开\n3月26日，全市深化作风建设推进会在市会议中心召开。\n"


def test_a_short_article_is_one_window() -> None:
    (window,) = windows("县长张伟到李家村调研。")
    assert (window.text, window.head, window.start, window.shift) == ("县长张伟到李家村调研。", 0, 0, 0)


def test_later_windows_open_with_headline_and_lead() -> None:
    text = HEADLINE + "\n".join(f"第{i}段说的是别的事情，与会人员认真听取了汇报。" for i in range(100))
    found = windows(text)
    assert len(found) > 3
    assert all(window.text.startswith(HEADLINE[:40]) for window in found)
    assert found[1].head <= HEAD


def test_windows_end_with_lines_rather_than_in_sentences() -> None:
    text = "\n".join("会议指出要抓好各项工作的落实。" * 5 for _ in range(30))
    assert all(window.text.endswith("。") for window in windows(text))


@given(st.text(alphabet="王市委，。\n 会", max_size=4000), st.integers(40, LIMIT), st.integers(0, 20))
def test_bodies_cover_the_text_in_order(text: str, limit: int, head: int) -> None:
    found = windows(text, limit, head)
    seen = 0
    for window in found:
        body = window.text[window.shift :]
        assert len(window.text) <= limit
        assert text[seen : window.start].strip("\n") == ""
        assert text[window.start : window.start + len(body)] == body
        seen = window.start + len(body)
        for at in range(window.shift, len(window.text), 7):
            start, end = window.span_in_article(at, at + 1)
            assert text[start:end] == window.text[at]
        for at in range(window.head):
            assert window.span_in_article(at, at + 1) == (at, at + 1)
    assert text[seen:].strip("\n") == ""
