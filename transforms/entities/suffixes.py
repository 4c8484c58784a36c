"""Removal of suffixes from names: the German genitive, and the case suffixes of Finnish, Hungarian, Kazakh and Armenian.

A suffix is removed only if that is certain: if the rest is another name of the article or a well-known place, or if names do not end in
this suffix (`lexicon/<language>/suffixes.txt`). In German, adjectives in an organization's name get the ending of the nominative without
article.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache

from transforms.entities.exonyms import english_name
from transforms.entities.gazetteer import SURE_FIRST_NAMES
from transforms.entities.names import normalized
from transforms.entities.places import known_place
from transforms.lexicon.words import word_map, word_set

_LEAST = 3
_LEAST_UNATTESTED = 4
"""Minimum letters that must be left of a name if the rest is not attested."""
_GENITIVE = re.compile(r"(?<=[^\W\d_]{3})(?:['’]|(?<![sßxz])s)$")
_NO_GENITIVE = re.compile(r"(?:[aeiouy]s|ens|ers|hs|ts)$")
"""Ends of names whose final s is not a genitive: `Lukas`, `Carstens`, `Albers`, `Fuchs`."""
_NOUN = re.compile(r"\s+[A-ZÄÖÜ][a-zäöüß]")
_ADJECTIVE = re.compile(
    r"((?:[A-ZÄÖÜ][\w-]*(?:isch|lich|al|ig|är|iv)|(?:[A-ZÄÖÜ][\w]*)?[Dd]eutsch|Neu|Alt|Groß|Hoh|Rot|Weiß|Grün|Schwarz|Oberst|Höchst|Erst|Zweit|Frei"
    r"|Vereint|Vereinigt|Jung|Heilig))e[nrsm]?"
)
_HEAD = re.compile(
    r"""(?P<feminine>[\w-]*(?:ung|heit|keit|schaft|ion|tät|ei|ik|enz|bank|kammer|liga|armee|zentrale|behörde|kirche|stelle|akademie|börse|post|bahn|welle
        |hilfe|see|wehr|halle))$
      |(?P<plural>[\w-]*(?:nationen|staaten|inseln|emirate|werke|republiken))$
      |(?P<neuter>[\w-]*(?:amt|ministerium|kreuz|parlament|gericht|institut|zentrum|werk|museum|orchester|theater|meer|reich|komitee|archiv|forum))(?:e?s)?$
      |(?P<masculine>[\w-]*(?:bund|rat|hof|dienst|verband|verein|club|klub|tag|senat|konzern|rundfunk|kongress|ozean|platz|berg|schutz|beirat))(?:e?s)?$
      |(?P<fund>[\w-]*(?:fonds|ausschuss|haus))$""",
    re.IGNORECASE | re.VERBOSE,
)
_ENDINGS = {"feminine": "e", "plural": "e", "neuter": "es", "masculine": "er", "fund": "er"}


def without_suffixes(kinds: Sequence[str], surfaces: Sequence[str], after: Sequence[str], language: str) -> list[str]:
    """Return the names of an article without case suffixes, in order.

    Args:
        kinds: the types of the names.
        surfaces: the names, each on one line.
        after: the text after each name, at least the start of the next word.
        language: the language of the article; if it has no such suffixes, names do not change.
    """
    if language == "de":
        attested = _last_words(kinds, surfaces)
        return [_german(*each, attested) for each in zip(kinds, surfaces, after, strict=True)]
    if not word_set("suffixes", "suffixes", language):
        return list(surfaces)
    attested = _last_words(kinds, surfaces)
    return [_without_suffix(kind, surface, language, attested) for kind, surface in zip(kinds, surfaces, strict=True)]


def _last_words(kinds: Sequence[str], surfaces: Sequence[str]) -> frozenset[tuple[str, str]]:
    return frozenset((kind, surface.rsplit(maxsplit=1)[-1]) for kind, surface in zip(kinds, surfaces, strict=True) if surface)


def _is_known(kind: str, surface: str, language: str, attested: Collection[tuple[str, str]]) -> bool:
    """Return whether a name is attested in the article, by type and last word (`attested`), or is a well-known place."""
    words = surface.split()
    if not words or len(words[-1]) < _LEAST:
        return False
    plain = normalized(surface)
    return (kind, words[-1]) in attested or known_place(kind, plain) is not None or english_name(kind, surface, language) is not None


def _german(kind: str, surface: str, after: str, attested: Collection[tuple[str, str]]) -> str:
    """Return a German name without the genitive: `Merkel` for `Merkels`, `Europäischer Gerichtshof` for `Europäischen Gerichtshofs`."""
    if kind in {"organization", "facility", "other"} or (kind == "location" and " " in surface):
        body = _german_body(surface)
        if body != surface:
            return body
    ending = _GENITIVE.search(surface)
    if ending is None or kind in {"date", "money", "group"}:
        return surface
    bare, last = surface[: ending.start()], surface.rsplit(maxsplit=1)[-1]
    if _is_known(kind, surface, "de", ()) or last.casefold() in SURE_FIRST_NAMES:
        return surface
    owns = kind != "organization" and _NOUN.match(after) is not None and not _NO_GENITIVE.search(surface)
    return bare if ending[0] != "s" or owns or _is_known(kind, bare, "de", attested) else surface


def _german_body(surface: str) -> str:
    """Return the name of an organization in the nominative without article: `Deutsches Rotes Kreuz`."""
    words = surface.split(" ")
    count = next((index for index, word in enumerate(words) if not _ADJECTIVE.fullmatch(word)), len(words))
    head = _HEAD.match(words[count]) if count < len(words) else None
    if head is None or head.lastgroup is None:
        return surface
    noun = head[head.lastgroup]
    adjectives = [f"{match[1]}{_ENDINGS[head.lastgroup]}" for word in words[:count] if (match := _ADJECTIVE.fullmatch(word))]
    return " ".join([*adjectives, noun, *words[count + 1 :]])


def _without_suffix(kind: str, surface: str, language: str, attested: Collection[tuple[str, str]]) -> str:
    """Return a name without its case suffix."""
    if kind in {"date", "money", "group"} or _is_known(kind, surface, language, ()):
        return surface
    hyphen = re.fullmatch(r"(\w{2,})[-:]\w{1,4}", surface)
    if hyphen and hyphen[1].isupper():
        return hyphen[1]
    last = surface.rsplit(maxsplit=1)[-1]
    for suffix, certain in _suffixes(language):
        if len(last) - len(suffix) >= _LEAST and last.endswith(suffix):
            for bare in _shortened(surface[: -len(suffix)], language):
                if _is_known(kind, bare, language, attested):
                    return bare
            if certain and len(last) - len(suffix) >= _LEAST_UNATTESTED:
                return _shortened(surface[: -len(suffix)], language)[0]
    return surface


@cache
def _suffixes(language: str) -> tuple[tuple[str, bool], ...]:
    """Return the suffixes of a language, longest first, and whether names never end in each."""
    certain, others = (word_set("suffixes", name, language) for name in ("certain", "suffixes"))
    return tuple((suffix, suffix in certain) for suffix in sorted(certain | others, key=lambda each: (-len(each), each)))


def _shortened(bare: str, language: str) -> list[str]:
    """Return the possible spellings of a name whose suffix was removed: `Amerika` for `Ameriká`."""
    short = word_map("suffixes", "lengthened", language).get(bare[-1:])
    return [bare[:-1] + short[0], bare] if short else [bare]
