"""Names in the nominative: what `Зеленського`, `Tuska` and `Верховной Рады` are called where nothing is declined.

Every word of a name is read in all ways that its ending allows (`declension`), each with the weight of its nominative (`lemmas`). Words of
one name agree: first name and surname in case and gender, adjectives with their noun, and what follows the noun stays as it is. The forms
that an article has of one name support the nominative that all of them may be forms of. Nothing else of the article counts, so that the
nominative, and with it the id, is the same in nearly every article.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from transforms.entities import declension
from transforms.entities.declension import CASES, CYRILLIC, GENDERS, asks_for_a_case, has_adjectives_after, joins, lemmas_of
from transforms.entities.lemmas import CASE_SHARES, OTHER, PERSON, Lemmas, Word, lemmas

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+)\s[\"“„«]?$")
_REACH = 16
_ADDRESS = re.compile(r"\w\.[a-zа-я]{2,4}$")
"""The end of a website that is named by its address."""
_ROMAN = re.compile(r"[IVXІХ]+")
_WITH_ENDING = re.compile(r"([^\W\d_]{2,}\d*)[-–:][^\W\d_]{1,4}")
_LONGEST_ENDING = 3
"""Maximum letters after an acronym that are an ending of it."""
_LONG_ACRONYM = 6
_ADJECTIVE_ALONE = 0.3
_FIXED = 0.25
"""Weight of a word of no gender in each of the four."""
_SUPPORT = 3.0
"""Weight of another form of a word in the article, against one in the texts that taught."""
_LIKELY = 0.02
"""Least share of a reading of a name that supports others."""
_DOUBT = 0.001
"""Least share of a nominative where the same name has it for certain at another place."""
_LONGEST = 12
"""Maximum words of a name that are read; the others stay."""
_MEN = {"m": 0.65, "f": 0.35}


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands: its words, in lower case, and which of them may be declined."""

    surface: str
    language: str
    is_person: bool
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    after_preposition: bool = False


@dataclass(frozen=True, slots=True)
class Nominative:
    """One nominative of a name."""

    words: tuple[Word | None, ...]
    """For each word of the name, which word it is a form of; None for one that stays."""
    weight: float


def nominatives(surfaces: Sequence[str], are_people: Sequence[bool], before: Sequence[str], language: str) -> list[str]:
    """Return the names of an article in the nominative, in order.

    Args:
        surfaces: the names, each on one line.
        are_people: whether each is a person's.
        before: the text before each, at least the last word.
        language: the language of the article; names stay as they are if there are no endings for it.
    """
    if not declension.is_declined(language):
        return list(surfaces)
    names = [name_of(*given, language) for given in zip(surfaces, are_people, before, strict=True)]
    first = {name: read(name, lemmas(language, _domain(name))) for name in dict.fromkeys(names)}
    support = _supported(first)
    found: dict[tuple[str, bool], dict[str, float]] = {}
    for name in first:
        weights = _Supported(lemmas(language, _domain(name)), support[_domain(name)], name)
        forms = {written(name, each): each.weight for each in reversed(read(name, weights))} or {name.surface: 1.0}
        before_it = found.get((name.surface, name.is_person), forms)
        together = {form: max(forms.get(form, 0.0), _DOUBT) * max(before_it.get(form, 0.0), _DOUBT) for form in before_it | forms}
        found[name.surface, name.is_person] = together
    best = {key: max(sorted(forms), key=forms.__getitem__) for key, forms in found.items()}
    return [best[name.surface, name.is_person] for name in names]


def _domain(name: Name) -> str:
    return PERSON if name.is_person else OTHER


def name_of(surface: str, is_person: bool, before: str, language: str) -> Name:  # noqa: FBT001
    """Return a name with the words that may be declined."""
    cut = _without_ending(unicodedata.normalize("NFC", surface))
    preposition = _BEFORE.search(before[-_REACH:])
    if _ADDRESS.search(cut):
        return Name(cut, language, is_person, (), ())
    spans = [match.span() for match in _WORD.finditer(cut) if is_person or match.start() == 0 or cut[match.start() - 1] not in "-–"]
    if not is_person:  # `Нью-Йорке`: the last part is declined
        spans = [_last_part(cut, *span, language) for span in spans]
    kept = [span for span in spans if not is_person or _may_be_declined(cut[slice(*span)], language)]
    kept = kept[:_LONGEST]
    words = tuple(cut[start:end].lower() for start, end in kept)
    follows = preposition is not None and asks_for_a_case(preposition[1].lower(), language)
    return Name(cut, language, is_person, tuple(kept), words, follows)


