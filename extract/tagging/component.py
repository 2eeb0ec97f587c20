"""Our network as a HanLP component: a folder with config.json, vocabs.json, model.pt that `hanlp.load` opens offline.

    import hanlp
    tagger = hanlp.load("extract/weights/hanlp")
    tagger("市委书记王小明主持会议。")
    # {"mentions": [(start, end, type, text, score), …], "relations": [(head, tail, label, score), …]}

Trained by training/, not through HanLP's own training loop. Imported only where HanLP is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from hanlp.common.torch_component import TorchComponent
from hanlp.common.vocab import Vocab

from extract.model import Article, TaggedArticle
from extract.tagging.features import Vocabulary
from extract.tagging.network import Network, TorchBackend
from extract.tagging.windowed import WindowedTagger

_SPECIAL = 2  # padding and unknown open HanLP's vocabulary as they open ours


class ZhengmaiTagger(TorchComponent):  # type: ignore[misc,unused-ignore]
    """Invariant once loaded: `model` is the network, `vocabs.character` its characters in order."""

    @classmethod
    def of(cls, network: Network, vocabulary: Vocabulary) -> ZhengmaiTagger:
        """A component around a trained network, ready to be saved."""
        component = cls()
        component.config.update({"classpath": f"{cls.__module__}.{cls.__name__}"})
        component.vocabs.character = Vocab()
        for character in vocabulary.characters:
            component.vocabs.character.add(character)
        component.vocabs.character.lock()
        component.model = network.eval()
        return component

    def build_model(self, training: bool = False, **_: Any) -> Network:
        return Network(len(self.vocabs.character))

    def save_weights(self, save_dir: str, filename: str = "model.pt", **_: Any) -> None:
        """All weights, those of stock LAC too, which are not trained; embeddings in 16 bits, as in the ONNX files."""
        state = self.model.state_dict()
        half = {name: value.half() if name.endswith("embedding.weight") else value for name, value in state.items()}
        torch.save(half, Path(save_dir) / filename)

    def tagger(self) -> WindowedTagger:
        """This component behind the Tagger interface."""
        characters = "".join(self.vocabs.character.idx_to_token[_SPECIAL:])
        return WindowedTagger("hanlp", TorchBackend(self.model.cpu()), Vocabulary(characters))

    def predict(self, data: str | Sequence[str], **_: Any) -> dict[str, Any] | list[dict[str, Any]]:
        texts = [data] if isinstance(data, str) else list(data)
        articles = [Article("", n, text, tuple(range(len(text))), ()) for n, text in enumerate(texts, 1)]
        found = [_plain(tagged) for tagged in self.tagger().tag(articles)]
        return found[0] if isinstance(data, str) else found

    # HanLP asks every component for the parts of its training loop; this one is trained elsewhere.

    def _trained_elsewhere(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("This component is trained by `python -m training.train`.")

    build_dataloader = build_optimizer = build_criterion = build_metric = _trained_elsewhere
    execute_training_loop = fit_dataloader = evaluate_dataloader = _trained_elsewhere


def _plain(tagged: TaggedArticle) -> dict[str, Any]:
    return {
        "mentions": [(m.start, m.end, m.type, m.text, m.score) for m in tagged.mentions],
        "relations": [(r.head, r.tail, r.label, r.score) for r in tagged.relations],
    }
