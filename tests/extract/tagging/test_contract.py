"""What every engine must keep to, whatever it was trained on."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec

import pytest

from extract.model import MENTION_TYPES, PREDICATES, Article, InputError, TaggedArticle
from extract.tagging import ENGINES, Tagger, load_tagger

HANLP_MISSING = any(find_spec(name) is None for name in ("hanlp", "torch")) and os.environ.get("CI") != "true"

NEWS = (
    "全市深化作风建设推进会召开\n"
    "本报讯(记者 佟小雪)3月26日,全市深化作风建设推进会在市会议中心召开。市委副书记、代市长慕容川主持会议并讲话,"
    "市人大常委会主任李建国、市政协主席王秀英出席会议。\n"
    "会议印发了《讷河市优化营商环境三年行动方案》。慕容川强调,各乡镇要抓好落实。"
)
ODD = [
    "",
    "\n",
    " \u3000\n\n\t",
    "。",
    "王",
    "\ufeff\u200b😀🀄\U00020000",
    "\ud800 lone surrogate",
    "A" * 3000,
    "，，，，、、、、“”“”《》" * 60,
    "abc\r\n\x00\x01def\n" * 40,
    "Официальный сайт — Ünïcödé ελληνικά",
]


def article(text: str, n: int = 1) -> Article:
    return Article("test", n, text, tuple(range(len(text))), ())


@pytest.fixture(scope="module", params=ENGINES)
def tagger(request: pytest.FixtureRequest) -> Tagger:
    if request.param == "hanlp" and HANLP_MISSING:
        pytest.skip("HanLP is not installed: pip install 'zhengmai[hanlp]'")
    return load_tagger(request.param)


def check(tagged: TaggedArticle) -> None:
    text = tagged.article.text
    last = (-1, 0)
    ends: list[int] = []
    for mention in tagged.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.text.strip()
        assert mention.type in MENTION_TYPES
        assert 0.0 <= mention.score <= 1.0
        assert (mention.start, -mention.end) >= last
        last = (mention.start, -mention.end)
        ends = [end for end in ends if end > mention.start]
        assert all(mention.end <= end for end in ends), "mentions cross"
        ends.append(mention.end)
    for relation in tagged.relations:
        assert relation.label.split(":")[0] in {*PREDICATES, "HAS_TITLE", "TITLE_AT"}
        assert 0.0 < relation.score <= 1.0
        assert max(relation.head, relation.tail) < len(tagged.mentions)
        assert (relation.head == relation.tail) == relation.label.startswith("REPORTED")


def test_news_is_tagged(tagger: Tagger) -> None:
    (tagged,) = tagger.tag([article(NEWS)])
    check(tagged)
    assert "慕容川" in {mention.text for mention in tagged.mentions if mention.type == "Person"}


def test_the_result_belongs_to_its_article(tagger: Tagger) -> None:
    articles = [article(NEWS, 1), article("", 2), article("县长张伟到李家村调研。", 3)]
    tagged = tagger.tag(articles)
    assert [one.article for one in tagged] == articles
    assert tagger.tag([]) == []


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text(tagger: Tagger, text: str) -> None:
    (tagged,) = tagger.tag([article(text)])
    check(tagged)


def test_very_long_text(tagger: Tagger) -> None:
    text = NEWS + "\n" + "这一段很长没有句号" * 400 + "\n" + NEWS.replace("\n", "") * 12
    (tagged,) = tagger.tag([article(text)])
    check(tagged)
    assert tagged.mentions[-1].start > len(text) - len(NEWS)


def test_batch_is_single(tagger: Tagger) -> None:
    texts = [NEWS, "", "县长张伟到李家村调研。", NEWS * 4, *ODD]
    together = tagger.tag([article(text, n) for n, text in enumerate(texts)])
    singly = [tagger.tag([article(text, n)])[0] for n, text in enumerate(texts)]
    for a, b in zip(together, singly, strict=True):
        assert [(m.start, m.end, m.type) for m in a.mentions] == [(m.start, m.end, m.type) for m in b.mentions]
        # a score on the threshold may fall on either side of it, so look at those clear of it
        likely = [{(r.head, r.tail, r.label) for r in one.relations if r.score > 0.2} for one in (a, b)]
        both = [{(r.head, r.tail, r.label) for r in one.relations} for one in (a, b)]
        assert likely[0] <= both[1]
        assert likely[1] <= both[0]


def test_no_network(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a tagger opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    tagger.tag([article(NEWS)])
    load_tagger(tagger.name).tag([article(NEWS)])


def test_unknown_engine() -> None:
    with pytest.raises(InputError, match="no engine spacy"):
        load_tagger("spacy")
