from __future__ import annotations

from pathlib import Path

import numpy as np

from extract.model import MENTION_TYPES
from extract.tagging.features import PAIR_FEATURE_SIZES, UNKNOWN, Span, Vocabulary, mention_batch, pair_mask
from extract.tagging.labels import PAIRWISE, allowed

P, O, L, E, I, T = range(len(MENTION_TYPES))  # noqa: E741
TEXT = "推进会召开\n县委书记王明、李强出席。县长赵亮主持"
SPANS: list[Span] = [(0, 3, E), (6, 8, O), (8, 10, T), (10, 12, P), (13, 15, P), (18, 20, T), (20, 22, P)]


def test_every_character_has_an_id(tmp_path: Path) -> None:
    vocabulary = Vocabulary("王委市")
    assert vocabulary.ids("市王龘\ud800\U0001f600").tolist() == [4, 2, UNKNOWN, UNKNOWN, UNKNOWN]
    vocabulary.write(tmp_path / "vocabulary.json")
    assert Vocabulary.read(tmp_path / "vocabulary.json").characters == "王委市"
    ids, lengths = vocabulary.batch(["王", "委市王"])
    assert ids.tolist() == [[2, 0, 0], [3, 4, 2]]
    assert lengths.tolist() == [1, 3]


def test_what_stands_before_the_next_mention() -> None:
    batch = mention_batch([TEXT], [SPANS])
    assert batch.gap[0].tolist() == [5, 0, 0, 1, 4, 0, 6]


def pairs_of(text: str, spans: list[Span]) -> dict[tuple[int, int], list[int]]:
    batch = mention_batch([text], [spans])
    pairs = zip(batch.pair_head.tolist(), batch.pair_tail.tolist(), strict=True)
    return dict(zip(pairs, batch.pair_features.tolist(), strict=True))


def test_only_pairs_that_some_relation_allows() -> None:
    pairs = pairs_of(TEXT, SPANS)
    assert (3, 2) in pairs  # a person has a title
    assert (2, 1) in pairs  # a title is at an institution
    assert (3, 0) in pairs  # a person attends an event
    assert (2, 0) not in pairs  # a title attends nothing
    assert (3, 4) not in pairs  # nothing is said between two persons
    assert all(head != tail for head, tail in pairs)


def test_a_title_belongs_to_no_distant_person() -> None:
    text = "书记王明" + "，" * 200 + "李强"
    assert set(pairs_of(text, [(0, 2, T), (2, 4, P), (204, 206, P)])) == {(1, 0)}


def test_pair_features_say_what_lies_between() -> None:
    pairs = pairs_of(TEXT, SPANS)
    distance, between, border, _, of_head, headline, nested = range(len(PAIR_FEATURE_SIZES))
    assert pairs[6, 0][border] == 4  # a line break between 赵亮 and the event
    assert pairs[4, 2][border] == 0
    assert pairs[6, 2][border] == 2  # one sentence end
    assert pairs[4, 2][of_head] == 1  # 王明 stands between 李强 and the title
    assert pairs[3, 0][headline] == 1  # only the event stands in the headline
    assert pairs[3, 2][nested] == 0
    assert pairs[2, 1][distance] < PAIR_FEATURE_SIZES[0] // 2 <= pairs[1, 0][distance] + PAIR_FEATURE_SIZES[0] // 2
    assert pairs[6, 0][between] > pairs[3, 0][between]
    for features in pairs.values():
        assert all(0 <= value < size for value, size in zip(features, PAIR_FEATURE_SIZES, strict=True))


def test_nested_mentions() -> None:
    pairs = pairs_of("县委党校读书班", [(0, 7, E), (0, 4, O)])
    assert pairs[1, 0][-1] == 2


def test_texts_without_mentions() -> None:
    batch = mention_batch(["会", TEXT], [[], SPANS])
    assert batch.count.tolist() == [0, 7]
    assert (batch.pair_head >= batch.width).all()
    assert np.array_equal(pair_mask(batch).any(1), np.ones(len(batch.pair_head), dtype=bool))


def test_relations_know_their_types() -> None:
    assert [label for label, may in zip(PAIRWISE, allowed("Person", "Title"), strict=True) if may] == ["HAS_TITLE"]
    assert [label for label, may in zip(PAIRWISE, allowed("Title", "Institution"), strict=True) if may] == ["TITLE_AT"]
    assert not any(allowed("Title", "Person"))
