import csv
import json

from interface import language
from interface.rows import Format, show_rows

COLUMNS = ("event", "who", "capacity")
ROWS = [("推进会|现场", "高发巧", ["chair", "speaker"]), ("座谈会", "王斌", None)]


def test_json_keeps_types_and_chinese(capsys):
    show_rows("", COLUMNS, ROWS, Format.json)
    assert json.loads(capsys.readouterr().out)[0] == {
        "event": "推进会|现场",
        "who": "高发巧",
        "capacity": ["chair", "speaker"],
    }


def test_csv_opens_in_excel(tmp_path):
    file = tmp_path / "answer.csv"
    show_rows("", COLUMNS, ROWS, Format.csv, str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert read == [list(COLUMNS), ["推进会|现场", "高发巧", "chair、speaker"], ["座谈会", "王斌", ""]]


def test_markdown_cells_cannot_break_the_table(capsys):
    show_rows("", COLUMNS, ROWS, Format.md)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "| 推进会\\|现场 | 高发巧 | chair, speaker |"
    assert len(lines) == 4


def test_a_table_says_once_what_rows_share(capsys):
    """Only from the left: what stands alone in a later column is said again."""
    show_rows(
        "", ("event", "who", "kind"), [("推进会", "高发巧", "meeting"), ("推进会", "王斌", "meeting")], Format.table
    )
    out = capsys.readouterr().out
    assert (out.count("推进会"), out.count("meeting")) == (1, 2)


def test_a_table_in_chinese_has_no_english_words(capsys):
    language.choose_language(["--lang", "zh"])
    try:
        columns = ("relation", "type", "name", "detail", "confidence")
        show_rows("", columns, [("implemented by", "Institution", "水头镇", "chair", 0.447)], Format.table)
        out = capsys.readouterr().out
        assert all(word in out for word in ("实施方", "单位", "主持", "45%", "可信度"))
    finally:
        language.choose_language([])


def test_notes_stand_below_as_footnotes(capsys):
    show_rows("", ("who", "sentences"), [("高发巧", "[^1]")], Format.md, notes=["高发巧指出。 ——《会议》"])
    assert capsys.readouterr().out.endswith("\n[^1]: 高发巧指出。 ——《会议》\n")


def test_an_empty_table_prints_nothing(capsys):
    show_rows("", COLUMNS, [], Format.table)
    assert capsys.readouterr().out == ""
