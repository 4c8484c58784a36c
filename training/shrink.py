"""Prune a reader: remove the least important heads and inner units, then distil from the original.

    torchrun --standalone --nproc-per-node 2 -m training.shrink CORPORA LARGE OUT [--share 0.67] [--begin SMALL]

LARGE is the folder with the `model.pt` of a trained reader (`training.train` or `training.recover`). The importance of a head or unit is
the Fisher information of a factor before it, on windows of all articles (Kwon et al. 2022, https://arxiv.org/abs/2204.09656). Those with
the least importance per run time are removed until the share of run time is reached. The pruned reader is then trained to reproduce the
layer outputs and tag distributions of the large one (Jiao et al. 2020, https://arxiv.org/abs/1909.10351) on all annotated articles and on
web pages without annotation, together with the annotation itself. Sums are in 16-bit floats where PyTorch's autocast does so. OUT gets
`model.pt` and `training.json`. `--begin` starts from the OUT of another training, which is pruned further or, with `--share 1`, only
trained further.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import loop
from training.arguments import path_parser
from training.corpora import held_out, page_files, training_files
from training.examples import Example, examples, inputs
from training.model import HEAD, Encoder, Layer, ReaderModel
from training.readings import Reading, page_readings, training_readings
from training.train import annotated_losses
from transforms import models

GROUP = 32
"""Size of the groups in which inner units are pruned."""
_GROUPS_A_HEAD = 3.5
"""Groups of inner units with the run time of one head and its projections, by ONNX Runtime's profile."""
_WINDOWS = 1000
"""Windows used to estimate importance."""

Selection = list[tuple[list[int], list[int]]]
"""Heads and inner units of each layer, in order."""


def selected_units(model: ReaderModel, readings: Sequence[Reading], share: float, seed: int) -> Selection:
    """Return the heads and inner units of each layer with the most importance per run time, within a budget of run time."""
    importance = _importance(model, readings, seed)
    orders = [(heads.argsort(descending=True), units.argsort(descending=True)) for heads, units in importance]
    parts: list[tuple[float, float, int, int]] = []  # importance per time, time, layer and kind
    for layer, ((heads, units), (_, order)) in enumerate(zip(importance, orders, strict=True)):
        parts += [(score / _GROUPS_A_HEAD, _GROUPS_A_HEAD, layer, 0) for score in heads.tolist()]
        parts += [(score, 1.0, layer, 1) for score in units[order].view(-1, GROUP).sum(1).tolist()]
    left = share * sum(time for _, time, _, _ in parts)
    counts = [[0, 0] for _ in importance]
    for _, time, layer, kind in sorted(parts, reverse=True):
        left -= time
        if left < 0:
            break
        counts[layer][kind] += 1
    counted = zip(orders, counts, strict=True)
    chosen = [(heads[: max(of_heads, 1)], units[: max(of_units, 1) * GROUP]) for (heads, units), (of_heads, of_units) in counted]
    return [(sorted(heads.tolist()), sorted(units.tolist())) for heads, units in chosen]


