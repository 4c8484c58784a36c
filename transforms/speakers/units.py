"""Units of speaker resolution: a statement with its source; with several joint speakers, one unit for each of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from transforms.records import Span
from transforms.speakers.context import ArticleContext
from transforms.speakers.wording import Wording, of_lexicon, read_wording, sex_of_verb

_NOTHING = Wording()
_TYPES = frozenset({"person", "organization"})
_TO_HOLDER = re.compile(r"\s(?:[^\W\d_a-z][\w.’'-]{0,20}\s){0,4}")
"""Text between a body and the person who holds an office there: a space, perhaps titles."""
_OF_A_BODY = re.compile(r"\s(?:of|at|for|in)\s(?:the\s)?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A statement with one source or none; `attribution` is its index."""

    attribution: int
    source: Span | None
    search_from: int
    """Offset before which antecedents are searched: the start of the statement, or of a source before it."""
    wording: Wording
    joint: int = 0
    """Number among joint speakers, from 1; 0 for a single speaker."""
    sex: int = 0
    """The sex of the speaker that the words of the source show, or the verb where somebody speaks; see `wording`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The speaker chosen for a unit."""

    unit: Unit
    entity: int | None
    probability: float


@cache
def _conjunction(language: str) -> re.Pattern[str]:
    """Return the pattern of the text between the names of two joint speakers."""
    words = "|".join(sorted(of_lexicon("and", language))) or "(?!)"
    return re.compile(rf"\.?\)?(?:\s\([^)]{{1,40}}\))?(?P<and>(?:,[^,]{{1,80}})*,?\s(?:{words})\s|,\s)(?:[\w.’'-]{{1,20}} ){{0,5}}")


@cache
def _dependence(language: str) -> re.Pattern[str]:
    return re.compile(rf"[,(;:–—]|(?<!\w)(?:{'|'.join(sorted(of_lexicon('leads away', language))) or '(?!)'})(?!\w)", re.IGNORECASE)


def find_units(context: ArticleContext) -> list[Unit]:
    """Return the units of an article, in the order of its statements."""
    found: list[Unit] = []
    for number, said in enumerate(context.attributions):
        start = said.contents[0].start
        verb = sex_of_verb(said.cue.of(context.text), context.language) if said.cue else 0
        if said.source is None:
            found.append(Unit(number, None, start, _NOTHING, sex=verb))
            continue
        search_from = min(start, said.source.start)
        parts = joint_sources(context, said.source)
        if len(parts) < 2:
            wording = read_wording(said.source.of(context.text), context.language)
            no_person = wording.body or wording.document or wording.group or wording.plural or wording.pronoun == "it"
            found.append(Unit(number, said.source, search_from, wording, sex=wording.gender or (0 if no_person else verb)))
        for part, span in enumerate(parts if len(parts) > 1 else (), start=1):
            found.append(Unit(number, span, search_from, read_wording(span.of(context.text), context.language), part))
    return found


def joint_sources(context: ArticleContext, source: Span) -> Sequence[Span]:
    """Return the parts of a source that names joint speakers (`Ana Ruiz, of the port,` and `Tom Li`); empty for a single speaker."""
    text = context.text
    named = [number for number in context.within(source) if context.mentions[number].type in _TYPES]
    inside = _without_their_bodies(context, named)
    if len(inside) < 2 or _is_dependent(
        text, source.start, int(context.starts[named[0]]), context.language, is_office=named[0] != inside[0]
    ):
        return ()
    last, of_type = 0, context.mentions[inside[0]].type
    alike = [number for number in inside if context.mentions[number].type == of_type]
    for index, (one, other) in enumerate(pairwise(alike), start=1):
        between = _conjunction(context.language).fullmatch(text, int(context.ends[one]), int(context.starts[other]))
        if between is None or any(word in of_lexicon("who", context.language) for word in between[0].split()):
            break
        if between["and"].strip(", "):
            last = index
    begins = [source.start, *(int(context.ends[number]) for number in alike[:last])]
    ends = [*(int(context.ends[number]) for number in alike[:last]), source.end]
    spans = [_trimmed(text, start, end, context.language) for start, end in zip(begins, ends, strict=True)]
    return spans if len({int(context.entity_of[number]) for number in alike[: last + 1]}) > 1 else ()


def _without_their_bodies(context: ArticleContext, named: Sequence[int]) -> list[int]:
    """Return mentions without the bodies right before the people who hold an office there: `the head of the Sailors’ Union Ana Ruiz`."""
    holders = {
        number
        for number, after in pairwise(named)
        if (context.mentions[number].type, context.mentions[after].type) == ("organization", "person")
        and _TO_HOLDER.fullmatch(context.text, int(context.ends[number]), int(context.starts[after]))
    }
    return [number for number in named if number not in holders]


def _is_dependent(text: str, start: int, end: int, language: str, *, is_office: bool) -> bool:
    """Return whether the first name depends on the text before it, so that it is not a speaker: `aides to X and Y`.

    With `is_office`, the name is that of a body in a description of a person, whom `of` and the like join to it.
    """
    before = _OF_A_BODY.sub(" ", text[start:end]) if is_office else text[start:end]
    return _dependence(language).search(before) is not None and not before.rstrip()[:1].isupper()


def _trimmed(text: str, start: int, end: int, language: str) -> Span:
    """Return a part without the conjunction before it."""
    while start < end and not text[start].isalnum():
        start += 1
    for word in of_lexicon("and", language):
        if text.startswith(f"{word} ", start):
            start += len(word) + 1
    return Span(start, end)
