"""Analysis of the words of a source: a pronoun, a noun phrase with its head, or a name, and properties of the speaker that they show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.entities.gazetteer import FEMALE_FIRST_NAMES, FEMALE_NAMES, MALE_FIRST_NAMES, MALE_NAMES, TITLES
from transforms.entities.names import normalized
from transforms.lexicon.words import ENGLISH, word_map, word_set

PRONOUN_KINDS = ("he", "she", "they", "it", "who", "i", "this")
MALE, FEMALE = 1, -1
_PRONOUN_LENGTH = 30
_STEM = 3
"""Minimum letters of a stem."""
_VERB = 3
"""Minimum letters of a verb, less one."""
_POSSESSIVE = re.compile(r"['’]s?\s+(?=[\w“\"])")
_ENDS = re.compile(r"[,;:()–—“”\"]")
_AGE = re.compile(r"(?<!\d)(\d{1,3})(?:-year-old|-years-old|\s?years? old|yo)(?![^\W_])", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z]|[QA]\d*")


@cache
def of_lexicon(name: str, language: str = ENGLISH) -> frozenset[str]:
    """Return a word list for the analysis of sources: normalised in languages other than English, empty in one without the list."""
    words = word_set("speakers", name, language)
    return words if language == ENGLISH else frozenset(normalized(word) for word in words)


@cache
def _person_endings(language: str) -> re.Pattern[str]:
    endings = {*of_lexicon("person endings", language)} | {each for each in _stems("person endings", language) if len(each) > _STEM}
    return re.compile(f"(?:{'|'.join(sorted(endings, key=lambda each: (-len(each), each))) or '(?!)'})$")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a source and their properties."""

    pronoun: str = ""
    """One of `PRONOUN_KINDS`; empty for other words."""
    words: tuple[str, ...] = ()
    """All words, normalised by `names.normalized`."""
    head: str = ""
    """The head noun; abbreviated titles are spelled out."""
    core: tuple[str, ...] = ()
    """The words of the noun phrase up to its head."""
    rest: tuple[str, ...] = ()
    """Dependents of the head: `port` in `head of the port`."""
    capitals: tuple[str, ...] = ()
    """Capitalised words that may be part of a name, normalised."""
    gender: int = 0
    """The sex: `MALE`, `FEMALE` or 0 for unknown."""
    age: int | None = None
    elder: int = 0
    """1 for `elder`, `senior` and the like, -1 for `younger`, otherwise 0."""
    definite: bool = False
    indefinite: bool = False
    owned: bool = False
    """Whether it has a possessor: `her lawyer`."""
    plural: bool = False
    person: bool = False
    """Whether the head denotes a person; `body`, `document` and `group` are the same for organizations, documents and groups."""
    body: bool = False
    document: bool = False
    group: bool = False
    distinct: frozenset[str] = frozenset()
    """Words that distinguish holders of an office: `former`."""
    label: bool = False
    """Whether it is a letter that labels a turn of an interview: `A`."""

    @property
    def is_nominal(self) -> bool:
        """Whether the source is a noun phrase, not a pronoun."""
        return not self.pronoun and bool(self.words)


@lru_cache(maxsize=1 << 12)
def read_wording(surface: str, language: str = ENGLISH) -> Wording:
    """Return the analysis of a source, given as written, in a language."""
    plain = " ".join(surface.split())
    words = tuple(normalized(plain.replace("’s", "").replace("'s", "")).split())
    kind = _pronoun(words, language) if len(plain) <= _PRONOUN_LENGTH else ""
    if kind or not words:
        sex = {"he": MALE, "she": FEMALE}.get(kind, 0)
        return Wording(kind, words, gender=sex, plural=kind == "they")
    owned = words[0] in of_lexicon("owners", language) or _POSSESSIVE.search(plain) is not None
    core, rest = _noun_phrase(plain, language)
    noun = _head_noun(core, language)
    head = long_form(noun)
    age = _AGE.search(plain)
    return Wording(
        words=words,
        head=head,
        core=core,
        rest=rest,
        capitals=_capitals(plain, language),
        gender=gender_of(words, head, core, language),
        age=int(age[1]) if age else None,
        elder=_elder(words),
        definite=words[0] in of_lexicon("definite", language),
        indefinite=words[0] in of_lexicon("indefinite", language),
        owned=owned,
        plural=bool(core) and is_plural(noun, language),
        person=is_person_word(head, language) or age is not None,
        body=is_listed(head, "bodies", language),
        document=bool(core) and is_listed(noun, "documents", language),
        group=bool(core) and is_listed(noun, "groups", language),
        distinct=of_lexicon("distinct").intersection(words),
        label=_LABEL.fullmatch(plain) is not None,
    )


