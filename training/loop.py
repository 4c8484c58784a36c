"""The training loop of a reader: batches shared by processes, AdamW steps, recorded losses and saved weights."""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from training.corpora import sha256
from training.examples import Example, batches

EVERY = 25
"""Steps between recorded losses."""
SAVED = 200
"""Steps between saved weights."""

Log = list[dict[str, float]]
Epoch = Callable[[random.Random], Iterator[Sequence[Any]]]
"""Returns the batches of an epoch for all processes: each takes its share of the items."""
Losses = Callable[[Sequence[Any]], dict[str, Tensor]]
"""Returns the losses of a batch by name; their sum is minimised."""


def add_options(parser: argparse.ArgumentParser, *, epochs: int, rate: float) -> None:
    """Add the options shared by all training commands."""
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--batch", type=int, default=8, help="windows a process and step")
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seed", type=int, default=1)


def learn(given: argparse.Namespace, model: nn.Module, optimizer: torch.optim.Optimizer, epoch: Epoch, losses: Losses) -> Log:
    """Train a model for some epochs and return the recorded losses; weights are written to OUT during training and at the end."""
    rank, count = _join(), world()
    torch.manual_seed(given.seed * 100 + rank)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    steps = given.epochs * sum(1 for _ in epoch(random.Random(given.seed)))
    if not steps:
        raise SystemExit("There are fewer windows than one step takes: a smaller --batch, or more to read.")
    schedule = _rising_and_falling(optimizer, steps)
    log: Log = []
    noted: list[dict[str, float]] = []
    step, began = 0, time.monotonic()
    for step, batch in enumerate(_batches(given, epoch), 1):
        found = losses(batch[rank::count])
        optimizer.zero_grad()
        torch.stack(list(found.values())).sum().backward()
        if count > 1:
            _share_gradients(learned, count)
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        noted.append({name: value.item() for name, value in found.items()})
        if step % EVERY == 0:
            log.append(_means(step, noted))
            noted.clear()
            print(log[-1], f"of about {steps}, {time.monotonic() - began:.0f} s", flush=True) if rank == 0 else None
        if step % SAVED == 0 and rank == 0:
            torch.save(model.state_dict(), given.out / "model.pt")
    if rank == 0:
        torch.save(model.state_dict(), given.out / "model.pt")
        print(f"{given.out / 'model.pt'} after {step} steps, {time.monotonic() - began:.0f} s", *([_means(step, noted)] if noted else []))
    return log


def _means(step: int, noted: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the means of the losses of some steps, and the number of the last of these."""
    return {"step": step, **{name: round(fmean(losses[name] for losses in noted), 4) for name in noted[0]}}


def of_windows(given: argparse.Namespace, draw: Callable[[random.Random], list[Example]]) -> Epoch:
    """Return the epochs in which windows are read independently."""
    size = given.batch * world()
    return lambda chance: batches(draw(chance), size, chance)


def world() -> int:
    """Return the number of processes, as set by torchrun."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def _join() -> int:
    """Join the other processes and return this one's rank, as set by torchrun; each uses one thread."""
    rank, count = int(os.environ.get("RANK", "0")), world()
    if count > 1:
        dist.init_process_group("gloo", rank=rank, world_size=count)
    torch.set_num_threads(1)
    return rank


def _batches(given: argparse.Namespace, epoch: Epoch) -> Iterator[Sequence[Any]]:
    """Yield the batches of all epochs, the same ones in every process."""
    for number in range(given.epochs):
        yield from epoch(random.Random(given.seed * 1000 + number))


def _share_gradients(parameters: Sequence[Tensor], count: int) -> None:
    """Set the gradients of every process to the mean of all."""
    flat = torch.cat([torch.zeros_like(p).flatten() if p.grad is None else p.grad.flatten() for p in parameters])
    dist.all_reduce(flat)
    for parameter, mean in zip(parameters, (flat / count).split([p.numel() for p in parameters]), strict=True):
        parameter.grad = mean.view_as(parameter)


def _rising_and_falling(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
    """Return a learning rate with warm-up over a twentieth of the steps, then decay to zero."""
    rise = steps / 20
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / rise, max(0.0, (steps - step) / (steps - rise))))


def write_record(given: argparse.Namespace, options: Mapping[str, Any], files: Sequence[Path], begun: Mapping[str, Path], log: Log) -> None:
    """Write `training.json`: options, digests of the data and of the initial weights, and the losses."""
    if os.environ.get("RANK", "0") != "0":
        return
    made: dict[str, Any] = {
        "options": {**options, **{key: getattr(given, key) for key in ("epochs", "batch", "rate", "seed")}},
        "data": {str(path.relative_to(given.corpora)): sha256(path) for path in files},
        **{key: sha256(path) for key, path in begun.items()},
        "loss": log,
    }
    (given.out / "training.json").write_text(json.dumps(made, indent=1) + "\n")
