"""From a page to its extractions."""

from pathlib import Path

from extract.pipeline import extract_page, extract_together
from extract.read import read_pages
from extract.tagging import load_tagger

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def test_pages_read_together_say_to_the_bit_what_each_says_alone():
    pages = list(read_pages(SEEDS))
    tagger = load_tagger("onnx")
    assert extract_together(pages, tagger) == [extract_page(page, tagger) for page in pages]
