"""English sentences in, the sentence of the chosen language out.

The English text is the key; `messages.zh.toml` holds the Chinese one. Data (names, quotes) is never translated.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")
VARIABLE = "ZHENGMAI_LANG"

_language = "en"


def choose_language(arguments: Sequence[str] = (), environment: str | None = None) -> str:
    """Set the language of everything said from now on: `--lang zh` anywhere in the arguments, else ZHENGMAI_LANG, else
    English. An unknown language is left to the command line parser, which names the choices."""
    global _language
    asked = environment if environment is not None else os.environ.get(VARIABLE, "")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    _language = asked if asked in LANGUAGES else "en"
    return _language


def language() -> str:
    """The language in force: "en" or "zh"."""
    return _language


def tr(english: str, /, **values: object) -> str:
    """The sentence in the chosen language with its {gaps} filled; English where no translation exists."""
    template = chinese().get(english, english) if _language == "zh" else english
    return template.format(**values) if values else template


@cache
def chinese() -> dict[str, str]:
    """English sentence -> Chinese sentence."""
    text = files("interface").joinpath("messages.zh.toml").read_text(encoding="utf-8")
    return {key: value for section in tomllib.loads(text).values() for key, value in section.items()}
