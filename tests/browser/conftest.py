"""A real Chromium with the page opened from the disk; anything on its console or the network fails the test."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from graph.view import Picture, render_html
from tests.chromium import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]


def missing(what: str) -> None:
    """Skip in a plain line; where everything must be there (CI), fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"browser tests need {what}")
    pytest.skip(f"browser tests need {what}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program:
        missing("Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
    if not (ROOT / "graph" / "assets" / "dist" / "page.html").is_file():
        missing("the page: make assets")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the package playwright (pip install -e '.[dev]')")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


def wait_until_painted(page: Page, seconds: float = 60) -> None:
    """Asked from outside: a condition that the page itself must evaluate again and again would break its policy."""
    until = time.monotonic() + seconds
    while not page.evaluate("() => performance.getEntriesByName('painted').length"):
        assert time.monotonic() < until, f"nothing painted after {seconds} s"
        time.sleep(0.05)


class Opened:
    """A page as a reader sees it, with what it must never do recorded in `trouble`."""

    def __init__(self, page: Page, trouble: list[str], folder: Path) -> None:
        self.page = page
        self.trouble = trouble
        self._folder = folder

    @property
    def heading(self) -> str:
        return self.page.locator("#panel h2").inner_text()

    @property
    def status(self) -> str:
        return self.page.locator("#status").inner_text()

    def centre(self) -> tuple[float, float]:
        box = self.page.locator("#picture").bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def find(self, text: str) -> None:
        """Search with the keyboard; what is found stands in the middle afterwards."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.settle()

    def settle(self) -> None:
        """Wait until the picture is painted."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def download(self, button: str) -> Path:
        with self.page.expect_download() as waiting:
            self.page.click(button)
        path = self._folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def words(self) -> list[Word]:
        """Every word that is printed on the picture now, read from its own SVG."""
        root = ElementTree.parse(self.download("#svg")).getroot()
        scene = root.find("{*}svg")
        assert scene is not None
        return [Word(text) for text in scene.iter("{http://www.w3.org/2000/svg}text") if not text.get("aria-hidden")]


class Word:
    """One printed line: its text and the box it takes (a Chinese character is as wide as high)."""

    def __init__(self, element: ElementTree.Element) -> None:
        self.text = element.text or ""
        self.size = float(element.get("font-size", "0"))
        width = self.size * sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in self.text)
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        self.left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
        self.right = self.left + width
        self.top, self.bottom = y - self.size * 0.8, y + self.size * 0.1

    def overlaps(self, other: Word) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a picture; when the test is over, the console was silent and nothing was asked of the network."""
    opened: list[Opened] = []

    def open_one(
        picture: Picture,
        language: str = "en",
        dark: bool = False,
        touch: bool = False,
        before: Callable[[Page], None] = lambda page: None,
    ) -> Opened:
        file = tmp_path / f"picture{len(opened)}.html"
        file.write_text(render_html(picture, language), encoding="utf-8")
        page = browser.new_page(
            viewport={"width": 1280, "height": 800}, color_scheme="dark" if dark else "light", has_touch=touch
        )
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on(
            "request", lambda asked: trouble.append(f"request: {asked.url[:90]}") if is_foreign(asked.url) else None
        )
        before(page)
        page.goto(file.as_uri())
        wait_until_painted(page)
        opened.append(Opened(page, trouble, tmp_path))
        return opened[-1]

    def is_foreign(url: str) -> bool:
        return not url.startswith((tmp_path.as_uri(), "blob:", "data:"))

    yield open_one
    for one in opened:
        one.page.close()
        assert one.trouble == []
