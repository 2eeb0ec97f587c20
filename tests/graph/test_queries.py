import pytest

from extract.model import InputError
from graph.answers import answer
from graph.questions import load_questions
from tests.graph.county import county_store

__all__ = ["county_store"]


@pytest.fixture
def asked(county_store):
    """Ask a question of the county's graph; gives the Answer."""
    return lambda name, **values: answer(county_store, load_questions()[name], values)


def told(answered, *columns):
    """Some columns of an answer's rows."""
    rows = answered.dicts()
    return [tuple(row[column] for column in columns) for row in rows]


def test_meetings_of_a_person(asked):
    answered = asked("meetings", person="吴清源")
    rows = [{k: v for k, v in row.items() if not k.endswith("_id")} for row in answered.dicts()]
    assert rows == [
        {
            "date": "2023-04-06",
            "event": "全市统战工作会议",
            "kind": "meeting",
            "capacity": ["chair"],
            "organizers": ["云河市委统战部"],
            "places": ["白鹤镇"],
            "about": ["同心桥"],
            "reported": "2023-04-07",
            "confidence": 0.9,
        }
    ]
    (sentence,) = answered.evidence[0]
    assert "吴清源在白鹤镇主持全市统战工作会议" in sentence.quote
    assert (sentence.article.title, sentence.article.published) == ("全市统战工作会议召开", "2023-04-07")
    assert (sentence.article.publication, sentence.article.source) == ("云河日报", "news/b01.txt")
    assert answered.meant["person"][0].name == "吴清源"


def test_meetings_of_a_time(asked):
    assert told(asked("meetings", person="江一帆", since="2023-05-01"), "event") == [("侨务座谈会",), ("共富大会",)]
    assert told(asked("meetings", person="江一帆", until="2023-05-01"), "event") == [("全市统战工作会议",)]


def test_who_attends_together(asked):
    rows = told(asked("together", person="江一帆"), "who", "times", "events", "posts")
    assert rows == [
        ("沈青", 1, ["侨务座谈会"], ["云河市委统战部部长"]),
        ("何立", 1, ["全市统战工作会议"], ["云河市民宗局局长"]),
        ("吴清源", 1, ["全市统战工作会议"], ["云河市委统战部部长"]),
    ]
    assert ("何立", []) in told(asked("together", person="江一帆", include_private="true"), "who", "posts")


def test_roles_of_a_person_and_of_a_body(asked):
    assert told(asked("roles", who="吴清源"), "title", "body", "first_seen", "last_seen", "status") == [
        ("部长", "云河市委统战部", "2023-04-07", "2023-09-10", "seen")
    ]
    assert told(asked("roles", who="统战部"), "who", "since") == [("吴清源", None), ("沈青", "2023-06-01")]


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        ("2023-01-01", []),
        ("2023-05-01", [("吴清源", "seen")]),
        ("2023-09-10", [("吴清源", "seen"), ("沈青", "presumed")]),
        ("2024-01-01", [("吴清源", "presumed"), ("沈青", "presumed")]),
    ],
)
def test_roles_as_of_a_day(asked, day, holders):
    assert told(asked("roles", who="统战部", on=day), "who", "status") == holders


def test_everyone_who_held_a_post(asked):
    assert told(asked("post", post="统战部部长"), "who", "times") == [("吴清源", 2), ("沈青", 1)]


def test_institution(asked):
    assert told(asked("institution", institution="统战部"), "relation", "name", "detail") == [
        ("based in", "云河市", None),
        ("implements", "同心桥", None),
        ("launched", "同心桥", None),
        ("organized", "全市统战工作会议", None),
        ("post", "吴清源", "部长"),
        ("post", "沈青", "部长"),
    ]


def test_person(asked):
    assert told(asked("person", person="吴清源"), "relation", "name", "detail") == [
        ("attended", "全市统战工作会议", "chair"),
        ("post", "云河市委统战部", "部长"),
        ("visited", "青石镇", None),
    ]


