"""Lemmatisation of names: the nominatives of `Зеленського`, `Tuska` and `Верховной Рады`.

Each word of a name is analysed in all ways that its ending allows (`declension`), each with the weight of its lemma (`lemmas`). The words
of a name agree: first name and surname in case and gender, adjectives with their noun. Words after the noun do not change. Several forms of
a name in one article support the nominative that they share. Nothing else in the article counts, so that the nominative, and with it the
id, is the same in nearly every article.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from transforms.entities import declension
from transforms.entities.declension import CASES, CYRILLIC, GENDERS, governs_oblique_case, has_adjectives_after, is_conjunction, lemmas_of
from transforms.entities.lemmas import CASE_SHARES, OTHER, PERSON, Lemmas, Word, load_lemmas

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+)\s[\"“„«]?$")
_REACH = 16
_ADDRESS = re.compile(r"\w\.[a-zа-я]{2,4}$")
"""The end of a name that is the address of a website."""
_ROMAN = re.compile(r"[IVXІХ]+")
_WITH_ENDING = re.compile(r"([^\W\d_]{2,}\d*)[-–:][^\W\d_]{1,4}")
_LONGEST_ENDING = 3
"""Maximum letters of the ending of an acronym."""
_LONG_ACRONYM = 6
_ADJECTIVE_ALONE = 0.3
_FIXED = 0.25
"""Weight of an indeclinable word in each of the four genders."""
_SUPPORT = 3.0
"""Weight of another form of a word in the article, relative to one in the training texts."""
_LEAST_SUPPORTING = 0.02
"""Minimum probability of an analysis that supports others."""
_LEAST_SHARE = 0.001
"""Minimum probability of a nominative that another mention of the same form has."""
_LONGEST = 12
"""Maximum words of a name that are analysed; the others do not change."""
_GENDER_SHARES = {"m": 0.65, "f": 0.35}


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, with its declinable words: their offsets in the surface, and the words in lower case."""

    surface: str
    language: str
    is_person: bool
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    after_preposition: bool = False


@dataclass(frozen=True, slots=True)
class Nominative:
    """One possible nominative of a name."""

    words: tuple[Word | None, ...]
    """The lemma of each word of the name; None for words that do not change."""
    weight: float


def nominatives(surfaces: Sequence[str], are_people: Sequence[bool], before: Sequence[str], language: str) -> list[str]:
    """Return the names of an article in the nominative, in order.

    Args:
        surfaces: the names, each on one line.
        are_people: whether each name is a person's.
        before: the text before each name, at least its last word.
        language: the language of the article; without a table of endings, names do not change.
    """
    if not declension.is_declined(language):
        return list(surfaces)
    names = [parse_name(*given, language) for given in zip(surfaces, are_people, before, strict=True)]
    first = {name: analyses(name, load_lemmas(language, _name_type(name))) for name in dict.fromkeys(names)}
    support = _support(first)
    found: dict[tuple[str, bool], dict[str, float]] = {}
    for name in first:
        weights = _SupportedWeights(load_lemmas(language, _name_type(name)), support[_name_type(name)], name)
        forms = {in_nominative(name, each): each.weight for each in reversed(analyses(name, weights))} or {name.surface: 1.0}
        earlier = found.get((name.surface, name.is_person), forms)
        combined = {form: max(forms.get(form, 0.0), _LEAST_SHARE) * max(earlier.get(form, 0.0), _LEAST_SHARE) for form in earlier | forms}
        found[name.surface, name.is_person] = combined
    best = {key: max(sorted(forms), key=forms.__getitem__) for key, forms in found.items()}
    return [best[name.surface, name.is_person] for name in names]


def _name_type(name: Name) -> str:
    return PERSON if name.is_person else OTHER


def parse_name(surface: str, is_person: bool, before: str, language: str) -> Name:  # noqa: FBT001
    """Return a name with its declinable words; arguments as for `nominatives`."""
    base = _without_ending(unicodedata.normalize("NFC", surface))
    preposition = _BEFORE.search(before[-_REACH:])
    if _ADDRESS.search(base):
        return Name(base, language, is_person, (), ())
    spans = [match.span() for match in _WORD.finditer(base) if is_person or match.start() == 0 or base[match.start() - 1] not in "-–"]
    if not is_person:  # `Нью-Йорке`: the last part is declined
        spans = [_last_part(base, *span, language) for span in spans]
    kept = [span for span in spans if not is_person or _is_declinable(base[slice(*span)], language)]
    kept = kept[:_LONGEST]
    words = tuple(base[start:end].lower() for start, end in kept)
    after_preposition = preposition is not None and governs_oblique_case(preposition[1].lower(), language)
    return Name(base, language, is_person, tuple(kept), words, after_preposition)


