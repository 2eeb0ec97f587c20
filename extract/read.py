"""Files, folders, archives, patterns and standard input become pages, one at a time.

What cannot be read becomes a ReadFailure with one plain sentence, and the rest goes on. A text is never changed:
Page.text is what the bytes say (for .html and .md: what is left without the markup), so that offsets point into it.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from glob import glob, has_magic
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from extract.archives import ARCHIVES, DAMAGED, PACKINGS, members, open_packed
from extract.lexicon import rows
from extract.model import InputError, Page

MAX_BYTES = 20_000_000  # of one text; .jsonl and .csv files are streamed, so there it bounds a row
SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".csv")
UNREADABLE_SUFFIXES = (
    ".docx", ".doc", ".wps", ".pdf", ".rtf", ".odt", ".xlsx", ".xls", ".pptx", ".rar", ".7z", ".jpg", ".jpeg", ".png"
)  # fmt: skip
STDIN = "-"

_SAMPLE = 65_536  # what shows an encoding
_BROKEN = 0.001  # share of broken characters up to which a UTF-8 text is still worth reading
_CONTROLS = 0.02  # share of control characters above which valid UTF-8 is still no text
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PLAUSIBLE = 0.75  # share of everyday characters below which bytes are no Chinese or English text
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DATE = re.compile(
    r"(?<![0-9A-Za-z])(19[5-9]\d|20\d\d)"
    r"(?:([-_/.])(\d\d?)\2(\d\d?)|年(\d\d?)月(\d\d?)日?|(\d\d)(\d\d)(?![A-Za-z]))(?![0-9])"
)


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file or row that could not be read, and the sentence that says why."""

    source: str
    error: InputError


class _Facts(NamedTuple):
    """What a file says about its text, beside the text."""

    title: str = ""
    publication: str = ""
    published: date | None = None
    locale: str = ""


def read_pages(
    paths: Sequence[str | Path],
    *,
    published: date | None = None,
    locale: str = "",
    stdin: BinaryIO | None = None,
) -> Iterator[Page | ReadFailure]:
    """The pages of files, archives, folders (searched recursively), patterns ("pages/*.txt") and "-" (standard input),
    in the order of `paths`, inside a folder sorted. `published` and `locale` overrule what files say about
    themselves."""
    given = _Facts(published=published, locale=locale)
    found = list(_find(paths))
    names = _doc_names([item for item in found if isinstance(item, str) and item != STDIN])
    for item in found:
        if isinstance(item, ReadFailure):
            yield item
        elif item == STDIN:
            yield from _read_stdin(stdin, given)
        else:
            yield from _read_file(item, names[item], given)


# ---- which files


def _find(paths: Sequence[str | Path]) -> Iterator[str | ReadFailure]:
    """Each file once, whatever the number of ways it was asked for; STDIN for standard input. Paths are texts, since
    there may be millions."""
    seen: set[str] = set()
    for asked in map(str, paths):
        for item in [asked] if asked == STDIN else _expand(asked):
            identity = item if isinstance(item, ReadFailure) or item == STDIN else os.path.realpath(item)
            if isinstance(identity, ReadFailure) or identity not in seen:
                if not isinstance(identity, ReadFailure):
                    seen.add(identity)
                yield item


def _expand(asked: str) -> Iterator[str | ReadFailure]:
    if os.path.isdir(asked):
        inside = _files_below(str(Path(asked)))
        first = next(inside, None)
        if first is None:
            suffixes = " ".join((*SUFFIXES, *ARCHIVES))
            yield ReadFailure(
                asked,
                InputError("The folder {source} holds no file to read ({suffixes}).", source=asked, suffixes=suffixes),
            )
        else:
            yield first
            yield from inside
    elif has_magic(asked) and not os.path.exists(asked):
        matches = sorted(glob(asked, recursive=True))
        if not matches:
            yield ReadFailure(asked, InputError("No file matches the pattern {source}.", source=asked))
        for match in matches:
            if os.path.isdir(match):
                yield from _files_below(match)
            else:
                yield match
    else:
        yield str(Path(asked)) if asked else asked


