from dataclasses import replace
from datetime import date

import pytest

from graph.model import LABELS, NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, RELATIONSHIPS
from graph.projection import QUOTES_KEPT, _first_sentence, nodes, relationships
from tests.graph import sample


def found(record, type_):
    name = {node.id: node.properties["name"] for node in nodes(record)}
    return [(name[r.start], name[r.end], r) for r in relationships(record) if r.type == type_]


def test_every_node_and_relationship_has_what_the_model_promises(record):
    ids = set()
    for node in nodes(record):
        assert set(node.properties) == {*NODE_PROPERTIES, *LABELS[node.label]}
        ids.add(node.id)
    for r in relationships(record):
        kind = RELATIONSHIPS[r.type]
        assert set(r.properties) == {*RELATIONSHIP_PROPERTIES, *kind.properties}
        assert r.start_label in kind.starts
        assert r.end_label in kind.ends
        assert {r.start, r.end} <= ids
        assert len(r.properties["quotes"]) == len(r.properties["articles"]) >= 1
    assert len({r.id for r in relationships(record)}) == len(list(relationships(record)))


def test_the_sample_has_nearly_every_type_of_the_model(record):
    others = {"LAUNCHED", "LOCATED_IN", "SUCCEEDED_BY", "CHANGED"}
    assert set(RELATIONSHIPS) - {r.type for r in relationships(record)} == others


def test_what_two_articles_say_is_one_relationship_with_both_quotes(record):
    [(_, _, held)] = [row for row in found(record, "HOLDS") if row[1] == "云河市委统战部部长"]
    assert held.properties["count"] == 2
    assert held.properties["quotes"] == [
        "市委常委、统战部部长吴清源主持会议并讲话，市民宗局局长何立参加。",
        "吴清源到白鹤镇调研",
    ]
    assert (held.properties["first_seen"], held.properties["last_seen"]) == ("2023-04-07", "2023-04-09")
    assert (held.properties["confidence"], held.properties["since"], held.properties["until"]) == (
        0.95,
        "2022-11",
        None,
    )


def test_each_capacity_is_a_relationship_of_its_own(record):
    attended = {(who, r.properties["capacity"]) for who, _, r in found(record, "ATTENDED")}
    assert attended == {("吴清源", "chair"), ("吴清源", "speaker"), ("何立", "attendee")}


def test_a_post_says_whether_many_hold_it_and_when_it_was_last_told_of(record):
    """市委常委、统战部部长吴清源: a body has many 常委, and one 部长 at a time."""
    posts = {node.properties["name"]: node.properties for node in nodes(record) if node.label == "Role"}
    assert posts["云河市委常委"]["shared"]
    assert not posts["云河市委统战部部长"]["shared"]
    assert posts["云河市委统战部部长"]["latest"] == "2023-04-09"


def test_a_post_belongs_to_its_body_and_is_shared_by_successors(record):
    page, _ = sample.second()
    later = replace(
        page, doc="a09", source="news/a09.txt", published=date(2024, 5, 1), text=page.text.replace("吴清源", "钱多")
    )
    draft = sample.Draft(later)
    person = draft.entity("Person", "钱多")
    draft.say(person, "HOLDS_ROLE", draft.entity("Institution", "云河市委统战部", "市委统战部"), title="部长")
    sample.fill(record, [(later, [draft.extraction()])])
    holders = {(who, r.end) for who, post, r in found(record, "HOLDS") if post == "云河市委统战部部长"}
    assert {who for who, _ in holders} == {"吴清源", "钱多"}
    assert len({post for _, post in holders}) == 1
    [(_, body, at)] = [row for row in found(record, "AT") if row[0] == "云河市委统战部部长"]
    assert body == "云河市委统战部"
    assert at.properties["count"] == 3


def test_a_cooperation_is_one_whichever_side_is_named_first(record):
    page, _ = sample.third()
    later = replace(page, doc="a04", source="news/a04.txt", sha256="4" * 64)
    draft = sample.Draft(later)
    front = draft.entity("Institution", "云河市委统战部", "市委统战部")
    draft.say(draft.entity("Institution", "平川市委统战部"), "COOPERATES_WITH", front)
    sample.fill(record, [(later, [draft.extraction()])])
    [(_, _, cooperation)] = found(record, "COOPERATES_WITH")
    assert cooperation.properties["count"] == 2


def test_what_leads_back_to_itself_after_merging_is_left_out(record):
    local = {e.id for extraction in record.extractions() for e in extraction.entities if e.type == "Institution"}
    corpus_id, entities = sample.identity(list(record.extractions()))
    one = min(corpus_id[i] for i in local)
    record.set_identity({**corpus_id, **dict.fromkeys(local, one)}, entities)
    assert found(record, "COOPERATES_WITH") == []
    assert found(record, "PART_OF") == []


def test_a_mention_has_the_printed_forms_and_the_first_sentence(record):
    [(_, _, mention)] = [
        row for row in found(record, "MENTIONED_IN") if row[0] == "云河市委统战部" and row[1].startswith("全市")
    ]
    assert mention.properties["forms"] == ["统战部"], "市委统战部 is not printed in this article"
    assert mention.properties["quotes"] == ["市委常委、统战部部长吴清源主持会议并讲话，市民宗局局长何立参加。"]


def test_private_people_are_marked(record):
    private = {node.id: node.properties["private"] for node in nodes(record) if node.properties["name"] == "郑小芳"}
    assert sorted(private.values()) == [False, True]


def test_many_quotes_are_cut_to_the_first_and_the_last(record):
    page, extractions = sample.third()
    [said] = extractions[0].statements
    many = tuple(replace(said, evidence=f"第{n}句") for n in range(3 * QUOTES_KEPT))
    record.replace_page(page, [replace(extractions[0], statements=many)], sample.VERSION)
    [(_, _, cooperation)] = found(record, "COOPERATES_WITH")
    quotes = cooperation.properties["quotes"]
    assert (len(quotes), quotes[0], quotes[-1]) == (QUOTES_KEPT, "第0句", f"第{3 * QUOTES_KEPT - 1}句")
    assert cooperation.properties["count"] == 3 * QUOTES_KEPT


@pytest.mark.parametrize("change", ["name", "aliases"])
def test_the_content_changes_with_any_property(record, change):
    node = next(nodes(record))
    other = replace(node, properties={**node.properties, change: ["x"]})
    assert other.content != node.content


def test_a_sentence_ends_with_the_quote_that_it_closes():
    # seed 000: …责任。”3月17日，县委基层党建工作第九督导组…
    assert _first_sentence("“压实责任。”3月17日，督导组来了。走了。", ["督导组"]) == "3月17日，督导组来了。"
