"""Confidence that an attribution is a statement, and that the words and speaker of its row are right.

There are two logistic regressions, trained by `training/certainty.py` on articles that no other model was trained on. The first one uses
features of the attribution: the reader's confidence, the kind, the cue, a negation. Attributions below a minimum probability are dropped.
The second one adds the speaker's probability and calibrates the result (Platt 1999): of rows with 0.9, nine in ten are right.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from transforms import models
from transforms.lexicon.words import ENGLISH
from transforms.records import Attribution
from transforms.schema import ParagraphRow

Features = dict[str, float]

_MOST = 0.999
_DENIED = re.compile(
    r"\b(?:not|never|nor|neither|without|cannot|refus\w+|declin\w+|n['’]t|could|would|might|if|stopped short)\b", re.IGNORECASE
)
"""Words before or in a cue that deny speech: `did not call`, `could have said`."""
_FIRST_WORD = re.compile(r"[\"“‘'«„]?(?P<that>that|to|whether|if|of|for|a|an|the|how|why|what|it|he|she|they|we|i)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"he|she|they|it|we|i|who|which|this|that", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 5
"""First letters of the cue's last word, by which it is known."""
_REACH = 30
"""Characters before a cue that are searched for a denial."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of both models, by feature."""

    statement: Mapping[str, float]
    """Of the first model, for attributions."""
    row: Mapping[str, float]
    """Of the second model, for rows."""
    least: float
    """Probability below which an attribution is dropped."""


def load_weights(language: str = ENGLISH) -> Weights:
    """Load both models for a language once per process: those for English, or those for all other languages.

    Raises:
        WeightsError: the file is missing or damaged.
    """
    return _load("certainty" if language == ENGLISH else "certainty-world")


@cache
def _load(name: str) -> Weights:
    path = models.WEIGHTS / f"{name}.json"
    try:
        read = json.loads(path.read_bytes())
        return Weights(read["statement"], read["row"], read["least"])
    except (OSError, ValueError, KeyError) as error:
        raise models.unreadable(name, error) from error


def likely_statements(
    text: str, paragraphs: Sequence[ParagraphRow], attributions: Sequence[Attribution], language: str = ENGLISH
) -> list[Attribution]:
    """Return the attributions that are probably statements, with this probability as their confidence."""
    weights = load_weights(language)
    found = []
    for attribution in attributions:
        confidence = probability(statement_features(text, paragraphs, attribution), weights.statement)
        if confidence >= weights.least:
            found.append(replace(attribution, confidence=confidence))
    return found


def row_confidence(attribution: Attribution, speaker: float, resolution: str, language: str = ENGLISH) -> float:
    """Return the probability that the words and the speaker of a row are right.

    Args:
        attribution: a result of `likely_statements`.
        speaker: the probability that the speaker is right, or that nobody named is the speaker.
        resolution: how the speaker was found: one of `schema.RESOLUTIONS`.
        language: the language of the article.
    """
    return round(probability(row_features(attribution, speaker, resolution), load_weights(language).row), 3)


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability of a logistic regression with these weights; unknown features count as 0."""
    total = weights["bias"] + math.fsum(weights.get(name, 0.0) * value for name, value in features.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 6)


def row_features(attribution: Attribution, speaker: float, resolution: str) -> Features:
    """Return the features of a row for the second model."""
    return {
        "statement": log_odds(attribution.confidence),
        "speaker": log_odds(speaker),
        f"resolution: {resolution}": 1.0,
        attribution.kind: 1.0,
    }


def statement_features(text: str, paragraphs: Sequence[ParagraphRow], attribution: Attribution) -> Features:
    """Return the features of an attribution for the first model, without those that are 0."""
    return {name: value for name, value in _features(text, paragraphs, attribution) if value}


def _features(text: str, paragraphs: Sequence[ParagraphRow], attribution: Attribution) -> Iterator[tuple[str, float]]:
    sure, cue, source = attribution.sure, attribution.cue, attribution.source
    first, last = attribution.contents[0], attribution.contents[-1]
    role = paragraphs[bisect_right(paragraphs, first.start, key=lambda row: row.start) - 1].role
    yield "content", log_odds(sure.content)
    yield f"{attribution.kind}, content", log_odds(sure.content)
    yield attribution.kind, 1.0
    yield "carried", float(attribution.carried)
    yield "several parts", float(len(attribution.contents) > 1)
    yield f"{attribution.kind}, in {role if role in {'title', 'body'} else 'another role'}", 1.0
    yield "length", math.log(1 + sum(len(span.of(text).split()) for span in attribution.contents))
    begins = _FIRST_WORD.match(text, first.start, first.end)
    yield f"begins with {begins['that'].casefold()}" if begins else "begins otherwise", 1.0
    yield (
        f"{attribution.kind}, ends with its sentence",
        float(text[last.end : last.end + 1] in {".", "", "\n"} or text[last.end - 1] in '.!?”"'),
    )
    if cue:
        yield "cue", log_odds(sure.cue)
        yield f"cue: {cue_stem(cue.of(text))}", 1.0
        begin = max(0, cue.start - _REACH, source.end if source and source.end <= cue.start else 0)
        yield f"{attribution.kind}, denied", float(_DENIED.search(text, begin, cue.end) is not None)
    else:
        yield f"{attribution.kind}, no cue", 1.0
    if source:
        yield "source", log_odds(sure.source)
        yield "source is a pronoun", float(_PRONOUN.fullmatch(source.of(text)) is not None)
    else:
        yield f"{attribution.kind}, no source", 1.0


def cue_stem(cue: str) -> str:
    """Return the first letters of the cue's last word; `:` for a cue without letters."""
    words = _WORD.findall(cue.casefold())
    return words[-1][:_STEM] if words else ":"


def log_odds(chance: float) -> float:
    """Return the log odds of a probability, which is first clipped to 0.001 to 0.999."""
    bounded = min(_MOST, max(1 - _MOST, chance))
    return math.log(bounded / (1 - bounded))