def _last_part(surface: str, start: int, end: int, language: str) -> tuple[int, int]:
    """Return the part of a word with hyphens that is declined: the last, but the first of `Ростов-на-Дону`."""
    while surface[end : end + 1] in {"-", "–"} and (part := _WORD.match(surface, end + 1)) and not asks_for_a_case(part[0], language):
        start, end = part.span()
    return start, end


def _without_ending(surface: str) -> str:
    """Return an acronym without its ending: `EU` of `EU-a`, `ТЮЗ` of `ТЮЗа`."""
    hyphen = _WITH_ENDING.fullmatch(surface)
    if hyphen and hyphen[1].isupper() and surface[len(hyphen[1]) + 1 :].islower():
        return hyphen[1]
    capitals = next((place for place, letter in enumerate(surface) if not letter.isupper()), len(surface))
    rest = surface[capitals:]
    return surface[:capitals] if capitals > 1 and rest.isalpha() and rest.islower() and len(rest) <= _LONGEST_ENDING else surface


def _may_be_declined(word: str, language: str) -> bool:
    """Return whether a word is one that is declined: not an initial, a number, a particle or an acronym."""
    if len(word) < 2 or not word[0].isupper() or _ROMAN.fullmatch(word) or (word.isupper() and len(word) <= _LONG_ACRONYM):
        return False
    return (word[0] > "Ѐ") == (language in CYRILLIC)


class _Supported:
    """The weights of words in an article that has other forms of them."""

    def __init__(self, own: Lemmas, support: Mapping[Word, Mapping[str, float]], name: Name) -> None:
        self._own, self._support = own, support
        self._forms = frozenset(name.words)

    def weight(self, word: Word) -> float:
        """Return the weight of a word, with that of its other forms."""
        others = sum(share for form, share in self._support.get(word, {}).items() if form not in self._forms)
        return self._own.weight(word) + _SUPPORT * others


def _supported(read_as: Mapping[Name, Sequence[Nominative]]) -> Mapping[str, Mapping[Word, Mapping[str, float]]]:
    """Return for each word by which forms the names of an article have it, and how likely each is one of it."""
    found: dict[str, dict[Word, dict[str, float]]] = {PERSON: defaultdict(dict), OTHER: defaultdict(dict)}
    for name, all_read in read_as.items():
        for each in all_read:
            if each.weight >= _LIKELY:
                for form, word in zip(name.words, each.words, strict=True):
                    if word:
                        forms = found[_domain(name)][word]
                        forms[form] = max(forms.get(form, 0.0), each.weight)
    return found


def read(name: Name, weights: "Lemmas | _Supported") -> list[Nominative]:
    """Return the nominatives that a name may have, the likeliest first, with weights that add up to one."""
    if not name.words:
        return []
    found: dict[tuple[Word | None, ...], float] = defaultdict(float)
    shares = CASE_SHARES[_domain(name), name.after_preposition]
    phrase = _Phrase(name, weights)
    for gender in _MEN if name.is_person else GENDERS:
        for case in CASES:
            best = _agreeing(name, weights, gender, case) if name.is_person else phrase.lead(0, (gender, case))
            if best[0]:
                found[best[1]] += best[0] * shares[case] * (_MEN[gender] if name.is_person else 1.0)
    total = sum(found.values())
    ranked = sorted(found, key=lambda words: (-found[words], [word or ("", "") for word in words]))
    return [Nominative(words, found[words] / total) for words in ranked]


_ADJECTIVE, _NOUN, _ANY_PART = ("adj",), ("noun",), ("noun", "adj", "surname", "fixed")
_Weighed = tuple[float, Word]
_Read = tuple[float, tuple[Word | None, ...]]


