"""Three short articles written for this project with what they say, made by hand: the smallest corpus of every shape.

吴清源 chairs two meetings told by two papers; 郑小芳 the reporter and 郑小芳 the shopkeeper are two people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from extract.model import Article, Block, Entity, Extraction, Page, Ref, Statement
from graph.record import Record

VERSION = "test-1"

FIRST = (
    "全市统战工作会议召开\n"
    "4月6日，云河市召开全市统战工作会议。市委常委、统战部部长吴清源主持会议并讲话，市民宗局局长何立参加。\n"
    "会议部署“同心桥”行动。记者 郑小芳"
)
SECOND = "吴清源到白鹤镇调研\n4月8日，市委统战部部长吴清源到白鹤镇调研“同心桥”行动，店主郑小芳介绍了情况。"
THIRD = "云河与平川签约\n4月9日，市委统战部与平川市委统战部签订合作协议。"


def page(doc: str, text: str, published: date | None, folder: str = "news") -> Page:
    digest = sha256(text.encode()).hexdigest()
    return Page(doc, f"{folder}/{doc}.txt", text, "utf-8", digest, publication="云河日报", published=published)


def article(page_: Page) -> Article:
    title_end = page_.text.index("\n")
    blocks = (Block("title", 0, title_end), Block("body", title_end + 1, len(page_.text)))
    return Article(
        doc=page_.doc,
        n=1,
        text=page_.text,
        offsets=tuple(range(len(page_.text))),
        blocks=blocks,
        source=page_.source,
        publication=page_.publication,
        published=page_.published,
        locale="云河市",
    )


class Draft:
    """Collects the entities and statements of one article."""

    def __init__(self, page_: Page) -> None:
        self.article = article(page_)
        self.entities: dict[str, Entity] = {}
        self.statements: list[Statement] = []

    def entity(self, type_: str, name: str, *aliases: str, kind: str = "", day: date | None = None) -> Ref:
        id_ = sha256(f"{self.article.key}|{type_}|{name}|{kind}".encode()).hexdigest()[:16]
        self.entities[id_] = Entity(id_, type_, name, aliases or (name,), "云河市", kind, day)  # type: ignore[arg-type]
        return Ref(type_, name, id_)

    def say(self, subject: Ref, predicate: str, object_: Ref, confidence: float = 0.9, **qualifiers: str) -> None:
        text = self.article.text
        forms = [*self.entities[subject.id].aliases, subject.name]
        at = min((text.find(form) for form in forms if form in text), default=0)
        start = max(text.rfind(mark, 0, at) for mark in "。\n") + 1
        end = next((i + 1 for i in range(at, len(text)) if text[i] in "。\n"), len(text))
        evidence = text[start:end].strip()
        start, end = self.article.file_span(start, start + len(evidence))
        self.statements.append(
            Statement(
                subject,
                predicate,
                object_,
                self.article.doc,
                self.article.n,
                evidence,
                start,
                end,
                confidence,
                "test",  # type: ignore[arg-type]
                qualifiers,
            )
        )

    def extraction(self) -> Extraction:
        return Extraction(self.article, tuple(self.entities.values()), tuple(self.statements))


def first() -> tuple[Page, list[Extraction]]:
    page_ = page("a01", FIRST, date(2023, 4, 7))
    d = Draft(page_)
    wu, he, zheng = d.entity("Person", "吴清源"), d.entity("Person", "何立"), d.entity("Person", "郑小芳")
    committee = d.entity("Institution", "云河市委", "市委", "云河市委")
    front = d.entity("Institution", "云河市委统战部", "统战部", "市委统战部")
    bureau = d.entity("Institution", "云河市民宗局", "市民宗局")
    city = d.entity("Place", "云河市")
    meeting = d.entity("Event", "全市统战工作会议", kind="meeting", day=date(2023, 4, 6))
    bridge = d.entity("Initiative", "同心桥", "“同心桥”行动", "同心桥")
    d.say(wu, "HOLDS_ROLE", committee, title="常委")
    d.say(wu, "HOLDS_ROLE", front, 0.95, title="部长")
    d.say(he, "HOLDS_ROLE", bureau, title="局长")
    d.say(wu, "ATTENDED", meeting, capacity="chair")
    d.say(wu, "ATTENDED", meeting, capacity="speaker")
    d.say(he, "ATTENDED", meeting, capacity="attendee")
    d.say(committee, "ORGANIZED", meeting)
    d.say(meeting, "HELD_AT", city)
    d.say(meeting, "ABOUT", bridge)
    d.say(front, "PART_OF", committee)
    d.say(committee, "BASED_IN", city)
    d.say(zheng, "REPORTED", Ref("Article", d.article.title, "whatever"), capacity="reporter")
    return page_, [d.extraction()]


def second() -> tuple[Page, list[Extraction]]:
    page_ = page("a02", SECOND, date(2023, 4, 9))
    d = Draft(page_)
    wu = d.entity("Person", "吴清源")
    zheng = d.entity("Person", "郑小芳", kind="private")
    front = d.entity("Institution", "云河市委统战部", "市委统战部")
    town = d.entity("Place", "白鹤镇")
    bridge = d.entity("Initiative", "同心桥", "“同心桥”行动")
    d.say(wu, "HOLDS_ROLE", front, 0.8, title="部长", since="2022-11")
    d.say(wu, "VISITED", town)
    d.say(zheng, "AFFILIATED_WITH", town, capacity="店主")
    d.say(front, "IMPLEMENTS", bridge)
    d.say(bridge, "IMPLEMENTED_IN", town)
    return page_, [d.extraction()]


def third() -> tuple[Page, list[Extraction]]:
    page_ = page("a03", THIRD, None)
    d = Draft(page_)
    front = d.entity("Institution", "云河市委统战部", "市委统战部")
    other = d.entity("Institution", "平川市委统战部")
    d.say(front, "COOPERATES_WITH", other)
    return page_, [d.extraction()]


def corpus() -> Sequence[tuple[Page, list[Extraction]]]:
    return first(), second(), third()


def identity(extractions: Sequence[Extraction]) -> tuple[dict[str, str], dict[str, Entity]]:
    """One entity of the corpus for each name of a type; private people stand for themselves."""
    corpus_id: dict[str, str] = {}
    entities: dict[str, Entity] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            parts = f"corpus|{entity.type}|{entity.name}|{entity.kind == 'private'}"
            id_ = sha256(parts.encode()).hexdigest()[:16]
            known = entities.get(id_, entity)
            aliases = tuple(sorted({*known.aliases, *entity.aliases}))
            corpus_id[entity.id] = id_
            entities[id_] = Entity(id_, known.type, known.name, aliases, known.scope, known.kind, known.date)
    return corpus_id, entities


def fill(record: Record, pages: Sequence[tuple[Page, list[Extraction]]] | None = None) -> None:
    """Put the sample into a record and decide who is who, as a build does."""
    for page_, extractions in corpus() if pages is None else pages:
        record.replace_page(page_, extractions, VERSION)
    record.set_identity(*identity(list(record.extractions())))
