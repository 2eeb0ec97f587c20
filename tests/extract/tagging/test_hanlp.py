"""Our network as a HanLP component, and HanLP's official models, of which a stand-in is laid out as HanLP expects."""

from __future__ import annotations

import json
import os
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from extract.model import Article, InputError
from extract.tagging import load_tagger
from extract.tagging.hanlp import reachable

REPOSITORY = Path(__file__).parents[3]
DEV = REPOSITORY.parent / "shared" / "eval" / "dev" / "text"
OFFICIAL = "ner/msra_ner_electra_small_20220215_205503"

needs_hanlp = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("hanlp", "torch")) and os.environ.get("CI") != "true",
    reason="HanLP is not installed: pip install 'zhengmai[hanlp]'",
)


class StandIn:
    """What an official model looks like from outside: characters in, (text, label, start, end) out."""

    def __init__(self) -> None:
        self.config: dict[str, Any] = {}

    def load(self, save_dir: str, **_: Any) -> None:
        self.config.update(json.loads((Path(save_dir) / "config.json").read_text(encoding="utf-8")))

    def __call__(self, characters: list[str]) -> list[tuple[str, str, int, int]]:
        at = "".join(characters).find("王小明")
        return [("王小明", "PERSON", at, at + 3), ("昨日", "DATE", 0, 2)] if at >= 0 else []


def article(text: str) -> Article:
    return Article("t", 1, text, tuple(range(len(text))), ())


@needs_hanlp
def test_same_as_onnx_on_seeds_and_dev() -> None:
    """The same weights: the same mentions and relations, but for scores on the very threshold."""
    folders = [REPOSITORY / "seeds", *([DEV] if DEV.is_dir() else [])]
    if not DEV.is_dir() and os.environ.get("CI") == "true":
        folders = [REPOSITORY / "seeds"]
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("*.txt"))]
    assert texts
    articles = [article(text[at : at + 1500]) for text in texts for at in range(0, len(text), 1500)]
    for ours, theirs in zip(load_tagger("onnx").tag(articles), load_tagger("hanlp").tag(articles), strict=True):
        assert [(m.start, m.end, m.type) for m in ours.mentions] == [(m.start, m.end, m.type) for m in theirs.mentions]
        a, b = ({(r.head, r.tail, r.label): r.score for r in one.relations} for one in (ours, theirs))
        assert {key for key, score in a.items() if score > 0.17} <= set(b)
        assert {key for key, score in b.items() if score > 0.17} <= set(a)
        assert all(a[key] == pytest.approx(b[key], abs=0.01) for key in a.keys() & b.keys())


@needs_hanlp
def test_the_component_opens_through_hanlp_itself() -> None:
    import hanlp

    tagger = hanlp.load(str(REPOSITORY / "extract" / "weights" / "hanlp"), devices=-1)
    found = tagger("县委书记王小明主持会议。")
    assert (4, 7, "Person", "王小明") in {mention[:4] for mention in found["mentions"]}
    assert [one["mentions"] for one in tagger(["", "县委书记王小明主持会议。"])] == [[], found["mentions"]]


@needs_hanlp
def test_a_component_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    import hanlp
    import torch

    from extract.tagging.component import ZhengmaiTagger
    from extract.tagging.features import Vocabulary
    from extract.tagging.network import Network

    torch.manual_seed(3)
    network = Network(5)
    for name, parameter in network.named_parameters():
        if name.endswith("embedding.weight"):
            parameter.data = parameter.data.half().float()
    ZhengmaiTagger.of(network, Vocabulary("王委市")).save(str(tmp_path))
    loaded = hanlp.load(str(tmp_path), devices=-1)
    assert loaded.vocabs.character.idx_to_token[2:] == ["王", "委", "市"]
    for name, value in network.state_dict().items():
        assert torch.equal(loaded.model.state_dict()[name], value), name


@needs_hanlp
def test_an_official_model_that_is_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANLP_HOME", str(tmp_path))
    folder = tmp_path / OFFICIAL
    folder.mkdir(parents=True)
    config = {"classpath": f"{StandIn.__module__}.{StandIn.__qualname__}", "hanlp_version": "2.1.5"}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    tagger = load_tagger("hanlp", "MSRA_NER_ELECTRA_SMALL_ZH")
    assert "research and teaching only" in capsys.readouterr().err
    text = "昨日，天气晴。\n" * 30 + "县委书记王小明主持会议。"
    (tagged,) = tagger.tag([article(text)])
    (mention,) = tagged.mentions
    assert (mention.type, mention.text, mention.start) == ("Person", "王小明", text.index("王小明"))


@needs_hanlp
def test_an_official_model_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANLP_HOME", str(tmp_path))
    monkeypatch.setattr("extract.tagging.hanlp.reachable", lambda url: False)
    with pytest.raises(InputError, match="cannot be reached") as raised:
        load_tagger("hanlp", "MSRA_NER_ELECTRA_SMALL_ZH")
    assert str(tmp_path / OFFICIAL) in str(raised.value)
    assert "https://" in str(raised.value)
    assert "research and teaching only" in capsys.readouterr().err


def test_a_missing_network_is_found_out_soon() -> None:
    began = time.monotonic()
    assert not reachable("https://no-such-host.invalid/model.zip")
    assert not reachable("https://192.0.2.1/model.zip", patience=1.0)  # an address that answers nobody
    assert time.monotonic() - began < 4


@needs_hanlp
def test_an_unknown_model() -> None:
    with pytest.raises(InputError, match="neither a folder nor an official HanLP model"):
        load_tagger("hanlp", "MSRA_NER_NONSENSE")


@needs_hanlp
def test_a_folder_that_is_no_component(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no config"):
        load_tagger("hanlp", str(tmp_path))


def test_without_hanlp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.tagging.hanlp.find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install 'zhengmai\\[hanlp\\]'"):
        load_tagger("hanlp")
