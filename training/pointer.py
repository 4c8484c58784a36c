"""Training of source resolution in the encoder: examples and loss.

The score of a name is the product of what a source asks for and what the name offers (`transforms.reader.pointers`), and that of an entity
the largest of its names' (after the biaffine mention ranking of Zhang et al. 2018, https://aclanthology.org/P18-2017). It has an offset by
the words between, so that the vectors need not tell how far away a name is.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.choices import Labelled
from training.examples import MASK, SIZES, Example, allowed, augmented
from training.model import PARTS, POINTER
from training.readings import Reading
from training.teach import Taught
from transforms.reader.pointers import NEAR
from transforms.reader.windows import WINDOW, Window, Words, windows

_HIDDEN = 0.25
"""Share of the sources with names whose words are masked."""
_WHOLE = 40
"""Maximum characters of a name used as a whole; of a longer one, the head is used."""
_NEVER = -1e4
_NAMED = frozenset({"person", "organization", "place"})
_SPEAKS = frozenset({"person", "organization"})

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Queries:
    """The sources and names of one article, as word numbers."""

    sources: Numbers
    """A row for each: its first and last word, or the content's where there is no source, the content's first, and whether there is one."""
    right: NDArray[np.bool_]
    """Source × entity: whether it is meant; the last column is nobody. Sources without a label are not used."""
    names: Numbers
    """A row per name: first word, last word, entity."""


@dataclass(frozen=True, slots=True)
class Case:
    """A training article."""

    reading: Reading
    queries: Queries | None
    """None if the speakers are unknown."""
    taught: Taught | None = None
    """The teachers' probabilities for each word of an article without labels."""


def queries(words: Words, labelled: Labelled) -> Queries:
    """Return the sources and names of an article with labelled speakers."""
    context = labelled.article.context
    rows, right = [], np.zeros((len(labelled.article.units), len(context.entities) + 1), dtype=bool)
    for number, unit in enumerate(labelled.article.units):
        content = context.attributions[unit.attribution].contents[0]
        span = unit.source or content
        rows.append((*_ends(words, span.start, span.end), _ends(words, content.start, content.end)[0], unit.source is not None))
        right[number, list(labelled.right[unit.attribution])] = True
        right[number, -1] = not labelled.wanted[unit.attribution]
    named = zip(context.starts.tolist(), context.ends.tolist(), context.entity_of.tolist(), strict=True)
    return Queries(_rows(rows, 4), right, _names(words, named))


def coreference(words: Words, record: dict[str, Any]) -> Queries:
    """Return the pronouns and descriptions of a GUM document as sources, and its names as names."""
    named = [one for one in record["mentions"] if one["head_is_proper_name"] and one["type"] in _NAMED]
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(one["cluster"] for one in named))}
    spans = [(one["start"], one["end"]) if one["end"] - one["start"] <= _WHOLE else one["head"] for one in named]
    rows, right = [], []
    for one in record["mentions"]:
        if one["type"] in _SPEAKS and not one["head_is_proper_name"] and one["link"] != "pred":
            first, last = _ends(words, one["start"], one["end"])
            rows.append((first, last, first, True))
            right.append(np.arange(len(numbers) + 1) == numbers.get(one["cluster"], len(numbers)))
    names = _names(words, ((start, end, numbers[one["cluster"]]) for (start, end), one in zip(spans, named, strict=True)))
    return Queries(_rows(rows, 4), np.array(right, dtype=bool).reshape(len(rows), len(numbers) + 1), names)


def _names(words: Words, spans: Iterable[tuple[int, int, int]]) -> Numbers:
    return _rows([(*_ends(words, start, end), entity) for start, end, entity in spans], 3)


def _rows(rows: Sequence[Sequence[int]], width: int) -> Numbers:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _ends(words: Words, start: int, end: int) -> tuple[int, int]:
    """Return the first and last word of a span."""
    first, last = np.searchsorted(words.starts, (start, end)).tolist()
    first = min(first, len(words.starts) - 1)
    return first, max(first, last - 1)


