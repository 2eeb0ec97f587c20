"""Neo4j Browser driven as a person drives it: connect, drop a file, type a query, look at the answer."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chromium import FLAGS
from tests.neo4j.server import PASSWORD, Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 60_000  # milliseconds
_DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name));
    const target = document.querySelector("[data-testid=main]");
    for (const type of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""

_PASTE = """(area, text) => {
    const transfer = new DataTransfer();
    transfer.setData("text/plain", text);
    area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true}));
}"""


def chromium() -> str | None:
    """The program, where this machine has one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def connected(server: Server) -> Iterator[Neo4jBrowser]:
    """The Browser of a running server, open and connected."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = launched.new_page(viewport={"width": 1500, "height": 1000}, device_scale_factor=1)
        page.set_default_timeout(PATIENCE)
        page.goto(server.browser, wait_until="domcontentloaded")
        opened = Neo4jBrowser(page)
        opened.connect()
        yield opened
        launched.close()


class Neo4jBrowser:
    def __init__(self, page: Page) -> None:
        self.page = page

    def connect(self) -> None:
        self.page.fill("[data-testid=username]", "neo4j")
        self.page.fill("[data-testid=password]", PASSWORD)
        self.page.click("[data-testid=connect]")
        self.page.wait_for_selector("[data-testid=boltaddress]", state="detached")

    def drop(self, path: Path) -> None:
        """Drop a file on the page, as the guide tells people to."""
        content = base64.b64encode(path.read_bytes()).decode()
        self.page.evaluate(_DROP, [path.name, content])

    def run(self, command: str) -> Locator:
        """Type a command or query, run it, and return the frame of its answer once it is there."""
        self._type(":clear")
        self.page.wait_for_selector("[data-testid=frame]", state="detached")
        self._type(command)
        frame = self.page.locator("[data-testid=frame]").first
        frame.locator("[data-testid=frameContents]").first.wait_for()
        self.page.wait_for_timeout(300)
        return frame

    def _type(self, command: str) -> None:
        self.page.click("[data-testid=activeEditor] .monaco-editor")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        # Pasted, since the editor closes brackets that are typed.
        self.page.locator("[data-testid=activeEditor] textarea").first.evaluate(_PASTE, command)
        self.page.click("[data-testid=editor-Run]")

    def captions(self, frame: Locator) -> list[str]:
        """What is written on the nodes of a drawn answer."""
        frame.locator(".neod3viz .node").first.wait_for(state="attached")
        self.page.wait_for_timeout(1500)  # until the drawing stands still
        return frame.locator(".neod3viz .node").all_text_contents()

    def open_guide(self, url: str) -> Locator:
        """The drawer in which a guide is shown."""
        self._type(f":guide {url}")
        return self.page.locator("article.guide, [data-testid=guidesDrawer], .guide").first

    def open_favourites(self) -> None:
        self.page.click("[data-testid=navigationFavorites]")

    def error(self, frame: Locator) -> str:
        """What the Browser complains about; empty where it does not."""
        said = frame.inner_text()
        return said[said.index("ERROR") :] if "ERROR" in said else ""
