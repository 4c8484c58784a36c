"""Make a reader of fewer layers from a larger one: drop layers, then learn to compute what all of them did (Jiao et al. 2020, TinyBERT).

    torchrun --standalone --nproc-per-node 2 -m training.shrink CORPORA LARGE OUT [--layers 0 2 4 5]

LARGE is the folder with the `model.pt` of a trained reader (`training.train` or `training.recover`). Each layer that stays learns to give
the next one what that was given in the large reader, and the heads what they gave there, on all annotated articles and on web pages without
annotation; the annotation is learned from as well. Sums are in 16-bit floats where PyTorch's autocast does so. OUT gets `model.pt` and
`training.json`.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import loop
from training.corpora import page_files, training_files, training_readings, unannotated_readings
from training.examples import Example, examples, inputs
from training.model import LAYERS, Encoder, ReaderModel
from training.train import annotated_losses
from transforms import models


def shrunk(large: ReaderModel, kept: Sequence[int]) -> ReaderModel:
    """Return a reader with some layers of another."""
    small = ReaderModel(Encoder(0.0, len(kept)))
    state = {name: value for name, value in large.state_dict().items() if not name.startswith("encoder.layers.")}
    for place, layer in enumerate(kept):
        state |= {f"encoder.layers.{place}.{name}": value for name, value in large.encoder.layers[layer].state_dict().items()}
    small.load_state_dict(state)
    return small


def losses(small: ReaderModel, large: ReaderModel, kept: Sequence[int], batch: Sequence[Example]) -> dict[str, Tensor]:
    """Return the losses of a batch: annotated names and attributions, what the heads say, and what the layers give one another."""
    pieces, features, firsts, mask, present = inputs(batch)
    with torch.autocast("cpu", torch.bfloat16):
        with torch.no_grad():
            wanted = large.encoder.outputs(pieces, features, mask)
            said = large.emissions(wanted[-1], firsts)
        found = small.encoder.outputs(pieces, features, mask)
        names, parts = (head.float() for head in small.emissions(found[-1], firsts))
    heads = [_divergence(mine, theirs.float(), present) for mine, theirs in zip((names, parts), said, strict=True)]
    goals = [*(layer - 1 for layer in kept[1:]), LAYERS - 1]
    inside = [_distance(mine, wanted[goal].float(), mask) for mine, goal in zip(found, goals, strict=True)]
    return {**annotated_losses(small, names, parts, batch, present), "said": heads[0] + heads[1], "inside": torch.stack(inside).mean()}


def _divergence(found: Tensor, wanted: Tensor, present: Tensor) -> Tensor:
    """Return the Kullback-Leibler divergence of two readers' tags, by word."""
    pair = found.log_softmax(2)[present], wanted.log_softmax(2)[present]
    return functional.kl_div(*pair, reduction="batchmean", log_target=True)


def _distance(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Return the mean squared distance of two layers' outputs, as a share of the variance of the wanted one."""
    found, wanted = found.float()[mask], wanted[mask]
    return functional.mse_loss(found, wanted) / wanted.var()


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, nargs="+", default=[0, 2, 4, 5], help="layers that stay")
    loop.add_options(parser, epochs=1, rate=3e-4)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(models.WEIGHTS / "tokenizer.json"))
    readings = [*training_readings(tokenizer, given.corpora), *unannotated_readings(tokenizer, given.corpora)]
    large = ReaderModel(Encoder(0.0)).eval()
    large.load_state_dict(torch.load(given.large / "model.pt"))
    small = shrunk(large, given.layers).eval()
    small.encoder.freeze(0)
    learned = [parameter for parameter in small.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=given.rate, weight_decay=0.01)

    def draw(chance: random.Random) -> list[Example]:
        return list(examples(readings, None, chance))

    log = loop.learn(given, small, optimizer, draw, lambda batch: losses(small, large, given.layers, batch))
    files = training_files(given.corpora) + page_files(given.corpora)
    loop.write_record(given, {"model": "minilm", "layers": given.layers}, files, {"large": given.large / "model.pt"}, log)


if __name__ == "__main__":
    main()