def _files_below(folder: str) -> Iterator[str]:
    """The texts and archives of a folder and its folders, sorted."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
    except PermissionError:
        return
    for name, is_folder in entries:
        path = os.path.join(folder, name)
        if is_folder and not name.startswith("."):
            yield from _files_below(path)
        elif _is_text(name, (*SUFFIXES, *ARCHIVES)) and os.path.isfile(path):
            yield path


def _is_text(path: str, suffixes: Sequence[str] = SUFFIXES) -> bool:
    """Whether a file found in a folder or an archive is meant. A README tells about the others and is none of them."""
    parts = path.replace("\\", "/").split("/")
    hidden = any(part.startswith((".", "__MACOSX")) and part != "." for part in parts)
    stem, suffix, _ = _ending(path)
    return suffix in suffixes and not hidden and os.path.basename(stem).lower() != "readme"


def _ending(path: str) -> tuple[str, str, str]:
    """What a path is without its suffix, the suffix in lower case, and how the file is packed: news, .jsonl, .gz."""
    stem, suffix = os.path.splitext(path)
    suffix = suffix.lower()
    if suffix == ".tgz":
        return stem, ".tar", ".gz"
    inner, before = os.path.splitext(stem)
    if suffix in PACKINGS and before.lower() in (*SUFFIXES, ".tar"):
        return inner, before.lower(), suffix
    return stem, suffix, ""


def _doc_names(paths: Sequence[str]) -> dict[str, str]:
    """The stem of each file; files of one stem are told apart by as many parent folders as it takes, whatever the order
    they were given in: 2023-04-07/A01.txt -> 2023-04-07_A01."""
    stems = {path: os.path.abspath(_ending(path)[0]) for path in paths}
    names = {stem: os.path.basename(stem) for stem in stems.values()}
    shared = _shared(names)
    for depth in range(2, max((stem.count(os.sep) for stem in shared), default=0) + 1):
        names.update((stem, "_".join(stem.split(os.sep)[-depth:])) for stem in shared)
        shared = _shared(names)
    named = {path: names[stem] for path, stem in stems.items()}
    for path in _shared(named):  # A01.txt beside A01.html
        named[path] += os.path.splitext(path)[1].lower().replace(".", "_")
    return named


def _shared(names: Mapping[str, str]) -> list[str]:
    """The keys whose name another key bears too."""
    counts = Counter(names.values())
    return [key for key, name in names.items() if counts[name] > 1]


# ---- one file


def _read_file(source: str, doc: str, given: _Facts) -> Iterator[Page | ReadFailure]:
    path = Path(source)
    _, suffix, packing = _ending(source)
    named = _Facts(published=_date_of(source))
    try:
        if suffix in UNREADABLE_SUFFIXES:
            raise _unreadable(source, suffix)
        if not path.exists():
            raise InputError("{source} does not exist; check the path.", source=source)
        if suffix in ARCHIVES:
            yield from _read_archive(path, suffix, doc, given, named)
            return
        with open_packed(path, packing, _SAMPLE) as stream:
            yield from _read_stream(stream, source, doc, suffix, given, named)
    except InputError as error:
        yield ReadFailure(source, error)
    except DAMAGED as error:
        yield ReadFailure(source, _damaged(source, error))
    except OSError as error:
        reason = error.strerror or error
        yield ReadFailure(source, InputError("{source} cannot be read: {reason}.", source=source, reason=reason))


def _read_archive(path: Path, suffix: str, doc: str, given: _Facts, named: _Facts) -> Iterator[Page | ReadFailure]:
    """The pages of an archive's members: source news.zip/2023/A01.txt, named news#2023/A01.txt, rows
    news#2023.jsonl:1. What is damaged costs no more than it must."""
    for name, stream in members(path, suffix, _is_text, _SAMPLE):
        source = f"{path}/{name}"
        try:
            if isinstance(stream, InputError):
                raise stream
            facts = _Facts(published=_date_of(name) or named.published)
            yield from _read_stream(stream, source, f"{doc}#{name}", _ending(name)[1], given, facts)
        except InputError as error:
            yield ReadFailure(source, error)
        except DAMAGED as error:
            yield ReadFailure(source, _damaged(source, error))


