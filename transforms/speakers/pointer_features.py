"""Features of candidates from the reader's pointer scores."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.reader.pointers import NEVER
from transforms.speakers.context import ArticleContext, Numbers
from transforms.speakers.units import Unit

POINTER_FEATURES = 5
"""Number of features."""
_LEAST = -8.0


def pointer_features(context: ArticleContext, units: Sequence[Unit], column: Numbers, count: int) -> NDArray[np.float32]:
    """Return features of shape (units, candidates + 1, `POINTER_FEATURES`); the last candidate is nobody.

    The features are the probability of the candidate and its logarithm; the difference of its best score from the best of all names, with
    and without the distance bias; and whether it is the likeliest.

    Args:
        context: the article.
        units: its units.
        column: the column of each entity among the candidates; -1 for entities that are not candidates.
        count: the number of candidates.
    """
    found = np.zeros((len(units), count + 1, POINTER_FEATURES), dtype=np.float32)
    candidate_mentions = np.flatnonzero(column[context.entity_of] >= 0)
    if context.pointers is None or not len(candidate_mentions):
        return found
    sources = [(unit.source, context.attributions[unit.attribution].contents[0]) for unit in units]
    plain, biased, nobody = context.pointers.scores(sources, [context.span(number) for number in candidate_mentions.tolist()])
    columns = column[context.entity_of[candidate_mentions]]
    order = np.argsort(columns, kind="stable")
    starts = np.flatnonzero(np.diff(columns[order], prepend=-1))
    present = columns[order][starts]
    best = np.full((2, len(units), count), NEVER)
    for scores, mention_scores in zip(best, (biased, plain), strict=True):
        scores[:, present] = np.maximum.reduceat(mention_scores[:, order], starts, axis=1)
    biased_scores, plain_scores = (np.concatenate([scores, nobody[:, None]], axis=1) for scores in best)
    margin = biased_scores - biased_scores.max(axis=1, keepdims=True)
    log_probability = margin - np.log(np.exp(margin).sum(axis=1, keepdims=True))
    found[:, :, 0] = np.exp(log_probability)
    found[:, :, 1] = np.maximum(log_probability, _LEAST) / 4
    found[:, :, 2] = np.maximum(biased_scores - biased_scores[:, :-1].max(axis=1, keepdims=True), _LEAST) / 4
    found[:, :, 3] = np.maximum(plain_scores - plain_scores[:, :-1].max(axis=1, keepdims=True), _LEAST) / 4
    found[:, :, 4] = margin == 0
    return found
