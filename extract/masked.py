"""Names in a text as two placeholder characters, so that patterns see where a name stands and not what it is."""

from __future__ import annotations

from collections.abc import Sequence

NAME, INSIDE = "\ue000", "\ue001"  # the first character of a name, and each further one: lengths stay the same


def masked(text: str, names: Sequence[tuple[int, int]]) -> str:
    """The text with the characters of these spans replaced."""
    characters = list(text)
    for start, end in names:
        characters[start:end] = NAME + INSIDE * (end - start - 1)
    return "".join(characters)
