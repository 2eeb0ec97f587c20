"""What was worked out from a whole graph, kept in memory until something else is loaded into it.

For what takes seconds in a large graph and is asked again: all names of a label, a question about everybody.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from weakref import WeakKeyDictionary

from graph.model import BOOKKEEPING
from graph.store import Store

_KEPT: WeakKeyDictionary[Store, tuple[object, dict[Any, Any]]] = WeakKeyDictionary()


def kept(store: Store) -> MutableMapping[Any, Any]:
    """Where to keep it; empty after each load, and always where it is not known what was loaded."""
    state = _loaded(store)
    known, content = _KEPT.get(store, (None, {}))
    if state is None or known != state:
        content = {}
        _KEPT[store] = (state, content)
    return content


def _loaded(store: Store) -> object:
    """The record that was loaded last, and at which revision: as long as they are the same, so is the graph."""
    found = list(store.stream(f"MATCH (s:{BOOKKEEPING} {{id: 'load'}}) RETURN s.record, s.revision"))
    return found[0] if found and found[0][1] is not None else None