def _read_stream(
    stream: BinaryIO, source: str, doc: str, suffix: str, given: _Facts, named: _Facts
) -> Iterator[Page | ReadFailure]:
    if suffix in (".jsonl", ".csv"):
        yield from _read_rows(stream, source, doc, suffix, given, named)
    else:
        yield _single_page(_limited(stream, source), source, doc, suffix, given, named)


def _date_of(path: str) -> date | None:
    """The date that a file's name or that of its folder gives."""
    stem = Path(_ending(path)[0])
    return date_in(stem.name) or date_in(stem.parent.name)


def _unreadable(source: str, suffix: str) -> InputError:
    return InputError(
        "{source}: {suffix} files are not supported; convert it to text first.", source=source, suffix=suffix
    )


def _read_stdin(stdin: BinaryIO | None, given: _Facts) -> Iterator[Page | ReadFailure]:
    if stdin is None:
        yield ReadFailure(
            STDIN, InputError("There is no standard input to read; name a file instead of {source}.", source=STDIN)
        )
        return
    try:
        yield _single_page(_limited(stdin, STDIN), STDIN, "stdin", ".txt", given, _Facts())
    except InputError as error:
        yield ReadFailure(STDIN, error)


def _limited(stream: BinaryIO, source: str) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 10**6
        raise InputError("{source} is larger than {limit} MB; split it into smaller files.", source=source, limit=limit)
    return data


def _single_page(data: bytes, source: str, doc: str, suffix: str, given: _Facts, named: _Facts) -> Page:
    text, encoding = decode(data, source)
    facts = _Facts()
    if suffix in (".html", ".htm"):
        text, facts = _from_html(text, source)
    elif suffix == ".md":
        text, facts = _from_markdown(text)
    return _page(text, encoding, hashlib.sha256(data).hexdigest(), source, doc, given, facts, named)


def _page(text: str, encoding: str, sha256: str, source: str, doc: str, *facts: _Facts) -> Page:
    """The page; of each fact the first that is known."""
    if not text.strip():
        raise InputError("{source} holds no text.", source=source)

    def first(field: str) -> Any:
        values = [getattr(fact, field) for fact in facts]
        return next(filter(None, values), values[-1])

    return Page(doc, source, text, encoding, sha256, **{field: first(field) for field in _Facts._fields})


# ---- encodings


def decode(data: bytes, source: str) -> tuple[str, str]:
    """(text, encoding) of UTF-8, GB18030 or UTF-16 bytes; a byte order mark is dropped. Raises InputError for anything
    else. Strict decoding decides, then the share of everyday characters, so that short texts come out right too."""
    if not data:
        raise InputError("{source} is empty.", source=source)
    encoding = detect(data[:_SAMPLE], cut=len(data) > _SAMPLE)
    if encoding is None:
        raise _binary(source)
    text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    if broken > max(3, _BROKEN * len(text)):
        raise _binary(source)
    return text.removeprefix("\ufeff"), f"{encoding}, damaged" if broken else encoding