def test_event(asked):
    assert told(asked("event", event="全市统战"), "relation", "name", "detail", "posts") == [
        ("about", "同心桥", None, []),
        ("attended by", "吴清源", "chair", ["云河市委统战部部长"]),
        ("attended by", "何立", "attendee", ["云河市民宗局局长"]),
        ("attended by", "江一帆", "attendee", ["白鹤镇政府镇长"]),
        ("held at", "白鹤镇", None, []),
        ("organized by", "云河市委统战部", None, []),
    ]


def test_mentions_in_order_of_print(asked):
    assert told(asked("mentions", entity="青石镇"), "published", "title") == [
        ("2023-06-02", "沈青任统战部部长"),
        ("2023-09-10", "“同心桥”行动在青石镇落地"),
    ]
    (first, _) = asked("mentions", entity="统战部", until="2023-06-30").rows
    assert first[3] == ["云河市委统战部", "市委统战部", "统战部"]


def test_a_cooperation_is_seen_from_both_sides(asked):
    for one, other in (("青石镇政府", "白鹤镇政府"), ("白鹤镇政府", "青石镇政府")):
        assert ("cooperates with", other) in told(asked("institution", institution=one), "relation", "name")


def test_initiative(asked):
    assert told(asked("initiative", initiative="同心桥"), "relation", "name", "date") == [
        ("implemented by", "云河市委统战部", None),
        ("implemented in", "青石镇", None),
        ("launched by", "云河市委统战部", None),
        ("topic of", "全市统战工作会议", "2023-04-06"),
    ]


def test_place_holds_what_is_inside_it(asked):
    rows = told(asked("place", place="云河市"), "relation", "name", "place")
    assert ("hosted", "侨务座谈会", "青石镇") in rows
    assert ("visited by", "吴清源", "青石镇") in rows
    assert ("contains", "白鹤镇", "云河市") in rows
    assert "何立" not in [name for _, name, _ in rows]
    assert told(asked("place", place="云河市", exactly="true"), "relation", "name") == [
        ("contains", "白鹤镇"),
        ("contains", "青石镇"),
        ("seat of", "云河市委统战部"),
    ]


def test_visited_from_either_side(asked):
    assert told(asked("visited", entity="吴清源"), "visitor", "visited") == [("吴清源", "青石镇")]
    assert told(asked("visited", entity="青石镇"), "visitor", "visited") == [("吴清源", "青石镇")]
    assert told(asked("visited", entity="青石镇", until="2023-01-01"), "visitor") == []


def test_timeline_says_what_its_dates_are(asked):
    assert told(asked("timeline", entity="沈青"), "date", "dating", "relation", "name") == [
        ("2023-06-01", "event", "attended", "侨务座谈会"),
        ("2023-06-01", "stated", "post", "云河市委统战部部长"),
    ]
    assert told(asked("timeline", entity="同心桥", since="2023-06-01"), "date", "dating", "relation") == [
        ("2023-09-10", "reported", "implemented by"),
        ("2023-09-10", "reported", "implemented in"),
    ]


def test_new_since_leaves_out_what_was_known(asked):
    """That 吴清源 heads 统战部 was printed in April, so September's repetition is no news."""
    assert told(asked("new-since", since="2023-09-01"), "published", "who", "relation", "what") == [
        ("2023-09-10", "云河市委统战部", "implements", "同心桥"),
        ("2023-09-10", "同心桥", "implemented in", "青石镇"),
        ("2023-09-10", "吴清源", "visited", "青石镇"),
        ("2023-09-10", "青石镇政府", "cooperates with", "白鹤镇政府"),
    ]
    spring = asked("new-since", since="2023-01-01", until="2023-04-30")
    assert {row["published"] for row in spring.dicts()} == {"2023-04-07"}


def test_path_names_every_hop_with_its_sentence(asked):
    answered = asked("path", **{"from": "吴清源", "to": "沈青"})
    assert told(answered, "path", "hop", "from", "relation", "to") == [
        (1, 1, "吴清源", "post", "云河市委统战部部长"),
        (1, 2, "云河市委统战部部长", "held by", "沈青"),
    ]
    assert all(answered.evidence)