def _importance(model: ReaderModel, readings: Sequence[Reading], seed: int) -> list[tuple[Tensor, Tensor]]:
    """Return the importance of each head and inner unit for tags sampled from the reader's own distribution."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    drawn = list(examples(readings, chance))
    found = [(torch.zeros(layer.heads), torch.zeros(layer.wide.out_features)) for layer in model.encoder.layers]
    for example in chance.sample(drawn, min(_WINDOWS, len(drawn))):
        model.zero_grad()
        seen = inputs([example])
        said = [head[0].log_softmax(1) for head in model(seen.pieces, seen.features, seen.firsts)]
        torch.stack([functional.nll_loss(tags, tags.exp().multinomial(1)[:, 0], reduction="sum") for tags in said]).sum().backward()
        for layer, (of_heads, of_units) in zip(model.encoder.layers, found, strict=True):
            of_heads.add_(_factor_gradient(layer.attended).view(-1, layer.head).sum(1).square())
            of_units.add_(_factor_gradient(layer.narrow).square())
    model.zero_grad()
    return found


def _factor_gradient(product: torch.nn.Linear) -> Tensor:
    """Return the gradient of the loss by a factor on each input of a linear layer."""
    return (product.weight * product.weight.grad).sum(0).detach()


def pruned(model: ReaderModel, chosen: Selection) -> ReaderModel:
    """Return a reader with only the selected heads and inner units of another."""
    small = ReaderModel(Encoder(0.0, [(len(heads), len(units)) for heads, units in chosen]))
    state = {name: value for name, value in model.state_dict().items() if not name.startswith("encoder.layers.")}
    for index, (layer, (heads, units)) in enumerate(zip(model.encoder.layers, chosen, strict=True)):
        state |= {f"encoder.layers.{index}.{name}": value for name, value in _selected_weights(layer, heads, units).items()}
    small.load_state_dict(state)
    return small


def _selected_weights(layer: Layer, heads: Sequence[int], units: Sequence[int]) -> dict[str, Tensor]:
    """Return the weights of a layer for a selection of its heads and inner units."""
    state = layer.state_dict()
    inside = torch.tensor([head * HEAD + unit for head in heads for unit in range(HEAD)])
    for name, rows in (*((part, inside) for part in ("query", "key", "value")), ("wide", torch.tensor(units))):
        state |= {f"{name}.{kind}": state[f"{name}.{kind}"][rows] for kind in ("weight", "bias")}
    for name, columns in (("attended", inside), ("narrow", torch.tensor(units))):
        state[f"{name}.weight"] = state[f"{name}.weight"][:, columns]
    return state


def losses(small: ReaderModel, large: ReaderModel, batch: Sequence[Example]) -> dict[str, Tensor]:
    """Return the losses of a batch: annotated tags, the original's tag distributions, and its layer outputs."""
    pieces, features, firsts, mask, present = inputs(batch)
    with torch.autocast("cpu", torch.bfloat16):
        with torch.no_grad():
            wanted = large.encoder.outputs(pieces, features, mask)
            said = large.emissions(wanted[-1], firsts)
        found = small.encoder.outputs(pieces, features, mask)
        heads = [head.float() for head in small.emissions(found[-1], firsts)]
    taught = torch.stack([_divergence(mine, theirs.float(), present) for mine, theirs in zip(heads, said, strict=True)]).sum()
    inside = [_distance(mine, theirs.float(), mask) for mine, theirs in zip(found, wanted, strict=True)]
    return {**annotated_losses(small, heads, batch, present), "said": taught, "inside": torch.stack(inside).mean()}


def _divergence(found: Tensor, wanted: Tensor, present: Tensor) -> Tensor:
    """Return the Kullback-Leibler divergence of two readers' tags, by word."""
    pair = found.log_softmax(2)[present], wanted.log_softmax(2)[present]
    return functional.kl_div(*pair, reduction="batchmean", log_target=True)


def _distance(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Return the mean squared distance of two layers' outputs, relative to the variance of the target."""
    found, wanted = found.float()[mask], wanted[mask]
    return functional.mse_loss(found, wanted) / wanted.var()


def _trained_reader(folder: Path) -> ReaderModel:
    """Return the reader that another training has written."""
    small = ReaderModel(Encoder(0.0, json.loads((folder / "training.json").read_text())["options"]["shape"]))
    small.load_state_dict(torch.load(folder / "model.pt"))
    return small


def main() -> None:
    """Read the options and train."""
    parser = path_parser(__doc__, "corpora", "large", "out")
    parser.add_argument("--share", type=float, default=0.67, help="share of the time of all layers that is kept, of those that are there")
    parser.add_argument("--begin", type=Path, help="the OUT of another training, to go on from")
    loop.add_options(parser, epochs=3, rate=1.5e-4)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(models.WEIGHTS / "tokenizer.json"))
    readings = [*training_readings(tokenizer, given.corpora), *page_readings(tokenizer, given.corpora, held_out(given.corpora))]
    large = ReaderModel(Encoder(0.0)).eval()
    large.load_state_dict(torch.load(given.large / "model.pt"))
    whole = _trained_reader(given.begin).eval() if given.begin else large
    small = pruned(whole, selected_units(whole, readings, given.share, given.seed))
    shape = [(layer.heads, layer.wide.out_features) for layer in small.encoder.layers]
    print("heads and inner units of each layer:", shape, flush=True)
    small.eval()
    small.encoder.freeze(0)
    learned = [parameter for parameter in small.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=given.rate, weight_decay=0.01)

    def draw(chance: random.Random) -> list[Example]:
        return list(examples(readings, chance))

    log = loop.learn(given, small, optimizer, loop.of_windows(given, draw), lambda batch: losses(small, large, batch))
    files = training_files(given.corpora) + page_files(given.corpora)
    begun = {"large": given.large / "model.pt", **({"begin": given.begin / "model.pt"} if given.begin else {})}
    loop.write_record(given, {"model": "minilm", "share": given.share, "shape": shape}, files, begun, log)


if __name__ == "__main__":
    main()