def detect(sample: bytes, *, cut: bool = False) -> str | None:
    """The encoding of a text that begins with `sample`, None if it is none; `cut`: it may end inside a character."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if b"\0" not in sample:
        text = _try(sample, "utf-8", cut)
        if text is not None and not _rather_gb18030(sample, text):
            return None if len(_CONTROL.findall(text)) > _CONTROLS * len(text) else "utf-8"
    candidates = ("utf-16-le", "utf-16-be") if b"\0" in sample else ("gb18030", "utf-16-le", "utf-16-be")
    scores = {name: _everyday(text) for name in candidates if (text := _try(sample, name, cut)) is not None}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is not None and scores[best] >= _PLAUSIBLE:
        return best
    damaged = sample.decode("utf-8", errors="replace")
    return "utf-8" if b"\0" not in sample and damaged.count("\ufffd") <= max(3, _BROKEN * len(damaged)) else None


def _rather_gb18030(sample: bytes, text: str) -> bool:
    """A few hanzi in GB18030 can be valid UTF-8 by chance (联通): then they are Cyrillic or Arabic letters there."""
    if len(sample) > 60 or text.isascii() or _everyday(text) == 1.0:
        return False
    chinese = _try(sample, "gb18030", False)
    return chinese is not None and _everyday(chinese) == 1.0


def _try(sample: bytes, encoding: str, cut: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=not cut)
    except UnicodeDecodeError:
        return None


@cache
def _everyday_characters() -> frozenset[str]:
    """What Chinese and English texts are made of: ASCII, punctuation, full-width forms, the 3,755 most common hanzi."""
    common = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    hanzi = b"".join(common).decode("gb2312", errors="ignore")
    ranges = ((0x20, 0x7F), (0x2010, 0x2027), (0x3000, 0x3020), (0xFF01, 0xFF5F))
    return frozenset((*hanzi, *(chr(code) for first, end in ranges for code in range(first, end)), *"\t\n\r\xa0·"))


def _everyday(text: str) -> float:
    everyday = _everyday_characters()
    return sum(char in everyday for char in text) / len(text) if text else 0.0


# ---- rows


def _read_rows(
    stream: BinaryIO, source: str, doc: str, suffix: str, given: _Facts, named: _Facts
) -> Iterator[Page | ReadFailure]:
    """One page a row, named doc#1, doc#2, …; rows are read one at a time."""
    mark = ":" if "#" in doc else "#"  # a member of an archive has its own # already
    sample = stream.peek(_SAMPLE)[:_SAMPLE] if isinstance(stream, io.BufferedReader) else b""
    if not sample:
        raise InputError("{source} is empty.", source=source)
    encoding = detect(sample, cut=True)
    if encoding is None:
        raise _binary(source)
    lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="" if suffix == ".csv" else None)
    found = _csv_rows(lines, source) if suffix == ".csv" else _json_rows(lines, source)
    for number, (line, row) in enumerate(found, 1):
        where = f"{source}, line {line}"
        try:
            if isinstance(row, InputError):
                raise row
            yield _row_page(row, encoding, source, where, f"{doc}{mark}{number}", given, named)
        except InputError as error:
            yield ReadFailure(where, error)


_Row = Mapping[str, object] | InputError


