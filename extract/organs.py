"""The alias table of organs: what 住建局, 人社局 and 市两办 are called in full.

In: the part of an institution's name behind its area. Out: full names and what kind of organ it is.
Knows no places and no document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from extract.lexicon import rows


@cache
def _classes() -> dict[str, list[str]]:
    classes: dict[str, list[str]] = defaultdict(list)
    for name, words in rows("institution_words.tsv"):
        classes[name] += words.split()
    return dict(classes)


@cache
def words(name: str) -> tuple[str, ...]:
    """A class of institution_words.tsv."""
    return tuple(_classes()[name])


@cache
def either(*names: str) -> str:
    """A pattern that matches any word of the classes, the longest first."""
    return "|".join(sorted({w for name in names for w in words(name)}, key=len, reverse=True))


def names_people(name: str) -> bool:
    """Whether what looks like a body is a kind of people: 机关党员, 南耕村村民."""
    return name.endswith(words("people"))


@cache
def no_posts() -> frozenset[str]:
    """Titles whose bearers belong to a body rather than serve it: 村民, 业主, 教师."""
    return frozenset(words("people") + words("no_post"))


@dataclass(frozen=True)
class _Organs:
    full_of: dict[str, str]  # what an organ is called -> its full name
    party: frozenset[str]  # what the committee of an area leads, without its 委: 组织部
    pattern: re.Pattern[str]  # any form, the longest first


_HEADS = {"局": ("局",), "厅": ("厅",), "委": ("委员会", "委")}


@cache
def _organs() -> _Organs:
    full_of: dict[str, str] = {}
    party: set[str] = set()
    for full, aliases, kind in rows("organs.tsv"):
        forms = [full, *aliases.split()]
        if kind == "party":
            party.update(form.removeprefix("委") for form in forms)
            forms += [form.removeprefix("委") for form in forms if len(form) > 3]
        for form in forms:
            full_of.setdefault(form, full)
    for stem, aliases, heads in rows("bureaus.tsv"):
        for head in heads.split():
            for form in (stem, *aliases.split()):
                for tail in _HEADS[head]:
                    full_of.setdefault(form + tail, stem + _HEADS[head][0])
    longest_first = sorted(full_of, key=len, reverse=True)
    return _Organs(full_of, frozenset(party), re.compile("|".join(map(re.escape, longest_first))))


def organ_full_name(organ: str) -> str:
    """住建局 -> 住房和城乡建设局, 市监局综合科 -> 市场监督管理局综合科; an unknown organ is returned as it is."""
    organs = _organs()
    return organs.pattern.sub(lambda m: organs.full_of[m.group()], organ)


def is_known_organ(organ: str) -> bool:
    """Whether the table knows the whole organ: 公安局, 人社局, 政协, 总工会."""
    return organ in _organs().full_of


def is_party_department(organ: str) -> bool:
    """组织部, 统战部, 政法委, 党校: what the committee of an area leads."""
    return organ in _organs().party


def known_organ_in(text: str) -> re.Match[str] | None:
    """The first organ of the table inside a text."""
    return _organs().pattern.search(text)


def official_form(organ: str, prefecture: bool = False) -> str:
    """政府 -> 人民政府, 法院 -> 人民法院 (中级人民法院 of a prefecture), 检察院 -> 人民检察院; others unchanged."""
    if organ == "政府":
        return "人民政府"
    if re.match(r"法院(?!人|路|家属)", organ):
        return ("中级" if prefecture else "") + "人民" + organ
    if organ.startswith("检察院"):
        return "人民" + organ
    full = {"中院": "中级人民法院", "中级法院": "中级人民法院", "高院": "高级人民法院", "高级法院": "高级人民法院"}
    return full.get(organ, organ)


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for family, made_of, needed in rows("bureau_families.tsv"):
        must = "".join(f"(?=[{made_of}]*{character})" for character in needed.split())
        patterns.append((family, re.compile(f"^{must}[{made_of}]+(?=局|厅|委)")))
    return tuple(patterns)


def bureau_family(organ: str) -> str:
    """文化体育和旅游局党组 -> 文旅局党组: the one bureau of that kind, whatever it is called in this county or year."""
    for family, pattern in _families():
        if found := pattern.match(organ):
            return family + organ[found.end() :]
    return organ
