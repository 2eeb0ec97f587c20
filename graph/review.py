"""The review screen: two candidates side by side in the terminal, one key a decision.

The questions of the record go in, decisions go out. Who is who follows when the screen is left (graph/decisions.py).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Static

from graph.decisions import apply, decide, undo
from graph.record import Record

SENTENCES = 4  # quoted of each candidate
SENTENCE_LENGTH = 90
FORMS = 6
KEYS = (
    ("s", "answer('same')", "same"),
    ("d", "answer('different')", "different"),
    ("u", "answer('unsure')", "unsure"),
    ("b", "move(-1)", "back"),
    ("n", "move(1)", "next"),
    ("z", "undo", "undo"),
    ("q", "quit", "quit"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the record holds of one entity, as the screen shows it."""

    id: str
    name: str
    scope: str
    forms: tuple[str, ...]
    posts: tuple[str, ...]  # body and title, with the days of the first and last article that say so
    homes: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]  # day and title of the article, sentence
    days: tuple[str, str]
    articles: int


@dataclass(slots=True)
class Pair:
    """One question and how it was answered in this session."""

    one: str
    other: str
    reasons: tuple[str, ...]
    verdict: str = ""
    decision: int = 0


@dataclass(slots=True)
class Review:
    """The pairs still open, the most consequential first: those between entities that many articles name. What was
    decided in an earlier session is no question any more; what was left unsure comes last."""

    record: Record
    who: str
    pairs: list[Pair] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        named = dict(
            self.record.rows(
                "SELECT entity_id, count(*) FROM identity JOIN local_entity ON id = local_id GROUP BY entity_id"
            )
        )
        found = list(self.record.rows("SELECT one, other, score, reasons FROM question"))
        found.sort(key=lambda q: (q[2] < 0, -min(named.get(q[0], 0), named.get(q[1], 0)), -q[2], q[0], q[1]))
        self.pairs = [Pair(one, other, tuple(json.loads(reasons))) for one, other, _, reasons in found]

    @property
    def done(self) -> int:
        return sum(bool(pair.verdict) for pair in self.pairs)

    @property
    def current(self) -> Pair | None:
        return self.pairs[self.at] if self.at < len(self.pairs) else None

    def answer(self, verdict: str) -> None:
        """Decide the pair shown and go on."""
        pair = self.current
        if pair is None:
            return
        pair.decision = decide(self.record, pair.one, pair.other, verdict, who=self.who).number
        pair.verdict = verdict
        self.at += 1

    def move(self, steps: int) -> None:
        self.at = max(0, min(len(self.pairs), self.at + steps))

    def undo(self) -> None:
        """Take back the last decision of this session and show its pair again."""
        decided = [i for i, pair in enumerate(self.pairs) if pair.decision]
        if not decided:
            return
        self.at = max(decided, key=lambda i: self.pairs[i].decision)
        pair = self.pairs[self.at]
        undo(self.record, pair.decision)
        pair.verdict, pair.decision = "", 0


def review(record: Record, *, who: str, language: str = "zh") -> int:
    """Run the screen until it is left, then apply what was decided; returns the number of decisions."""
    session = Review(record, who)
    ReviewScreen(session, language).run()
    if session.done:
        apply(record)
    return session.done


