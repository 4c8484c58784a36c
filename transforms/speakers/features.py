"""Features for choosing the speaker of a statement: a row per statement, a column per candidate and nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.records import Attribution
from transforms.speakers.candidates import Candidate, find_candidates
from transforms.speakers.context import ArticleContext, Numbers
from transforms.speakers.description_words import describe
from transforms.speakers.matching import (
    DESCRIPTION_FEATURES,
    FORM_FEATURES,
    INSIDE_FEATURES,
    description_features,
    fits,
    form_features,
    inside_features,
    words_asked,
)
from transforms.speakers.pointer_features import POINTER_FEATURES, pointer_features
from transforms.speakers.positions import POSITION_FEATURES, Positions, find_positions, position_features
from transforms.speakers.units import Unit, find_units
from transforms.speakers.wording import PRONOUN_KINDS

Floats = NDArray[np.float32]

_TYPES = ("person", "organization", "group", "location", "facility")
AT_A_TIME = 64
"""Statements processed at a time."""
MOST = 96
"""Maximum candidates for them."""
STATE_FEATURES = 14
"""Number of features that depend on previous speakers (see `discourse.py`); they are the last ones."""
FEATURES = INSIDE_FEATURES + FORM_FEATURES + DESCRIPTION_FEATURES + POSITION_FEATURES + 44 + 13 + 1 + POINTER_FEATURES + STATE_FEATURES
"""Number of all features."""


@dataclass(frozen=True, slots=True)
class Features:
    """The features of consecutive statements."""

    units: Sequence[Unit]
    chosen: Numbers
    """Numbers of the candidate entities."""
    table: Floats
    """Statement, candidate (the last is nobody), feature."""
    fits: NDArray[np.bool_]
    """Possible speakers by sex and kind, as far as the article shows."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article with all that its features are computed from."""

    context: ArticleContext
    units: Sequence[Unit]
    known: Sequence[Candidate]
    people: int
    """Number of entities that are people."""
    positions: Positions


def analyse(context: ArticleContext) -> Article:
    """Analyse an article before its statements."""
    known = find_candidates(context)
    return Article(context, find_units(context), known, sum(one.person for one in known), find_positions(context))


def candidate_features(article: Article, first: int) -> Features:
    """Return the features of a block of statements from one on; those that depend on previous speakers are 0."""
    units = article.units[first : first + AT_A_TIME]
    chosen = _candidates(article, units)
    known = [article.known[number] for number in chosen.tolist()]
    context = article.context
    column = np.full(len(context.entities) + 1, -1)
    column[chosen] = np.arange(len(chosen))
    about = describe(context, known, words_asked(units))
    fitting = fits(units, known)
    pairs = [
        *inside_features(context, units, column, len(chosen)),
        *form_features(context, units, known),
        *description_features(units, known, about),
        *position_features(article.positions, units, chosen, known, fitting),
    ]
    of_pointers = pointer_features(context, units, column, len(chosen))
    by_unit = _of_units(article, units, first)
    by_entity = _of_entities(known)
    count = len(pairs) + by_unit.shape[1] + by_entity.shape[1] + 1 + POINTER_FEATURES + STATE_FEATURES
    table = np.zeros((len(units), len(chosen) + 1, count), dtype=np.float32)
    width = len(pairs)
    for number, feature in enumerate(pairs):
        table[:, :-1, number] = feature
        table[:, -1, number] = feature.max(axis=1, initial=0)
    table[:, :, width : width + by_unit.shape[1]] = by_unit[:, None, :]
    width += by_unit.shape[1]
    table[:, :-1, width : width + by_entity.shape[1]] = by_entity[None]
    width += by_entity.shape[1]
    table[:, -1, width] = 1.0
    table[:, :, width + 1 : width + 1 + POINTER_FEATURES] = of_pointers
    return Features(units, chosen, table, fitting)


