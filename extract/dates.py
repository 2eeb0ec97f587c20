"""Calendar days from what a text says: 昨天下午, 19日, 3月17日, 上周五.

In: a date expression and the day the article appeared. Out: a date, or None where the text does not make it certain.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from extract.lexicon import rows

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_NUMBER = r"(?:\d{1,4}|[〇○零一二两三四五六七八九十]{1,4})"
_YEAR = r"(?P<year>\d{4}|[〇○零一二三四五六七八九]{4}|今|去|前|本|当|同|明)年"
_FULL = re.compile(rf"(?:{_YEAR})?[ 　]*(?P<month>{_NUMBER})[ 　]*月(?:份)?[ 　]*(?P<day>{_NUMBER})[ 　]*[日号]")
_ISO = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_RELATIVE_MONTH = re.compile(rf"(?P<which>本|上|上个|这个|当)月[ 　]*(?P<day>{_NUMBER})[ 　]*[日号]")
_DAY = re.compile(rf"(?<![\d月年〇一二三四五六七八九十第])(?P<day>{_NUMBER})[ 　]*[日号](?![㐀-鿿]*(?:线|楼|文))")
_WEEKDAY = re.compile(r"(?P<which>上上|上|本|这|下)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")


@cache
def _days_ago() -> dict[str, int]:
    return {word: int(days) for word, days in rows("near_days.tsv")}


@cache
def _near_day() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_days_ago(), key=len, reverse=True)))


def resolve_date(text: str, published: date | None) -> date | None:
    """The day meant: 2023年4月6日 always; 3月17日, 19日, 昨天下午, 上周五 by the day of publication; 近日 never.

    A range gives its first day. A day that would lie two months after publication is of the year before.
    """
    if found := _ISO.search(text):
        return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _FULL.search(text):
        return _month_day(found["year"], number(found["month"]), number(found["day"]), published)
    if published is None:
        return None
    if found := _RELATIVE_MONTH.search(text):
        return _in_month(published, -1 if found["which"].startswith("上") else 0, number(found["day"]))
    if found := _near_day().search(text):
        return published - timedelta(days=_days_ago()[found.group()])
    if found := _WEEKDAY.search(text):
        return _weekday(found["which"] or "", _WEEKDAYS[found["weekday"]], published)
    if found := _DAY.search(text):
        return _last_day(number(found["day"]), published)
    return None


def number(text: str) -> int:
    """17, 十七, 二十三, 三十 -> int; 二〇二三 digit by digit. Raises ValueError for anything else."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[c]) for c in text))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_day(year: str | None, month: int, day: int, published: date | None) -> date | None:
    if year and len(year) == 4:
        return _day(number(year), month, day)
    if published is None:
        return None
    back = {"去": 1, "前": 2, "明": -1}.get(year or "", 0)
    found = _day(published.year - back, month, day)
    if not year and found and found > published + timedelta(days=60):
        return _day(published.year - 1, month, day)
    return found


def _in_month(published: date, months: int, day: int) -> date | None:
    first = published.replace(day=1)
    if months < 0:
        first = (first - timedelta(days=1)).replace(day=1)
    return _day(first.year, first.month, day)


def _last_day(day: int, published: date) -> date | None:
    """19日 is the last nineteenth up to a week after publication (a notice may look ahead)."""
    for months in (0, -1):
        found = _in_month(published, months, day)
        if found and found <= published + timedelta(days=7):
            return found
    return None


def _weekday(which: str, weekday: int, published: date) -> date:
    monday = published - timedelta(days=published.weekday())
    weeks = {"上上": -2, "上": -1, "下": 1}.get(which, 0)
    found = monday + timedelta(weeks=weeks, days=weekday)
    return found - timedelta(weeks=1) if not which and found > published else found


# ---- days, months and years, to the precision that is printed

_MONTH_OR_YEAR = re.compile(rf"{_YEAR}(?:[ 　]*(?P<month>{_NUMBER})[ 　]*月)?")
_MONTH_DAY = rf"{_NUMBER}[ 　]*月(?:份)?[ 　]*{_NUMBER}[ 　]*[日号]"
_TOLD = re.compile(
    rf"{_ISO.pattern}|(?:{_MONTH_OR_YEAR.pattern.replace('?P<year>', '').replace('?P<month>', '')}"
    rf"(?:份)?(?:[ 　]*{_NUMBER}[ 　]*[日号])?)|{_MONTH_DAY}|(?:本|上|当)月[ 　]*{_NUMBER}[ 　]*[日号]"
)


class Told(NamedTuple):
    """A date in running text. `day`: ISO, as far as it is printed: 2019-03-05, 2019-03 or 2019."""

    start: int
    end: int
    day: str


def dates_told(text: str, published: date | None) -> list[Told]:
    """Dates in their order: 2019年3月, 今年3月, 去年, 3月17日, 昨天; what is not certain is left out."""
    found = [(m.start(), m.end()) for m in (*_TOLD.finditer(text), *_near_day().finditer(text))]
    return [Told(start, end, day) for start, end in sorted(found) if (day := _told(text[start:end], published))]


def _told(text: str, published: date | None) -> str:
    if day := resolve_date(text, published):
        return day.isoformat()
    found = _MONTH_OR_YEAR.fullmatch(text.strip().removesuffix("份"))
    if found is None:
        return ""
    named = found["year"]
    if len(named) == 4:
        year = number(named)
    elif published is not None:
        year = published.year - {"去": 1, "前": 2, "明": -1}.get(named, 0)
    else:
        return ""
    month = number(found["month"]) if found["month"] else 0
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else f"{year:04}" if not month else ""