def _json_rows(lines: io.TextIOWrapper, source: str) -> Iterator[tuple[int, _Row]]:
    number = 0
    while line := lines.readline(MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES:
            while line and not line.endswith("\n"):
                line = lines.readline(MAX_BYTES)
            yield number, _too_long(source, number)
        elif line.strip():
            yield number, _json_row(line.removeprefix("\ufeff"), source, number)


def _json_row(line: str, source: str, number: int) -> _Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return _no_object(source, number, reason)
    if not isinstance(row, dict):
        return _no_object(source, number, type(row).__name__)
    return row


def _csv_rows(lines: io.TextIOWrapper, source: str) -> Iterator[tuple[int, _Row]]:
    csv.field_size_limit(MAX_BYTES)
    header = lines.readline(_SAMPLE).removeprefix("\ufeff")
    delimiter = max(",\t;", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    if _column(dict.fromkeys(names), "text") is None:
        raise InputError(
            "{source} has no column for the text; name one of its columns {names}.", source=source, names=_named("text")
        )
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = reader.line_num + 2  # the header is line 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _bad_csv_row(source, line, str(error))
            continue
        if any(values):
            yield line, dict(zip(names, values, strict=False))


def _bad_csv_row(source: str, line: int, reason: str) -> InputError:
    if "field larger" in reason:
        return _too_long(source, line)
    return InputError("{source}, line {line}: not a valid CSV row ({reason}).", source=source, line=line, reason=reason)


def _too_long(source: str, line: int) -> InputError:
    limit = MAX_BYTES // 10**6
    return InputError("{source}, line {line} is larger than {limit} MB.", source=source, line=line, limit=limit)


def _row_page(
    row: Mapping[str, object], encoding: str, source: str, where: str, doc: str, given: _Facts, named: _Facts
) -> Page:
    text = _column(row, "text")
    if text is None:
        raise InputError("{source}: the row has no text field; name it {names}.", source=where, names=_named("text"))
    content = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
    sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    if not text.strip():
        raise InputError("{source} holds no text.", source=where)
    return _page(text, encoding, sha256, source, doc, given, _facts(row), named)


@cache
def _columns() -> Mapping[str, tuple[str, ...]]:
    """field -> the names a column may have for it."""
    names: dict[str, tuple[str, ...]] = {}
    for field, name in rows("columns.tsv"):
        names[field] = (*names.get(field, ()), name)
    return names


def _named(field: str) -> str:
    names = _columns()[field]
    return ", ".join((*names[:3], *[name for name in names if not name.isascii()][:1]))


def _column(row: Mapping[str, object], field: str) -> str | None:
    """The row's value for a field, under whichever of its names; None where no column has such a name."""
    values = {key.strip().lower(): value for key, value in row.items()}
    for name in _columns()[field]:
        if name in values:
            value = values[name]
            return value if isinstance(value, str) else "" if value is None else str(value)
    return None


def _facts(row: Mapping[str, object]) -> _Facts:
    title, publication, day, locale = (
        " ".join((_column(row, field) or "").split()) for field in ("title", "publication", "date", "locale")
    )
    return _Facts(title, publication, date_in(day), locale)


# ---- markup


def _from_html(html: str, source: str) -> tuple[str, _Facts]:
    import trafilatura  # half a second to import, which only .html files should cost

    found = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise InputError("{source}: no article text was found in the page.", source=source)
    text, title = found.text or "", " ".join((found.title or "").split())
    if title not in text[: 2 * len(title) + 40]:
        text = f"{title}\n\n{text}"
    return text, _Facts(title, found.sitename or "", date_in(found.date or ""))


_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_MARKUP = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),  # an image leaves its caption
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)", re.M), ""),
    (re.compile(r"[ \t]+#+[ \t]*$", re.M), ""),
    (re.compile(r"^[ \t]*(?:(?:[-*_][ \t]*){3,}|```.*|=+)$", re.M), ""),
    (re.compile(r"(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
)


def _from_markdown(text: str) -> tuple[str, _Facts]:
    facts = _Facts()
    if matter := _FRONT_MATTER.match(text):
        pairs = (line.partition(":") for line in matter[1].splitlines() if ":" in line)
        facts = _facts({key: value.strip().strip("'\"") for key, _, value in pairs})
        text = text[matter.end() :]
    for pattern, left in _MARKUP:
        text = pattern.sub(left, text)
    return text, facts


# ---- small things


def date_in(text: str) -> date | None:
    """The first plausible calendar date: 2023-04-07, 2023/4/7, 2023年4月7日, 20230407; not the digits inside a hash."""
    for match in _DATE.finditer(text):
        month, day = (int(group) for group in match.groups()[2:] if group)
        try:
            return date(int(match[1]), month, day)
        except ValueError:
            continue
    return None


def _binary(source: str) -> InputError:
    return InputError(
        "{source} is a binary file, or text in an unknown encoding; save it as UTF-8 text.", source=source
    )


def _damaged(source: str, error: Exception) -> InputError:
    return InputError("{source} is damaged ({reason}); what could be read of it was read.", source=source, reason=error)


def _no_object(source: str, line: int, reason: str) -> InputError:
    return InputError(
        "{source}, line {line}: not a valid JSON object ({reason}).", source=source, line=line, reason=reason
    )
