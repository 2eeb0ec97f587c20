"""Takes the pictures of docs/gallery.md: `python -m tests.browser.gallery [WORKSPACE]`.

With a workspace (made by `zhengmai build seeds`) the pictures show what was extracted from the seeds, without one what
the gold annotation of the seeds says. Needs Chromium and playwright.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.record import Record
from graph.view import Picture, picture_from_extractions, picture_from_record, render_html
from tests.browser.conftest import ROOT, wait_until_painted
from tests.chromium import FLAGS
from tests.gold_extractions import gold_extractions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = ROOT / "docs" / "images"


def main(workspace: str | None = None) -> None:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        file = Path(folder) / "picture.html"
        official = draw(workspace, focus=["高发巧"], hops=2)
        take(browser, file, official, "picture-official", read_evidence, language="zh")
        city = draw(workspace, focus=["瑞安市"], hops=2)
        take(browser, file, city, "picture-city", lambda page: None)
        everything = draw(workspace, kinds=["Person", "Institution", "Event"])
        take(browser, file, everything, "picture-people", lambda page: None, language="zh", dark=True)
        browser.close()


def draw(workspace: str | None, **asked: Any) -> Picture:
    if workspace is None:
        return picture_from_extractions(gold_extractions(), **asked)
    with Record.open(Path(workspace), create=False) as record:
        return picture_from_record(record, **asked)


def take(
    browser: Browser,
    file: Path,
    picture: Picture,
    name: str,
    act: Callable[[Page], None],
    language: str = "en",
    dark: bool = False,
) -> None:
    file.write_text(render_html(picture, language), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark" if dark else "light")
    page.goto(file.as_uri())
    wait_until_painted(page)
    act(page)
    page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


def read_evidence(page: Page) -> None:
    """Choose a person, then the line of the first post: the sentence stands at the right."""
    page.keyboard.press("/")
    page.keyboard.type("高发巧")
    page.keyboard.press("Enter")
    page.locator("#panel .fact").first.click()
    page.click("#fit")
    page.mouse.move(1, 1)


if __name__ == "__main__":
    main(*sys.argv[1:2])
