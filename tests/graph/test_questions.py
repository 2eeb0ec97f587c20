import pytest

from extract.model import InputError
from graph.answers import answer
from graph.questions import load_questions, parse_question
from graph.sync import sync


@pytest.fixture
def asked(record, store):
    """Ask with names as typed; gives the rows."""
    sync(record, store)
    return lambda name, **given: answer(store, load_questions()[name], given).dicts()


def test_who_attended(asked):
    rows = asked("attended", meeting="统战")
    assert [(row["event"], row["who"], row["capacity"], row["posts"]) for row in rows] == [
        ("全市统战工作会议", "吴清源", ["chair", "speaker"], ["云河市委常委", "云河市委统战部部长"]),
        ("全市统战工作会议", "何立", ["attendee"], ["云河市民宗局局长"]),
    ]
    assert (rows[0]["date"], rows[0]["type"]) == ("2023-04-06", "Person")


@pytest.mark.parametrize(
    ("given", "people"),
    [
        ({"person": "清源"}, ["吴清源"]),
        ({"meeting": "统战", "person": "何立"}, ["何立"]),
        ({"institution": "民宗局"}, ["何立"]),
        ({"institution": "云河市委统战部"}, ["吴清源"]),
        ({"meeting": "统战", "institution": "民宗局"}, ["何立"]),
        ({"meeting": "统战", "since": "2023-04-07"}, []),
        ({"meeting": "统战", "since": "2023-04-06", "until": "2023-04-06"}, ["吴清源", "何立"]),
        ({"meeting": "统战", "until": "2023-04-05"}, []),
        ({"person": "何立", "institution": "云河市委统战部"}, []),
    ],
)
def test_attended_narrowed(asked, given, people):
    assert [row["who"] for row in asked("attended", **given)] == people


def test_a_question_of_everything_asks_for_one_thing(asked):
    with pytest.raises(InputError, match="attended needs one of these: --meeting, --person, --institution"):
        asked("attended", since="2023-01-01")


def test_every_question_has_titles_and_described_parameters():
    for question in load_questions().values():
        assert question.title
        assert any("一" <= char <= "鿿" for char in question.title_zh)
        for parameter in question.parameters:
            assert f"${parameter.name}" in question.cypher, question.name
            assert parameter.help
            assert any("一" <= char <= "鿿" for char in parameter.help_zh), (question.name, parameter.name)


def test_an_unknown_parameter_and_a_wrong_date_are_named(asked):
    with pytest.raises(InputError, match="no parameter colour"):
        asked("attended", colour="red")
    with pytest.raises(InputError, match="since must be a date such as 2023-01-31, not gestern"):
        asked("attended", meeting="统战", since="gestern")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("// title: A\nRETURN 1", "a title in English and one in Chinese"),
        ("// title: A\n// title.zh: 甲\n// parm: x text y\nRETURN 1", "line 3: not a header line"),
        ("// title: A\n// title.zh: 甲\n// param: x colour y\nRETURN 1", "line 3: a parameter is written"),
    ],
)
def test_a_header_with_a_slip_is_named(text, message):
    with pytest.raises(ValueError, match=message):
        parse_question("x.cypher", text)


def test_a_header_gives_all_there_is():
    question = parse_question(
        "meetings_of.cypher",
        "// title: Meetings\n// title.zh: 会议\n// param: person text who | 谁\n\nRETURN $person\n",
    )
    assert (question.name, question.cypher) == ("meetings-of", "RETURN $person")
    assert question.parameters[0].help_zh == "谁"


def test_a_plus_takes_all_that_a_name_may_mean():
    text = (
        "// title: A\n// title.zh: 甲\n// example: --meeting 会\n// one of: meeting who\n"
        "// param: meeting event+ which | 哪次\n// param: who person who | 谁\nRETURN 1"
    )
    question = parse_question("x.cypher", text)
    meeting, who = question.parameters
    assert (meeting.many, meeting.labels, who.many) == (True, ("Event",), False)
    assert meeting.value(["a", "b"]) == ["a", "b"]
    assert (question.example, question.one_of) == ("--meeting 会", ("meeting", "who"))
