"""The words that Typer itself puts into a help page (Usage, Options, default) in the language in force.

Typer prints them in English whatever is asked for, and offers no place to say otherwise but the page that it made.
"""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from interface.language import chinese, language

_TYPERS_WORDS = re.compile(
    r"^(?:Usage|Arguments|Options|Commands): ?|Show this message and exit\.|(?<=\[)default: ?|(?<=[\[ ])required(?=\])",
    re.MULTILINE,
)


def translated(page: str) -> str:
    """A help or usage page of Typer's; what is ours in it stays as it is."""
    if language() != "zh":
        return page
    return _TYPERS_WORDS.sub(lambda word: chinese()[f"*{word[0].rstrip()}"], page)


class Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return translated(super().get_help(ctx))

    def get_usage(self, ctx: Any) -> str:
        return translated(super().get_usage(ctx))


class Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return translated(super().get_help(ctx))

    def get_usage(self, ctx: Any) -> str:
        return translated(super().get_usage(ctx))
