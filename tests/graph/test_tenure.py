"""Times of office from what several articles say of one person at one post."""

from __future__ import annotations

import pytest

from graph.tenure import Said, tenures


def said(published: str | None, title: str = "县长", **qualifiers: str) -> Said:
    return Said({"title": title, **qualifiers}, published)


def told(*statements: Said) -> list[tuple[str | None, ...]]:
    return [(t.first_seen, t.last_seen, t.since, t.until, t.exit, t.gone_by) for t in tenures(statements)]


def test_what_is_seen_stays_apart_from_what_is_stated():
    appointed = said("2021-03-06", change="appointed", since="2021-03-05")
    removed = said("2023-05-02", change="removed", until="2023-04-30")
    assert told(removed, said("2022-01-01"), appointed) == [
        ("2021-03-06", "2022-01-01", "2021-03-05", "2023-04-30", "removed", "2023-05-02")
    ]


def test_a_post_that_is_only_told_to_be_over_was_never_seen():
    assert told(said("2023-05-02", "原县长")) == [(None, None, None, None, "former", "2023-05-02")]


def test_seen_in_office_after_a_career_that_ended_is_another_time():
    career = said("2019-08-01", change="former", since="2010", until="2013")
    assert told(said("2021-05-01"), career) == [
        (None, None, "2010", "2013", "former", "2019-08-01"),
        ("2021-05-01", "2021-05-01", None, None, None, None),
    ]


@pytest.mark.parametrize(("day", "times"), [("2023-05-10", 1), ("2023-09-10", 2)])
def test_a_paper_may_print_the_old_title_for_a_month(day, times):
    removed = said("2023-05-02", change="removed", until="2023-04-30")
    assert len(told(said("2022-01-01"), removed, said(day))) == times


def test_nothing_joins_or_parts_without_a_stated_end():
    assert told(said("2015-01-01"), said("2023-01-01")) == [("2015-01-01", "2023-01-01", None, None, None, None)]


def test_two_papers_tell_of_one_end():
    first, second = said("2023-05-02", change="removed", until="2023-04-30"), said("2023-06-02", "原县长")
    assert told(first, second) == [(None, None, None, "2023-04-30", "removed", "2023-05-02")]


def test_the_order_of_the_articles_does_not_matter():
    said_ = [
        said("2023-05-02", change="removed"),
        said("2022-01-01"),
        said("2024-02-01"),
        said(None),
        said("2023-06-01", "原县长"),
    ]
    assert told(*said_) == told(*reversed(said_))


@pytest.mark.parametrize(("day", "until"), [("2026-03-20", "2026-03-05"), ("2026-09-01", None)])
def test_who_is_seen_in_office_long_after_the_term_was_given_another(day, until):
    elected = said("2021-03-06", change="elected", since="2021-03-05", until="2026-03-05")
    (tenure,) = tenures([elected, said(day)])
    assert (tenure.last_seen, tenure.properties["until"]) == (day, until)
