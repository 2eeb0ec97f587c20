"""A county's papers over half a year, made by hand for this project: everything the questions ask about happens here.

沈青 follows 吴清源 as head of 统战部; 白鹤镇 and 青石镇 lie in 云河市; two people are called 何立.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from extract.model import Extraction, Page
from graph.record import Record
from graph.store import Store
from graph.sync import sync
from tests.graph import sample

SPRING = (
    "全市统战工作会议召开\n4月6日，云河市委统战部部长吴清源在白鹤镇主持全市统战工作会议，市民宗局局长何立、"
    "白鹤镇镇长江一帆参加。会议部署“同心桥”行动。"
)
SUMMER = (
    "沈青任统战部部长\n沈青任云河市委统战部部长。6月1日，沈青在青石镇主持侨务座谈会，江一帆参加。"
    "同日，江一帆在平川市出席共富大会。青石镇村民何立发言。"
)
AUTUMN = (
    "“同心桥”行动在青石镇落地\n市委统战部部长吴清源到青石镇调研。市委统战部推进“同心桥”行动，"
    "青石镇政府与白鹤镇政府签订合作协议。"
)


def spring() -> tuple[Page, list[Extraction]]:
    page = sample.page("b01", SPRING, date(2023, 4, 7))
    d = sample.Draft(page)
    wu, he, jiang = d.entity("Person", "吴清源"), d.entity("Person", "何立"), d.entity("Person", "江一帆")
    front = d.entity("Institution", "云河市委统战部", "市委统战部", "统战部")
    bureau = d.entity("Institution", "云河市民宗局", "市民宗局")
    town = d.entity("Institution", "白鹤镇政府")
    crane, city = d.entity("Place", "白鹤镇"), d.entity("Place", "云河市")
    meeting = d.entity("Event", "全市统战工作会议", kind="meeting", day=date(2023, 4, 6))
    bridge = d.entity("Initiative", "同心桥", "“同心桥”行动")
    d.say(wu, "HOLDS_ROLE", front, title="部长")
    d.say(he, "HOLDS_ROLE", bureau, title="局长")
    d.say(jiang, "HOLDS_ROLE", town, title="镇长")
    d.say(wu, "ATTENDED", meeting, capacity="chair")
    d.say(he, "ATTENDED", meeting, capacity="attendee")
    d.say(jiang, "ATTENDED", meeting, capacity="attendee")
    d.say(front, "ORGANIZED", meeting)
    d.say(meeting, "HELD_AT", crane)
    d.say(meeting, "ABOUT", bridge)
    d.say(front, "LAUNCHED", bridge)
    d.say(crane, "LOCATED_IN", city)
    d.say(front, "BASED_IN", city)
    return page, [d.extraction()]


def summer() -> tuple[Page, list[Extraction]]:
    page = sample.page("b02", SUMMER, date(2023, 6, 2))
    d = sample.Draft(page)
    shen, jiang = d.entity("Person", "沈青"), d.entity("Person", "江一帆")
    villager = d.entity("Person", "何立", kind="private")
    front = d.entity("Institution", "云河市委统战部", "市委统战部")
    stone, city, away = d.entity("Place", "青石镇"), d.entity("Place", "云河市"), d.entity("Place", "平川市")
    talk = d.entity("Event", "侨务座谈会", kind="meeting", day=date(2023, 6, 1))
    congress = d.entity("Event", "共富大会", kind="meeting", day=date(2023, 6, 1))
    d.say(shen, "HOLDS_ROLE", front, 0.55, title="部长", since="2023-06-01")
    d.say(shen, "ATTENDED", talk, capacity="chair")
    d.say(jiang, "ATTENDED", talk, capacity="attendee")
    d.say(jiang, "ATTENDED", congress, capacity="attendee")
    d.say(villager, "ATTENDED", talk, capacity="speaker")
    d.say(villager, "AFFILIATED_WITH", stone, capacity="村民")
    d.say(talk, "HELD_AT", stone)
    d.say(congress, "HELD_AT", away)
    d.say(stone, "LOCATED_IN", city)
    return page, [d.extraction()]


def autumn() -> tuple[Page, list[Extraction]]:
    page = sample.page("b03", AUTUMN, date(2023, 9, 10))
    d = sample.Draft(page)
    wu = d.entity("Person", "吴清源")
    front = d.entity("Institution", "云河市委统战部", "市委统战部")
    stone, crane = d.entity("Institution", "青石镇政府"), d.entity("Institution", "白鹤镇政府")
    town = d.entity("Place", "青石镇")
    bridge = d.entity("Initiative", "同心桥", "“同心桥”行动")
    d.say(wu, "HOLDS_ROLE", front, title="部长")
    d.say(wu, "VISITED", town)
    d.say(front, "IMPLEMENTS", bridge)
    d.say(bridge, "IMPLEMENTED_IN", town)
    d.say(stone, "COOPERATES_WITH", crane)
    return page, [d.extraction()]


def corpus() -> Sequence[tuple[Page, list[Extraction]]]:
    return spring(), summer(), autumn()


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def county_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The county's graph, once on either engine for a module whose tests only read."""
    store: Store = request.getfixturevalue("embedded_engine" if request.param == "embedded" else "neo4j_store")
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    with Record.open(tmp_path_factory.mktemp("county")) as record:
        sample.fill(record, corpus())
        sync(record, store)
    return store
