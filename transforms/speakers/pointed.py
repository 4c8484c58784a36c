"""The reader encoder's source resolution as candidate features."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.reader.pointers import NEVER
from transforms.speakers.scene import Numbers, Scene
from transforms.speakers.units import Unit

POINTED = 5
"""Number of features."""
_LEAST = -8.0


def pointed_at(scene: Scene, units: Sequence[Unit], column: Numbers, count: int) -> NDArray[np.float32]:
    """Return an array of statement, candidate (the last is nobody) and feature.

    The facts: how likely it is they, also as a logarithm; how far their best name is behind the best of all, with the words between counted
    and without; and whether it is the likeliest.

    Args:
        scene: the article.
        units: its statements.
        column: place among the candidates of each entity, -1 for one that is none.
        count: number of candidates.
    """
    found = np.zeros((len(units), count + 1, POINTED), dtype=np.float32)
    weighed = np.flatnonzero(column[scene.of] >= 0)
    if scene.pointers is None or not len(weighed):
        return found
    sources = [(unit.source, scene.attributions[unit.attribution].contents[0]) for unit in units]
    plain, offset, nobody = scene.pointers.scores(sources, [scene.span(number) for number in weighed.tolist()])
    places = column[scene.of[weighed]]
    order = np.argsort(places, kind="stable")
    begins = np.flatnonzero(np.diff(places[order], prepend=-1))
    named = places[order][begins]
    best = np.full((2, len(units), count), NEVER)
    for scores, at in zip(best, (offset, plain), strict=True):
        scores[:, named] = np.maximum.reduceat(at[:, order], begins, axis=1)
    near, far = (np.concatenate([scores, nobody[:, None]], axis=1) for scores in best)
    behind = near - near.max(axis=1, keepdims=True)
    likely = behind - np.log(np.exp(behind).sum(axis=1, keepdims=True))
    found[:, :, 0] = np.exp(likely)
    found[:, :, 1] = np.maximum(likely, _LEAST) / 4
    found[:, :, 2] = np.maximum(near - near[:, :-1].max(axis=1, keepdims=True), _LEAST) / 4
    found[:, :, 3] = np.maximum(far - far[:, :-1].max(axis=1, keepdims=True), _LEAST) / 4
    found[:, :, 4] = behind == 0
    return found
