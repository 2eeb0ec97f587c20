"""A help page is of one language, the words of the command line library included."""

import re

import pytest
from typer.testing import CliRunner

from cli import app
from interface import language


@pytest.fixture
def chinese():
    language.choose_language([], "zh")
    yield
    language.choose_language([], "en")


@pytest.mark.parametrize("command", [[], ["ask"], ["decisions"], ["ask", "path"], ["build"]], ids=" ".join)
def test_a_chinese_page_has_none_of_typers_english(command, chinese):
    page = CliRunner().invoke(app, [*command, "--help"]).stdout
    assert page.startswith("用法：")
    assert "选项：" in page
    assert "显示本帮助后退出。" in page
    assert not re.search("Usage|Options:|Commands:|Arguments:|this message|default:|required", page)


def test_an_english_page_stays_as_it_is():
    page = CliRunner().invoke(app, ["ask", "path", "--help"]).stdout
    assert "Usage:" in page
    assert "[default: workspace]" in page
