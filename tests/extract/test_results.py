"""Results of shards are the same after their way through a pipe or a file."""

import gzip
from dataclasses import replace
from datetime import date

import pytest

from extract.model import InputError, Page
from extract.results import Extracted, decode, encode
from tests.gold_extractions import gold_extractions

PAGE = Page("p#1", "p.jsonl", "正文。", "utf-8", "ab" * 32, "题", "平阳报", date(2023, 4, 7), "平阳县")


def test_what_is_decoded_is_what_was_encoded():
    extractions = gold_extractions()
    assert len(extractions) == 28
    failed = Extracted.of(replace(PAGE, published=None), failure=InputError("{source} is empty.", source="{p}\ud800"))
    made = decode(encode([Extracted.of(PAGE, extractions), failed]))
    assert made[0] == Extracted.of(PAGE, extractions)
    assert (made[0].page.text, made[0].characters) == ("", 3)
    assert str(made[1].failure) == str(failed.failure)
    assert (made[1].page, made[1].extractions) == (replace(PAGE, text="", published=None), ())


def test_the_same_results_are_the_same_bytes():
    assert encode([Extracted.of(PAGE, gold_extractions())]) == encode([Extracted.of(PAGE, gold_extractions())])


def test_bytes_that_are_no_results():
    whole = encode([Extracted.of(PAGE)])
    for spoilt in (b"", b"text", whole[:-9], whole[:40] + b"x" + whole[41:], gzip.compress(b'["no page"]')):
        with pytest.raises(ValueError):  # noqa: PT011 - any of several
            decode(spoilt)
