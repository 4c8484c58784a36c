"""The network that judges the blocks of HTML pages: it learns, and what ships computes what was trained."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training's own requirements are not installed")

import torch

from training.blocknet import TrainingPage, arrays, train
from transforms.html.block_network import Network

FACTS = 7


def _lesson(chance: np.random.Generator) -> TrainingPage:
    """Return a page whose blocks are of the body where the block before has its first fact: only who sees neighbours can tell."""
    facts = chance.normal(size=(int(chance.integers(20, 60)), FACTS)).astype(np.float32)
    inside = np.concatenate([[False], facts[:-1, 0] > 0])
    return TrainingPage(facts, facts, inside, np.ones(len(facts), dtype=np.float32), 1.0)


def test_the_arrays_give_what_the_trained_network_gives_and_see_neighbours() -> None:
    chance = np.random.default_rng(0)
    nets = [train([_lesson(chance) for _ in range(60)], seed, 100) for seed in (0, 1)]
    network = Network([[array.astype(np.float64) for array in arrays(net)] for net in nets])
    page = _lesson(chance)
    with torch.no_grad():
        facts = torch.from_numpy(page.facts)[None]
        scores = torch.stack([net(facts, torch.ones(1, len(page.facts), 1))[0] for net in nets]).mean(0)
    chances = network.chances(page.facts.astype(np.float64))
    assert chances == pytest.approx(torch.sigmoid(scores).numpy(), abs=1e-4)
    assert np.mean((chances > 0.5) == page.inside) > 0.9


def test_a_page_of_one_block_is_judged() -> None:
    chance = np.random.default_rng(1)
    net = train([_lesson(chance) for _ in range(4)], 0, 1)
    assert Network([[array.astype(np.float64) for array in arrays(net)]]).chances(np.zeros((1, FACTS))).shape == (1,)
