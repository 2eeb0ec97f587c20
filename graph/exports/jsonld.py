"""JSON-LD: facts as plain triples, and beside each an rdf:Statement that says who printed it.

A part of the record comes in, one document with its context inside comes out; no address is ever asked for it. Types
are those of schema.org and of the W3C's organization ontology, predicates our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.exports.base import Text, comma_separated, compact_json, stated
from graph.exports.part import Part
from graph.model import RELATIONSHIPS
from graph.projection import Node, Relationship

VOCABULARY = "urn:zhengmai:vocabulary:"
THING = "urn:zhengmai:thing:"
FACT = "urn:zhengmai:fact:"

_TYPES: Mapping[str, str] = {
    "Person": "schema:Person",
    "Institution": "schema:Organization",
    "Place": "schema:AdministrativeArea",
    "Event": "schema:Event",
    "Initiative": "schema:Project",
    "Role": "org:Post",
    "Article": "schema:NewsArticle",
}
_DAY = {"@type": "xsd:date"}
_CONTEXT: Mapping[str, object] = {
    "@version": 1.1,
    "@vocab": VOCABULARY,
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "name": {"@id": "schema:name", "@language": "zh"},
    "aliases": {"@id": "schema:alternateName", "@language": "zh", "@container": "@set"},
    "subject": {"@id": "rdf:subject", "@type": "@id"},
    "predicate": {"@id": "rdf:predicate", "@type": "@vocab"},
    "object": {"@id": "rdf:object", "@type": "@id"},
    "article": {"@type": "@id"},
    "quote": {"@language": "zh"},
    "evidence": {"@container": "@list"},
    "forms": {"@container": "@set"},
    "confidence": {"@type": "xsd:double"},
    "published": {"@id": "schema:datePublished", **_DAY},
    "date": {"@id": "schema:startDate", **_DAY},
    "first_seen": _DAY,
    "last_seen": _DAY,
    **{type_: {"@type": "@id"} for type_ in RELATIONSHIPS},
}


class JsonLd(Text):
    name = "jsonld"
    suffix = ".jsonld"

    def text(self, part: Part) -> Iterator[str]:
        yield f'{{"@context":{compact_json(_CONTEXT)},\n"@graph":['
        yield from comma_separated(map(compact_json, self._objects(part)))
        yield "\n]}\n"

    def _objects(self, part: Part) -> Iterator[Mapping[str, object]]:
        for node in part.nodes():
            yield _thing(node)
        for one in part.relationships():
            yield {"@id": THING + one.start, one.type: THING + one.end}
            yield _statement(one)


def _thing(node: Node) -> Mapping[str, object]:
    properties = stated(node.properties)
    properties.pop("id")
    return {"@id": THING + node.id, "@type": [_TYPES[node.label], node.label], **properties}


def _statement(one: Relationship) -> Mapping[str, object]:
    properties: dict[str, object] = dict(stated(one.properties))
    del properties["id"]
    quotes, articles = one.properties["quotes"], one.properties["articles"]
    assert isinstance(quotes, list)
    assert isinstance(articles, list)
    for name in ("quotes", "articles"):
        properties.pop(name, None)
    printed = [{"quote": q, "article": THING + a} for q, a in zip(quotes, articles, strict=True)]
    return {
        "@id": FACT + one.id,
        "@type": "rdf:Statement",
        "subject": THING + one.start,
        "predicate": one.type,
        "object": THING + one.end,
        "evidence": printed,
        **properties,
    }
