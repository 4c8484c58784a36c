"""Choose the speaker of each statement of an article in text order: the likeliest entity, or nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.speakers.context import ArticleContext
from transforms.speakers.discourse import DiscourseState
from transforms.speakers.features import AT_A_TIME, Article, Features, analyse, candidate_features
from transforms.speakers.joint import with_joint_speakers
from transforms.speakers.network import load_network
from transforms.speakers.rules import Chances, adjusted
from transforms.speakers.transcript_speakers import MARKS, transcript_speakers
from transforms.speakers.units import Choice, Unit

_GIVEN = 0.999
"""Probability of the speaker of a turn of a transcript that its label or position shows."""
LIKELY = 0.5
"""Minimum probability of a name outside the source: it must be likelier than not."""
Score = Callable[[Features], Callable[[int, NDArray[np.float32]], Chances]]
"""Returns, for given features, a function from a statement's index and state features to candidate probabilities."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The speakers of a statement."""

    entities: tuple[str, ...]
    """Ids of all joint speakers; empty if unknown."""
    probability: float
    """Probability of these speakers, or of nobody."""
    resolution: str
    """One of `schema.RESOLUTIONS`."""


def link(context: ArticleContext) -> list[Linked]:
    """Return the speakers of each statement of an article."""
    article = analyse(context)
    of: list[list[Choice]] = [[] for _ in context.attributions]
    for choice in choose(article, lambda features: _scored(features, context.language)):
        of[choice.unit.attribution].append(choice)
    return [_linked(article, choices) for choices in with_joint_speakers(context, of)]


def choose(article: Article, score: Score) -> list[Choice]:
    """Choose the speaker of each statement in order."""
    state = DiscourseState(article)
    found: list[Choice] = []
    given = transcript_speakers(article.context, article.known)
    for first in range(0, len(article.units), AT_A_TIME):
        features = candidate_features(article, first)
        chances_of = score(features)
        for number, unit in enumerate(features.units):
            if _continues_turn(article.context, unit):
                given[unit.attribution] = found[-1].entity if found else None
            if unit.attribution in given:
                entity = given[unit.attribution]
                state.record(unit, () if entity is None else (entity,))
                found.append(Choice(unit, entity, _GIVEN))
                continue
            chances = adjusted(article, features, number, chances_of(number, state.features(unit, features.chosen)))
            if unit.wording.pronoun == "they" and state.follows_nameless(unit):  # in 30 of the 32 labelled ones, the same speakers
                chances[:-1] = 0.0
            best = int(np.argmax(chances))
            named = best < len(features.chosen) and (
                chances[best] >= LIKELY or unit.joint > 0 or _contains(article.context, unit, int(features.chosen[best]))
            )
            entity = int(features.chosen[best]) if named else None
            state.record(unit, () if entity is None else (entity,))
            found.append(Choice(unit, entity, float(chances[best]) if named else float(1 - chances[:-1].max(initial=0.0))))
    return found


def _continues_turn(context: ArticleContext, unit: Unit) -> bool:
    """Return whether a statement is a paragraph of a transcript that continues the turn before: all of it, without quotation marks."""
    said = context.attributions[unit.attribution]
    return said.carried and said.kind == "direct" and context.text[said.contents[0].start] not in MARKS


def _contains(context: ArticleContext, unit: Unit, entity: int) -> bool:
    """Return whether a source contains a mention of an entity."""
    return unit.source is not None and any(context.entity_of[number] == entity for number in context.within(unit.source))


def _scored(features: Features, language: str) -> Callable[[int, NDArray[np.float32]], Chances]:
    network = load_network(language)
    prepared = network.prepared(features.table)
    return lambda number, state: network.chances(prepared[number], state)


def _linked(article: Article, choices: Sequence[Choice]) -> Linked:
    """Combine the choices for the parts of a source."""
    known = dict.fromkeys(choice.entity for choice in choices if choice.entity is not None)
    rows = [article.context.entities[number] for number in known]
    probability = min((choice.probability for choice in choices if not known or choice.entity is not None), default=1.0)
    return Linked(tuple(row.entity_id for row in rows), probability, _resolution(article, choices) if len(rows) == 1 else "none")


def _resolution(article: Article, choices: Sequence[Choice]) -> str:
    """Return how the form of the source refers to the speaker."""
    unit, entity = next((choice.unit, choice.entity) for choice in choices if choice.entity is not None)
    if unit.source is None:
        return "carried"
    if unit.wording.pronoun:
        return "pronoun"
    context, one = article.context, article.known[entity]
    return "name" if _contains(context, unit, entity) or {*unit.wording.capitals} & (one.words | one.letters) else "nominal"
