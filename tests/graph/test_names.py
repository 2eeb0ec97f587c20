from datetime import date

import pytest

from extract.model import InputError
from graph.names import Ambiguous, Unknown, longer, pinyin_rank, resolve, resolve_all
from graph.record import Record
from graph.sync import sync
from tests.graph import sample
from tests.graph.county import county_store

__all__ = ["county_store"]


@pytest.fixture
def named(county_store):
    return lambda text, *labels, **options: resolve(county_store, text, labels or ("Person", "Institution"), **options)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("吴清源", "吴清源"),
        (" 吴清源 ", "吴清源"),
        ("市委统战部", "云河市委统战部"),  # another printed form
        ("清源", "吴清源"),
        ("民宗", "云河市民宗局"),
        ("云河统战部", "云河市委统战部"),  # abbreviated
        ("wuqingyuan", "吴清源"),
        ("Wu Qingyuan", "吴清源"),
        ("wqy", "吴清源"),
        ("tongzhanbu", "云河市委统战部"),  # how another form begins
        ("zhanbu", "云河市委统战部"),  # in the middle
    ],
)
def test_a_name_is_found_by(named, text, name):
    assert named(text).name == name


def test_an_id_is_a_name(named):
    match = named("吴清源")
    assert named(match.id) == match


def test_marks_of_print_make_no_difference(named):
    assert named("“同心·桥”", "Initiative").name == "同心桥"


def test_a_post_is_called_by_any_name_of_its_body(named):
    assert named("统战部部长", "Role").name == named("云河市委统战部部长", "Role").name == "云河市委统战部部长"


@pytest.mark.parametrize(
    "text",
    [
        "云河市委统战部原部长",
        "市委统战部前部长",
        "时任统战部部长",
        "原任云河市委统战部部长",
        "前统战部部长",
        "统战部代理部长",
        "统战部代部长",
    ],
)
def test_a_post_is_found_however_it_is_held(named, text):
    """市教育局原局长石磊: who asks for the post copies what stands in print."""
    assert named(text, "Role").name == "云河市委统战部部长"


def test_a_post_is_found_as_it_was_printed(embedded_engine, tmp_path):
    """In 前进镇党委书记李红 the first two characters are the town's name."""
    embedded_engine.write(("MATCH (n) DETACH DELETE n", {}))
    embedded_engine.migrate()
    with Record.open(tmp_path / "towns") as record:
        printed = sample.page("towns", "消息\n前进镇党委书记李红、市水利局原局长王平到会。", date(2023, 1, 2))
        draft = sample.Draft(printed)
        for person, body, title in (("李红", "前进镇党委", "书记"), ("王平", "云河市水利局", "原局长")):
            draft.say(draft.entity("Person", person), "HOLDS_ROLE", draft.entity("Institution", body), title=title)
        record.replace_page(printed, [draft.extraction()], sample.VERSION)
        record.set_identity(*sample.identity(list(record.extractions())))
        sync(record, embedded_engine)
    assert resolve(embedded_engine, "前进镇党委书记", ["Role"]).name == "前进镇党委书记"
    assert resolve(embedded_engine, "市水利局原局长", ["Role"]).name == "云河市水利局局长"


def test_what_is_of_another_kind_is_said_to_be(named):
    """Who asks `place 共享社·幸福里` need not know that it is an initiative."""
    with pytest.raises(Unknown, match="ask: zhengmai ask initiative 同心桥"):
        named("同心桥", "Place")
    with pytest.raises(Unknown, match="Nothing called 同心桥之外"):
        named("同心桥之外", "Place")


def test_two_of_one_name_are_listed_with_what_tells_them_apart(named):
    with pytest.raises(Ambiguous, match=r"何立 may mean 2") as caught:
        named("何立")
    official, villager = caught.value.candidates
    assert official.marks == ("云河市民宗局局长",)
    assert official.articles == ("全市统战工作会议召开",)
    assert villager.match.private
    assert "青石镇" not in str(caught.value)  # of a private person nothing is told
    assert named(official.call).id == official.match.id
    assert named("何立@民宗").id == official.match.id


def test_several_bearers_of_a_part_are_listed(named):
    with pytest.raises(Ambiguous) as caught:
        named("镇政府")
    assert [candidate.call for candidate in caught.value.candidates] == ["白鹤镇政府", "青石镇政府"]


