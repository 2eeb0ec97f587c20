"""The names of a query's columns, read from its text: the embedded engine names none where an answer has no rows.

A query comes in, names come out; nothing is run.
"""

from __future__ import annotations

import re

_BESIDE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.S)  # texts and comments
_BRACKETS_OR_RETURN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[()\[\]{}]|\bRETURN\b", re.I)
_AFTER_RETURN = re.compile(r"\b(?:ORDER\s+BY|SKIP|OFFSET|LIMIT)\b(?![^{]*\})", re.I)
_PARTS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[()\[\]{},]|[^()\[\]{},'\"]+")
_ALIAS = re.compile(r"\s+AS\s+", re.I)
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def returned_columns(query: str) -> tuple[str, ...]:
    """The names that a query's last RETURN gives to its columns: `RETURN e.name AS event, n.id` -> event, n.id."""
    code = _BESIDE.sub(lambda found: found[0] if found[0][0] in "'\"`" else "", query)
    depth, last = 0, None
    for token in _BRACKETS_OR_RETURN.finditer(code):
        depth += _DEPTH.get(token[0], 0)
        if token[0].upper() == "RETURN" and depth == 0:
            last = token.end()
    if last is None:
        return ()
    body = _AFTER_RETURN.split(code[last:])[0].strip()
    items, depth = [""], 0
    for part in _PARTS.findall(body.removeprefix("DISTINCT ")):
        depth += _DEPTH.get(part, 0)
        if part == "," and depth == 0:
            items.append("")
        else:
            items[-1] += part
    return tuple(_ALIAS.split(item.strip())[-1].strip("` \n") for item in items)