def loss(vectors: Tensor, article: Queries, distance_bias: Tensor) -> tuple[Tensor, int]:
    """Return the summed negative log-likelihood of the right entities, and the number of sources with a right one.

    Args:
        vectors: the query and key vectors of each word of the article, of shape (words, sum of `PARTS`).
        article: its sources and names.
        distance_bias: the biases by distance, of shape (before or after, bin of `NEAR`).
    """
    known = np.flatnonzero(article.right.any(axis=1))
    if not len(known):
        return vectors.sum() * 0.0, 0
    scores = entity_scores(vectors, article, distance_bias)[known]
    right = torch.from_numpy(article.right[known])
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, _NEVER), 1)).sum(), len(known)


def entity_scores(vectors: Tensor, article: Queries, distance_bias: Tensor) -> Tensor:
    """Return the score of each entity, and of nobody, for each source."""
    first, last, content, key_first, key_last = vectors.split(PARTS, dim=1)
    sources, names = torch.from_numpy(article.sources), torch.from_numpy(article.names)
    query_vectors = first[sources[:, 0]] + last[sources[:, 1]] + content[sources[:, 2]]
    key_vectors = key_first[names[:, 0]] + key_last[names[:, 1]]
    distance = article.names[None, :, 0] - article.sources[:, :1]
    distance_bin = np.searchsorted(np.array(NEAR), np.abs(distance), side="right") - 1
    scores = (
        query_vectors[:, :-1] @ key_vectors.T * POINTER**-0.5
        + distance_bias[torch.from_numpy(distance > 0).long(), torch.from_numpy(distance_bin)]
    )
    by_entity = torch.full((len(sources), article.right.shape[1] - 1), _NEVER)
    by_entity = by_entity.scatter_reduce(1, names[:, 2].expand(len(sources), -1), scores, "amax")
    return torch.cat([by_entity, query_vectors[:, -1:]], 1)


def cut(case: Case, chance: random.Random) -> tuple[list[Example], Queries | None]:
    """Return the windows of an article (half the time as at inference, otherwise cut at other positions) and its queries.

    The words of some sources with names are masked, so that their referents have to be learned from the context.
    """
    reading, article, hidden = case.reading, case.queries, frozenset[int]()
    if article is not None:
        hidden = _hidden(article, chance)
        article = _without(article, hidden)
    size, first = (WINDOW, 0) if chance.random() < 0.5 else (chance.choice(SIZES), chance.randrange(len(reading.paragraphs)))
    seen = [window for part in (reading.paragraphs[:first], reading.paragraphs[first:]) for window in windows(reading.words, part, size)]
    rough = [_hide(augmented(window, reading, chance), reading, hidden) for window in seen]
    found = [Example(window, *allowed(window, reading), taught_words(case.taught, window.words)) for window in rough]
    return found, article


def taught_words(taught: Taught | None, words: NDArray[np.int64]) -> NDArray[np.float32] | None:
    """Return the teachers' probabilities for some words, if there are teachers."""
    return None if taught is None else taught[words].astype(np.float32)


def _hidden(article: Queries, chance: random.Random) -> frozenset[int]:
    """Return the words of the masked sources."""
    begins = set(article.names[:, 0].tolist())
    named = [
        range(first, last + 1) for first, last, _, own in article.sources.tolist() if own and begins.intersection(range(first, last + 1))
    ]
    return frozenset(word for words in named if chance.random() < _HIDDEN for word in words)


def _without(article: Queries, hidden: frozenset[int]) -> Queries:
    """Return the sources and names without masked names; entities without another name are dropped."""
    left = _rows([row for row in article.names.tolist() if row[0] not in hidden], 3)
    right = article.right.copy()
    right[:, np.setdiff1d(np.arange(right.shape[1] - 1), left[:, 2])] = False
    return Queries(article.sources, right, left)


def _hide(window: Window, reading: Reading, hidden: frozenset[int]) -> Window:
    """Return a window with some words masked."""
    pieces = window.pieces.copy()
    for first, word in zip(window.firsts.tolist(), window.words.tolist(), strict=True):
        if word in hidden:
            pieces[first : first + int(reading.words.firsts[word + 1] - reading.words.firsts[word])] = MASK
    return Window(pieces, window.features, window.firsts, window.words)


def by_word(vectors: Tensor, examples: Sequence[Example], count: int) -> Tensor:
    """Return an article's word vectors from its windows, of shape (windows, words, width); 0 for words in none."""
    rows = torch.from_numpy(np.concatenate([example.window.words for example in examples]))
    found = torch.cat([vectors[number, : len(example.window.words)] for number, example in enumerate(examples)])
    return torch.zeros(count, vectors.shape[2]).index_put((rows,), found)
