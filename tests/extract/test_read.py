"""Every way a text can come in, and every way it can fail: one sentence, and the rest goes on."""

import gzip
import io
import json
import lzma
import os
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import read
from extract.model import Page
from extract.read import ReadFailure, date_in, read_pages

NEWS = "市人大常委会召开机关学习会\n\n本报讯(记者 李凌峰)昨天下午,市人大常委会召开机关学习会。\r\n"


def pages(*paths: str | Path, **options: object) -> list[Page]:
    found = list(read_pages(paths, **options))  # type: ignore[arg-type]
    assert not [item for item in found if isinstance(item, ReadFailure)]
    return [item for item in found if isinstance(item, Page)]


def failures(*paths: str | Path) -> list[str]:
    return [str(item.error) for item in read_pages(paths) if isinstance(item, ReadFailure)]


# ---- files, folders, patterns, standard input


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(NEWS.encode())
    (page,) = pages(path)
    assert page.text == NEWS
    assert (page.doc, page.source, page.encoding) == ("a", str(path), "utf-8")
    assert len(page.sha256) == 64


def test_folder_is_searched_in_order_for_texts_only(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "deep/er/c.md", "picture.jpg", ".hidden/d.txt", "notes.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(NEWS, encoding="utf-8")
    assert [page.doc for page in pages(tmp_path)] == ["a", "b", "c"]


def test_pattern(tmp_path: Path) -> None:
    for name in ("p1.txt", "p2.txt", "q.txt"):
        (tmp_path / name).write_text(NEWS, encoding="utf-8")
    assert [page.doc for page in pages(f"{tmp_path}/p*.txt")] == ["p1", "p2"]


def test_a_name_with_brackets_is_a_file_before_it_is_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "A[1].txt").write_text(NEWS, encoding="utf-8")
    assert [page.doc for page in pages(tmp_path / "A[1].txt")] == ["A[1]"]


def test_a_file_asked_for_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    assert len(pages(tmp_path / "a.txt", tmp_path, f"{tmp_path}/*.txt")) == 1


def test_standard_input() -> None:
    (page,) = pages("-", stdin=io.BytesIO(NEWS.encode("gb18030")), locale="瑞安市")
    assert (page.doc, page.source, page.text, page.encoding) == ("stdin", "-", NEWS, "gb18030")
    assert page.locale == "瑞安市"


def test_files_of_one_stem_are_told_apart_whatever_their_order(tmp_path: Path) -> None:
    paths = [
        tmp_path / name
        for name in ("2023-04-07/A01.txt", "2023-04-08/A01.txt", "2023-04-08/A02.txt", "2023-04-08/A02.md")
    ]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(NEWS, encoding="utf-8")
    expected = {"2023-04-07_A01", "2023-04-08_A01", "A02_txt", "A02_md"}
    for order in permutations(paths):
        named = {page.source: page.doc for page in pages(*order)}
        assert set(named.values()) == expected
        assert named[str(paths[0])] == "2023-04-07_A01"


# ---- encodings


