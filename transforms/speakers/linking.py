"""Who speaks in each statement of an article: the likeliest of its names, or nobody, in the order of the text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.entities.gazetteer import TITLES
from transforms.speakers.course import Course
from transforms.speakers.facts import AT_A_TIME, Article, Facts, gather, survey
from transforms.speakers.network import load_network
from transforms.speakers.scene import Scene
from transforms.speakers.units import Unit
from transforms.speakers.unnamed import is_common
from transforms.speakers.wording import of_lexicon

_LEAST = 1e-9
_UNFIT = 0.05
"""What is left of the chance of a woman for `he`, of a body for `she`: what an article tells of them may be misread."""
_TYPES = frozenset({"person", "organization", "location"})
Chances = NDArray[np.float64]
Score = Callable[[Facts], Callable[[int, NDArray[np.float32]], Chances]]
"""Given the facts of some statements: what gives the chances of the candidates of one, by its place and its facts of the course."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Who speaks in a statement."""

    entities: tuple[str, ...]
    """Ids of all who speak together; none where that is nobody known."""
    probability: float
    """That it is they; of nobody, that it is nobody."""
    resolution: str
    """One of `schema.RESOLUTIONS`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen for a unit."""

    unit: Unit
    entity: int | None
    probability: float


def link(scene: Scene) -> list[Linked]:
    """Return who speaks in each statement of an article."""
    article = survey(scene)
    of: list[list[Choice]] = [[] for _ in scene.attributions]
    for choice in choose(article, _scored):
        of[choice.unit.attribution].append(choice)
    return [_linked(article, choices) for choices in of]


def choose(article: Article, score: Score) -> list[Choice]:
    """Go through the statements of an article and choose who speaks in each."""
    course, found = Course(article), []
    for first in range(0, len(article.units), AT_A_TIME):
        facts = gather(article, first)
        chances_of = score(facts)
        for number, unit in enumerate(facts.units):
            chances = chances_of(number, course.facts(unit, facts.chosen))
            if unit.wording.pronoun in {"he", "she"}:
                chances[:-1] *= np.where(facts.fits[number], 1.0, _UNFIT)
                chances /= chances.sum()
            if len(chances) > 1 and is_name(article.scene, unit):  # somebody speaks
                chances = np.append(chances[:-1], 0.0) / max(float(chances[:-1].sum()), _LEAST)
            best = int(np.argmax(chances))
            entity = int(facts.chosen[best]) if best < len(facts.chosen) else None
            course.note(unit, () if entity is None else (entity,))
            found.append(Choice(unit, entity, float(chances[best])))
    return found


def is_name(scene: Scene, unit: Unit) -> bool:
    """Tell whether a source is nothing but a name, perhaps with a title before it: it is always somebody's."""
    if unit.source is None or not unit.wording.capitals:
        return False
    for number in scene.within(unit.source):
        before = scene.text[unit.source.start : int(scene.starts[number])].split()
        ends = scene.text[int(scene.ends[number]) : unit.source.end].strip(" ,.") in {"", "'s", "’s"}
        if (
            ends
            and scene.mentions[number].type in _TYPES
            and all(word.strip(".").casefold() in TITLES | of_lexicon("definite") for word in before)
        ):
            return len(unit.wording.capitals) > 1 or not is_common(unit.wording.capitals[0])
    return False


def _scored(facts: Facts) -> Callable[[int, NDArray[np.float32]], Chances]:
    network = load_network()
    prepared = network.prepared(facts.table)
    return lambda number, course: network.chances(prepared[number], course)


def _linked(article: Article, choices: Sequence[Choice]) -> Linked:
    """Put together who was chosen for the parts of a source."""
    known = dict.fromkeys(choice.entity for choice in choices if choice.entity is not None)
    rows = [article.scene.entities[number] for number in known]
    probability = min((choice.probability for choice in choices if not known or choice.entity is not None), default=1.0)
    return Linked(tuple(row.entity_id for row in rows), probability, _resolution(article, choices) if len(rows) == 1 else "none")


def _resolution(article: Article, choices: Sequence[Choice]) -> str:
    """Tell from the form of the source how it means who speaks."""
    unit, entity = next((choice.unit, choice.entity) for choice in choices if choice.entity is not None)
    if unit.source is None:
        return "carried"
    if unit.wording.pronoun:
        return "pronoun"
    scene, one = article.scene, article.known[entity]
    named = any(scene.of[number] == entity for number in scene.within(unit.source))
    return "name" if named or {*unit.wording.capitals} & (one.words | one.letters) else "nominal"
