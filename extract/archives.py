"""Members of .zip and .tar archives as open streams, one after the other in the order of the archive.

Nothing is unpacked to disk and no member is held in memory; a .zip costs its table of contents, a .tar nothing.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from extract.model import InputError

ARCHIVES = (".zip", ".tar")
PACKINGS: dict[str, Callable[[Path, str], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
# What reading raises where an archive or a packed file is not what it should be.
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError)

Member = tuple[str, BinaryIO | InputError]  # path inside the archive, and its bytes or why they cannot be had
_NAMED_IN_UTF8 = 0x800
_ENCRYPTED = 0x1


def open_packed(path: Path, packing: str, buffer: int) -> BinaryIO:
    """A file that is packed alone (.gz, .bz2, .xz) or not at all."""
    if not packing:
        return path.open("rb", buffering=buffer)
    return BufferedReader(PACKINGS[packing](path, "rb"), buffer)


def members(path: Path, suffix: str, wanted: Callable[[str], bool], buffer: int) -> Iterator[Member]:
    """The members whose path is wanted. A stream is good until the next member is asked for. Raises one of DAMAGED."""
    return _zipped(path, wanted, buffer) if suffix == ".zip" else _taped(path, wanted, buffer)


def _zipped(path: Path, wanted: Callable[[str], bool], buffer: int) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if info.is_dir() or not wanted(name):
                continue
            if info.flag_bits & _ENCRYPTED:
                yield name, InputError("{source} is encrypted; unpack it first.", source=f"{path}/{name}")
                continue
            try:
                stream = archive.open(info)
            except NotImplementedError as error:
                raise zipfile.BadZipFile(str(error)) from error
            with stream:
                yield name, BufferedReader(cast(Any, stream), buffer)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Programs in China write names in GB18030 without saying so; zipfile then reads them as code page 437."""
    if info.flag_bits & _NAMED_IN_UTF8:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _taped(path: Path, wanted: Callable[[str], bool], buffer: int) -> Iterator[Member]:
    with tarfile.open(path) as archive:
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # which tarfile would keep, all of them
            stream = archive.extractfile(info) if info.isfile() and wanted(info.name) else None
            if stream is not None:
                yield info.name.removeprefix("./"), BufferedReader(cast(Any, stream), buffer)