def _head_noun(core: tuple[str, ...], language: str) -> str:
    """Return the head of a noun phrase: the last word; outside English, the first word that is a known noun for speakers."""
    if language == ENGLISH or not core:
        return core[-1] if core else ""
    kinds = ("bodies", "documents", "groups")

    def is_speaker(word: str) -> bool:
        return any(is_listed(word, kind, language) for kind in kinds) or is_person_word(word, language)

    return next(filter(is_speaker, core), core[0])


def _pronoun(words: tuple[str, ...], language: str) -> str:
    """Return the kind of a pronoun (one of `PRONOUN_KINDS`), or an empty string; other words may follow it: `he himself`, `who later`.

    A form of address is one: `His Excellency`, `Her Royal Highness`.
    """
    addressed = 1 < len(words) <= 3 and words[-1] in of_lexicon("addressed as", language)
    if addressed and words[0] in of_lexicon("owners", language):
        words = words[:1]
    if not words or len(words) > (1 if words[0] in of_lexicon("owners", language) | of_lexicon("this", language) else 3):
        return ""
    if len(words) > 1 and words[0] in of_lexicon("definite", language):
        return ""
    return next((kind for kind in PRONOUN_KINDS if words[0] in of_lexicon(kind, language)), "")


def _noun_phrase(plain: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a noun phrase up to its head, and its dependents, including possessors."""
    away, small = of_lexicon("leads away", language), of_lexicon("small words", language)
    possessive_ends = [found.end() for found in _POSSESSIVE.finditer(plain)]
    begin = possessive_ends[-1] if possessive_ends else 0
    ends = _ENDS.search(plain, begin)
    words = normalized(plain[begin : ends.start() if ends and ends.start() > begin else None]).split()
    owners = normalized(plain[:begin]).split()
    end = next((n for n, word in enumerate(words) if word in away and n > 0), len(words))
    core = tuple(word for word in words[:end] if word not in small) or tuple(words[:end])
    after = normalized(plain[ends.end() :]).split() if ends and ends.start() > begin else []
    return core, tuple(word for word in (*words[end:], *owners, *after) if word not in small and len(word) > 1)


def _capitals(plain: str, language: str) -> tuple[str, ...]:
    """Return the capitalised words, normalised, without possessive endings."""
    bare = re.sub(r"['’]s?(?!\w)", "", plain)
    lists = ("small words", "definite", "indefinite", "owners")
    common = TITLES.union(*(of_lexicon(name, language) for name in lists))
    written = [token for token in bare.split() if token.strip("“\"'(@")[:1].isupper()]
    return tuple(word for token in written for word in normalized(token).split() if word not in common)


def gender_of(words: tuple[str, ...], head: str, core: tuple[str, ...], language: str = ENGLISH) -> int:
    """Return the sex that titles and nouns show: `MALE`, `FEMALE`, or 0 for unknown."""
    if head.endswith("woman") or is_listed(head, "female nouns", language):
        return FEMALE
    if head.endswith("man") or is_listed(head, "male nouns", language):
        return MALE
    if is_person_word(head, language):
        endings = _endings("female noun endings", language)
        if endings and head.endswith(endings):
            return FEMALE
        if words[0] in of_lexicon("male articles", language) | of_lexicon("female articles", language):
            return MALE if words[0] in of_lexicon("male articles", language) else FEMALE
    known = {*core} or {*words}
    female = known & of_lexicon("female titles", language) or any(word.endswith("woman") for word in core)
    male = known & of_lexicon("male titles", language) or any(
        word.endswith("man") and not word.endswith("woman") and len(word) > 5 for word in core[:-1]
    )
    return 0 if bool(female) == bool(male) else FEMALE if female else MALE


@lru_cache(maxsize=1 << 14)
def stem(word: str, language: str) -> str:
    """Return a normalised noun without the ending of its case, in languages whose lexicon has such endings; at least three letters."""
    ending = next((ending for ending in _by_length("noun endings", language) if word.endswith(ending)), "")
    return word[: len(word) - len(ending)] if len(word) - len(ending) >= _STEM else word


@cache
def _by_length(name: str, language: str) -> tuple[str, ...]:
    """Return a list of endings of the lexicon, the longest first."""
    return tuple(sorted(of_lexicon(name, language), key=lambda ending: (-len(ending), ending)))


@cache
def _stems(name: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in of_lexicon(name, language))


def is_listed(word: str, name: str, language: str) -> bool:
    """Return whether a noun is in a list of the lexicon, in any case; groups are plurals."""
    if word in of_lexicon(name, language):
        return True
    return stem(word, language) in _stems(name, language) and (name != "groups" or word.endswith(_endings("plural endings", language)))


@cache
def _endings(name: str, language: str) -> tuple[str, ...]:
    """Return a list of endings of the lexicon."""
    return tuple(sorted(of_lexicon(name, language)))


def sex_of_verb(cue: str, language: str) -> int:
    """Return the sex of the subject that a verb in the past shows in some languages: 1 male, -1 female, 0 unknown."""
    male, female = _endings("male verbs", language), _endings("female verbs", language)
    words = [word for word in normalized(cue).split() if len(word) > _VERB] if female else []
    return next((FEMALE if word.endswith(female) else MALE for word in words if word.endswith((*male, *female))), 0)


@cache
def _sexes(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the first names of men and of women; more of them in English, where the names of the whole world meet."""
    male, female = (MALE_FIRST_NAMES, FEMALE_FIRST_NAMES) if language == ENGLISH else (MALE_NAMES, FEMALE_NAMES)
    return male | of_lexicon("male first names", language), female


def sex_of_name(words: Sequence[str], language: str) -> int:
    """Return the sex that a normalised full name shows: by its first name, else by the endings of the language; 0 if unknown."""
    first = words[0]
    male, female = _sexes(language)
    if first in male or first in female:
        return MALE if first in male else FEMALE
    votes = first.endswith(_endings("male first names end", language)) - first.endswith(_endings("female first names end", language))
    for word in words[1:]:
        votes += 2 * (word.endswith(_endings("male names end", language)) - word.endswith(_endings("female names end", language)))
    return (votes > 0) - (votes < 0)


def _elder(words: tuple[str, ...]) -> int:
    return bool(of_lexicon("elder").intersection(words)) - bool(of_lexicon("younger").intersection(words))


def is_plural(word: str, language: str = ENGLISH) -> bool:
    """Return whether a noun is plural; outside English, whether it is a known noun for groups of people."""
    if language != ENGLISH:
        return is_listed(word, "groups", language)
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in of_lexicon("groups")


@lru_cache(maxsize=1 << 14)
def is_person_word(word: str, language: str = ENGLISH) -> bool:
    """Return whether a word in lower case is a noun for a person."""
    return (
        bool(word)
        and word not in of_lexicon("no persons", language)
        and not is_listed(word, "bodies", language)
        and (_person_endings(language).search(word) or _person_endings(language).search(stem(word, language))) is not None
    )


def long_form(word: str) -> str:
    """Return the long form of an abbreviated title (`senator` for `sen`); other words unchanged."""
    long = word_map("speakers", "offices").get(word)
    return long[0] if long else word


@lru_cache(maxsize=1 << 12)
def with_synonyms(word: str) -> frozenset[str]:
    """Return a word with its long form and synonyms: `senator` with `lawmaker`."""
    long = long_form(word)
    return frozenset({word, long, *word_map("speakers", "alike").get(long, ())})
