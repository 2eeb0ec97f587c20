"""Article text -> stretches that a network reads at once. Each later one opens with the article's headline and lead.

Attendance points back to the event that the headline names, however many paragraphs ago; so every window sees it.
"""

from __future__ import annotations

from dataclasses import dataclass

LIMIT = 640  # characters of a window
HEAD = 160  # of which headline and lead may take
_CUTS = ("\n", "。！？!?", "；;", "，,、 ")


@dataclass(frozen=True, slots=True)
class Window:
    """article[:head], a newline, article[start:end]; the first window of an article has head 0 and start 0."""

    text: str
    head: int
    start: int

    @property
    def shift(self) -> int:
        """Where article[start] stands in the window."""
        return self.head + 1 if self.head else 0

    def span_in_article(self, start: int, end: int) -> tuple[int, int]:
        """Span of the window -> span of the article. The span must not cross the border between head and body."""
        moved = self.start - self.shift if start >= self.shift else 0
        return start + moved, end + moved


def windows(text: str, limit: int = LIMIT, head: int = HEAD) -> list[Window]:
    """Windows whose bodies cover the text in order, without overlap; none for an empty text."""
    if len(text) <= limit:
        return [Window(text, 0, 0)] if text else []
    lead = _cut(text, 0, head)
    found: list[Window] = []
    at = 0
    while at < len(text):
        prefix = lead if at else 0
        end = _cut(text, at, limit - prefix - 1 if prefix else limit)
        body = text[at:end]
        found.append(Window(f"{text[:prefix]}\n{body}" if prefix else body, prefix, at))
        at = end
        while at < len(text) and text[at] == "\n":
            at += 1
    return found


def _cut(text: str, start: int, room: int) -> int:
    """The best place to end within `room` characters: a line end, a sentence end, a comma, all in the latter half."""
    end = start + room
    if end >= len(text):
        return len(text)
    for marks in _CUTS:
        last = max(text.rfind(mark, start + room // 2, end) for mark in marks)
        if last > 0:
            return last if text[last] == "\n" else last + 1
    return end
