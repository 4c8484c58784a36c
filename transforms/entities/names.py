"""Names as strings: normalisation, and parsing of people's names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.characters import folded, squeezed, visible
from transforms.entities.gazetteer import (
    ADDRESS,
    ALSO_NAMES,
    CAPITAL_TITLES,
    FEMALE_NAMES,
    MALE_NAMES,
    NAME_PARTICLES,
    POSTNOMINALS,
    TITLES,
)
from transforms.entities.variants import respelled, without_particles

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ŋ": "n"})
"""Latin letters that do not decompose, as CLDR's Latin-ASCII transform has them."""
_BROKEN = re.compile(r"(?<=[a-z])-[ \t]*\n\s*(?=[a-z])")
"""A hyphen at the end of a line, within a word."""
_HYPHEN_AT_END = re.compile(r"(?<=\w)-[ \t]*\n\s*")
_HONORIFIC = re.compile(r"\b(?:(?P<male>Mr|Sir|Lord|King|Prince)|(?P<female>Mrs|Ms|Miss|Lady|Queen|Princess|Dame))\.?\s$")
_TITLE_BEFORE = re.compile(r"([A-Za-z][\w-]*)(\.?)\s$")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")
_PARTY = re.compile(r" ?(?:, |\()(?:[RDI]|Rep|Dem)\b[^)]{0,20}\)?$| ?\([^()]*$")
"""Party and state of a legislator: `Ana Ruiz (D-Ohio)`; or the start of them if a name ends too late."""
_POSTNOMINALS = "|".join(re.escape(letters) for letters in sorted(POSTNOMINALS, key=len, reverse=True))
HONOURS = rf"(?:,? (?:{_POSTNOMINALS})\b\.?|, (?:[A-Z][a-z]?\.){{2,5}}|,? \(?[Rr]et(?:d|ired)?\b\.?\)?|,? ['’]\d\d(?!\d))"
"""Honours, degrees, offices and graduation years after a name: `Ana Ruiz KC`, `Tom Li ’98`."""
_POSTNOMINAL = re.compile(rf"{HONOURS}{{1,5}}$")
_SUFFIX = re.compile(r",? \(?(Jr|Sr|II|III|IV)\b\.?\)?$", re.IGNORECASE)
_NICKNAME = re.compile(r"""\s["“”‘’'(]{1,2}([^"“”‘’'()]{2,30})["“”‘’')]{1,2}(?=\s|$)""")
_ARTICLE = re.compile(r"^(?:al|el|ul|ad|ar|as|ash|at|az)-(?=\w)", re.IGNORECASE)
_APOSTROPHE = re.compile("['’ʼ`´ʻ‘]")
_WORD = re.compile(r"\w+")
_ROMAN = re.compile("[IVX]+")
_VOWEL = re.compile("[AEIOUY]|[^A-Z]")
_BEGINS = re.compile(r"(?<![^\W_])(?<![^\W_]{2}['’])[^\W_]")
"""The letters of a name that are capitals: the first, and those after a hyphen or one letter with an apostrophe."""
_MC = re.compile("(?<=^Mc)[a-z]|(?<=-Mc)[a-z]")
_ACRONYM = 4
"""Maximum letters of a word in capitals that may be an acronym."""
BEFORE_SRI = frozenset({"tan", "dato", "datuk"})
"""Words that make a following `Sri`, otherwise a first name, a title."""


def cleaned(surface: str) -> str:
    """Return a name on one line, without invisible characters and hyphenation."""
    if "\n" in surface:
        surface = _HYPHEN_AT_END.sub("-", _BROKEN.sub("", surface))
    return squeezed(surface)


@lru_cache(maxsize=1 << 14)
def normalized(name: str) -> str:
    """Return a name without case, diacritics, punctuation and repeated spaces: `jose nunez ruiz` for `José  Núñez-Ruiz`."""
    plain = folded(visible(name)).translate(_LETTERS)
    return " ".join(_WORD.findall(plain)) or plain.strip()


def name_gender(name: str, before: str) -> str | None:
    """Return `male` or `female` if the title before a name or its first name shows it (`Mrs. Ruiz`, `Ana Ruiz`), otherwise None."""
    honorific = _HONORIFIC.search(before)
    if honorific:
        return honorific.lastgroup
    first, space, _ = name.casefold().partition(" ")
    return "male" if space and first in MALE_NAMES else "female" if space and first in FEMALE_NAMES else None


