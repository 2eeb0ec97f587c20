import pytest

from extract.posts import belongs_to, fits, posts_before_names


def posts(marked: str):
    """「[…]」 marks people, 「<…>」 institutions -> {(name, body, title)}."""
    text, people, bodies, open_ = "", [], [], 0
    for character in marked:
        if character in "[<":
            open_ = len(text)
        elif character == "]":
            people.append((open_, len(text)))
        elif character == ">":
            bodies.append((open_, len(text)))
        else:
            text += character
    return {(text[slice(*people[p.person])], p.body, p.title) for p in posts_before_names(text, people, bodies)}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # seed 004
        ("<市委>常委、<统战部>部长、<市政协>党组副书记[高发巧]出席揭牌仪式。",
         {("高发巧", "市委", "常委"), ("高发巧", "市委统战部", "部长"), ("高发巧", "市政协", "党组副书记")}),
        # seed 000: one title for all of a list
        ("<市人大常委会>副主任[方明晓]、[林华]、[金启浩]参加会议。",
         {(name, "市人大常委会", "副主任") for name in ("方明晓", "林华", "金启浩")}),
        # dev d01: what stands before the body is no part of it
        ("受<县人大常委会>主任[来庆丰]委托，<县人大常委会>副主任[卞玉洁]主持会议。",
         {("来庆丰", "县人大常委会", "主任"), ("卞玉洁", "县人大常委会", "副主任")}),
        # 与 belongs to the name, not to what follows it
        ("<市住建局>党组书记[江成与]会代表握手。", {("江成与", "市住建局", "党组书记")}),
        # words that tie a title to its body
        ("今年，<刘家村党支部>的新任书记[符兴]把借条裱起来。", {("符兴", "刘家村党支部", "书记")}),
        ("<县中医院>的院长[温故]签字。", {("温故", "县中医院", "院长")}),
        ("一名过路人[张三]说。", set()),
        # pages n145, n142, n21, n92, n51: what the sentence leads up to after a body
        ("<嘉峰镇代表团>的审议由团长[常玉琴]主持。", {("常玉琴", "嘉峰镇代表团", "团长")}),
        ("<市人大常委会>调研组一行在副主任[陆其昌]带领下到我区调研。", {("陆其昌", "市人大常委会", "副主任")}),
        ("<县水务局>派来的技术员[可行]背着皮尺。", {("可行", "县水务局", "技术员")}),
        ("<友好区人民检察院>邀请<市人大>代表[宗巧云]旁听。", {("宗巧云", "市人大", "代表")}),
        ("<宜宾市第一中学>两名家长代表[周小贝]、[金大川]随行。", {("周小贝", "家长", "代表"), ("金大川", "家长", "代表")}),
    ],
)  # fmt: skip
def test_the_stack_before_a_name(marked, expected):
    assert posts(marked) == expected


@pytest.mark.parametrize(
    ("title", "body", "belongs"),
    [
        ("副检察长", "勐海县人民检察院", True),
        ("检察长", "勐海县林业和草原局", False),
        ("校长", "修水县第一小学", True),
        ("副局长", "瑞安市住建局", True),
        ("主任", "瑞安市住建局", False),
    ],
)
def test_a_bare_title_belongs_to_its_kind_of_body(title, body, belongs):
    assert belongs_to(title, body) is belongs


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [("副县长", "县委", False), ("代镇长", "大河乡党委", False), ("县长", "县政府", True), ("常委", "县委", True)],
)
def test_a_head_of_government_is_at_no_committee(title, body, expected):
    assert fits(title, body) is expected
