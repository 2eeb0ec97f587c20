"""FollowTheMoney entities, one JSON object a line, for Aleph, OpenSanctions' tools and whatever else speaks it.

A part of the record comes in; people, bodies, posts and what links them come out under the names of its schema, every
link with its sentences (description) and articles (proof). What its schema has no field for stands in `summary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extract.organs import is_known_organ
from graph.exports.base import Text, compact_json
from graph.exports.part import Part
from graph.model import RELATIONSHIPS
from graph.projection import Node, Relationship, Value

Properties = dict[str, list[str]]

# Longest value that the schema's types take. What is longer is cut, and stands whole in `description` or `notes`.
NAME, STRING, TEXT = 384, 1024, 65000
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")

_SCHEMA: Mapping[str, str] = {
    "Person": "Person",
    "Place": "Address",
    "Event": "Event",
    "Initiative": "Project",
    "Role": "Position",
    "Article": "Article",
}


@dataclass(frozen=True, slots=True)
class _Link:
    """Schema of a link, its properties for start and end, and how it is called where the text gives no role."""

    schema: str
    start: str
    end: str
    role: str = ""


# (type, label of the start, label of the end) -> link; anything else is an UnknownLink that bears its type.
_MENTION = _Link("Documentation", "entity", "document", "mentioned")
_LAUNCH, _WORK = (_Link("ProjectParticipant", "participant", "project", role) for role in ("launched", "implements"))
_LINKS: Mapping[tuple[str, str, str], _Link] = {
    ("HOLDS", "Person", "Role"): _Link("Occupancy", "holder", "post"),
    ("AFFILIATED_WITH", "Person", "Institution"): _Link("Membership", "member", "organization"),
    ("PART_OF", "Institution", "Institution"): _Link("Membership", "member", "organization", "part of"),
    ("LAUNCHED", "Institution", "Initiative"): _LAUNCH,
    ("LAUNCHED", "Person", "Initiative"): _LAUNCH,
    ("IMPLEMENTS", "Institution", "Initiative"): _WORK,
    ("IMPLEMENTS", "Person", "Initiative"): _WORK,
    ("SUCCEEDED_BY", "Institution", "Institution"): _Link("Succession", "predecessor", "successor"),
    ("REPORTED", "Person", "Article"): _Link("Documentation", "entity", "document", "reported"),
    **{("MENTIONED_IN", label, "Article"): _MENTION for label in RELATIONSHIPS["MENTIONED_IN"].starts},
}

# What an entity itself says of another, beside the link that carries the evidence: type, label of the end -> property.
# "end" means that the entity at the end says it of the one at the start.
_SAID: Mapping[tuple[str, str], tuple[str, str]] = {
    ("AT", "Institution"): ("start", "organization"),
    ("ATTENDED", "Event"): ("end", "involved"),
    ("ORGANIZED", "Event"): ("end", "organizer"),
    ("HELD_AT", "Place"): ("start", "addressEntity"),
    ("BASED_IN", "Place"): ("start", "addressEntity"),
    ("LOCATED_IN", "Place"): ("start", "addressEntity"),
    ("IMPLEMENTED_IN", "Place"): ("start", "addressEntity"),
}


class FollowTheMoney(Text):
    name = "ftm"
    suffix = ".ftm.json"

    def text(self, part: Part) -> Iterator[str]:
        said = _said(part.relationships())
        for node in part.nodes():
            yield _line(node.id, _schema(node), {**_thing(node), **said.get(node.id, {})})
        for one in part.relationships():
            # The post itself names its body, and its holders' links quote the same sentences.
            if one.type != "AT":
                link = _LINKS.get((one.type, one.start_label, one.end_label)) or _other(one)
                yield _line(one.id, link.schema, _interval(one, link))


def _line(id_: str, schema: str, properties: Properties) -> str:
    cleaned = {name: kept for name, values in properties.items() if (kept := _distinct(values))}
    return compact_json({"id": id_, "schema": schema, "properties": cleaned}) + "\n"


def _distinct(values: Iterable[str]) -> list[str]:
    """Values without control characters, which its readers take out; none twice, none empty."""
    return list(dict.fromkeys(text for value in values if (text := _CONTROL.sub(" ", value).strip())))


def _said(relationships: Iterable[Relationship]) -> dict[str, Properties]:
    """Entity -> what it says of others. Ids only, so that all of them can be held."""
    said: dict[str, Properties] = {}
    for one in relationships:
        if known := _SAID.get((one.type, one.end_label)):
            at, property_ = known
            speaker, other = (one.start, one.end) if at == "start" else (one.end, one.start)
            said.setdefault(speaker, {}).setdefault(property_, []).append(other)
    return said


# ---- entities


def _schema(node: Node) -> str:
    if node.label != "Institution":
        return _SCHEMA[node.label]
    name = str(node.properties["name"])
    # 云河市委统战部 ends as an organ of the state or the party does; a school, firm or club does not.
    return "PublicBody" if any(is_known_organ(name[at:]) for at in range(len(name))) else "Organization"


def _thing(node: Node) -> Properties:
    properties = node.properties
    name, aliases = str(properties["name"]), _texts(properties["aliases"])
    thing: Properties = {
        "name": [_cut(name, NAME)],
        "alias": [_cut(alias, NAME) for alias in aliases],
        "notes": [text[:TEXT] for text in (name, *aliases) if len(text) > NAME],
    }
    match node.label:
        case "Article":
            return {**thing, **_article(properties)}
        case "Role":
            thing["subnationalArea"] = _texts(properties["scope"])
        case "Place":
            thing["full"] = [_cut(name, NAME)]
            thing["region"] = _texts(properties["scope"])
        case "Event":
            thing["date"] = _texts(properties["date"])
            thing["keywords"] = [*_texts(properties["scope"]), *_texts(properties["kind"])]
        case _:
            thing["keywords"] = _texts(properties["scope"])
    return thing


def _article(properties: Mapping[str, Value]) -> Properties:
    return {
        "title": [_cut(title, STRING) for title in _texts(properties["title"])],
        "fileName": [_cut(text, STRING) for text in _texts(properties["source"]) or _texts(properties["doc"])],
        "publisher": [_cut(text, STRING) for text in _texts(properties["publication"])],
        "publishedAt": _texts(properties["published"]),
        "keywords": [f"{properties['doc']}/{properties['n']}"],  # which article of which page
    }


# ---- links


def _other(one: Relationship) -> _Link:
    return _Link("UnknownLink", "subject", "object", one.type.lower().replace("_", " "))


def _interval(one: Relationship, link: _Link) -> Properties:
    properties = one.properties
    capacity = [_cut(text, STRING) for text in _texts(properties.get("capacity"))]
    interval: Properties = {
        link.start: [one.start],
        link.end: [one.end],
        "description": [quote[:TEXT] for quote in _texts(properties["quotes"])],
        "proof": _texts(properties["articles"]),
        "namesMentioned": [_cut(form, NAME) for form in _texts(properties.get("forms"))],
        "recordId": [one.type],
    }
    if link.schema != "Occupancy":
        interval["role"] = [link.role, *capacity] if link.schema == "UnknownLink" else capacity or [link.role]
    interval["startDate"] = [day for day in _texts(properties.get("since")) if _DATE.fullmatch(day)]
    interval["endDate"] = [day for day in _texts(properties.get("until")) if _DATE.fullmatch(day)]
    interval["summary"] = [_summary(properties)]
    return interval


def _summary(properties: Mapping[str, Value]) -> str:
    """confidence=0.95; count=3; rule=network; first_seen=2023-04-07; last_seen=2023-06-02."""
    names = ("confidence", "count", "rule", "first_seen", "last_seen", "since", "until", "title", "capacity")
    return "; ".join(f"{name}={properties[name]}" for name in names if properties.get(name))[:TEXT]


def _texts(value: Value) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
