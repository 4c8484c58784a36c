"""Training windows of the reader: cut at random positions, with some words masked, in batches of similar length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from training.readings import NAME_TAGS, PART_TAGS, Reading
from transforms.reader.windows import QUOTATION_STATES, Window, windows

MASK, PAD = 103, 0
SIZES = (128, 160, 192, 256)
"""Length of the windows in word pieces, drawn for each article and epoch."""
_CAPITALISED, _ALL_CAPITALS = 1, 2


@dataclass(frozen=True, slots=True)
class Example:
    """A training window."""

    window: Window
    names: np.ndarray
    """Allowed name tags of its words; a window without constraints is not used."""
    parts: np.ndarray
    """The same for statements."""
    wider: np.ndarray
    """The same for attributions by PolNeAR's definition."""
    taught: np.ndarray | None
    """The teachers' probabilities for its words."""


class Inputs(NamedTuple):
    """A batch of windows as model input."""

    pieces: Tensor
    features: Tensor
    firsts: Tensor
    mask: Tensor
    """True for pieces, false for padding."""
    present: Tensor
    """The same for words."""


def examples(readings: Sequence[Reading], chance: random.Random) -> Iterator[Example]:
    """Yield the windows of all articles, cut at other positions each time."""
    for reading in readings:
        first = chance.randrange(len(reading.paragraphs))
        size = chance.choice(SIZES)
        for part in (reading.paragraphs[:first], reading.paragraphs[first:]):
            for window in windows(reading.words, part, size):
                yield Example(augmented(window, reading, chance), *allowed(window, reading), None)


def allowed(window: Window, reading: Reading) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the allowed tags of a window's words; a span that began before the window begins with it."""
    heads = ((reading.names, NAME_TAGS), (reading.parts, PART_TAGS), (reading.wider, PART_TAGS))
    names, parts, wider = (np.ones((len(window.words), len(tags)), bool) if known is None else known[window.words] for known, tags in heads)
    cut = np.flatnonzero(np.diff(window.words, prepend=-2) != 1)
    for tags in (names, parts, wider):
        if not tags.all():
            tags[cut, 1::2] |= tags[cut, 2::2]
            tags[cut, 2::2] = False
    return names, parts, wider


def augmented(window: Window, reading: Reading, chance: random.Random) -> Window:
    """Return a window with augmentation: some words masked, and sometimes headline capitalisation."""
    pieces, features = window.pieces.copy(), window.features.copy()
    shapes, states = features // QUOTATION_STATES, features % QUOTATION_STATES
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
    return Window(pieces, shapes * QUOTATION_STATES + states, window.firsts, window.words)


def batches(found: list[Example], size: int, chance: random.Random) -> Iterator[list[Example]]:
    """Yield batches of windows of similar length, in random order."""
    chance.shuffle(found)
    chunk = size * 50
    grouped = [sorted(found[at : at + chunk], key=lambda example: len(example.window.pieces)) for at in range(0, len(found), chunk)]
    cut = [group[at : at + size] for group in grouped for at in range(0, len(group), size)]
    chance.shuffle(cut)
    yield from (batch for batch in cut if len(batch) == size)


def padded(columns: Sequence[np.ndarray], value: float) -> Tensor:
    """Return rows of different lengths as one tensor."""
    return torch.nn.utils.rnn.pad_sequence([torch.from_numpy(column) for column in columns], batch_first=True, padding_value=value)


def inputs(batch: Sequence[Example]) -> Inputs:
    """Return a batch as model input."""
    seen = [example.window for example in batch]
    return Inputs(
        padded([window.pieces for window in seen], PAD),
        padded([window.features for window in seen], 0),
        padded([window.firsts for window in seen], 0),
        padded([np.ones(len(window.pieces), bool) for window in seen], 0),
        padded([np.ones(len(window.words), bool) for window in seen], 0),
    )
