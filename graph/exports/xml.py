"""GEXF for Gephi and GraphML for everything else that draws graphs, as Gephi's rules want them: no lists, no missing
values, one type an attribute, edges named by their kind.

A part of the record comes in, XML text comes out. Characters that XML cannot hold become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph.exports.base import NUMBERS, FlatValue, Text, flat, written
from graph.exports.part import Part
from graph.model import LABELS, NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, RELATIONSHIPS
from graph.projection import Node, Relationship

# Attributes of nodes and edges. The id has a place of its own in either format; `label` is what programs print.
NODE_ATTRIBUTES = tuple(
    dict.fromkeys(("type", *NODE_PROPERTIES[2:], *(own for names in LABELS.values() for own in names)))
)
EDGE_ATTRIBUTES = tuple(
    dict.fromkeys(
        (
            "relationship",
            *RELATIONSHIP_PROPERTIES[1:],
            *(own for type_ in RELATIONSHIPS.values() for own in type_.properties),
        )
    )
)
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Blanks other than the space would be read back as spaces.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def node_label(node: Node) -> str:
    return str(node.properties["name"])


def edge_label(one: Relationship) -> str:
    """The title of a post or the part played, where there is one, else the type: 部长, chair, VISITED."""
    return str(one.properties.get("title") or one.properties.get("capacity") or one.type)


def node_attributes(node: Node) -> Iterator[tuple[str, FlatValue]]:
    yield "type", node.label
    yield from (item for item in flat(node.properties) if item[0] not in ("id", "name"))


def edge_attributes(one: Relationship) -> Iterator[tuple[str, FlatValue]]:
    yield "relationship", one.type
    yield from (item for item in flat(one.properties) if item[0] != "id")


def _xml(value: FlatValue) -> str:
    return _FORBIDDEN.sub("\ufffd", written(value)).translate(_ESCAPES)


class Gexf(Text):
    """GEXF 1.3: its `kind` keeps Gephi from adding up edges of different types between two nodes."""

    name = "gexf"
    suffix = ".gexf"

    def text(self, part: Part) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        yield "<meta><creator>zhengmai</creator></meta>\n"
        yield '<graph defaultedgetype="directed" mode="static" idtype="string">\n'
        yield from self._declared("node", NODE_ATTRIBUTES)
        yield from self._declared("edge", EDGE_ATTRIBUTES)
        yield "<nodes>\n"
        for node in part.nodes():
            values = self._values(node_attributes(node))
            yield f'<node id="{_xml(node.id)}" label="{_xml(node_label(node))}">{values}</node>\n'
        yield "</nodes>\n<edges>\n"
        for one in part.relationships():
            ends = f'id="{_xml(one.id)}" source="{_xml(one.start)}" target="{_xml(one.end)}" type="directed"'
            shown = f'label="{_xml(edge_label(one))}" kind="{one.type}" weight="{one.properties["count"]}.0"'
            yield f"<edge {ends} {shown}>{self._values(edge_attributes(one))}</edge>\n"
        yield "</edges>\n</graph>\n</gexf>\n"

    def _declared(self, of: str, names: tuple[str, ...]) -> Iterator[str]:
        yield f'<attributes class="{of}" mode="static">\n'
        for name in names:
            yield f'<attribute id="{name}" title="{name}" type="{NUMBERS.get(name, "string")}"/>\n'
        yield "</attributes>\n"

    def _values(self, attributes: Iterator[tuple[str, FlatValue]]) -> str:
        values = "".join(f'<attvalue for="{name}" value="{_xml(value)}"/>' for name, value in attributes)
        return f"<attvalues>{values}</attvalues>"


class GraphMl(Text):
    """GraphML, read by Gephi, yEd, Cytoscape, igraph and networkx."""

    name = "graphml"
    suffix = ".graphml"
    _types: Mapping[str, str] = {"integer": "long", "double": "double", "boolean": "boolean"}

    def text(self, part: Part) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        for of, names in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
            for name in ("label", *names):
                type_ = self._types.get(NUMBERS.get(name, ""), "string")
                yield f'<key id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="{type_}"/>\n'
        yield '<key id="edge_weight" for="edge" attr.name="weight" attr.type="double"/>\n'
        yield '<graph id="zhengmai" edgedefault="directed">\n'
        for node in part.nodes():
            yield f'<node id="{_xml(node.id)}">{self._data("node", "label", node_label(node))}'
            yield from (self._data("node", name, value) for name, value in node_attributes(node))
            yield "</node>\n"
        for one in part.relationships():
            yield f'<edge id="{_xml(one.id)}" source="{_xml(one.start)}" target="{_xml(one.end)}">'
            yield self._data("edge", "label", edge_label(one))
            yield from (self._data("edge", name, value) for name, value in edge_attributes(one))
            yield f'<data key="edge_weight">{one.properties["count"]}.0</data></edge>\n'
        yield "</graph>\n</graphml>\n"

    def _data(self, of: str, name: str, value: FlatValue) -> str:
        return f'<data key="{of}_{name}">{_xml(value)}</data>'
