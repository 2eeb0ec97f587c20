"""A small picture of what stands nearest to somebody or something, as inline SVG that needs no script.

The neighbours stand in two columns beside the centre, so that every name can be read; the same input gives the same
picture. Colours come from the page (class per type), names are escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN, SIZE, LEADING = 680, 226, 14, 17
PER_LINE, LINES = 14, 2
CENTRE_PER_LINE, CENTRE_LINES = 9, 3
_ORDER = ("Institution", "Person", "Event", "Initiative", "Place")


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour: how many sentences tie it to the centre, and to which other neighbours it is tied (ids)."""

    id: str
    label: str
    name: str
    weight: int = 1
    uncertain: bool = False
    tied: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    near: Near
    x: float
    y: float
    left: bool


def draw(name: str, label: str, neighbours: Sequence[Near]) -> str:
    """The picture. Types stand together, tied neighbours at like height."""
    columns = _columns(neighbours)
    centre = _wrapped(name, CENTRE_PER_LINE, CENTRE_LINES)
    # The centre's name stands below the middle.
    height = max(*(sum(map(_row_height, column)) + 24 for column in columns), 2 * (30 + 20 * len(centre)))
    spots = [spot for column, left in zip(columns, (True, False), strict=True) for spot in _place(column, left, height)]
    middle = height / 2
    parts = [
        f'<svg class="sketch" viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(name)}</title>",
        *_ties(spots),
        *(_ray(spot, middle) for spot in spots),
        *(_name(spot) for spot in spots),
        f'<circle class="{label} centre" cx="{WIDTH / 2}" cy="{middle:.1f}" r="9"/>',
        *_centre(centre, middle),
        "</svg>",
    ]
    return "".join(parts)


def _columns(neighbours: Sequence[Near]) -> tuple[list[Near], list[Near]]:
    """Two columns of like height: bodies and people on the left, events and the rest on the right."""
    ordered = sorted(neighbours, key=lambda near: _ORDER.index(near.label) if near.label in _ORDER else len(_ORDER))
    total, used, left = sum(map(_row_height, ordered)), 0, 0
    while left < len(ordered) and used + _row_height(ordered[left]) / 2 < total / 2:
        used += _row_height(ordered[left])
        left += 1
    right = ordered[left:]
    ties = _ties_of(ordered)
    rank = {near.id: position for position, near in enumerate(ordered[:left])}
    # Barycentres: a neighbour stands as high as those it is tied to, within its type.
    right.sort(
        key=lambda near: (
            _ORDER.index(near.label) if near.label in _ORDER else len(_ORDER),
            _mean([rank[other] for other in ties[near.id] if other in rank]),
        )
    )
    return ordered[:left], right


def _ties_of(neighbours: Sequence[Near]) -> Mapping[str, set[str]]:
    """Neighbour -> those tied to it, from whichever side the tie is known."""
    ties: dict[str, set[str]] = {near.id: set() for near in neighbours}
    for near in neighbours:
        for other in near.tied:
            if other in ties and other != near.id:
                ties[near.id].add(other)
                ties[other].add(near.id)
    return ties


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else len(_ORDER) * 100.0


def _place(column: Sequence[Near], left: bool, height: float) -> list[_Spot]:
    y = (height - sum(map(_row_height, column))) / 2
    spots = []
    for near in column:
        y += _row_height(near) / 2
        spots.append(_Spot(near, MARGIN if left else WIDTH - MARGIN, y, left))
        y += _row_height(near) / 2
    return spots


def _row_height(near: Near) -> int:
    return len(_wrapped(near.name)) * LEADING + 11


def _wrapped(name: str, per_line: int = PER_LINE, most: int = LINES) -> list[str]:
    """Lines of like length, at most so many; what does not fit ends in an ellipsis."""
    if len(name) > per_line * most:
        name = name[: per_line * most - 1] + "…"
    count = max(1, -(-len(name) // per_line))
    length = max(1, -(-len(name) // count))
    return [name[at : at + length] for at in range(0, len(name), length)] or [""]


def _ray(spot: _Spot, middle: float) -> str:
    bend = WIDTH / 2 + (spot.x - WIDTH / 2) * 0.5
    width = min(1 + 0.5 * (spot.near.weight - 1), 3.5)
    dashed = ' stroke-dasharray="4 4"' if spot.near.uncertain else ""
    return (
        f'<path class="ray" stroke-width="{width}"{dashed} d="M{WIDTH / 2} {middle:.1f}'
        f'C{bend:.1f} {middle:.1f} {bend:.1f} {spot.y:.1f} {spot.x} {spot.y:.1f}"/>'
    )


def _ties(spots: Sequence[_Spot]) -> list[str]:
    """Between two neighbours: a faint line across, or a bow along their column."""
    at = {spot.near.id: spot for spot in spots}
    paths = []
    ties = _ties_of([spot.near for spot in spots])
    for one, other in sorted((one, other) for one, others in ties.items() for other in others if one < other):
        a, b = at[one], at[other]
        bow = (60 if a.left else -60) if a.left == b.left else 0
        curve = f"C{a.x + bow:.1f} {a.y:.1f} {b.x + bow:.1f} {b.y:.1f} " if bow else "L"
        paths.append(f'<path class="tie" d="M{a.x} {a.y:.1f}{curve}{b.x} {b.y:.1f}"/>')
    return paths


def _name(spot: _Spot) -> str:
    near, lines = spot.near, _wrapped(spot.near.name)
    x, anchor = (spot.x - 11, "end") if spot.left else (spot.x + 11, "start")
    first = spot.y + SIZE * 0.36 - (len(lines) - 1) * LEADING / 2
    text = "".join(
        f'<tspan x="{x}" y="{first + i * LEADING:.1f}">{escape(line)}</tspan>' for i, line in enumerate(lines)
    )
    drawn = (
        f'<circle class="{near.label}" cx="{spot.x}" cy="{spot.y:.1f}" r="5"/>'
        f'<text text-anchor="{anchor}" font-size="{SIZE}"><title>{escape(near.name)}</title>{text}</text>'
    )
    return f'<a href="{escape(near.href, quote=True)}">{drawn}</a>' if near.href else f"<g>{drawn}</g>"


def _centre(lines: Sequence[str], middle: float) -> list[str]:
    """The centre's own name below its dot, with a halo so that rays do not cross it."""
    return [
        f'<text class="name" text-anchor="middle" font-size="16" x="{WIDTH / 2}" y="{middle + 30 + i * 20:.1f}">'
        f"{escape(line)}</text>"
        for i, line in enumerate(lines)
    ]
