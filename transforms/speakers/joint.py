"""Joint speakers that a plural stands for: `the couple`, and `they` after a joint statement."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from transforms.speakers.context import ArticleContext
from transforms.speakers.units import Choice, Unit
from transforms.speakers.wording import of_lexicon

_STILL = 0.83
"""Chance that `they` after a joint statement are the same speakers: 44 of the 53 labelled ones."""
_PAIR = 0.9
"""Chance that `the couple` are the two people last named together: all of 8 labelled ones."""
_BEFORE_PAIR = frozenset({"the", "both", "two"})
_AND = re.compile(r"(?:, \d{1,3},)? (?:and|&) (?:(?:his|her) [a-z-]{3,12},? )?(?:[A-Z][a-z]{0,4}\.? )?")
"""Text between two people who are named together: `Ana Ruiz, 45, and her brother Tom`."""
_PARTNER = re.compile(r"(?<!\w)(?:[Hh]is|[Hh]er|[Tt]heir) (?:[a-z-]+ )?(?:boyfriend|fianc[eé]e?|girlfriend|husband|partner|wife),? $")
"""Text before the second of a couple: `His wife, Ana Ruiz, waved.`"""
_REACH = 40
"""Characters before a name that are searched for it."""


def with_joint_speakers(context: ArticleContext, of: Sequence[list[Choice]]) -> Iterator[list[Choice]]:
    """Yield the choices of each statement, where `the couple` are two people, and `they` after a joint statement are the same speakers."""
    joint: list[Choice] = []
    for choices in of:
        first = choices[0]
        pair = _pair(context, first.unit) if len(choices) == 1 else None
        is_plural = first.unit.wording.plural and not first.unit.wording.capitals
        if pair:
            joint = [replace(first, entity=entity, probability=_PAIR) for entity in pair]
        elif len(joint) > 1 and len(choices) == 1 and is_plural and first.entity in {None, *(one.entity for one in joint)}:
            joint = [replace(first, entity=one.entity, probability=_STILL) for one in joint]
        else:
            joint = [one for one in choices if one.entity is not None]
        yield joint if len(joint) > 1 else choices


def _pair(context: ArticleContext, unit: Unit) -> tuple[int, int] | None:
    """Return the two people last named together before `the couple`, `the sisters` or `both`: of relatives, two with one surname if any."""
    words = unit.source.of(context.text).casefold().split() if unit.source else []
    if not words or words[-1] not in of_lexicon("pairs", context.language) or not {*words[:-1]} <= _BEFORE_PAIR or unit.source is None:
        return None
    before = bisect_left(context.start_list, unit.source.start)
    # nobody in a byline
    people = [number for number in range(before) if context.mentions[number].type == "person" and context.row_of(number).is_body]
    pairs = [
        (int(context.entity_of[one]), int(context.entity_of[other]))
        for one, other in reversed(list(pairwise(people)))
        if (other == one + 1 and _AND.fullmatch(context.text, int(context.ends[one]), int(context.starts[other])))
        or _PARTNER.search(context.text, max(0, context.start_list[other] - _REACH), context.start_list[other])
    ]
    related = (pair for pair in pairs if _surname(context, pair[0]) == _surname(context, pair[1]))
    return next(related, pairs[0]) if pairs and words[-1] in of_lexicon("relatives", context.language) else next(iter(pairs), None)


def _surname(context: ArticleContext, entity: int) -> str:
    return context.entities[entity].name.rpartition(" ")[2]
