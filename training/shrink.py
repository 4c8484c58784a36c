"""Make a reader of fewer layers from a larger one: drop layers, then learn to compute what all of them did (Jiao et al. 2020, TinyBERT).

    torchrun --standalone --nproc-per-node 2 -m training.shrink CORPORA LARGE OUT [--layers 0 2 4 5]

LARGE is the folder with the `model.pt` of a trained reader (`training.train` or `training.recover`). Each layer that stays learns to give
the next one what that was given in the large reader, and the heads what they gave there, on all annotated articles and on web pages without
annotation; the annotation is learned from as well. Sums are in 16-bit floats where PyTorch's autocast does so. OUT gets `model.pt` and
`training.json`.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.corpora import Reading, page_files, sha256, training_files, training_readings, unannotated_readings
from training.model import LAYERS, Encoder, ReaderModel
from training.train import EVERY, PAD, SAVED, Example, annotated_loss, batches, examples, padded, rising_and_falling, share_gradients
from transforms import models

LOSSES = ("names", "parts", "said", "inside")


def shrunk(large: ReaderModel, kept: Sequence[int]) -> ReaderModel:
    """Return a reader with some layers of another."""
    small = ReaderModel(Encoder(0.0, len(kept)))
    state = {name: value for name, value in large.state_dict().items() if not name.startswith("encoder.layers.")}
    for place, layer in enumerate(kept):
        state |= {f"encoder.layers.{place}.{name}": value for name, value in large.encoder.layers[layer].state_dict().items()}
    small.load_state_dict(state)
    return small


def losses(small: ReaderModel, large: ReaderModel, kept: Sequence[int], batch: Sequence[Example]) -> list[Tensor]:
    """Return the losses of `LOSSES`: annotated names and attributions, what the heads say, and what the layers give one another."""
    seen = [example.window for example in batch]
    pieces, features = padded([window.pieces for window in seen], PAD), padded([window.features for window in seen], 0)
    firsts = padded([window.firsts for window in seen], 0)
    mask = padded([np.ones(len(window.pieces), bool) for window in seen], 0)
    present = padded([np.ones(len(window.words), bool) for window in seen], 0)
    with torch.autocast("cpu", torch.bfloat16):
        with torch.no_grad():
            wanted = large.encoder.outputs(pieces, features, mask)
            said = large.emissions(wanted[-1], firsts)
        found = small.encoder.outputs(pieces, features, mask)
        names, parts = (head.float() for head in small.emissions(found[-1], firsts))
    name_loss = annotated_loss(small.name_crf, names, padded([example.names for example in batch], 1), present)
    part_loss = annotated_loss(small.part_crf, parts, padded([example.parts for example in batch], 1), present)
    heads = [_divergence(mine, theirs.float(), present) for mine, theirs in zip((names, parts), said, strict=True)]
    goals = [*(layer - 1 for layer in kept[1:]), LAYERS - 1]
    inside = [_distance(mine, wanted[goal].float(), mask) for mine, goal in zip(found, goals, strict=True)]
    return [name_loss, part_loss, heads[0] + heads[1], torch.stack(inside).mean()]


def _divergence(found: Tensor, wanted: Tensor, present: Tensor) -> Tensor:
    """Return the Kullback-Leibler divergence of two readers' tags, by word."""
    pair = found.log_softmax(2)[present], wanted.log_softmax(2)[present]
    return functional.kl_div(*pair, reduction="batchmean", log_target=True)


def _distance(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Return the mean squared distance of two layers' outputs, as a share of the variance of the wanted one."""
    found, wanted = found.float()[mask], wanted[mask]
    return functional.mse_loss(found, wanted) / wanted.var()


def train(given: argparse.Namespace, readings: Sequence[Reading]) -> list[dict[str, float]]:
    """Train on all readings for the given number of epochs, and return the losses on the way; OUT gets the weights now and then."""
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:
        dist.init_process_group("gloo", rank=rank, world_size=world)
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    large = ReaderModel(Encoder(0.0)).eval()
    large.load_state_dict(torch.load(given.large / "model.pt"))
    small = shrunk(large, given.layers).eval()
    small.encoder.freeze(0)
    learned = [parameter for parameter in small.parameters() if parameter.requires_grad]
    size = given.batch * world
    steps = given.epochs * (len(list(examples(readings, None, random.Random(given.seed)))) // size)
    optimizer = torch.optim.AdamW(learned, lr=given.rate, weight_decay=0.01)
    schedule = rising_and_falling(optimizer, steps)
    log: list[dict[str, float]] = []
    sums, step, began = np.zeros(len(LOSSES)), 0, time.monotonic()
    for epoch in range(given.epochs):
        chance = random.Random(given.seed * 1000 + epoch)
        for batch in batches(list(examples(readings, None, chance)), size, chance):
            parts = losses(small, large, given.layers, batch[rank::world])
            optimizer.zero_grad()
            torch.stack(parts).sum().backward()
            if world > 1:
                share_gradients(learned, world)
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            sums += [part.item() for part in parts]
            step += 1
            if step % EVERY == 0:
                log.append({"step": step, **{name: round(value / EVERY, 4) for name, value in zip(LOSSES, sums.tolist(), strict=True)}})
                print(log[-1], f"of {steps}, {time.monotonic() - began:.0f} s", flush=True) if rank == 0 else None
                sums[:] = 0
            if rank == 0 and (step % SAVED == 0 or step == steps):
                torch.save(small.state_dict(), given.out / "model.pt")
    return log


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, nargs="+", default=[0, 2, 4, 5], help="layers that stay")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=8, help="windows a process and step")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(models.WEIGHTS / "tokenizer.json"))
    readings = [*training_readings(tokenizer, given.corpora), *unannotated_readings(tokenizer, given.corpora)]
    log = train(given, readings)
    if os.environ.get("RANK", "0") == "0":
        options = {key: getattr(given, key) for key in ("layers", "epochs", "batch", "rate", "seed")}
        files = training_files(given.corpora) + page_files(given.corpora)
        data = {str(path.relative_to(given.corpora)): sha256(path) for path in files}
        made = {"options": {"model": "minilm", **options}, "data": data, "large": sha256(given.large / "model.pt"), "loss": log}
        (given.out / "training.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
