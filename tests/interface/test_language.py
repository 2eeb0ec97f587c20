"""Every sentence the program says exists in Chinese."""

import ast
import string
from pathlib import Path

import pytest

from interface import language

ROOT = Path(__file__).parents[2]
SOURCES = [
    ROOT / "cli.py",
    *(p for folder in ("extract", "graph", "interface") for p in sorted((ROOT / folder).rglob("*.py"))),
]

SAYING = ("tr", "InputError", "__init__")


def said(call: ast.Call) -> bool:
    """Whether the call only takes sentences; an __init__ may take a mere name."""
    return isinstance(call.func, ast.Name)


def sentences(path: Path) -> list[str]:
    """Literal first arguments of tr(...), InputError(...) and of super().__init__(...) in errors derived from it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SAYING:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and (" " in first.value or said(node)):
                found.append(first.value)
    return found


def gaps(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_sentence_is_translated_with_the_same_gaps(path):
    for english in sentences(path):
        assert english in language.chinese(), f"no Chinese for: {english}"
        assert gaps(language.chinese()[english]) == gaps(english), english


def test_no_translation_is_left_over():
    said = {s for path in SOURCES for s in sentences(path)}
    dynamic = {key for key in language.chinese() if key.startswith("*")}
    assert set(language.chinese()) - dynamic <= said


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["ask", "--lang", "zh"], "", "zh"),
        (["--lang=zh", "ask"], "", "zh"),
        (["ask"], "zh", "zh"),
        (["ask", "--lang", "en"], "zh", "en"),
        (["ask", "--lang", "fr"], "", "en"),
        ([], "", "en"),
    ],
)
def test_the_language_comes_from_the_option_then_the_environment(arguments, environment, expected):
    try:
        assert language.choose_language(arguments, environment) == expected
        assert language.language() == expected
    finally:
        language.choose_language([], "")
