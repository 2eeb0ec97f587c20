"""Calendar days from what a text says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.dates import number, resolve_date

FRIDAY = date(2023, 4, 7)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天下午", date(2023, 4, 6)),
        ("4月6日", date(2023, 4, 6)),
        ("6日", date(2023, 4, 6)),
        ("19日", date(2023, 3, 19)),  # the nineteenth of April is still to come
        ("十九日", date(2023, 3, 19)),
        ("3月17日上午", date(2023, 3, 17)),
        ("12月28日", date(2022, 12, 28)),
        ("去年5月3日", date(2022, 5, 3)),
        ("2023年4月6日", date(2023, 4, 6)),
        ("二〇二三年三月十七日", date(2023, 3, 17)),
        ("2023-04-06", date(2023, 4, 6)),
        ("4月6日至7日", date(2023, 4, 6)),
        ("本月3日", date(2023, 4, 3)),
        ("上周五", date(2023, 3, 31)),
        ("周三", date(2023, 4, 5)),
        ("前天", date(2023, 4, 5)),
        ("近日", None),
        ("日前", None),
        ("今年3月", None),
        ("2月30日", None),
        ("第30日", None),
    ],
)
def test_resolved(text: str, day: date | None) -> None:
    assert resolve_date(text, FRIDAY) == day


def test_without_a_day_of_publication() -> None:
    assert resolve_date("2023年4月6日", None) == date(2023, 4, 6)
    assert [resolve_date(t, None) for t in ("4月6日", "昨天", "6日", "上周五")] == [None] * 4


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 300))
def test_a_past_day_of_the_year_comes_back(published: date, ago: int) -> None:
    day = published - timedelta(days=ago)
    assert resolve_date(f"{day.month}月{day.day}日", published) == day


def test_numbers() -> None:
    assert [number(t) for t in ("17", "十七", "二十三", "三十", "十", "二〇二三")] == [17, 17, 23, 30, 10, 2023]