def title_before(before: str) -> str:
    """Return the title directly before a name, such as `Sen.`, or an empty string; `before` is the text before the name."""
    title = _TITLE_BEFORE.search(before)
    return title[1] + title[2] if title and title[1].casefold() in TITLES else ""


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name."""

    words: tuple[str, ...]
    """Normalised and respelled, without title, nickname and suffix."""
    shown: str
    """The name as written, without title and possessive."""
    suffix: str = ""
    nickname: str = ""
    title: str = ""
    """The title inside the surface, as written: `Mrs.`, `Sen.`"""

    @property
    def is_full(self) -> bool:
        """Return whether it has more than one word."""
        return len(self.words) > 1

    @property
    def key(self) -> str:
        """The string from which the id is computed: the same with and without a middle initial, except for well-known namesakes."""
        words = without_particles(self.words)
        ends = (words[0], words[-1])
        lone = len(words) == 3 and len(words[1]) == 1
        return "".join((*(ends if lone and ends not in _NAMESAKES else words), self.suffix))


_NAMESAKES = frozenset({("george", "bush")})
"""People with the same first and last name, distinguished by the middle initial."""


@lru_cache(maxsize=1 << 14)
def person_name(surface: str) -> PersonName:
    """Parse a person's name: `Vermont Sen. Bernard "Bernie" Sanders Jr.` is `bernard sanders`, with suffix and nickname."""
    name = _POSSESSIVE.sub("", _PARTY.sub("", surface))
    bare = _POSTNOMINAL.sub("", name)
    name = (bare if " " in bare or (len(name) - len(bare) > _ACRONYM and not name.isupper()) else name) or surface
    suffix = _SUFFIX.search(name)
    if suffix and suffix.start():
        name = name[: suffix.start()]
    nickname = _NICKNAME.search(name)
    plain = _NICKNAME.sub("", name)
    tokens = plain.split()
    begin = _name_begins(tokens)
    tokens = tokens[: _name_ends(tokens, begin)]
    whole = _ARTICLE.sub("", _APOSTROPHE.sub("", " ".join(tokens[begin:])))
    words = tuple(respelled(word) for word in normalized(whole).split())
    if not words:
        return PersonName((normalized(surface) or surface,), surface)
    shown = (" ".join(tokens[begin:]) if plain == name else " ".join(name.split()[begin:])) + (
        suffix[0] if suffix and suffix.start() else ""
    )
    return PersonName(
        words,
        shown,
        suffix[1].casefold() if suffix and suffix.start() else "",
        normalized(nickname[1]) if nickname else "",
        tokens[begin - 1] if begin else "",
    )


def _name_ends(tokens: list[str], begin: int) -> int:
    """Return the end of the name: before `of Maryland` if it has a title or two words, and before lower-case words."""
    end = len(tokens)
    of = tokens.index("of", begin + 1) if "of" in tokens[begin + 1 :] else end
    if begin or of >= begin + 2:
        end = of
    while end > begin + 1 and tokens[end - 1].islower() and not tokens[begin].islower():
        end -= 1
    return end


def _name_begins(tokens: list[str]) -> int:
    """Return the start of the name itself, after titles and descriptions: 2 in `Vermont Sen. Bernie Sanders`."""
    begin = 0
    for index, token in enumerate(tokens[:-1]):
        bare = token.strip(".,:-").casefold()
        honoured = bare == "sri" and index > 0 and tokens[index - 1].strip("'’").casefold() in BEFORE_SRI
        if (
            bare in TITLES
            or honoured
            or (index == begin and _is_address(tokens[index:], bare))
            or (
                len(bare) > 3
                and token.islower()
                and not all(other.islower() for other in tokens[index:])
                and bare.partition("-")[0] not in NAME_PARTICLES
            )
        ):
            begin = index + 1
    return begin


def _is_address(tokens: Sequence[str], bare: str) -> bool:
    """Return whether the first word is a title that others bear as a name or write as letters: `Sultan` before two names, `HE`."""
    if bare in ADDRESS:
        return True
    if tokens[0].strip(".") in CAPITAL_TITLES:
        return not all(map(str.isupper, tokens))
    following = [token.casefold() for token in tokens[1:]]
    named = len(following) > 1 and not NAME_PARTICLES.intersection(following[:1]) and following[1] not in {"of", "and"}
    return bare in ALSO_NAMES and named and not any(_ROMAN.fullmatch(token) for token in tokens[1:]) and "al" not in following


def in_mixed_case(name: str, forms: Iterable[str] = ()) -> str:
    """Return a person's name in mixed case; words in capitals take the case of the same word in `forms`, otherwise the usual case.

    Initials stay in capitals: `JD`, `DJ`, and a single word of up to four letters (`AOC`).
    """
    words = name.split()
    if name.isupper() and len(words) == 1 and len(name) <= _ACRONYM:
        return name
    known = {word.casefold(): word for form in forms for word in form.split() if not word.isupper()}
    whole = name.isupper()

    def shown(index: int, word: str) -> str:
        if not word.isupper():
            return word
        usual = _capitalised(word, first=not index) if whole or len(word) > _ACRONYM else word
        return known.get(word.casefold(), usual)

    return " ".join(shown(index, word) for index, word in enumerate(words))


def _capitalised(word: str, *, first: bool) -> str:
    """Return a word in capitals as names have it: `O'Brenn`, `McVale`, `Jean-Luc`; `de` within a name."""
    if (
        _ROMAN.fullmatch(word)
        or len(word) == 1
        or (len(word) == 2 and (_VOWEL.search(word) is None or word.endswith("J")))
        or "." in word[:-1]
    ):
        return word
    if not first and word.casefold() in NAME_PARTICLES:
        return word.casefold()
    plain = _BEGINS.sub(lambda found: found[0].upper(), word.lower())
    return _MC.sub(lambda found: found[0].upper(), plain)
