"""A record of any size, generated: counties whose people meet, hold posts and carry out plans, article after article.

The same number makes the same record. For tests of scale and for bench/load.py; not for measuring extraction.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from extract.model import Extraction, Page
from graph.record import Record
from tests.graph import sample

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "明华建国志强文斌海波晓东立新永安长春玉兰秀英宏伟振兴思远子涵雨桐佳慧天佑"
COUNTIES = [f"{a}{b}县" for a in "云平安永清宁长新金龙" for b in "河川山阳泉溪丰和江水"]
BODIES = ["县委", "县政府", "县委统战部", "县委组织部", "县教育局", "县民政局", "县农业农村局", "县总工会"]
TITLES = ["书记", "部长", "局长", "副局长", "主席", "主任"]
MEETINGS = ["工作会议", "推进会", "座谈会", "动员会", "培训班"]
PLANS = ["同心桥", "百村计划", "清风行动", "春雨工程", "共富驿站", "银龄课堂"]
PER_ARTICLE = 20  # statements


def fill(record: Record, statements: int, seed: int = 1) -> None:
    """Some more statements than asked for, with their identity table."""
    extractions = []
    for page, extraction in articles(statements // PER_ARTICLE + 1, seed):
        record.replace_page(page, [extraction], sample.VERSION)
        extractions.append(extraction)
    record.set_identity(*sample.identity(extractions))


def articles(count: int, seed: int) -> Iterator[tuple[Page, Extraction]]:
    draw = random.Random(seed)
    people = {county: [_name(draw) for _ in range(60)] for county in COUNTIES}
    for number in range(count):
        yield _article(number, draw, people)


def _name(draw: random.Random) -> str:
    return draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice((1, 2))))


def _article(number: int, draw: random.Random, people: dict[str, list[str]]) -> tuple[Page, Extraction]:
    county = draw.choice(COUNTIES)
    day = date(2020, 1, 1) + timedelta(days=draw.randrange(1500))
    present = draw.sample(people[county], 5)
    bodies = draw.sample(BODIES, 3)
    stem = county.removesuffix("县")
    posts = [(name, draw.choice(bodies), draw.choice(TITLES)) for name in present[:4]]
    meeting, plan = f"{county}{draw.choice(PLANS)}{draw.choice(MEETINGS)}", draw.choice(PLANS)
    town = f"{stem}{draw.randrange(1, 12)}号镇"
    people_said = "，".join(f"{body}{title}{name}" for name, body, title in posts)
    text = (
        f"{meeting}召开\n{day.month}月{day.day}日，{meeting}在{town}召开。{people_said}参加。"
        f"{'、'.join(bodies)}开展“{plan}”，{town}属{county}。记者 {present[4]}"
    )
    page = sample.page(f"g{number:06}", text, day)
    draft = sample.Draft(page)
    who = [draft.entity("Person", name) for name in present]
    organs = {body: draft.entity("Institution", stem + body, body) for body in bodies}
    event = draft.entity("Event", meeting, kind="meeting", day=day)
    initiative, place = draft.entity("Initiative", f"{stem}{plan}", plan), draft.entity("Place", town)
    area = draft.entity("Place", county)
    for person, (_, body, title) in zip(who, posts, strict=False):
        draft.say(person, "HOLDS_ROLE", organs[body], round(draw.uniform(0.5, 1), 2), title=title)
        draft.say(person, "ATTENDED", event, capacity="attendee")
    draft.say(who[0], "ATTENDED", event, capacity="chair")
    draft.say(who[0], "ATTENDED", event, capacity="speaker")
    for organ in organs.values():
        draft.say(organ, "BASED_IN", area)
    first, second, third = organs.values()
    draft.say(first, "ORGANIZED", event)
    draft.say(second, "IMPLEMENTS", initiative)
    draft.say(second, "COOPERATES_WITH", third)
    draft.say(event, "HELD_AT", place)
    draft.say(event, "ABOUT", initiative)
    draft.say(place, "LOCATED_IN", area)
    draft.say(who[0], "VISITED", place)
    return page, draft.extraction()