def _last_part(surface: str, start: int, end: int, language: str) -> tuple[int, int]:
    """Return the offsets of the declined part of a hyphenated word: the last part, but the first of `Ростов-на-Дону`."""
    while surface[end : end + 1] in {"-", "–"} and (part := _WORD.match(surface, end + 1)) and not governs_oblique_case(part[0], language):
        start, end = part.span()
    return start, end


def _without_ending(surface: str) -> str:
    """Return an acronym without its ending: `EU` of `EU-a`, `ТЮЗ` of `ТЮЗа`."""
    hyphen = _WITH_ENDING.fullmatch(surface)
    if hyphen and hyphen[1].isupper() and surface[len(hyphen[1]) + 1 :].islower():
        return hyphen[1]
    capitals = next((index for index, letter in enumerate(surface) if not letter.isupper()), len(surface))
    rest = surface[capitals:]
    return surface[:capitals] if capitals > 1 and rest.isalpha() and rest.islower() and len(rest) <= _LONGEST_ENDING else surface


def _is_declinable(word: str, language: str) -> bool:
    """Return whether a word is declinable: not an initial, a number, a particle or an acronym."""
    if len(word) < 2 or not word[0].isupper() or _ROMAN.fullmatch(word) or (word.isupper() and len(word) <= _LONG_ACRONYM):
        return False
    return (word[0] > "Ѐ") == (language in CYRILLIC)


class _SupportedWeights:
    """The weights of lemmas, increased by other forms of them in the article."""

    def __init__(self, own: Lemmas, support: Mapping[Word, Mapping[str, float]], name: Name) -> None:
        self._own, self._support = own, support
        self._forms = frozenset(name.words)

    def weight(self, word: Word) -> float:
        """Return the weight of a lemma, including its support from other forms."""
        others = sum(share for form, share in self._support.get(word, {}).items() if form not in self._forms)
        return self._own.weight(word) + _SUPPORT * others


def _support(analyses_of: Mapping[Name, Sequence[Nominative]]) -> Mapping[str, Mapping[Word, Mapping[str, float]]]:
    """Return the support of each lemma by name type: the word forms of the article, each with the probability of this lemma."""
    found: dict[str, dict[Word, dict[str, float]]] = {PERSON: defaultdict(dict), OTHER: defaultdict(dict)}
    for name, nominatives_ in analyses_of.items():
        for each in nominatives_:
            if each.weight >= _LEAST_SUPPORTING:
                for form, word in zip(name.words, each.words, strict=True):
                    if word:
                        forms = found[_name_type(name)][word]
                        forms[form] = max(forms.get(form, 0.0), each.weight)
    return found


def analyses(name: Name, weights: "Lemmas | _SupportedWeights") -> list[Nominative]:
    """Return the possible nominatives of a name, likeliest first; their weights sum to 1."""
    if not name.words:
        return []
    found: dict[tuple[Word | None, ...], float] = defaultdict(float)
    shares = CASE_SHARES[_name_type(name), name.after_preposition]
    phrase = _Phrase(name, weights)
    for gender in _GENDER_SHARES if name.is_person else GENDERS:
        for case in CASES:
            best = _best_agreement(name, weights, gender, case) if name.is_person else phrase.before_noun(0, (gender, case))
            if best[0]:
                found[best[1]] += best[0] * shares[case] * (_GENDER_SHARES[gender] if name.is_person else 1.0)
    total = sum(found.values())
    ranked = sorted(found, key=lambda words: (-found[words], [word or ("", "") for word in words]))
    return [Nominative(words, found[words] / total) for words in ranked]


_ADJECTIVE, _NOUN, _ANY_PART = ("adj",), ("noun",), ("noun", "adj", "surname", "fixed")
_Weighed = tuple[float, Word]
_Read = tuple[float, tuple[Word | None, ...]]