def _agreeing(name: Name, weights: "Lemmas | _Supported", gender: str, case: str) -> _Read:
    """Return the likeliest words of a person's name in a gender and case."""
    score, words = 1.0, []
    for word in name.words:
        best = _likeliest(word, name.language, weights, (gender, case), _ANY_PART)
        if best is None:
            return 0.0, ()
        score *= best[0]
        words.append(best[1])
    return score, tuple(words)


def _likeliest(
    word: str, language: str, weights: "Lemmas | _Supported", agreed: tuple[str, str], parts: tuple[str, ...]
) -> _Weighed | None:
    """Return the likeliest nominative of a form that has the gender and case agreed on."""
    words = lemmas_of(word, language, parts).get(agreed)
    return max(((weights.weight(each), each) for each in words), key=lambda each: each[0]) if words else None


class _Phrase:
    """The words of a name that is not a person's: adjectives and a noun that agree, and what follows as it is."""

    def __init__(self, name: Name, weights: "Lemmas | _Supported") -> None:
        self._name, self._weights = name, weights
        self._adjectives_after = has_adjectives_after(name.language)
        self._stays = [self._weights.weight((word, "tail")) for word in name.words]
        forms = [name.surface[start:end] for start, end in name.spans]
        self._is_fixed = [not _may_be_declined(form, name.language) and (not form.islower() or len(form) < 3) for form in forms]

    def _weighed(self, place: int, agreed: tuple[str, str], parts: tuple[str, ...]) -> _Weighed | None:
        return _likeliest(self._name.words[place], self._name.language, self._weights, agreed, parts)

    def lead(self, place: int, agreed: tuple[str, str]) -> _Read:
        """Return the likeliest words from a place on, where the noun has not been named."""
        word, last = self._name.words[place], place + 1 == len(self._name.words)
        if place and not last and joins(word, self._name.language):
            score, rest = self.lead(place + 1, agreed)
            return score, (None, *rest)
        found: list[_Read] = []
        adjective = self._weighed(place, agreed, _ADJECTIVE)
        if adjective:
            score, rest = (_ADJECTIVE_ALONE, ()) if last else self.lead(place + 1, agreed)
            found.append((adjective[0] * score, (adjective[1], *rest)))
        score, rest = self.follow(place + 1, agreed)
        if self._is_fixed[place]:
            found.append((_FIXED * score, (None, *rest)))
        else:
            fixed = _FIXED * self._weights.weight((word, "fixed m")), (word, "fixed m")
            noun = max(fixed, self._weighed(place, agreed, _NOUN) or fixed)
            found.append((noun[0] * score, (noun[1], *rest)))
        return max(found, key=lambda each: each[0])

    def follow(self, place: int, agreed: tuple[str, str]) -> _Read:
        """Return the likeliest words from a place on, after the noun."""
        words = self._name.words
        if place == len(words):
            return 1.0, ()
        found: list[_Read] = [(math.prod(self._stays[place:]), tuple((word, "tail") for word in words[place:]))]
        if self._adjectives_after:
            adjective = self._weighed(place, agreed, _ADJECTIVE)
            if adjective:
                score, rest = self.follow(place + 1, agreed)
                found.append((adjective[0] * score, (adjective[1], *rest)))
        if place + 2 == len(words) and joins(words[place], self._name.language):
            nouns = filter(None, (self._weighed(place + 1, (gender, agreed[1]), _NOUN) for gender in GENDERS))
            found += [(score, (None, noun)) for score, noun in nouns]
        return max(found, key=lambda each: each[0])


def written(name: Name, found: Nominative) -> str:
    """Return a name in the nominative, with the capitals of the surface."""
    parts, done = [], 0
    for (start, end), word in zip(name.spans, found.words, strict=True):
        if word is not None:
            form = name.surface[start:end]
            parts += [name.surface[done:start], _capitalised(word[0], form)]
            done = end
    return "".join([*parts, name.surface[done:]])


def _capitalised(lemma: str, form: str) -> str:
    """Return a word with the capitals of a form of it: `Пётр` for `Петра`, `МОСКВА` for `МОСКВЫ`."""
    if form.isupper():
        return lemma.upper()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lemma, form.lower(), strict=False)))
    return form[:same] + lemma[same:]
