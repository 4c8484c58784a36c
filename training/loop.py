"""The loop that trains a reader, whatever it learns from: batches shared by processes, steps of AdamW, losses noted and weights saved."""

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
"""Steps between two losses that are noted."""
SAVED = 200
"""Steps between two times that the weights are saved."""

Log = list[dict[str, float]]
Draw = Callable[[random.Random], list[Example]]
"""Gives the windows of an epoch."""
Losses = Callable[[Sequence[Example]], dict[str, Tensor]]
"""Gives the losses of a batch by name; their sum is what is made smaller."""


def add_options(parser: argparse.ArgumentParser, *, epochs: int, rate: float) -> None:
    """Add the options that are the same whatever is learned from."""
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--batch", type=int, default=8, help="windows a process and step")
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seed", type=int, default=1)


def learn(given: argparse.Namespace, model: nn.Module, optimizer: torch.optim.Optimizer, draw: Draw, losses: Losses) -> Log:
    """Train a model for the given number of epochs, and return the losses on the way; OUT gets the weights now and then, and at the end."""
    rank, world = _processes()
    torch.manual_seed(given.seed * 100 + rank)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    size = given.batch * world
    steps = given.epochs * (len(draw(random.Random(given.seed))) // size)
    if not steps:
        raise SystemExit(f"There are fewer windows than the {size} of one step: a smaller --batch, or more to read.")
    schedule = _rising_and_falling(optimizer, steps)
    log: Log = []
    noted: list[dict[str, float]] = []
    step, began = 0, time.monotonic()
    for step, batch in enumerate(_batches(given, draw, size), 1):
        found = losses(batch[rank::world])
        optimizer.zero_grad()
        torch.stack(list(found.values())).sum().backward()
        if world > 1:
            _share_gradients(learned, world)
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


def _processes() -> tuple[int, int]:
    """Return which process this is and how many there are, as torchrun says; each takes one thread."""
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:
        dist.init_process_group("gloo", rank=rank, world_size=world)
    torch.set_num_threads(1)
    return rank, world


def _batches(given: argparse.Namespace, draw: Draw, size: int) -> Iterator[list[Example]]:
    """Yield the batches of all epochs, the same ones in every process."""
    for epoch in range(given.epochs):
        chance = random.Random(given.seed * 1000 + epoch)
        yield from batches(draw(chance), size, chance)


def _share_gradients(parameters: Sequence[Tensor], world: int) -> None:
    """Set the gradients of every process to the mean of all."""
    flat = torch.cat([torch.zeros_like(p).flatten() if p.grad is None else p.grad.flatten() for p in parameters])
    dist.all_reduce(flat)
    for parameter, mean in zip(parameters, (flat / world).split([p.numel() for p in parameters]), strict=True):
        parameter.grad = mean.view_as(parameter)


def _rising_and_falling(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
    """Return a rate that rises over a twentieth of the steps and falls to nothing."""
    rise = steps / 20
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / rise, max(0.0, (steps - step) / (steps - rise))))


def write_record(given: argparse.Namespace, options: Mapping[str, Any], files: Sequence[Path], begun: Mapping[str, Path], log: Log) -> None:
    """Write `training.json`: the options, the digests of the data and of what training began with, and the losses."""
    if os.environ.get("RANK", "0") != "0":
        return
    made: dict[str, Any] = {
        "options": {**options, **{key: getattr(given, key) for key in ("epochs", "batch", "rate", "seed")}},
        "data": {str(path.relative_to(given.corpora)): sha256(path) for path in files},
        **{key: sha256(path) for key, path in begun.items()},
        "loss": log,
    }
    (given.out / "training.json").write_text(json.dumps(made, indent=1) + "\n")
