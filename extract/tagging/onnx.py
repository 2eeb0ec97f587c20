"""Our network through ONNX Runtime: the default engine, needing neither torch nor a network connection."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

from extract.model import InputError
from extract.tagging.features import Floats, Ints, MentionBatch, Vocabulary
from extract.tagging.windowed import WindowedTagger

WEIGHTS = Path(__file__).parents[1] / "weights"
_FILES = ("encoder.onnx", "relater.onnx", "vocabulary.json")


class OnnxTagger(WindowedTagger):
    """`model` is a folder as training/export.py writes it; without one the network that is shipped."""

    def __init__(self, model: str | None = None) -> None:
        folder = Path(model) if model else WEIGHTS
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise InputError(
                "{folder} holds no network for the engine onnx: {missing} is missing. Name a folder made by "
                "training/export.py, or leave --model out.",
                folder=folder,
                missing=missing[0],
            )
        super().__init__("onnx", OnnxBackend(folder), Vocabulary.read(folder / "vocabulary.json"))


class OnnxBackend:
    """One thread: whoever wants more cores runs more processes, which scales better for a network this small."""

    def __init__(self, folder: Path) -> None:
        self._encoder = _session(folder / "encoder.onnx")
        self._relater = _session(folder / "relater.onnx")

    def encode(self, ids: Ints, places: Ints, lengths: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        states, outer, inner, steps = self._encoder.run(None, {"ids": ids, "places": places, "lengths": lengths})
        return states, outer, inner, steps

    def relate(self, states: Floats, mentions: MentionBatch) -> tuple[Floats, Floats]:
        m = mentions
        unary, pairs = self._relater.run(
            None,
            {
                "states": states, "start": m.start, "end": m.end, "type": m.type, "gap": m.gap, "count": m.count,
                "pair_head": m.pair_head, "pair_tail": m.pair_tail, "pair_features": m.pair_features,
            },
        )  # fmt: skip
        return unary, pairs


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