def candidate(record: Record, entity: str) -> Candidate:
    """All that the screen shows of an entity."""
    name, scope, aliases = next(record.rows("SELECT name, scope, aliases FROM resolved_entity WHERE id = ?", (entity,)))
    said = list(
        record.rows(
            "SELECT DISTINCT st.predicate, st.object_name, json_extract(st.qualifiers, '$.title'),"
            " json_extract(st.qualifiers, '$.capacity'), st.published, st.title, st.evidence"
            " FROM identity i JOIN local_entity l ON l.id = i.local_id"
            " JOIN stated st ON st.article_id = l.article AND l.id IN (st.subject, st.object)"
            " WHERE i.entity_id = ? ORDER BY st.published, st.doc, st.n, st.seq",
            (entity,),
        )
    )
    days = [
        row[0]
        for row in record.rows(
            "SELECT a.published FROM identity i JOIN local_entity l ON l.id = i.local_id"
            " JOIN article a ON a.id = l.article WHERE i.entity_id = ? ORDER BY a.published",
            (entity,),
        )
    ]
    dated = [day for day in days if day]
    posts: dict[str, list[str]] = {}
    for predicate, body, title, _, day, _, _ in said:
        if predicate == "HOLDS_ROLE":
            posts.setdefault(body + (title or ""), []).append(day or "")
    homes = dict.fromkeys(f"{o}{capacity or ''}" for p, o, _, capacity, *_ in said if p == "AFFILIATED_WITH")
    sentences = dict.fromkeys((f"{day or '—'} {title}", evidence) for *_, day, title, evidence in said if evidence)
    return Candidate(
        id=entity,
        name=name,
        scope=scope,
        forms=tuple(form for form in json.loads(aliases) if form != name),
        posts=tuple(f"{post} {_span(seen)}".rstrip() for post, seen in posts.items()),
        homes=tuple(homes),
        sentences=tuple(sentences)[:SENTENCES],
        days=(dated[0], dated[-1]) if dated else ("", ""),
        articles=len(days),
    )


def _span(days: Sequence[str]) -> str:
    known = sorted(day for day in days if day)
    return "" if not known else known[0] if known[0] == known[-1] else f"{known[0]}—{known[-1]}"


def _words(language: str) -> Mapping[str, str]:
    text = files("graph").joinpath("templates/review.toml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return words.get(language, words["en"])


class ReviewScreen(App[None]):
    """Shows the current pair; holds nothing that the Review does not."""

    CSS = """
    #progress { height: 1; background: $primary; color: $text; padding: 0 1; }
    #why { height: 1; padding: 0 1; color: $text-muted; }
    VerticalScroll { width: 1fr; border: round $primary; padding: 0 1; scrollbar-gutter: stable; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, session: Review, language: str = "zh") -> None:
        super().__init__()
        self.session = session
        self.words = _words(language)
        for key, action, word in KEYS:
            self.bind(key, action, description=self.words[word])

    def compose(self) -> ComposeResult:
        yield Static(id="progress")
        with Horizontal():
            with VerticalScroll():
                yield Static(id="one")
            with VerticalScroll():
                yield Static(id="other")
        yield Static(id="why")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self.show_pair()

    def action_answer(self, verdict: str) -> None:
        self.session.answer(verdict)
        self.show_pair()

    def action_move(self, steps: int) -> None:
        self.session.move(steps)
        self.show_pair()

    def action_undo(self) -> None:
        self.session.undo()
        self.show_pair()

    def show_pair(self) -> None:
        pair, words = self.session.current, self.words
        if pair is None:
            texts: list[str | Text] = [words["done"].format(done=self.session.done), Text(), Text(), ""]
        else:
            heading = words["progress"].format(
                at=self.session.at + 1, all=len(self.session.pairs), done=self.session.done
            )
            verdict = words["decided"].format(verdict=words[pair.verdict]) if pair.verdict else ""
            why = verdict or words["why"].format(reasons="、".join(pair.reasons))
            cards = [self._card(candidate(self.session.record, id_)) for id_ in (pair.one, pair.other)]
            texts = [heading, *cards, why]
        for id_, text in zip(("progress", "one", "other", "why"), texts, strict=True):
            self.query_one(f"#{id_}", Static).update(text)

    def _card(self, shown: Candidate) -> Text:
        words, text = self.words, Text()
        text.append(shown.name + "\n", style="bold")
        seen = words["articles"].format(n=shown.articles) + " " + _span([day for day in shown.days if day])
        for label, lines in (
            ("area", (shown.scope,)),
            ("seen", (seen.strip(),)),
            ("posts", shown.posts),
            ("homes", shown.homes),
            ("forms", ("、".join(shown.forms[:FORMS]),)),
        ):
            for line in filter(None, lines):
                text.append(f"{words[label]} ", style="dim")
                text.append(line + "\n")
        for where, sentence in shown.sentences:
            text.append(f"\n{where}\n", style="dim")
            short = sentence if len(sentence) <= SENTENCE_LENGTH else sentence[:SENTENCE_LENGTH] + "…"
            text.append(short + "\n")
            text.highlight_words([shown.name], "bold yellow")
        return text
