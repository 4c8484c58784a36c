"""Choose the speaker of each statement of an article in text order: the likeliest entity, or nobody."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from transforms.entities.gazetteer import TITLES
from transforms.lexicon.words import ENGLISH
from transforms.records import Span
from transforms.speakers.course import Course
from transforms.speakers.facts import AT_A_TIME, Article, Facts, gather, survey
from transforms.speakers.network import load_network
from transforms.speakers.scene import Scene
from transforms.speakers.units import Unit
from transforms.speakers.unnamed import is_common
from transforms.speakers.voices import MARKS, voices
from transforms.speakers.wording import of_lexicon

_TO_APPOSED = re.compile(r", (?:[A-Z][a-z]{0,8}\.? )?")
_FOLLOWED = re.compile(r",?\s?|, [^,.;:“”\"]{0,80},\s")
"""Text allowed between a name and its relative pronoun."""
_APPOSED = re.compile(r"[a-z)], (?:[A-Z][a-z]{0,8}\.? )?$")
"""Text before a name in apposition: a word of the description, a comma, perhaps a title."""
_OWNS = re.compile(r"['’]s?\s+\w")
_LEAST = 1e-9
_UNFIT = 0.05
"""What is left of the chance of a woman for `he`, a body for `she`, a person for `the office`: what an article says may be misread."""
_NOT_MEANT = 1e-6
"""Factor for X with `X's lawyer`."""
_TYPES = frozenset({"person", "organization", "location"})
_ENDS = frozenset({"", "'s", "’s"})
"""Text allowed after a source that is only a name."""
_GIVEN = 0.999
"""Chance of who speaks a turn of a transcript, where its label or its place tells."""
_STILL = 0.83
"""Chance that `they` after a joint statement are the same speakers: 44 of the 53 labelled ones."""
LIKELY = 0.5
"""Minimum probability of a name outside the source: it must be likelier than not."""
Chances = NDArray[np.float64]
Score = Callable[[Facts], Callable[[int, NDArray[np.float32]], Chances]]
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


@dataclass(frozen=True, slots=True)
class Choice:
    """The speaker chosen for a unit."""

    unit: Unit
    entity: int | None
    probability: float


def link(scene: Scene) -> list[Linked]:
    """Return the speakers of each statement of an article."""
    article = survey(scene)
    of: list[list[Choice]] = [[] for _ in scene.attributions]
    for choice in choose(article, lambda facts: _scored(facts, scene.language)):
        of[choice.unit.attribution].append(choice)
    return [_linked(article, choices) for choices in _still_joint(of)]


def _still_joint(of: Sequence[list[Choice]]) -> Iterator[list[Choice]]:
    """Yield the choices of each statement; `they` right after a joint statement are the same speakers, where they may be one of them."""
    joint: list[Choice] = []
    for choices in of:
        first = choices[0]
        is_plural = first.unit.wording.plural and not first.unit.wording.capitals
        if len(joint) > 1 and len(choices) == 1 and is_plural and first.entity in {None, *(one.entity for one in joint)}:
            joint = [replace(first, entity=one.entity, probability=_STILL) for one in joint]
        else:
            joint = [one for one in choices if one.entity is not None]
        yield joint if len(joint) > 1 else choices


def choose(article: Article, score: Score) -> list[Choice]:
    """Choose the speaker of each statement in order."""
    course = Course(article)
    found: list[Choice] = []
    given = voices(article.scene, article.known)
    for first in range(0, len(article.units), AT_A_TIME):
        facts = gather(article, first)
        chances_of = score(facts)
        for number, unit in enumerate(facts.units):
            if _goes_on(article.scene, unit):
                given[unit.attribution] = found[-1].entity if found else None
            if unit.attribution in given:
                entity = given[unit.attribution]
                course.note(unit, () if entity is None else (entity,))
                found.append(Choice(unit, entity, _GIVEN))
                continue
            chances = _told(article, facts, number, chances_of(number, course.facts(unit, facts.chosen)))
            best = int(np.argmax(chances))
            named = best < len(facts.chosen) and (
                chances[best] >= LIKELY or unit.joint > 0 or _stands_in(article.scene, unit, int(facts.chosen[best]))
            )
            entity = int(facts.chosen[best]) if named else None
            course.note(unit, () if entity is None else (entity,))
            found.append(Choice(unit, entity, float(chances[best]) if named else float(1 - chances[:-1].max(initial=0.0))))
    return found


def _goes_on(scene: Scene, unit: Unit) -> bool:
    """Return whether a statement is a paragraph of a transcript that goes on with the turn before: all of it, without marks."""
    said = scene.attributions[unit.attribution]
    return said.carried and said.kind == "direct" and scene.text[said.contents[0].start] not in MARKS


def _told(article: Article, facts: Facts, number: int, chances: Chances) -> Chances:
    """Return the chances with what the words of a source tell for sure: a few cases of which there are too few to learn from."""
    scene, unit, found = article.scene, facts.units[number], chances.copy()
    if unit.wording.pronoun in {"he", "she"}:
        found[:-1] *= np.where(facts.fits[number], 1.0, _UNFIT)
    if unit.wording.body and not unit.wording.person and not unit.wording.capitals:  # `the office` is hardly a person
        found[:-1] *= np.where([article.known[number].person for number in facts.chosen.tolist()], _UNFIT, 1.0)
    for entity in dependents(scene, unit):
        found[:-1][facts.chosen == entity] *= _NOT_MEANT
    if is_name(scene, unit) and not unit.wording.body:  # `Ruiz` is not the Ruiz campaign
        by_kind = [scene.entities[number].name.rpartition(" ")[2].islower() for number in facts.chosen.tolist()]
        found[:-1] *= np.where(by_kind, _NOT_MEANT, 1.0)
    called = apposed(scene, unit)
    called = antecedent(scene, unit) if called is None else called
    if called is None and is_name(scene, unit) and len(unit.wording.capitals) > 1:  # a surname by itself may be another person's
        called = int(scene.of[scene.within(unit.source)[-1]]) if unit.source else None
    if called is not None and called in facts.chosen:
        found[:-1] *= np.where(facts.chosen == called, 1.0, _NOT_MEANT)
    if len(found) > 1 and (called is not None or is_name(scene, unit)):  # somebody speaks
        found[-1] = 0.0
    return found / max(float(found.sum()), _LEAST)


def dependents(scene: Scene, unit: Unit) -> Iterator[int]:
    """Yield entities that a source names but does not mean: X in `an aide to X`, `X's lawyer`, `the X campaign`, `the Tory`."""
    wording, away = unit.wording, of_lexicon("leads away", scene.language)
    if unit.source is None or wording.document:
        return
    somebody, joins = wording.person or wording.group or wording.plural, of_lexicon("and", scene.language)
    for number in scene.within(unit.source):
        before = scene.text[unit.source.start : int(scene.starts[number])].casefold().replace(",", " ,").split()
        after = scene.text[int(scene.ends[number]) : unit.source.end]
        lead = next((word for word in reversed(before) if word not in of_lexicon("definite", scene.language)), "")
        common = (
            after[:1] == " " and after[1:2].islower() and after.split()[0] not in away | joins | of_lexicon("reflexive", scene.language)
        )
        follows = common and scene.language == ENGLISH  # in other languages a hearer may stand there: `сказал Ветров журналистам`
        person = scene.mentions[number].type == "person"
        depends = lead in away or _OWNS.match(after) or follows or (person and not _is_proper(scene, number))
        if (depends and (somebody or person)) or (wording.definite and not after and _is_member(scene, number)):
            yield int(scene.of[number])


def apposed(scene: Scene, unit: Unit) -> int | None:
    """Return the entity named at the end of a source after a description: Ruiz in `the captain, Ana Ruiz,`."""
    if unit.source is None:
        return None
    inside = list(scene.within(unit.source))
    if not inside:
        return _behind(scene, unit.source) if not unit.wording.pronoun else None
    number = inside[-1]
    before = scene.text[unit.source.start : int(scene.starts[number])]
    ends = not scene.text[int(scene.ends[number]) : unit.source.end].strip(" ,.")
    return int(scene.of[number]) if ends and _APPOSED.search(before) and _is_proper(scene, number) else None


def _behind(scene: Scene, source: Span) -> int | None:
    """Return the name in apposition after a description that is the source: `the captain`, in `the captain, Ana Ruiz, said`."""
    number = bisect_left(scene.starts, source.end)
    if number == len(scene.starts) or scene.mentions[number].type not in {"person", "organization"} or not _is_proper(scene, number):
        return None
    begins = _TO_APPOSED.fullmatch(scene.text, source.end, int(scene.starts[number]))
    ends = scene.text[int(scene.ends[number]) :][:1] in {",", ".", "”", '"'}
    return int(scene.of[number]) if begins and ends and source.of(scene.text)[:1].islower() else None


def antecedent(scene: Scene, unit: Unit) -> int | None:
    """Return the antecedent of a relative pronoun, perhaps with an apposition between: `Ruiz, now a captain, who`."""
    relative = unit.source.of(scene.text).partition(" ")[0].casefold() if unit.source else ""
    number = bisect_left(scene.starts, unit.source.start) - 1 if unit.source and relative in {"who", "which"} else -1
    if number < 0 or unit.source is None or (scene.mentions[number].type == "person") != (relative == "who"):
        return None
    follows = _FOLLOWED.fullmatch(scene.text, int(scene.ends[number]), unit.source.start)
    return int(scene.of[number]) if follows else None


def is_name(scene: Scene, unit: Unit) -> bool:
    """Return whether a source is only a name, perhaps with a title before it."""
    if unit.source is None or not unit.wording.capitals:
        return False
    for number in scene.within(unit.source):
        before = scene.text[unit.source.start : int(scene.starts[number])].split()
        ends = scene.text[int(scene.ends[number]) : unit.source.end].strip(" ,.") in _ENDS | of_lexicon("reflexive", scene.language)
        if (
            ends
            and _is_proper(scene, number)
            and scene.mentions[number].type in _TYPES
            and not (unit.wording.definite and _is_member(scene, number))
            and all(word.strip(".").casefold() in TITLES | of_lexicon("definite", scene.language) for word in before)
        ):
            of_person = scene.mentions[number].type == "person" and " " in scene.entities[int(scene.of[number])].name
            return of_person or len(unit.wording.capitals) > 1 or not is_common(unit.wording.capitals[0], scene.language)
    return False


def _is_member(scene: Scene, number: int) -> bool:
    """Return whether a mention names a member of a party: Tory in `the Tory`."""
    mention = scene.mentions[number]
    return mention.type != "person" and mention.text.split()[-1].casefold() in of_lexicon("party members", scene.language)


def _is_proper(scene: Scene, number: int) -> bool:
    """Return whether a mention is a name, not a description that the reader labelled as one: `port envoy`."""
    mention = scene.mentions[number]
    return mention.type == "organization" or not mention.text.rpartition(" ")[2].islower()


def _stands_in(scene: Scene, unit: Unit, entity: int) -> bool:
    """Return whether a source contains a mention of an entity."""
    return unit.source is not None and any(scene.of[number] == entity for number in scene.within(unit.source))


def _scored(facts: Facts, language: str) -> Callable[[int, NDArray[np.float32]], Chances]:
    network = load_network(language)
    prepared = network.prepared(facts.table)
    return lambda number, course: network.chances(prepared[number], course)


def _linked(article: Article, choices: Sequence[Choice]) -> Linked:
    """Combine the choices for the parts of a source."""
    known = dict.fromkeys(choice.entity for choice in choices if choice.entity is not None)
    rows = [article.scene.entities[number] for number in known]
    probability = min((choice.probability for choice in choices if not known or choice.entity is not None), default=1.0)
    return Linked(tuple(row.entity_id for row in rows), probability, _resolution(article, choices) if len(rows) == 1 else "none")


def _resolution(article: Article, choices: Sequence[Choice]) -> str:
    """Return how the form of the source refers to the speaker."""
    unit, entity = next((choice.unit, choice.entity) for choice in choices if choice.entity is not None)
    if unit.source is None:
        return "carried"
    if unit.wording.pronoun:
        return "pronoun"
    scene, one = article.scene, article.known[entity]
    return "name" if _stands_in(scene, unit, entity) or {*unit.wording.capitals} & (one.words | one.letters) else "nominal"
