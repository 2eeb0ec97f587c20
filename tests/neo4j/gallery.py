"""The pictures of docs/neo4j-browser.md, taken from the real Browser:  python -m tests.neo4j.gallery WORKSPACE"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

from graph.browser_pack import GUIDE, STYLE, pictures, server, write_pack
from graph.connect import open_neo4j
from graph.record import Record
from graph.sync import sync
from tests.neo4j.browser import connected
from tests.neo4j.server import PASSWORD, Server

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def take(workspace: Path, running: Server) -> None:
    with Record.open(workspace, create=False) as record, open_neo4j(running.uri, password=PASSWORD) as store:
        store.migrate()
        sync(record, store)
    with tempfile.TemporaryDirectory() as folder, connected(running) as browser:
        write_pack(Path(folder))
        browser.drop(Path(folder) / STYLE)
        browser.run(":param name => '高发巧'")
        browser.captions(browser.run(pictures()["person"].cypher))
        browser.page.screenshot(path=IMAGES / "neo4j-person.png")
        handed = server(Path(folder), 0)
        threading.Thread(target=handed.serve_forever, daemon=True).start()
        browser.open_guide(f"http://localhost:{handed.server_port}/{GUIDE}")
        browser.page.get_by_text("Run this first; it clears all parameters").wait_for()
        browser.page.wait_for_timeout(1500)
        browser.page.screenshot(path=IMAGES / "neo4j-guide.png")
        handed.shutdown()


def main(workspace: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        running = Server(Path(home))
        running.start()
        try:
            take(Path(workspace), running)
        finally:
            running.stop()


if __name__ == "__main__":
    main(sys.argv[1])
