"""The graph's vocabulary: labels, relationship types, property names and ids, each written once.

Everything that writes, reads or exports the graph takes its names from here; the queries in graph/queries use the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

End = Literal["start", "end"]

# Property with which every node and relationship of ours is marked: the hash of its content. What lacks it is not ours.
MARK = "zhengmai"
# Label of the bookkeeping nodes: one per migration, and one that says which revision of which record was loaded.
BOOKKEEPING = "Zhengmai"

# label -> properties beside id, name and aliases. corrected: who changed a name, added an alias or marked as private
LABELS: Mapping[str, tuple[str, ...]] = {
    "Person": ("scope", "private", "corrected"),
    "Institution": ("scope", "corrected"),
    "Place": ("scope", "corrected"),
    "Event": ("scope", "kind", "date", "corrected"),
    "Initiative": ("scope", "corrected"),
    # shared: many may hold it at once; latest: the last day on which it was printed, or that a text tells of it
    "Role": ("title", "scope", "shared", "latest"),
    "Article": ("title", "publication", "published", "source", "doc", "n"),
}
NODE_PROPERTIES: tuple[str, ...] = ("id", "name", "aliases")
RELATIONSHIP_PROPERTIES: tuple[str, ...] = (
    "id",
    "quotes",  # quotes[i] stands in articles[i]
    "articles",
    "first_seen",
    "last_seen",
    "confidence",
    "rule",  # of the most confident statement
    "count",  # statements that say so, however many quotes are kept
)


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """What a type may connect, its own properties, and at which end a node has few relationships of this type.

    Looking for a relationship from its narrow end keeps a body with 100,000 mentions from slowing every load.
    """

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    narrow: End
    properties: tuple[str, ...] = ()


def _type(starts: str, ends: str, narrow: End, properties: str = "") -> RelationshipType:
    return RelationshipType(tuple(starts.split()), tuple(ends.split()), narrow, tuple(properties.split()))


RELATIONSHIPS: Mapping[str, RelationshipType] = {
    "HOLDS": _type("Person", "Role", "start", "title since until entry exit gone_by corrected"),
    "AT": _type("Role", "Institution", "start"),
    "AFFILIATED_WITH": _type("Person", "Place Institution", "start", "capacity"),
    "ATTENDED": _type("Person Institution", "Event", "end", "capacity"),
    "ORGANIZED": _type("Institution", "Event", "end"),
    "HELD_AT": _type("Event", "Place Institution", "start"),
    "ABOUT": _type("Event", "Initiative", "start"),
    "LAUNCHED": _type("Institution Person Place", "Initiative", "end"),
    "IMPLEMENTS": _type("Institution Person", "Initiative", "end"),
    "IMPLEMENTED_IN": _type("Initiative", "Place", "start"),
    "PART_OF": _type("Institution", "Institution", "start"),
    "BASED_IN": _type("Institution", "Place", "start"),
    "LOCATED_IN": _type("Place", "Place", "start"),
    "VISITED": _type("Person Institution", "Place Institution", "end"),
    "COOPERATES_WITH": _type("Institution", "Institution", "start"),
    "SUCCEEDED_BY": _type("Institution Place", "Institution Place", "start", "change since"),
    "CHANGED": _type("Institution Place", "Article", "start", "change since until"),
    "REPORTED": _type("Person", "Article", "end", "capacity"),
    "MENTIONED_IN": _type("Person Institution Place Event Initiative", "Article", "end", "forms"),
}


def stable_id(*parts: str) -> str:
    """The id of what these parts identify; the same on every machine."""
    return sha256("|".join(parts).encode()).hexdigest()[:16]


def article_id(doc: str, n: int) -> str:
    return stable_id("Article", f"{doc}/{n}")


def role_id(institution: str, title: str) -> str:
    """A post is a title at a body; everyone who ever held it shares the node."""
    return stable_id("Role", institution, title)


def relationship_id(start: str, type_: str, end: str, qualifier: str = "") -> str:
    return stable_id(start, type_, end, qualifier)