@pytest.mark.parametrize(
    ("encode", "encoding"),
    [
        (lambda text: text.encode("utf-8"), "utf-8"),
        (lambda text: text.encode("utf-8-sig"), "utf-8-sig"),
        (lambda text: text.encode("gb18030"), "gb18030"),
        (lambda text: text.encode("utf-16-le"), "utf-16-le"),
        (lambda text: text.encode("utf-16-be"), "utf-16-be"),
        (lambda text: b"\xff\xfe" + text.encode("utf-16-le"), "utf-16-le"),
        (lambda text: b"\xfe\xff" + text.encode("utf-16-be"), "utf-16-be"),
    ],
)
@pytest.mark.parametrize("text", [NEWS, "县委书记", "平阳", "3月17日,县委开会。", "今年以来我县着力推进。" * 20_000])
def test_encodings(encode: Callable[[str], bytes], encoding: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(encode(text))
    (page,) = pages(tmp_path / "a.txt")
    assert (page.text, page.encoding) == (text, encoding)


def test_gb18030_that_is_utf8_by_chance() -> None:
    assert read.decode("联通".encode("gb18030"), "a") == ("联通", "gb18030")


@given(
    st.text(st.sampled_from("的一是在县委书记召开会议,。:0123456789 “”\n本报讯近日乡镇街道党群服务中心"), min_size=2)
)
def test_short_chinese_texts_decode_right(text: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert read.decode(text.encode(encoding), "a")[0] == text


def test_the_sample_may_end_inside_a_character(tmp_path: Path) -> None:
    for shift in range(4):
        text = "a" * shift + "县" * 60_000
        for encoding in ("utf-8", "gb18030"):
            assert read.decode(text.encode(encoding), "a") == (text, encoding)


def test_a_damaged_character_does_not_lose_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes((NEWS * 50).encode()[:-3] + b"\xe5\x8e")
    (page,) = pages(tmp_path / "a.txt")
    assert page.encoding == "utf-8, damaged"
    assert page.text.endswith("\ufffd")


def test_other_scripts_are_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("བོད་ལྗོངས་ཉིན་རེའི་ཚགས་པར།", encoding="utf-8")
    assert pages(tmp_path / "a.txt")[0].encoding == "utf-8"


# ---- what cannot be read


def test_each_failure_has_one_sentence_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 1_000_000)
    files = {
        "binary.txt": bytes(range(256)) * 50,
        "control.txt": b"\x01\x02\x03abc" * 50,
        "empty.txt": b"",
        "huge.txt": b"a" * 1_000_001,
        "page.pdf": b"%PDF-1.7",
        "space.txt": b" \n\n\t ",
        "story.docx": b"PK\x03\x04",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    asked = [
        *(tmp_path / name for name in files),
        tmp_path / "gone.txt",
        f"{tmp_path}/*.zzz",
        tmp_path / "nothing",
        "-",
    ]
    found = list(read_pages([*asked, tmp_path / "good.txt"]))
    sentences = [str(item.error).replace(f"{tmp_path}/", "") for item in found if isinstance(item, ReadFailure)]
    assert sentences == [
        "binary.txt is a binary file, or text in an unknown encoding; save it as UTF-8 text.",
        "control.txt is a binary file, or text in an unknown encoding; save it as UTF-8 text.",
        "empty.txt is empty.",
        "huge.txt is larger than 1 MB; split it into smaller files.",
        "page.pdf: .pdf files are not supported; convert it to text first.",
        "space.txt holds no text.",
        "story.docx: .docx files are not supported; convert it to text first.",
        "gone.txt does not exist; check the path.",
        "No file matches the pattern *.zzz.",
        "The folder nothing holds no file to read (.txt .md .html .htm .jsonl .csv .zip .tar).",
        "There is no standard input to read; name a file instead of -.",
    ]
    assert isinstance(found[-1], Page)


def test_every_failure_keeps_its_template_for_translation(tmp_path: Path) -> None:
    (failure,) = [item for item in read_pages([tmp_path / "gone.txt"]) if isinstance(item, ReadFailure)]
    assert failure.error.template == "{source} does not exist; check the path."
    assert failure.error.values == {"source": str(tmp_path / "gone.txt")}
    assert failure.source == str(tmp_path / "gone.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(NEWS, encoding="utf-8")
    path.chmod(0)
    assert failures(path) == [f"{path} cannot be read: Permission denied."]


def test_an_error_of_the_system_is_told_in_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    assert failures(tmp_path / "a.txt") == [f"{tmp_path / 'a.txt'} cannot be read: Permission denied."]


# ---- rows


def test_jsonl_rows(tmp_path: Path) -> None:
    rows = [
        {"text": NEWS, "title": "机关学习会", "date": "2023-04-07 09:30", "source": "平阳报", "locale": "平阳县"},
        {"正文": "第二篇。", "标题": "题", "发布时间": "2023年4月8日", "来源": "瑞安日报"},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "news.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    first, second = pages(tmp_path / "news.jsonl")
    assert (first.doc, first.text, first.title, first.publication) == ("news#1", NEWS, "机关学习会", "平阳报")
    assert (first.published, first.locale) == (date(2023, 4, 7), "平阳县")
    assert (second.doc, second.text, second.published) == ("news#2", "第二篇。", date(2023, 4, 8))
    assert first.sha256 != second.sha256


def test_bad_rows_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(
        '{"text": "好。"}\n{"text": \n\n[1]\n{"id": 7}\n{"text": ""}\n{"content": "也好。"}\n', encoding="utf-8"
    )
    found = list(read_pages([path]))
    assert [item.doc for item in found if isinstance(item, Page)] == ["news#1", "news#6"]
    assert failures(path) == [
        f"{path}, line 2: not a valid JSON object (Expecting value).",
        f"{path}, line 4: not a valid JSON object (list).",
        f"{path}, line 5: the row has no text field; name it text, content, body, 正文.",
        f"{path}, line 6 holds no text.",
    ]


def test_a_row_may_be_too_long_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 1_000_000)
    path = tmp_path / "news.jsonl"
    path.write_text('{"text": "' + "好" * 1_000_000 + '"}\n{"text": "也好。"}\n', encoding="utf-8")
    assert failures(path) == [f"{path}, line 1 is larger than 1 MB."]
    assert [item.doc for item in read_pages([path]) if isinstance(item, Page)] == ["news#2"]


def test_rows_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"text": "好。"}\n' * 50_000, encoding="utf-8")
    rows = read_pages([path])
    assert next(rows).doc == "news#1"  # type: ignore[union-attr]
    path.write_text("", encoding="utf-8")
    assert sum(1 for _ in rows) < 49_999


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_rows(delimiter: str, encoding: str, tmp_path: Path) -> None:
    header = delimiter.join(["标题", "正文", "日期"])
    body = delimiter.join(["题", '"第一段。\n\n第二段,说""好""。"', "2023/4/7"])
    (tmp_path / "news.csv").write_bytes(f"{header}\r\n{body}\r\n\r\n".encode(encoding))
    (page,) = pages(tmp_path / "news.csv")
    assert (page.doc, page.title, page.published) == ("news#1", "题", date(2023, 4, 7))
    assert page.text == '第一段。\n\n第二段,说"好"。'


def test_csv_without_a_text_column(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("id,url\n1,x\n", encoding="utf-8")
    (sentence,) = failures(tmp_path / "n.csv")
    assert sentence.endswith("n.csv has no column for the text; name one of its columns text, content, body, 正文.")


# ---- archives


def zipped(path: Path, contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def taped(path: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


CONTENTS = {
    "2023-04-07/A01.txt": NEWS.encode(),
    "2023-04-07/A01.md": f"# {NEWS}".encode(),
    "2023-04-07/README.txt": b"about the others",
    "2023-04-07/picture.jpg": b"\xff\xd8",
    "__MACOSX/2023-04-07/._A01.txt": b"\0\0",
    "rows.jsonl": '{"text": "第一篇。"}\n{"text": "第二篇。"}\n'.encode(),
}


@pytest.mark.parametrize("name", ["papers.zip", "papers.tar", "papers.tar.gz", "papers.tgz"])
def test_members_of_an_archive(name: str, tmp_path: Path) -> None:
    (zipped if name.endswith("zip") else taped)(tmp_path / name, CONTENTS)
    found = pages(tmp_path / name)
    assert [page.doc for page in found] == [
        "papers#2023-04-07/A01.txt", "papers#2023-04-07/A01.md", "papers#rows.jsonl:1", "papers#rows.jsonl:2",
    ]  # fmt: skip
    assert found[0].source == f"{tmp_path / name}/2023-04-07/A01.txt"
    assert (found[0].text, found[0].published, found[2].published) == (NEWS, date(2023, 4, 7), None)
    assert found == pages(tmp_path)  # a folder's archives are read too


def test_names_in_a_zip_made_in_china(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(b"")
    zipped(tmp_path / "p.zip", {"@@@@@@@@.txt": NEWS.encode()})
    raw = (tmp_path / "p.zip").read_bytes().replace(b"@@@@@@@@", "平阳日报".encode("gb18030"))
    (tmp_path / "p.zip").write_bytes(raw)
    assert [page.doc for page in pages(tmp_path / "p.zip")] == ["p#平阳日报.txt"]


def test_a_damaged_archive_gives_what_can_be_read(tmp_path: Path) -> None:
    for make, name in ((zipped, "a.zip"), (taped, "b.tar"), (taped, "c.tar.gz")):
        make(tmp_path / name, {f"{n}.txt": os.urandom(3000).hex().encode() for n in range(9)})
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[: len(data) // 2])
        found = list(read_pages([tmp_path / name]))
        assert "is damaged" in str(found[-1].error), name  # type: ignore[union-attr]
        assert len(found) > (3 if make is taped else 0)
    (tmp_path / "d.zip").write_bytes(b"no archive at all")
    assert failures(tmp_path / "d.zip") == [
        f"{tmp_path / 'd.zip'} is damaged (File is not a zip file); what could be read of it was read."
    ]


def test_a_member_with_a_wrong_checksum_costs_itself_alone(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", {"1.txt": b"a" * 9, "2.txt": NEWS.encode()})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    start = data.find(b"1.txt") + 5
    data[start] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(data))
    found = list(read_pages([tmp_path / "a.zip"]))
    assert [isinstance(item, ReadFailure) for item in found] == [True, False]


def test_packed_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(NEWS.encode("gb18030")))
    (tmp_path / "news.jsonl.gz").write_bytes(gzip.compress('{"text": "好。"}\n'.encode() * 3))
    (tmp_path / "z.csv.xz").write_bytes(lzma.compress("正文\n好。\n".encode()))
    assert [page.doc for page in pages(tmp_path)] == ["a", "news#1", "news#2", "news#3", "z#1"]
    (tmp_path / "z.csv.xz").write_bytes(b"no xz")
    assert "is damaged" in failures(tmp_path / "z.csv.xz")[0]


def test_a_long_archive_is_read_as_it_comes(tmp_path: Path) -> None:
    """What is held while a tar of many members is read must not grow with their number."""
    taped(tmp_path / "a.tar", {f"{n}.txt": b"text" for n in range(3000)})
    found = read_pages([tmp_path / "a.tar"])
    next(found)
    tracemalloc.start()
    try:
        peaks = []
        for count in (100, 2800):
            tracemalloc.reset_peak()
            for _ in range(count):
                next(found)
            peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


# ---- markup


def test_markdown(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 机关学习会\ndate: 2023-04-07\nsource: 平阳报\n---\n# 市人大常委会召开**机关学习会**\n\n"
        "> 曾上俊主持\n\n- 一要[提高](http://a.cn)站位\n\n![鲍思聪 摄](p.jpg)\n\n2*3*4 与 a_b_c\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    (page,) = pages(tmp_path / "a.md")
    assert page.text == "市人大常委会召开机关学习会\n\n曾上俊主持\n\n一要提高站位\n\n鲍思聪 摄\n\n2*3*4 与 a_b_c\n"
    assert (page.title, page.publication, page.published) == ("机关学习会", "平阳报", date(2023, 4, 7))


def test_html(tmp_path: Path) -> None:
    body = "".join(
        f"<p>第{n}段,市人大常委会召开机关学习会,主任曾上俊主持会议并讲话,副主任方明晓参加会议。</p>"
        for n in range(1, 6)
    )
    html = (
        '<html><head><meta charset="gb2312"><title>机关学习会_平阳新闻网</title>'
        '<meta property="og:site_name" content="平阳新闻网">'
        '<meta property="article:published_time" content="2022-03-18T09:00:00+08:00"></head>'
        '<body><nav><a href="/">首页</a></nav>'
        f"<article><h1>市人大常委会召开机关学习会</h1>{body}</article><footer>版权所有</footer></body></html>"
    )
    (tmp_path / "a.html").write_bytes(html.encode("gb18030"))
    (page,) = pages(tmp_path / "a.html")
    assert "第5段" in page.text
    assert "机关学习会" in page.text.split("\n")[0]
    assert "<p>" not in page.text
    assert "版权所有" not in page.text
    assert (page.encoding, page.publication, page.published) == ("gb18030", "平阳新闻网", date(2022, 3, 18))


def test_html_without_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body></body></html>", encoding="utf-8")
    assert failures(tmp_path / "a.html") == [f"{tmp_path / 'a.html'}: no article text was found in the page."]


# ---- dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-04-07", date(2023, 4, 7)),
        ("瑞安日报_20230407_A01", date(2023, 4, 7)),
        ("2023/4/7 08:00", date(2023, 4, 7)),
        ("2023年4月7日 星期五", date(2023, 4, 7)),
        ("20231307", None),
        ("2023-02-30", None),
        ("000_4a199815527f7465", None),
        ("a19981225f", None),
        ("A01", None),
        ("138202304071", None),
    ],
)
def test_date_in(text: str, day: date | None) -> None:
    assert date_in(text) == day


def test_date_given_then_stated_then_in_the_name(tmp_path: Path) -> None:
    (tmp_path / "2023-04-05").mkdir()
    path = tmp_path / "2023-04-05" / "A01.jsonl"
    path.write_text('{"text": "好。", "date": "2023-04-06"}\n{"text": "好。"}\n', encoding="utf-8")
    assert [page.published for page in pages(path)] == [date(2023, 4, 6), date(2023, 4, 5)]
    assert [page.published for page in pages(path, published=date(2023, 4, 7))] == [date(2023, 4, 7)] * 2


def test_a_readme_tells_about_the_texts_and_is_none(tmp_path):
    (tmp_path / "README.md").write_text("五篇文章", encoding="utf-8")
    (tmp_path / "a.txt").write_text("市委召开会议", encoding="utf-8")
    assert [page.doc for page in read_pages([tmp_path])] == ["a"]
    assert [page.doc for page in read_pages([tmp_path / "README.md"])] == ["README"]