def _best_agreement(name: Name, weights: "Lemmas | _SupportedWeights", gender: str, case: str) -> _Read:
    """Return the score and lemmas of the likeliest analysis of a person's name in a gender and case."""
    score, words = 1.0, []
    for word in name.words:
        best = _likeliest_lemma(word, name.language, weights, (gender, case), _ANY_PART)
        if best is None:
            return 0.0, ()
        score *= best[0]
        words.append(best[1])
    return score, tuple(words)


def _likeliest_lemma(
    word: str, language: str, weights: "Lemmas | _SupportedWeights", agreed: tuple[str, str], parts: tuple[str, ...]
) -> _Weighed | None:
    """Return the weight and lemma of the likeliest analysis of a form with this gender and case (`agreed`)."""
    words = lemmas_of(word, language, parts).get(agreed)
    return max(((weights.weight(each), each) for each in words), key=lambda each: each[0]) if words else None


class _Phrase:
    """A name that is not a person's: adjectives that agree with a noun, and words after it that do not change."""

    def __init__(self, name: Name, weights: "Lemmas | _SupportedWeights") -> None:
        self._name, self._weights = name, weights
        self._adjectives_after = has_adjectives_after(name.language)
        self._stays = [self._weights.weight((word, "tail")) for word in name.words]
        forms = [name.surface[start:end] for start, end in name.spans]
        self._is_fixed = [not _is_declinable(form, name.language) and (not form.islower() or len(form) < 3) for form in forms]

    def _weighed(self, index: int, agreed: tuple[str, str], parts: tuple[str, ...]) -> _Weighed | None:
        return _likeliest_lemma(self._name.words[index], self._name.language, self._weights, agreed, parts)

    def before_noun(self, index: int, agreed: tuple[str, str]) -> _Read:
        """Return the score and lemmas of the likeliest analysis of the words from `index` on, before the noun."""
        word, last = self._name.words[index], index + 1 == len(self._name.words)
        if index and not last and is_conjunction(word, self._name.language):
            score, rest = self.before_noun(index + 1, agreed)
            return score, (None, *rest)
        found: list[_Read] = []
        adjective = self._weighed(index, agreed, _ADJECTIVE)
        if adjective:
            score, rest = (_ADJECTIVE_ALONE, ()) if last else self.before_noun(index + 1, agreed)
            found.append((adjective[0] * score, (adjective[1], *rest)))
        score, rest = self.after_noun(index + 1, agreed)
        if self._is_fixed[index]:
            found.append((_FIXED * score, (None, *rest)))
        else:
            fixed = _FIXED * self._weights.weight((word, "fixed m")), (word, "fixed m")
            noun = max(fixed, self._weighed(index, agreed, _NOUN) or fixed)
            found.append((noun[0] * score, (noun[1], *rest)))
        return max(found, key=lambda each: each[0])

    def after_noun(self, index: int, agreed: tuple[str, str]) -> _Read:
        """Return the score and lemmas of the likeliest analysis of the words from `index` on, after the noun."""
        words = self._name.words
        if index == len(words):
            return 1.0, ()
        found: list[_Read] = [(math.prod(self._stays[index:]), tuple((word, "tail") for word in words[index:]))]
        if self._adjectives_after:
            adjective = self._weighed(index, agreed, _ADJECTIVE)
            if adjective:
                score, rest = self.after_noun(index + 1, agreed)
                found.append((adjective[0] * score, (adjective[1], *rest)))
        if index + 2 == len(words) and is_conjunction(words[index], self._name.language):
            nouns = filter(None, (self._weighed(index + 1, (gender, agreed[1]), _NOUN) for gender in GENDERS))
            found += [(score, (None, noun)) for score, noun in nouns]
        return max(found, key=lambda each: each[0])


def in_nominative(name: Name, found: Nominative) -> str:
    """Return a name in the nominative, with the letter case of the surface."""
    parts, done = [], 0
    for (start, end), word in zip(name.spans, found.words, strict=True):
        if word is not None:
            form = name.surface[start:end]
            parts += [name.surface[done:start], _capitalised(word[0], form)]
            done = end
    return "".join([*parts, name.surface[done:]])


def _capitalised(lemma: str, form: str) -> str:
    """Return a lemma with the letter case of a form: `Пётр` for `Петра`, `МОСКВА` for `МОСКВЫ`."""
    if form.isupper():
        return lemma.upper()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lemma, form.lower(), strict=False)))
    return form[:same] + lemma[same:]