def test_a_private_person_is_found_only_on_request(named):
    villager = named("何立@青石镇", include_private=True)
    assert villager.private
    with pytest.raises(InputError, match="private person"):
        named("何立@青石镇")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("吴清原", "吴清源"),  # the wrong character of the right sound
        ("吴清源部长", "吴清源"),
        ("云河市统计局", "云河市民宗局"),
    ],
)
def test_an_unknown_name_suggests_near_ones(named, text, near):
    with pytest.raises(Unknown, match=text) as caught:
        named(text)
    assert near in caught.value.near


def test_a_left_out_syllable_makes_another_person(named):
    with pytest.raises(Unknown):
        named("吴源")


def test_nothing_near_is_said(named):
    with pytest.raises(Unknown, match="nor anything near it"):
        named("Qqq")


@pytest.mark.parametrize(
    ("letters", "name", "rank"),
    [
        ("gaofaqiao", "高发巧", 0),
        ("gfq", "高发巧", 1),
        ("gaofq", "高发巧", 1),
        ("gaofa", "高发巧", 2),
        ("faqiao", "高发巧", 4),
        ("zengshangjun", "曾上俊", 0),  # 曾 is zeng in a name, ceng elsewhere
        ("lv", "吕", 0),
        ("lu", "吕", 0),
        ("xian", "西安", 0),
        ("gxfxl", "共享社·幸福里", None),
        ("gxsxfl", "共享社·幸福里", 1),
        ("gf", "高发巧", 3),
        ("b", "高发巧", None),
    ],
)
def test_pinyin(letters, name, rank):
    assert pinyin_rank(letters, name) == rank


def test_latin_letters_in_a_name_are_themselves(tmp_path, embedded_engine):
    """This test empties the engine, so it stands last."""
    page = sample.page("n01", "数字人大APP上线\n数字人大APP上线。", None)
    draft = sample.Draft(page)
    draft.entity("Initiative", "数字人大APP")
    embedded_engine.write(("MATCH (n) DETACH DELETE n", {}))
    embedded_engine.migrate()
    with Record.open(tmp_path) as record:
        sample.fill(record, [(page, [draft.extraction()])])
        sync(record, embedded_engine)
    for typed in ("app", "APP", "szrd app", "shuzirenda"):
        assert resolve(embedded_engine, typed, ("Initiative",)).name == "数字人大APP"


def test_all_that_a_word_may_mean(county_store):
    """--meeting 会 lists every event with 会 in its name; the one exact name does not hide the others."""
    assert {m.name for m in resolve_all(county_store, "会", ("Event",))} == {
        "全市统战工作会议",
        "侨务座谈会",
        "共富大会",
    }
    assert [m.name for m in resolve_all(county_store, "qwzth", ("Event",))] == ["侨务座谈会"]
    with pytest.raises(Unknown):
        resolve_all(county_store, "经济普查", ("Event",))


def test_a_word_that_stands_in_too_many_names_is_refused(county_store, monkeypatch):
    monkeypatch.setattr("graph.names.MOST", 2)
    with pytest.raises(InputError, match="会 stands in 3 names; write more of the name"):
        resolve_all(county_store, "会", ("Event",))


def test_names_are_read_again_after_a_load(tmp_path, store):
    """What is kept of the names never outlives the graph it was read from."""
    with Record.open(tmp_path) as record:
        record.set_identity(*sample.identity([]))
        sync(record, store)
        with pytest.raises(Unknown):
            resolve(store, "清源", ("Person",))
        sample.fill(record)
        sync(record, store)
        assert resolve(store, "清源", ("Person",)).name == "吴清源"


def test_a_name_that_goes_on_is_mentioned(record, store):
    """共享社 was found, and hid 共享社·幸福里."""
    store.write(
        (
            "UNWIND [['1', '共享社'], ['2', '共享社·幸福里']] AS x CREATE (:Initiative {id: x[0], name: x[1], aliases: []})",
            {},
        )
    )
    assert longer(store, resolve(store, "共享社", ("Initiative",))) == ["共享社·幸福里"]
    assert longer(store, resolve(store, "共享社·幸福里", ("Initiative",))) == []
