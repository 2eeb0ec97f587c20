"""Lines over a logarithmic number of things, two panels side by side, as one small SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10
from typing import NamedTuple

WIDTH, HEIGHT, MARGIN = 380, 260, 48
COLOURS = ("#2b6cb0", "#c05621", "#2f855a")


class Line(NamedTuple):
    name: str
    points: Sequence[tuple[float, float]]


def plot(axes: tuple[str, str, str], left: Sequence[Line], right: Sequence[Line]) -> str:
    """`axes`: what is counted, what the left and what the right panel show."""
    counted, *shown = axes
    panels = "".join(
        f'<g transform="translate({i * (WIDTH + MARGIN)} 0)">{_panel(counted, name, lines)}</g>'
        for i, (name, lines) in enumerate(zip(shown, (left, right), strict=True))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH + MARGIN} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>{panels}</svg>\n'
    )


def _panel(counted: str, shown: str, lines: Sequence[Line]) -> str:
    counts = [x for line in lines for x, _ in line.points]
    low, high = log10(min(counts)), log10(max(counts))
    top = 1.15 * max(y for line in lines for _, y in line.points)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - low) / (high - low or 1)
        return MARGIN + across * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - y / top * (HEIGHT - 2 * MARGIN)

    parts = [f'<text x="{MARGIN}" y="16" font-weight="bold">{escape(shown)}</text>']
    parts += [_tick(MARGIN - 6, at(10**low, y)[1] + 4, f"{y:.0f}", "end") for y in (0, top / 2, top)]
    parts += [_tick(at(x, 0)[0], HEIGHT - MARGIN + 16, f"{x:,}") for x in sorted(set(counts))]
    parts.append(_tick(WIDTH / 2, HEIGHT - 10, counted))
    parts.append(
        f'<path d="M{MARGIN} {MARGIN}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" fill="none" stroke="#888" stroke-width="1"/>'
    )
    for number, (line, colour) in enumerate(zip(lines, COLOURS, strict=False)):
        points = [at(x, y) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="{WIDTH // 2}" y="{34 + 14 * number}" fill="{colour}">{escape(line.name)}</text>')
    return "".join(parts)


def _tick(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#444">{escape(text)}</text>'
