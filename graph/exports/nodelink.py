"""Node-link JSON as networkx writes it, lists and all: networkx.node_link_graph(data, edges="edges") reads it back.

A part of the record comes in, JSON text comes out, one node or edge a line. What has no value has no key.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.base import Text, comma_separated, compact_json, stated
from graph.exports.part import Part


class NodeLink(Text):
    name = "json"
    suffix = ".json"

    def text(self, part: Part) -> Iterator[str]:
        yield '{"directed":true,"multigraph":true,"graph":{},"nodes":['
        yield from comma_separated(
            compact_json({"type": node.label, **stated(node.properties)}) for node in part.nodes()
        )
        yield '\n],"edges":['
        yield from comma_separated(
            compact_json(
                {"source": one.start, "target": one.end, "key": one.id, "type": one.type, **stated(one.properties)}
            )
            for one in part.relationships()
        )
        yield "\n]}\n"
