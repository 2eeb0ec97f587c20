"""A trained network -> what is shipped: encoder.onnx, relater.onnx, vocabulary.json and the HanLP component.

    python -m training.export training/runs/first extract/weights

Embeddings go out in 16 bits, in both forms, and come back as the same numbers.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from extract.model import MENTION_TYPES
from extract.tagging.component import ZhengmaiTagger
from extract.tagging.features import Vocabulary, mention_batch
from extract.tagging.gazetteer import place_batch
from extract.tagging.network import Network, tensors
from training.train import load

OPSET = 17
_TEXT = "市委书记王小明主持会议。"
_SPANS = [(0, 2, 1), (2, 4, MENTION_TYPES.index("Title")), (4, 7, 0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    network, vocabulary = load(options.run)
    export_onnx(network.eval(), vocabulary, options.folder)
    export_hanlp(network, vocabulary, options.folder / "hanlp")
    for file in sorted(path for path in options.folder.rglob("*") if path.is_file()):
        print(f"{file.stat().st_size / 1e6:5.1f} MB {file.relative_to(options.folder)}")


def export_hanlp(network: Network, vocabulary: Vocabulary, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ZhengmaiTagger.of(network, vocabulary).save(str(folder))


def export_onnx(network: Network, vocabulary: Vocabulary, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary.write(folder / "vocabulary.json")
    texts, spans = [_TEXT, _TEXT[:7]], [_SPANS, _SPANS]
    ids, lengths = map(torch.from_numpy, vocabulary.batch(texts))
    places = torch.from_numpy(place_batch(texts))
    text, mention, pair = {0: "texts"}, {0: "texts", 1: "mentions"}, {0: "pairs"}
    characters = {0: "texts", 1: "characters"}
    _export(
        network.encoder, (ids, places, lengths), folder / "encoder.onnx",
        {"ids": characters, "places": characters, "lengths": text},
        {"states": characters, "outer": characters, "inner": characters, "steps": {}},
    )  # fmt: skip
    states = network.encoder(ids, places, lengths)[0].detach()
    _export(
        network.relater, (states, *tensors(mention_batch(texts, spans))), folder / "relater.onnx",
        {"states": characters, "start": mention, "end": mention, "type": mention, "gap": mention, "count": text,
         "pair_head": pair, "pair_tail": pair, "pair_features": pair},
        {"unary": mention, "pairs": pair},
    )  # fmt: skip
    _halve_embeddings(folder / "encoder.onnx")


def _export(
    module: torch.nn.Module, arguments: tuple[torch.Tensor, ...], path: Path,
    inputs: dict[str, dict[int, str]], outputs: dict[str, dict[int, str]],
) -> None:  # fmt: skip
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, arguments, str(path), opset_version=OPSET, dynamo=False,
            input_names=list(inputs), output_names=list(outputs), dynamic_axes={**inputs, **outputs},
        )  # fmt: skip


def _halve_embeddings(path: Path) -> None:
    """Embedding tables in 16 bits, widened after the look-up: half the size, the same answers to three digits."""
    model = onnx.load(str(path))
    for tensor in list(model.graph.initializer):
        if not tensor.name.endswith("embedding.weight"):
            continue
        gather = next(node for node in model.graph.node if tensor.name in node.input)
        table = numpy_helper.to_array(tensor).astype("float16")
        tensor.CopyFrom(numpy_helper.from_array(table, tensor.name))
        looked_up, gather.output[0] = gather.output[0], f"{gather.output[0]}_half"
        widen = onnx.helper.make_node("Cast", [gather.output[0]], [looked_up], to=onnx.TensorProto.FLOAT)
        model.graph.node.insert(list(model.graph.node).index(gather) + 1, widen)
    onnx.save(model, str(path))


if __name__ == "__main__":
    main()
