from __future__ import annotations

from datetime import date

from training.oracle import read_page
from training.zm import PAGES


def test_a_perfect_tagger_gives_what_the_writer_marked() -> None:
    gold = read_page(PAGES / "cK03.zm")
    first = gold[0]
    assert first.article.key == "cK03/1"
    assert (first.article.locale, first.article.published) == ("平遥县", date(2024, 8, 15))
    assert first.article.title == "县委理论学习中心组举行集体学习"
    text = [mention.text for mention in first.tagged.mentions]
    said = {(text[r.head], r.label, text[r.tail]) for r in first.tagged.relations}
    assert ("石建军", "HAS_TITLE", "书记") in said
    assert ("书记", "TITLE_AT", "县委") in said
    assert ("石建军", "ATTENDED:chair", "2024年第八次集体学习") in said
    assert dict(zip(text, first.canonical, strict=True))["县政协"] == "平遥县政协"
    assert ("段丽", "ATTENDED:attendee", "2024年第八次集体学习") not in said
    for one in gold:
        assert len(one.canonical) == len(one.tagged.mentions)
        assert all(m.text == one.article.text[m.start : m.end] for m in one.tagged.mentions)
        assert one.article.blocks[0].kind == "title"
