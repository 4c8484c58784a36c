"""Features of how the words of a source match the names of an article and their descriptions."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.entities.acronyms import acronym_letters, is_acronym
from transforms.entities.names import person_name
from transforms.records import Span
from transforms.speakers.candidates import Candidate
from transforms.speakers.context import ArticleContext, Numbers
from transforms.speakers.description_words import Described
from transforms.speakers.units import Unit
from transforms.speakers.wording import Wording, of_lexicon

Floats = NDArray[np.float32]

_OWNS = re.compile(r"['’]s?\s+\w")
INSIDE_FEATURES, FORM_FEATURES, DESCRIPTION_FEATURES = 14, 16, 14
"""Number of features of each of the three groups."""


def inside_features(context: ArticleContext, units: Sequence[Unit], column: Numbers, count: int) -> list[Floats]:
    """Return the features of the names inside sources, by their position: arrays of shape (units, candidates)."""
    found = np.zeros((INSIDE_FEATURES, len(units), count), dtype=np.float32)
    away, small, joins = (of_lexicon(name, context.language) for name in ("leads away", "small words", "and"))
    for number, unit in enumerate(units):
        if unit.source is None:
            continue
        start, end = unit.source.start, unit.source.end
        named = [mention for mention in _overlapping(context, start, end) if column[context.entity_of[mention]] >= 0]
        for rank, mention in enumerate(named):
            which = int(column[context.entity_of[mention]])
            if found[0, number, which]:
                continue
            before, after = context.text[start : int(context.starts[mention])], context.text[int(context.ends[mention]) : end]
            words = before.casefold().replace(",", " , ").split()
            following = after.strip(" ,.'’)").split()
            found[:, number, which] = (
                1,
                not before.strip(" “\"'@(") or before.casefold() in {"the ", "mr ", "mr. ", "mrs ", "mrs. ", "ms ", "ms. "},
                not after.strip(" ,.'’)s"),
                min(len(words), 8) / 8,
                min(len(following), 8) / 8,
                _OWNS.match(after) is not None,
                any(word in away for word in words),
                any(mark in before for mark in ",(;:—–"),
                rank == 0,
                mention == named[-1],
                bool(words) and words[-1] in joins,
                bool(following) and following[0][:1].islower() and following[0] not in away and after[:1] == " ",
                after[:1] in {",", "(", ";"} or after[:2] == " (",
                bool(words) and words[-1] not in away and words[-1][-1:] not in {",", "s"} and words[-1] not in small,
            )
    return list(found)


def _overlapping(context: ArticleContext, start: int, end: int) -> list[int]:
    """Return the indices of the mentions that overlap a source."""
    inside_it = context.within(Span(start, end))
    before = inside_it.start - 1
    return [*([before] if before >= 0 and context.ends[before] > start else []), *inside_it]


def form_features(context: ArticleContext, units: Sequence[Unit], known: Sequence[Candidate]) -> list[Floats]:
    """Return the features of how the words of sources match the forms of names: arrays of shape (units, candidates)."""
    found = np.zeros((FORM_FEATURES, len(units), len(known)), dtype=np.float32)
    by_word: dict[str, list[int]] = defaultdict(list)
    for which, one in enumerate(known):
        for word in one.words | one.letters:
            by_word[word].append(which)
    done: dict[str, NDArray[np.float32]] = {}
    for number, unit in enumerate(units):
        if unit.source is None or not unit.wording.is_nominal:
            continue
        surface = unit.source.of(context.text)
        if surface not in done:
            done[surface] = _forms(surface, unit.wording, known, by_word, context.language)
        found[:, number] = done[surface]
    return list(found)


def _forms(surface: str, wording: Wording, known: Sequence[Candidate], by_word: dict[str, list[int]], language: str) -> NDArray[np.float32]:
    """Return the features of one source for all candidates; dependents of the head are matched separately: `Ana Ruiz of Holm Lines`."""
    found = np.zeros((FORM_FEATURES, len(known)), dtype=np.float32)
    bare = " ".join(wording.words).removeprefix("the ")
    short = acronym_letters(surface) if is_acronym(surface) else ""
    small, away = of_lexicon("small words", language), of_lexicon("leads away", language)
    plain = not away.intersection(wording.words) and not wording.owned
    shown = person_name(surface).words if plain else wording.core
    capitals = [word for word in dict.fromkeys(wording.capitals) if word not in small]
    leading = [word for word in capitals if word in wording.core]
    telling = [word for word in dict.fromkeys((*wording.core, *wording.rest)) if word not in small]
    for which in dict.fromkeys(which for word in (*telling, *capitals, short) for which in by_word.get(word, ())):
        one = known[which]
        found[:13, which] = (
            bare in one.forms or (plain and " ".join(shown) in one.forms),
            bool(one.last) and wording.words[-1] == one.last,
            bool(one.first) and bool(shown) and shown[0] == one.first,
            len(one.words.intersection(capitals)) / max(1, len(capitals)),
            len(one.words.intersection(wording.words)) / max(1, len(one.words)),
            bool(short) and short in one.letters,
            len(one.words.intersection(telling)) / max(1, len(telling)),
            wording.head in one.words,
            bool(one.first) and one.last in shown and one.first in shown,
            len(one.words.intersection(leading)) / max(1, len(leading)),
            bool(one.last) and one.last in wording.core,
            len(one.words.intersection(wording.rest)) / max(1, len(wording.rest)),
            bool(wording.core) and wording.core[0] in one.words,
        )
    score = found[0] * 2 + found[8] * 2 + found[9] + found[10] + found[2] + 0.5 * found[3] + found[5] * 2
    rivals = (score >= score.max(initial=0) - 0.01) & (score > 0)
    found[13] = rivals
    found[14] = np.where(score > 0, np.log1p((score > 0).sum()) / 2, 0)
    found[15] = np.where(rivals, np.log1p(rivals.sum()) / 2, 0)
    return found


def description_features(units: Sequence[Unit], known: Sequence[Candidate], about: Described) -> list[Floats]:
    """Return the features of how noun phrases match the descriptions of candidates, and of agreement in sex and age."""
    shape = len(units), len(known)
    columns = about.columns
    asks = np.zeros((len(units), max(1, about.tight.shape[1])), dtype=np.float32)
    heads = np.full(len(units), -1)
    for number, unit in enumerate(units):
        for word in asked(unit.wording):
            asks[number, columns[word]] = 1.0
        heads[number] = columns.get(unit.wording.head, -1) if unit.wording.is_nominal else -1
    tight, loose = about.tight, about.loose
    if not columns:
        tight, loose = np.zeros((len(known), 1), dtype=np.float32), np.zeros((len(known), 1), dtype=np.float32)
    weight = 1.0 / (1.0 + np.log1p(loose.sum(axis=0)))
    weighed = asks * weight
    total = np.maximum(weighed.sum(axis=1, keepdims=True), 1e-6)
    has = heads >= 0
    head = np.where(has[:, None], tight[:, heads].T, 0)
    first = np.where(head > 0, about.first[:, heads].T, -1) if columns else np.full(shape, -1)
    offsets = np.array([unit.search_from for unit in units])[:, None]
    earlier = (head > 0) & (first < offsets)
    rest = weighed.copy()
    rest[np.flatnonzero(has), heads[has]] = 0
    left = np.maximum(rest.sum(axis=1, keepdims=True), 1e-6)
    modified = np.where(rest.sum(axis=1, keepdims=True) > 0, rest @ tight.T / left, -0.2)
    distinct = np.array([bool(unit.wording.distinct) for unit in units])[:, None]
    found = [
        head,
        weighed @ tight.T / total,
        weighed @ loose.T / total,
        np.where(has[:, None], loose[:, heads].T, 0),
        np.where(head > 0, modified, -0.4),
        np.where(head > 0, 1.0 / np.maximum(head.sum(axis=1, keepdims=True), 1), 0),
        earlier,
        (earlier & (first == np.where(earlier, first, -1).max(axis=1, keepdims=True, initial=-1))),
        distinct & (head > 0),
        *_agreement(units, known),
    ]
    return [np.broadcast_to(feature, shape).astype(np.float32) for feature in found]


def asked(wording: Wording) -> tuple[str, ...]:
    """Return the words of a noun phrase to search beside names."""
    return tuple(dict.fromkeys((wording.head, *wording.core, *wording.rest))) if wording.is_nominal and wording.head else ()


def _agreement(units: Sequence[Unit], known: Sequence[Candidate]) -> list[Floats]:
    """Return the features of agreement in sex and age: positive if they agree, negative if not, 0 if unknown."""
    sex = np.array([unit.sex for unit in units], dtype=np.float32)[:, None]
    titled = np.sign(np.array([one.title_sex for one in known], dtype=np.float32))[None, :]
    named = np.array([one.name_sex for one in known], dtype=np.float32)[None, :]
    by_pronouns = np.array([one.pronoun_sex / (1 + abs(one.pronoun_sex)) for one in known], dtype=np.float32)[None, :]
    ages = np.array([unit.wording.age or 0 for unit in units])[:, None]
    own = np.array([one.age or -1 for one in known])[None, :]
    elder = np.array([unit.wording.elder for unit in units])[:, None] * np.array([one.elder for one in known])[None, :]
    return [
        sex * titled,
        sex * named,
        sex * by_pronouns,
        np.where(ages > 0, np.where(own == ages, 1.0, np.where(own > 0, -1.0, 0.0)), 0.0),
        elder,
    ]


def fits(units: Sequence[Unit], known: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Return which candidates agree with each unit in sex and kind, of shape (units, candidates)."""
    sex = np.array([unit.sex for unit in units])[:, None]
    sums = [3 * np.sign(one.title_sex) + 2 * one.name_sex + np.clip(one.pronoun_sex, -2.5, 2.5) for one in known]
    sexes = np.sign(sums or [0.0])[None, : len(known)]
    person = np.array([one.person for one in known], dtype=bool)[None, :]
    body = np.array([one.row.type == "organization" for one in known], dtype=bool)[None, :]
    of_person = [unit.wording.person or unit.wording.gender != 0 or unit.wording.pronoun in {"he", "she", "i"} for unit in units]
    is_person = np.array(of_person)[:, None]
    is_body = np.array([unit.wording.body or unit.wording.pronoun == "it" for unit in units])[:, None]
    return np.asarray((sex * sexes >= 0) & (person | ~is_person) & (body | ~is_body), dtype=np.bool_)


def words_asked(units: Sequence[Unit]) -> list[str]:
    """Return all words to search beside names, for some units."""
    return [word for unit in units for word in asked(unit.wording)]
