"""Initiative mentions of one article -> initiatives: which mentions are one programme, and its name without quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.lexicon import pairs

_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」『』]")
SHORTEST = 3  # characters: a shorter name that opens a longer one is chance


@cache
def _heads() -> dict[str, str]:
    return pairs("initiative_heads.tsv")


@cache
def _head_pattern() -> re.Pattern[str]:
    longest_first = sorted(_heads(), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest_first)})$")


def ends_like_programme(name: str) -> bool:
    """Whether the last words are a head of such names: 行动, 平台, 实施方案."""
    return _head_pattern().search(name) is not None


def initiative_name(surface: str) -> str:
    """“崮上花开”片区共富行动 -> 崮上花开片区共富行动."""
    return _MARKS.sub("", surface)


def cluster_initiatives(surfaces: Sequence[str]) -> list[int]:
    """Cluster of each surface, numbered by first mention; a short form joins the latest programme that it can mean."""
    names = [initiative_name(s) for s in surfaces]
    clusters: list[list[str]] = []
    assigned = []
    for name in names:
        match = next(
            (i for i in reversed(range(len(clusters))) if any(same_initiative(name, n) for n in clusters[i])), None
        )
        if match is None:
            match = len(clusters)
            clusters.append([])
        clusters[match].append(name)
        assigned.append(match)
    return assigned


def same_initiative(a: str, b: str) -> bool:
    """Whether two names (marks removed) of one article mean one programme.

    崮上花开 / 崮上花开片区共富行动: yes. 载誉归来 / 万商同心·载誉归来工程: yes.
    党员联户 / 党员联户积分细则: no, that is a paper about it.
    意见 / 关于推进食用菌产业集群发展的意见: yes, the paper just named.
    """
    short, long = sorted((a, b), key=len)
    if short == long or (_heads().get(short) == "document" and long.endswith(short)):
        return True
    if _is_document(short) != _is_document(long):
        return False
    x, y = _head_pattern().sub("", short), _head_pattern().sub("", long)
    return len(x) >= SHORTEST and (y.startswith(x) or y.endswith(x))


def _is_document(name: str) -> bool:
    head = _head_pattern().search(name)
    return head is not None and _heads()[head.group()] == "document"
