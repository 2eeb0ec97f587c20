"""The label sets of the network: tags of characters, relations of mention pairs. Shared by training and engines."""

from __future__ import annotations

from typing import Final

from extract.model import MENTION_TYPES, SIGNATURES

CAPACITIES: Final = {
    "ATTENDED": ("chair", "speaker", "attendee"),
    "REPORTED": ("reporter", "correspondent", "photographer"),
}
UNARY: Final = tuple(f"REPORTED:{capacity}" for capacity in CAPACITIES["REPORTED"])
PAIRWISE: Final = (
    "HAS_TITLE", "TITLE_AT", "AFFILIATED_WITH",
    "ATTENDED:chair", "ATTENDED:speaker", "ATTENDED:attendee",
    "ORGANIZED", "HELD_AT", "ABOUT", "LAUNCHED", "IMPLEMENTS", "IMPLEMENTED_IN",
    "PART_OF", "BASED_IN", "LOCATED_IN", "VISITED", "COOPERATES_WITH",
)  # fmt: skip
TAGS: Final = ("O", *(f"{prefix}-{kind}" for kind in MENTION_TYPES for prefix in "BI"))


def signature(label: str) -> tuple[frozenset[str], frozenset[str]]:
    """Mention types that the head and the tail of a relation may have."""
    if label == "HAS_TITLE":
        return frozenset({"Person"}), frozenset({"Title"})
    if label == "TITLE_AT":
        return frozenset({"Title"}), frozenset({"Institution"})
    return SIGNATURES[label.split(":")[0]]


def allowed(head: str, tail: str) -> tuple[bool, ...]:
    """For each label of PAIRWISE whether a mention of type `head` may bear it towards one of type `tail`."""
    return tuple(head in signature(label)[0] and tail in signature(label)[1] for label in PAIRWISE)
