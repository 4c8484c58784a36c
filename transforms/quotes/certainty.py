"""Confidence that an attribution is a statement, and that its row is right in words and speaker.

Two logistic models over a few facts, learned by `training/certainty.py` on articles that neither the reader nor the speakers learned from.
The first judges the attribution: what the reader was sure of, what kind it is, which word reports it, whether that is denied. What is less
likely a statement than not is left out. The second adds how sure the speaker is (Platt 1999): of rows with 0.9, nine in ten are right.
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

Facts = dict[str, float]

_SURE = 0.999
_DENIED = re.compile(
    r"\b(?:not|never|nor|neither|without|cannot|refus\w+|declin\w+|n['’]t|could|would|might|if|stopped short)\b", re.IGNORECASE
)
"""Words before or in a cue that deny speech: `did not call`, `could have said`."""
_BEGINS = re.compile(r"[\"“‘'«„]?(?P<that>that|to|whether|if|of|for|a|an|the|how|why|what|it|he|she|they|we|i)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"he|she|they|it|we|i|who|which|this|that", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 5
"""Number of first letters of the cue's last word that identify it."""
_BEFORE = 30
"""Characters before a cue that are searched for a denial."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Both models."""

    statement: Mapping[str, float]
    """Weight of each feature of an attribution."""
    row: Mapping[str, float]
    least: float
    """Probability below which an attribution is dropped."""


def load_weights(language: str = ENGLISH) -> Weights:
    """Load both models of a language once per process: those of English, or those of all other languages.

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
    """Return the attributions that are probably statements, with the probability as confidence."""
    weights = load_weights(language)
    found = []
    for attribution in attributions:
        chance = weighed(statement_facts(text, paragraphs, attribution), weights.statement)
        if chance >= weights.least:
            found.append(replace(attribution, confidence=chance))
    return found


def row_confidence(attribution: Attribution, speaker: float, resolution: str, language: str = ENGLISH) -> float:
    """Return the probability that a row is right in words and speaker.

    Args:
        attribution: a likely statement.
        speaker: the chance that the speaker, or that there is none with a name, is right.
        resolution: how the speaker was found.
        language: of the article.
    """
    return round(weighed(row_facts(attribution, speaker, resolution), load_weights(language).row), 3)


def weighed(facts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability of a logistic model."""
    total = weights["bias"] + math.fsum(weights.get(name, 0.0) * value for name, value in facts.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 6)


def row_facts(attribution: Attribution, speaker: float, resolution: str) -> Facts:
    """Return the features of the second model."""
    return {
        "statement": log_odds(attribution.confidence),
        "speaker": log_odds(speaker),
        f"resolution: {resolution}": 1.0,
        attribution.kind: 1.0,
    }


def statement_facts(text: str, paragraphs: Sequence[ParagraphRow], attribution: Attribution) -> Facts:
    """Return the features of the first model."""
    return {name: value for name, value in _facts(text, paragraphs, attribution) if value}


def _facts(text: str, paragraphs: Sequence[ParagraphRow], attribution: Attribution) -> Iterator[tuple[str, float]]:
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
    begins = _BEGINS.match(text, first.start, first.end)
    yield f"begins with {begins['that'].casefold()}" if begins else "begins otherwise", 1.0
    yield (
        f"{attribution.kind}, ends with its sentence",
        float(text[last.end : last.end + 1] in {".", "", "\n"} or text[last.end - 1] in '.!?”"'),
    )
    if cue:
        yield "cue", log_odds(sure.cue)
        yield f"cue: {cue_stem(cue.of(text))}", 1.0
        begin = max(0, cue.start - _BEFORE, source.end if source and source.end <= cue.start else 0)
        yield f"{attribution.kind}, denied", float(_DENIED.search(text, begin, cue.end) is not None)
    else:
        yield f"{attribution.kind}, no cue", 1.0
    if source:
        yield "source", log_odds(sure.source)
        yield "source is a pronoun", float(_PRONOUN.fullmatch(source.of(text)) is not None)
    else:
        yield f"{attribution.kind}, no source", 1.0


def cue_stem(cue: str) -> str:
    """Return the stem of the cue's last word; `:` if it consists of marks only."""
    words = _WORD.findall(cue.casefold())
    return words[-1][:_STEM] if words else ":"


def log_odds(chance: float) -> float:
    """Return the bounded log odds."""
    bounded = min(_SURE, max(1 - _SURE, chance))
    return math.log(bounded / (1 - bounded))
