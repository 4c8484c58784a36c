"""The loop that trains a reader: what it learns from is what it saves, also where an epoch is shorter than the one that was counted."""

import argparse
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training's own requirements are not installed")


from training import loop  # noqa: E402 - what is needed may be missing
from training.examples import Example  # noqa: E402
from transforms.reader.windows import Window  # noqa: E402


def windows(count: int) -> list[Example]:
    pieces = np.array([101, 7592, 102])
    window = Window(pieces, np.zeros(3, dtype=np.int64), np.array([1]), np.array([0]))
    allowed = np.ones((1, 1), dtype=bool)
    return [Example(window, allowed, allowed, allowed, None) for _ in range(count)]


def learned(out: Path, counts: Iterator[int], *, epochs: int = 2) -> tuple[Any, loop.Log]:
    torch.manual_seed(1)
    model = torch.nn.Linear(1, 1)
    given = argparse.Namespace(epochs=epochs, batch=2, rate=0.1, seed=1, out=out)

    def losses(batch: Sequence[Example]) -> dict[str, Any]:
        found = model(torch.tensor([[float(len(example.window.pieces))] for example in batch]))
        return {"names": (found - 1).square().mean(), "parts": found.sum() * 0.0}

    optimizer = torch.optim.AdamW(model.parameters(), lr=given.rate)
    return model, loop.learn(given, model, optimizer, loop.of_windows(given, lambda _: windows(next(counts))), losses)


def test_the_last_weights_are_saved_though_fewer_steps_are_taken_than_were_counted(tmp_path: Path) -> None:
    model, log = learned(tmp_path, chain([8], repeat(4)))
    saved = torch.load(tmp_path / "model.pt")
    assert all(torch.equal(saved[name], value) for name, value in model.state_dict().items())
    assert log == []  # four steps are fewer than those between two notes


def test_losses_fall_and_are_noted(tmp_path: Path) -> None:
    _, log = learned(tmp_path, repeat(80), epochs=3)
    assert [noted["step"] for noted in log] == [25, 50, 75, 100]
    assert log[-1]["names"] < log[0]["names"] / 2
    assert log[-1]["parts"] == 0.0


def test_too_little_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="fewer windows than one step takes"):
        learned(tmp_path, repeat(1))
