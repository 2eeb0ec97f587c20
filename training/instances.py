"""Listed relations (between names) -> relations between mentions, which is what a network can learn from.

The writers state that 慕容川 ATTENDED 推进会; which mentions of the two say so is not marked. For a title it is the one
beside the name. For other relations the nearest pair stands for all where one must be named, and training learns that
at least one of the pairs says it (`alternatives`). Other pairs of the two names are neither right nor wrong: ignored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from training.zm import Marked, Triple

Relation = tuple[int, int, str]  # head, tail, label; indices into the mentions

FAR = 80  # characters (with penalties) beyond which a title does not belong to a name
_SENTENCE_END = re.compile(r"[。！？!?]")
_CUES = {
    "chair": re.compile("主持"),
    "speaker": re.compile("讲话|强调|指出|要求|部署|表示|发言|汇报|介绍|致辞|说|宣读|通报|解读|作报告|点评|授课|宣布"),
    "attendee": re.compile("参加|出席|列席|陪同|参与|一同|见证|到场|观摩"),
}
_CUE_REACH = 24
_BYLINE = re.compile("记者|通讯员|摄|文|图|报道|编辑|作者")


@dataclass(slots=True)
class Instances:
    positive: set[Relation] = field(default_factory=set)
    ignored: set[Relation] = field(default_factory=set)
    alternatives: list[tuple[Relation, ...]] = field(default_factory=list)  # of each statement; its positive is one


def relate(text: str, marks: Sequence[Marked], triples: Iterable[Triple]) -> Instances:
    """Relations between the mentions of one stretch of text that the triples state."""
    return _Relater(text, marks).relate(triples)


class _Relater:
    def __init__(self, text: str, marks: Sequence[Marked]) -> None:
        self.text = text
        self.marks = marks
        self.of_name: dict[str, list[int]] = defaultdict(list)
        self.titles: list[int] = []
        for index, mark in enumerate(marks):
            if mark.type == "Title":
                self.titles.append(index)
            else:
                self.of_name[mark.canonical].append(index)

    def relate(self, triples: Iterable[Triple]) -> Instances:
        found = Instances()
        for triple in triples:
            subjects = self.of_name.get(triple.subject, [])
            objects = self.of_name.get(triple.object, [])
            if triple.predicate == "HOLDS_ROLE":
                self._role(triple, subjects, objects, found)
            elif triple.predicate == "REPORTED":
                self._reported(triple, subjects, found)
            elif subjects and objects:
                self._pair(triple, subjects, objects, found)
        found.ignored -= found.positive
        return found

    def _pair(self, triple: Triple, subjects: list[int], objects: list[int], found: Instances) -> None:
        attended = triple.predicate == "ATTENDED"
        label = f"ATTENDED:{triple.qualifier}" if attended else triple.predicate
        cue = _CUES.get(triple.qualifier) if attended else None
        pairs = [(self._cost(a, b) + self._without_cue(a, cue), a, b) for a in subjects for b in objects if a != b]
        if not pairs:
            return
        showing = [(a, b) for _, a, b in pairs if not self._without_cue(a, cue)] or [(a, b) for _, a, b in pairs]
        for there in (1, -1) if triple.predicate == "COOPERATES_WITH" else (1,):
            found.positive.add((*min(pairs)[1:][::there], label))
            found.ignored.update((*pair[1:][::there], label) for pair in pairs)
            found.alternatives.append(tuple((*pair[::there], label) for pair in showing))

    def _role(self, triple: Triple, persons: list[int], institutions: list[int], found: Instances) -> None:
        """HAS_TITLE for every place where the title stands at the name, TITLE_AT from each of those titles."""
        titles = [t for t in self.titles if self._surface(t) == triple.qualifier]
        titles = titles or [t for t in self.titles if triple.qualifier.endswith(self._surface(t))]
        pairs = sorted((self._cost(p, t), p, t) for p in persons for t in titles)
        for rank, (cost, person, title) in enumerate(pairs):
            found.ignored.add((person, title, "HAS_TITLE"))
            if cost >= FAR or (rank and self._gap(person, title) > 1):
                continue
            found.positive.add((person, title, "HAS_TITLE"))
            found.ignored.update((title, institution, "TITLE_AT") for institution in institutions)
            nearest = min(((self._cost(title, i), i) for i in institutions), default=None)
            if nearest and nearest[0] < FAR:
                found.positive.add((title, nearest[1], "TITLE_AT"))

    def _reported(self, triple: Triple, persons: list[int], found: Instances) -> None:
        label = f"REPORTED:{triple.qualifier}"
        ranked = sorted(persons, key=lambda p: (not _BYLINE.search(self._beside(p)), p))
        for rank, person in enumerate(ranked):
            (found.ignored if rank else found.positive).add((person, person, label))

    def _surface(self, index: int) -> str:
        return self.text[self.marks[index].start : self.marks[index].end]

    def _beside(self, index: int) -> str:
        """What stands where a byline says who somebody is: some words before a name, a word after it."""
        mark = self.marks[index]
        return self.text[max(0, mark.start - 12) : mark.start] + "|" + self.text[mark.end : mark.end + 3]

    def _gap(self, a: int, b: int) -> int:
        first, second = sorted((self.marks[a], self.marks[b]), key=lambda m: m.start)
        return max(0, second.start - first.end)

    def _cost(self, a: int, b: int) -> int:
        """Characters between two mentions, a line break counting as 60 and a sentence end as 20."""
        first, second = sorted((self.marks[a], self.marks[b]), key=lambda m: m.start)
        between = self.text[first.end : second.start]
        return abs(second.start - first.start) + 60 * ("\n" in between) + 20 * bool(_SENTENCE_END.search(between))

    def _without_cue(self, person: int, cue: re.Pattern[str] | None) -> int:
        """100 where the words after a name, to the end of its sentence, do not show the capacity."""
        if cue is None:
            return 0
        end = self.marks[person].end
        after = _SENTENCE_END.split(self.text[end : end + _CUE_REACH], maxsplit=1)[0].split("\n", 1)[0]
        return 0 if cue.search(after) else 100