def test_path_does_not_lead_through_an_article_or_the_county(asked):
    """Both are in one city, which connects nothing; asked about, the city is reached by what is there."""
    stops = told(asked("path", **{"from": "沈青", "to": "青石镇政府"}), "to")
    assert stops[0] == ("侨务座谈会",)
    assert stops[-1] == ("青石镇政府",)
    assert ("云河市",) not in stops
    rows = told(asked("path", **{"from": "江一帆", "to": "云河市"}), "to")
    assert rows[-1] == ("云河市",)


def test_no_path_to_oneself(asked):
    assert asked("path", **{"from": "吴清源", "to": "吴清源"}).rows == ()


def test_conflicts(asked):
    """Two heads of one body at once, and 江一帆 in two cities on 1 June."""
    assert told(asked("conflicts", entity="统战部"), "conflict", "what", "date") == [
        ("post", "云河市委统战部部长", "2023-06-01"),
    ]
    (row,) = asked("conflicts", entity="统战部").dicts()
    assert {row["who"], row["other"]} == {"吴清源", "沈青"}
    (row,) = asked("conflicts", entity="江一帆").dicts()
    assert (row["conflict"], row["date"], row["who"]) == ("place", "2023-06-01", "江一帆")
    assert {row["what"], row["other"]} == {"侨务座谈会 (青石镇)", "共富大会 (平川市)"}
    assert asked("conflicts", entity="民宗局").rows == ()
    assert sorted(told(asked("conflicts"), "conflict")) == [("place",), ("post",)]


def test_who_stands_at_the_centre(asked):
    """江一帆 is the only one to link the spring meeting with the summer one."""
    answered = asked("central")
    assert told(answered, "who", "events", "met", "between")[0] == ("江一帆", 2, 3, 0.6667)
    assert sorted(told(asked("central", place="青石镇"), "who", "met")) == [("江一帆", 1), ("沈青", 1)]
    assert answered.rows[0][answered.columns.index("posts")] == ["白鹤镇政府镇长"]


VALUES = {
    "event": "侨务座谈会", "person": "吴清源", "who": "吴清源", "post": "统战部部长", "institution": "统战部", "initiative": "同心桥",
    "place": "云河市", "entity": "吴清源", "from": "吴清源", "to": "江一帆", "since": "2023-01-01",
    "meeting": "统战",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(load_questions().keys() - {"history"}))  # no body of the sample changed
def test_every_row_has_its_sentence_and_article(asked, name):
    question = load_questions()[name]
    wanted = [*(p.name for p in question.parameters if p.required), *question.one_of[:1]]
    needed = {name: VALUES[name] for name in wanted}
    answered = asked(name, **needed)
    assert answered.rows, name
    for row, sentences in zip(answered.rows, answered.evidence, strict=True):
        assert sentences, row
        assert all(sentence.quote and sentence.article.title for sentence in sentences)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("together", {"person": "江一帆"}),
        ("place", {"place": "青石镇"}),
        ("timeline", {"entity": "侨务座谈会"}),
        ("new-since", {"since": "2023-06-01"}),
        ("central", {"place": "青石镇"}),
    ],
)
def test_private_people_are_left_out_unless_asked_for(asked, name, values):
    """何立 the villager spoke at the 侨务座谈会; 何立 the official was not there."""

    def names_villager(answered):
        return any("何立" in (row.get("who"), row.get("name")) and "民宗" not in str(row) for row in answered.dicts())

    def rows_at_the_talk(answered):
        return [row for row in answered.dicts() if "全市统战工作会议" not in str(row)]

    without, with_ = asked(name, **values), asked(name, **values, include_private="true")
    assert len(rows_at_the_talk(with_)) > len(rows_at_the_talk(without))
    assert names_villager(with_)


def test_what_is_missing_or_wrong_is_said(asked):
    with pytest.raises(InputError, match="The question meetings needs person"):
        asked("meetings")
    with pytest.raises(InputError, match="since must be a date"):
        asked("new-since", since="yesterday")


def test_rows_beyond_the_cap_are_announced(asked, county_store):
    whole = asked("place", place="云河市")
    assert not whole.more
    cut = answer(county_store, load_questions()["place"], {"place": "云河市"}, limit=3)
    assert (cut.rows, cut.more) == (whole.rows[:3], True)
