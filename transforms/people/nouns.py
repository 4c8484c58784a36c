"""Words of a text, and the nouns among them that are for people and for organizations: `captain`, `airline`."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.entities.gazetteer import TITLES
from transforms.lexicon.words import word_set
from transforms.speakers.wording import is_person_word, is_plural, long_form, of_lexicon

_TOKEN = re.compile(r"\S+")
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_POSSESSIVE = re.compile(r"['’]s?$")
_QUOTES = ("“", '"', "‘")
_AGED = re.compile(r"\d{1,3}-years?-old")
_CLOSED = (",", ";", ":", "!", "?", ")", "”", '"', "''", "’’")
_NEVER_HEADS = ("courtesy", "dates", "verbs", "ends", "clauses", "no persons")
_ALSO_NOUNS = frozenset({"doctor", "lady"})
"""Words that are titles only with a capital."""


def listed(name: str) -> frozenset[str]:
    """Return a word list for finding descriptions."""
    return word_set("descriptions", name)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text with its punctuation."""

    start: int
    raw: str

    @property
    def bare(self) -> str:
        """The word without surrounding marks."""
        return self.raw.strip('“”"‘(),;:!?—–')

    @property
    def plain(self) -> str:
        """The word in lower case, without marks and possessive."""
        return _POSSESSIVE.sub("", self.bare).rstrip(".").casefold()

    @property
    def owns(self) -> bool:
        """Return whether the word is a possessive: `Ruiz’s`, `its`, `workers'`."""
        return _POSSESSIVE.search(self.raw) is not None

    @property
    def is_acronym(self) -> bool:
        """Return whether the word is in capitals: `IT`."""
        return len(self.bare) > 1 and self.bare.isupper()

    @property
    def leads_clause(self) -> bool:
        """Return whether the word begins a clause, which belongs to no description: `who`, `she`."""
        return self.plain in listed("clauses") and not self.is_acronym

    @property
    def begins(self) -> bool:
        """Return whether the word can begin a noun phrase."""
        return self.plain in listed("determiners")

    @property
    def closes(self) -> bool:
        """Return whether a mark after the word ends the phrase (not an abbreviation's point)."""
        return self.raw.endswith(_CLOSED) or (self.raw.endswith(".") and not self._is_short)

    @property
    def _is_short(self) -> bool:
        return self.plain in listed("abbreviations") or _INITIALS.fullmatch(self.bare) is not None

    @property
    def end(self) -> int:
        """End offset including an abbreviation's point, without other marks."""
        bare = self.raw.rstrip("“”\"’‘'),;:!?—–") if not self.owns else self.raw
        return self.start + len(bare if self._is_short else bare.rstrip("."))


def words_of(text: str, start: int, end: int) -> list[Word]:
    """Return the words of a span in order; opening quotation marks belong to no word."""
    found = [Word(found.start(), found[0]) for found in _TOKEN.finditer(text, start, end)]
    return [Word(word.start + 1, word.raw[1:]) if word.raw[0] in _QUOTES and len(word.raw) > 1 else word for word in found]


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(listed("person endings")))


def names_person(word: Word) -> bool:
    """Return whether a word is a noun or title for a person: `captain`, `37-year-old`, `Rep.`."""
    plain = word.plain
    if word.bare in _ALSO_NOUNS:
        return True
    if plain in of_lexicon("small words") or any(plain in listed(name) for name in _NEVER_HEADS):
        return False
    if plain.endswith(("ment", "n't", "n’t")) or (plain.endswith(("ing", "ly")) and plain not in {"king", "ally"}):
        return False
    return any(
        each in TITLES
        or each in listed("person nouns")
        or each in listed("offices")
        or is_person_word(long_form(each))
        or each.endswith(_endings())
        or _AGED.fullmatch(each)
        for each in (plain, plain.removesuffix("s"), plain.removesuffix("-elect").rpartition("-")[2])
        if len(each) > 1
    )


def is_courtesy(word: Word) -> bool:
    """Return whether a word is a title that does not describe anybody: `Dr`, but not `chief doctor`."""
    return word.plain in listed("courtesy") and word.bare not in _ALSO_NOUNS


def names_body(word: Word) -> bool:
    """Return whether a word is a noun for an organization or a group: `newspaper`, `airline`, `singers`."""
    plain = word.plain
    forms = (plain, plain.removesuffix("s"), plain.removesuffix("ies") + "y")
    common = any(each in of_lexicon("bodies") or each in listed("body nouns") for each in forms)
    return common or (is_plural(plain) and is_person_word(plain.removesuffix("s")))
