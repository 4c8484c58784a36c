"""The networks of the linker: they learn which candidate is right."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training's own requirements are not installed")

from training.choices import Pool
from training.networks import Options, ensemble, learn
from transforms.speakers.features import FEATURES, STATE_FEATURES


def test_a_network_learns_which_candidate_is_right() -> None:
    chance = np.random.default_rng(0)
    tables = [np.zeros((3, FEATURES), dtype=np.float32) for _ in range(200)]
    hits = [np.zeros(3, dtype=bool) for _ in tables]
    for table, hit in zip(tables, hits, strict=True):
        right = chance.integers(3)
        table[right, 5], hit[right] = 1.0, True
    pool = Pool.of([[(table, hit)] for table, hit in zip(tables, hits, strict=True)], 2)
    network = ensemble([learn(pool, pool.fold == 0, Options(passes=40, batch=20, seed=seed)) for seed in (1, 2)])
    chances = network.chances(network.prepared(tables[1]), tables[1][:, -STATE_FEATURES:])
    assert chances.sum() == pytest.approx(1.0)
    assert chances[hits[1]] > 0.9
