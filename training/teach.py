"""Self-training: what a trained reader is sure of in the articles that are annotated for the other task (Yarowsky 1995).

`attribution/` has no names and `ner/` no attributions. A reader that has learned both writes into each what it is sure of, names with
the types that their article agrees on; where it is not sure, the words may have any tag, and nothing is learned from them.
"""

import dataclasses

import numpy as np

from training.corpora import Allowed, Reading
from transforms.entities import normalized
from transforms.reader import Model, agreed_types
from transforms.tagging import Floats, Steps, Tags, label_runs

_SURE = 0.85
"""Probability from which a label counts as sure; that of no label has to be as high."""


def taught(reading: Reading, model: Model) -> Reading:
    """Return a reading with the missing annotation as the model gives it."""
    emissions = model.emissions(reading.words, reading.paragraphs)
    tags = len(model.names.transitions)
    names = _sure_tags(reading, emissions[:, :tags], model.names, reading.text) if reading.names is None else reading.names
    parts = _sure_tags(reading, emissions[:, tags:], model.parts, None) if reading.parts is None else reading.parts
    return dataclasses.replace(reading, names=names, parts=parts)


def _sure_tags(reading: Reading, emissions: Floats, tags: Tags, text: str | None) -> Allowed:
    """Return which tags each word may have: one where the model is sure, any elsewhere; with a text, names agree on their types in it."""
    allowed = np.ones(emissions.shape, dtype=bool)
    none: Allowed = Steps(reading.paragraphs).marginals(emissions, tags.transitions)[:, 0] >= _SURE
    allowed[none, 1:] = False
    runs = list(label_runs(emissions, reading.paragraphs, tags))
    kinds = [(run.label, run.certainty) for run in runs]
    if text is not None:
        kinds = agreed_types(runs, [normalized(reading.words.span(run.first, run.last).of(text)) for run in runs])
    for run, (kind, chance) in zip(runs, kinds, strict=True):
        if min(run.certainty, chance) >= _SURE:
            allowed[run.first : run.last] = False
            allowed[run.first, 2 * kind + 1] = True
            allowed[run.first + 1 : run.last, 2 * kind + 2] = True
        else:
            allowed[run.first : run.last] = True
    return allowed