def _candidates(article: Article, units: Sequence[Unit]) -> Numbers:
    """Return the candidates: all entities, or of very many those near, frequent, or sharing a word with the sources."""
    context = article.context
    if len(context.entities) <= MOST:
        return np.arange(len(context.entities))
    words = {word for unit in units for word in unit.wording.words}
    first, last = np.searchsorted(context.starts, (units[0].search_from, units[-1].search_from))
    near = context.entity_of[max(0, first - MOST // 3) : last + MOST // 6].tolist()
    often = np.argsort(-np.bincount(context.entity_of, minlength=len(context.entities)), kind="stable")[: MOST // 4].tolist()
    named = [number for number, one in enumerate(article.known) if one.words & words][: MOST // 2]
    return np.array(sorted({*named, *near, *often}), dtype=np.int64)


def _of_entities(known: Sequence[Candidate]) -> Floats:
    """Return features of each entity, independent of the statement, including names that contain each other."""
    words = sorted({word for one in known for word in one.words})
    column = {word: number for number, word in enumerate(words)}
    has = np.zeros((len(known), len(words)), dtype=np.float32)
    for number, one in enumerate(known):
        has[number, [column[word] for word in one.words]] = 1.0
    sizes = has.sum(axis=1)
    shared = has @ has.T
    parts = (shared >= sizes[:, None]) & (sizes[None, :] > sizes[:, None])
    rows = [
        (
            *(one.row.type == kind for kind in _TYPES),
            one.row.is_partial,
            one.proper,
            bool(one.name_sex),
            abs(one.pronoun_sex) > 0.5,
            bool(one.title_sex),
        )
        for one in known
    ]
    own = np.array(rows, dtype=np.float32).reshape(len(known), 10)
    return np.column_stack([own, parts.any(axis=1), parts.any(axis=0), np.minimum(sizes, 6) / 6]).astype(np.float32)


def _of_units(article: Article, units: Sequence[Unit], first: int) -> Floats:
    return np.array([_of_unit(article, unit, first + number) for number, unit in enumerate(units)], dtype=np.float32)


def _of_unit(article: Article, unit: Unit, number: int) -> list[float]:
    """Return features of a statement, independent of the candidate."""
    return [*_of_wording(unit), *_of_statement(article, unit, number)]


def _of_wording(unit: Unit) -> list[float]:
    """Return features of the words of the source."""
    wording = unit.wording
    return [
        unit.source is None,
        *(wording.pronoun == kind for kind in PRONOUN_KINDS),
        wording.is_nominal and not wording.capitals,
        bool(wording.capitals),
        len(wording.capitals) / max(1, len(wording.words)),
        min(len(wording.words), 10) / 10,
        wording.definite,
        wording.indefinite,
        wording.owned,
        wording.plural,
        wording.person,
        wording.body,
        wording.document,
        wording.group,
        bool(wording.distinct),
        wording.age is not None,
        wording.gender != 0,
        wording.label,
        unit.joint > 0,
    ]


def _of_statement(article: Article, unit: Unit, number: int) -> list[float]:
    """Return features of the kind of statement and its relation to its neighbours."""
    context = article.context
    now = context.attributions[unit.attribution]
    start, end = now.contents[0].start, now.contents[-1].end
    paragraph = context.paragraph_at(start)
    row = context.paragraphs[paragraph]
    last = context.attributions[article.units[number - 1].attribution] if number else None
    after = context.attributions[article.units[number + 1].attribution] if number + 1 < len(article.units) else None
    gap = start - last.contents[-1].end if last else 9999
    return [
        min(len(context.within(unit.source)) if unit.source else 0, 3) / 3,
        now.kind == "direct",
        now.kind == "mixed",
        now.carried,
        now.cue is not None,
        unit.source is not None and unit.source.start < start,
        start - row.start <= 2,
        row.end - end <= 3,
        last is not None and context.paragraph_at(last.contents[-1].start) == paragraph,
        min(np.log1p(max(0, gap)) / 8, 1.2),
        last is not None and last.source is None,
        last is not None and last.kind == "direct",
        _asks(context, now),
        last is not None and _asks(context, last),
        row.role == "title",
        row.is_body,
        after is not None and after.source is None,
        number == 0,
        np.log1p(article.people) / 4,
    ]


def _asks(context: ArticleContext, statement: Attribution) -> bool:
    """Return whether a statement is a question."""
    last = statement.contents[-1]
    return context.text[max(last.start, last.end - 6) : last.end].rstrip("”\"’' ").endswith("?")
