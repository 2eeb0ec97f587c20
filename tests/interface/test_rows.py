import csv
import json

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
