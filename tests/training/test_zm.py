from __future__ import annotations

from pathlib import Path

import pytest

from extract.model import InputError
from training.zm import Marked, load_pages, number_of, parse, parse_all, parse_line, split, validation_names

PAGE = """#paper 讷河日报
#date 2024-03-27
#locale 黑龙江省 齐齐哈尔市 讷河市
## {E:全市推进会=讷河市推进会}召开
{O:市委=讷河市委}{T:书记}{P:慕容川}主持{E:{O:民进讷河支部}揭牌仪式}。
> 慕容川 | HOLDS_ROLE | 讷河市委 | 书记
> 慕容川 | ATTENDED | 讷河市推进会 | chair
"""


def page(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "p.zm"
    path.write_text(text, encoding="utf-8")
    return parse(path).problems


def test_marks_carry_their_names() -> None:
    text, marks, problems = parse_line("{E:{O:民进支部}揭牌仪式=仪式}在{L:市里=讷河市}")
    assert text == "民进支部揭牌仪式在市里"
    assert marks == [
        Marked(0, 4, "Institution", "民进支部"), Marked(0, 8, "Event", "仪式"), Marked(9, 11, "Place", "讷河市"),
    ]  # fmt: skip
    assert problems == []


@pytest.mark.parametrize("line", ["{P:王", "王}", "{X:王}", "{P:}", "{P:王=王"])
def test_broken_marks_are_reported(line: str) -> None:
    assert parse_line(line)[2]


def test_a_page(tmp_path: Path) -> None:
    path = tmp_path / "p.zm"
    path.write_text(PAGE, encoding="utf-8")
    read = parse(path)
    (article,) = read.articles
    assert read.problems == []
    assert read.meta["locale"].endswith("讷河市")
    assert article.text.split("\n")[0] == "全市推进会召开"
    assert all(article.text[m.start : m.end] for m in article.marks)
    assert [m.type for m in article.marks[-2:]] == ["Event", "Institution"]  # the outer mention first
    assert article.triples[1].qualifier == "chair"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("> 慕容川 | ATTENDED", "> 慕容 | ATTENDED", "subject 慕容 is not marked"),
        ("| chair", "| boss", "capacity boss"),
        (" | 书记", "", "needs its qualifier"),
        ("ATTENDED | 讷河市推进会", "ATTENDED | 讷河市委", "object 讷河市委"),
        ("ATTENDED", "VISITED", "object 讷河市推进会"),
        ("HOLDS_ROLE", "HOLDS", "unknown relation"),
        ("主持", "主持，慕容川说", "慕容川 is marked elsewhere"),
        ("#paper 讷河日报", "讷河日报", "before the first"),
    ],
)
def test_contradictions_are_reported(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert any(problem in found for found in page(tmp_path, PAGE.replace(old, new)))


def test_a_page_with_problems_is_not_trained_on(tmp_path: Path) -> None:
    (tmp_path / "p.zm").write_text(PAGE.replace("| chair", "| boss"), encoding="utf-8")
    with pytest.raises(InputError, match=r"p\.zm: line 7"):
        load_pages(tmp_path)


def test_pages_of_the_first_groups_come_before_the_numbered_ones() -> None:
    assert [number_of(name) for name in ("cK19", "n01", "n119")] == [0, 1, 119]


def test_every_page_is_sound() -> None:
    pages = parse_all()
    assert len(pages) >= 220
    assert {page.name: page.problems[:3] for page in pages if page.problems} == {}


def test_a_tenth_is_held_out_from_every_group() -> None:
    training, validation = split(parse_all())
    assert {page.name for page in validation} == validation_names()
    assert not {page.name for page in training} & validation_names()
    assert {page.name[:2] for page in validation} >= {f"c{group}" for group in "ABCDEFGHIJK"}
