"""The type of a source: a person, an organization, unnamed people, a document."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from transforms.entities.names import normalized
from transforms.lexicon.words import ENGLISH
from transforms.models import model_files
from transforms.schema import SOURCE_TYPES, EntityRow
from transforms.speakers.wording import read_wording

_ENDING = 4


def source_type(source: str, cue: str, speakers: Sequence[EntityRow], language: str = ENGLISH) -> str:
    """Return the likeliest of `schema.SOURCE_TYPES` for a source, given its text, its cue and its speakers (softmax regression)."""
    weights = load_weights()
    totals = [0.0] * len(SOURCE_TYPES)
    for feature in kind_features(source, cue, speakers, language):
        for number, weight in enumerate(weights.get(feature, ())):
            totals[number] += weight
    return SOURCE_TYPES[max(range(len(totals)), key=lambda number: (math.floor(totals[number] * 1e6), -number))]


@cache
def load_weights() -> Mapping[str, Sequence[float]]:
    """Load the weights of each feature, one per type, once per process."""
    found: Mapping[str, Sequence[float]] = model_files("linker").described["kinds"]
    return found


def kind_features(source: str, cue: str, speakers: Sequence[EntityRow], language: str = ENGLISH) -> Iterator[str]:
    """Yield the features of a source, all of which are binary."""
    wording = read_wording(source, language)
    yield "any"
    yield f"speaker: {speakers[0].type if speakers else None}"
    if not source:
        yield "no source"
        return
    yield f"pronoun: {wording.pronoun}"
    yield f"head: {wording.head}"
    yield f"ending: {wording.head[-_ENDING:]}"
    properties = {
        "person": wording.person,
        "body": wording.body,
        "document": wording.document,
        "group": wording.group,
        "plural": wording.plural,
        "capitals": bool(wording.capitals),
        "head in capitals": bool(wording.capitals) and wording.head == wording.capitals[-1],
        "owned": wording.owned,
        "indefinite": wording.indefinite,
        "several": len(speakers) > 1,
    }
    held = [name for name, holds in properties.items() if holds]
    yield from held
    for name in held:
        yield f"{name}, speaker: {speakers[0].type if speakers else None}"
    for word in normalized(cue).split()[:2]:
        yield f"cue: {word}"
