import pytest

from graph.answers import answer
from graph.questions import load_questions
from tests.graph.county import county_store

__all__ = ["county_store"]


@pytest.fixture
def way(county_store):
    """The stops of the ways from one to the other."""

    def ask(one, other, **more):
        rows = answer(county_store, load_questions()["path"], {"from": one, "to": other, **more}).dicts()
        found = {}
        for row in rows:
            found.setdefault(row["path"], [row["from"]]).append(row["to"])
        return list(found.values())

    return ask


def test_ways_are_the_same_from_either_end(way):
    there, back = way("吴清源", "青石镇政府"), way("青石镇政府", "吴清源")
    assert there
    assert sorted(there) == sorted(stops[::-1] for stops in back)


def test_private_people_are_no_bridge_unless_asked_for(way):
    """何立 the villager was at the 侨务座谈会."""
    assert all("何立" not in stops[1:-1] for stops in way("沈青", "江一帆"))
    assert way("沈青", "何立@青石镇", include_private="true")


def test_the_surer_of_two_relationships_tells_of_a_hop(county_store):
    """吴清源 chaired and spoke: one hop, one row."""
    rows = answer(county_store, load_questions()["path"], {"from": "吴清源", "to": "全市统战工作会议"}).dicts()
    assert [(row["path"], row["hop"], row["relation"]) for row in rows] == [(1, 1, "attended")]


def test_a_way_that_was_not_followed_is_admitted(county_store, monkeypatch):
    """Nothing found means no connection only where everything was followed."""
    question, ends = load_questions()["path"], {"from": "吴清源", "to": "青石镇政府"}
    assert answer(county_store, question, ends).rows
    monkeypatch.setattr("graph.ways.WIDTH", 0)
    cut = answer(county_store, question, ends)
    assert (cut.rows, cut.more) == ((), True)
