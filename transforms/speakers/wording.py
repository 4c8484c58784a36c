"""The wording of a source: a pronoun, a description with its head, or a name, and what the words show of the speaker."""

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.entities.gazetteer import TITLES
from transforms.entities.names import normalized
from transforms.lexicon.words import word_map, word_set

PRONOUN_KINDS = ("he", "she", "they", "it", "who", "i", "this")
MALE, FEMALE = 1, -1
_PRONOUN_LENGTH = 30
_POSSESSED = re.compile(r"['’]s?\s+(?=[\w“\"])")
_ENDS = re.compile(r"[,;:()–—“”\"]")
_AGE = re.compile(r"(?<!\d)(\d{1,3})(?:-year-old|-years-old|\s?years? old|yo)(?![^\W_])", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z]|[QA]\d*")


def of_lexicon(name: str) -> frozenset[str]:
    """Return a word list for analysing sources."""
    return word_set("speakers", name)


@lru_cache(maxsize=1)
def _person_endings() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(of_lexicon('person endings'), key=len, reverse=True))})$")


@dataclass(frozen=True, slots=True)
class Wording:
    """Properties of a source's words."""

    pronoun: str = ""
    """One of `PRONOUN_KINDS`; empty for other words."""
    words: tuple[str, ...] = ()
    """All words, normalised."""
    head: str = ""
    """The head noun, with titles spelled out."""
    core: tuple[str, ...] = ()
    """The words of the noun phrase up to the head."""
    rest: tuple[str, ...] = ()
    """Dependents of the head: `port` in `head of the port`."""
    capitals: tuple[str, ...] = ()
    """Capitalised words that may be names."""
    gender: int = 0
    age: int | None = None
    elder: int = 0
    """1 for the elder of two, -1 for the younger."""
    definite: bool = False
    indefinite: bool = False
    owned: bool = False
    """Whether it has an owner: `her lawyer`."""
    plural: bool = False
    person: bool = False
    body: bool = False
    document: bool = False
    group: bool = False
    distinct: frozenset[str] = frozenset()
    """Words that distinguish offices: `former`."""
    label: bool = False
    """Whether it is a single letter, as in an interview: `A`."""

    @property
    def is_nominal(self) -> bool:
        """Return whether the source is a description."""
        return not self.pronoun and bool(self.words)


@lru_cache(maxsize=1 << 12)
def read_wording(surface: str) -> Wording:
    """Analyse the words of a source."""
    plain = " ".join(surface.split())
    words = tuple(normalized(plain.replace("’s", "").replace("'s", "")).split())
    kind = _pronoun(words) if len(plain) <= _PRONOUN_LENGTH else ""
    if kind or not words:
        sex = {"he": MALE, "she": FEMALE}.get(kind, 0)
        return Wording(kind, words, gender=sex, plural=kind == "they")
    owned = words[0] in of_lexicon("owners") or _POSSESSED.search(plain) is not None
    core, rest = _phrase(plain)
    head = whole(core[-1]) if core else ""
    age = _AGE.search(plain)
    return Wording(
        words=words,
        head=head,
        core=core,
        rest=rest,
        capitals=_capitals(plain),
        gender=gender_of(words, head, core),
        age=int(age[1]) if age else None,
        elder=_elder(words),
        definite=words[0] in of_lexicon("definite"),
        indefinite=words[0] in of_lexicon("indefinite"),
        owned=owned,
        plural=is_plural(core[-1]) if core else False,
        person=is_person_word(head) or age is not None,
        body=head in of_lexicon("bodies"),
        document=bool(core) and core[-1] in of_lexicon("documents"),
        group=bool(core) and core[-1] in of_lexicon("groups"),
        distinct=of_lexicon("distinct").intersection(words),
        label=_LABEL.fullmatch(plain) is not None,
    )


def _pronoun(words: tuple[str, ...]) -> str:
    """Return the kind of a pronoun source, perhaps with another word: `he himself`, `who later`."""
    if not words or len(words) > (1 if words[0] in of_lexicon("owners") | of_lexicon("this") else 3):
        return ""
    if len(words) > 1 and words[0] in of_lexicon("definite"):
        return ""
    return next((kind for kind in PRONOUN_KINDS if words[0] in of_lexicon(kind)), "")


def _phrase(plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words up to the head of a noun phrase, and its dependents, including owners."""
    away, small = of_lexicon("leads away"), of_lexicon("small words")
    possessed = [found.end() for found in _POSSESSED.finditer(plain)]
    begin = possessed[-1] if possessed else 0
    ends = _ENDS.search(plain, begin)
    words = normalized(plain[begin : ends.start() if ends and ends.start() > begin else None]).split()
    owners = normalized(plain[:begin]).split()
    end = next((n for n, word in enumerate(words) if word in away and n > 0), len(words))
    core = tuple(word for word in words[:end] if word not in small) or tuple(words[:end])
    after = normalized(plain[ends.end() :]).split() if ends and ends.start() > begin else []
    return core, tuple(word for word in (*words[end:], *owners, *after) if word not in small and len(word) > 1)


def _capitals(plain: str) -> tuple[str, ...]:
    """Return the capitalised words without possessives."""
    bare = re.sub(r"['’]s?(?!\w)", "", plain)
    common = TITLES | of_lexicon("small words") | of_lexicon("definite") | of_lexicon("indefinite") | of_lexicon("owners")
    written = [token for token in bare.split() if token.strip("“\"'(@")[:1].isupper()]
    return tuple(word for token in written for word in normalized(token).split() if word not in common)


def gender_of(words: tuple[str, ...], head: str, core: tuple[str, ...]) -> int:
    """Return the sex shown by titles and nouns: 1 male, -1 female, 0 unknown."""
    if head.endswith("woman") or head in of_lexicon("female nouns"):
        return FEMALE
    if head.endswith("man") or head in of_lexicon("male nouns"):
        return MALE
    known = {*core} or {*words}
    female = known & of_lexicon("female titles") or any(word.endswith("woman") for word in core)
    male = known & of_lexicon("male titles") or any(word.endswith("man") and len(word) > 5 for word in core[:-1])
    return 0 if bool(female) == bool(male) else FEMALE if female else MALE


def _elder(words: tuple[str, ...]) -> int:
    return bool(of_lexicon("elder").intersection(words)) - bool(of_lexicon("younger").intersection(words))


def is_plural(word: str) -> bool:
    """Return whether a noun is plural."""
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in of_lexicon("groups")


def is_person_word(word: str) -> bool:
    """Return whether a word is a noun for a person."""
    return (
        bool(word)
        and word not in of_lexicon("no persons")
        and word not in of_lexicon("bodies")
        and _person_endings().search(word) is not None
    )


def whole(word: str) -> str:
    """Return the long form of a title."""
    long = word_map("speakers", "offices").get(word)
    return long[0] if long else word


@lru_cache(maxsize=1 << 12)
def alike(word: str) -> frozenset[str]:
    """Return a word with its variants: `senator` with `lawmaker`."""
    long = whole(word)
    return frozenset({word, long, *word_map("speakers", "alike").get(long, ())})
