"""Which tests run side by side: those of the graph share one server and one engine, the others only their file."""

from __future__ import annotations

from pathlib import Path

import pytest

GRAPH = ("graph", "neo4j")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0]
        item.add_marker(pytest.mark.xdist_group("graph" if folder in GRAPH else str(item.path)))
