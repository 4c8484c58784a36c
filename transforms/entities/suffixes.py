"""Names without the endings of languages that attach them: the German genitive, and the cases of Finnish, Hungarian, Kazakh and Armenian.

Taken off is what is certain: an ending whose rest is a name that the article has too, or a well-known place; and one that names do not end
in (`lexicon/<language>/suffixes.txt`). In German, the adjectives of a body take the ending that they have without an article.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache

from transforms.entities.exonyms import english_name
from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.entities.names import normalized
from transforms.entities.places import place
from transforms.lexicon.words import word_map, word_set

_LEAST = 3
_LEAST_UNTOLD = 4
"""Minimum letters of a name whose ending is taken off although the rest is not known."""
_GENITIVE = re.compile(r"(?<=[^\W\d_]{3})(?:['’]|(?<![sßxz])s)$")
_NO_GENITIVE = re.compile(r"(?:[aeiouy]s|ens|ers|hs|ts)$")
"""Ends of names that have an s of their own: `Lukas`, `Carstens`, `Albers`, `Fuchs`."""
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
    """Return the names of an article without attached endings, in order.

    Args:
        kinds: the types of the names.
        surfaces: the names, each on one line.
        after: the text after each, at least the beginning of the next word.
        language: the language of the article; names of one without such endings stay as they are.
    """
    if language == "de":
        told = _last_words(kinds, surfaces)
        return [_german(*each, told) for each in zip(kinds, surfaces, after, strict=True)]
    if not word_set("suffixes", "suffixes", language):
        return list(surfaces)
    told = _last_words(kinds, surfaces)
    return [_bare(kind, surface, language, told) for kind, surface in zip(kinds, surfaces, strict=True)]


def _last_words(kinds: Sequence[str], surfaces: Sequence[str]) -> frozenset[tuple[str, str]]:
    return frozenset((kind, surface.rsplit(maxsplit=1)[-1]) for kind, surface in zip(kinds, surfaces, strict=True) if surface)


def _is_known(kind: str, surface: str, language: str, told: Collection[tuple[str, str]]) -> bool:
    """Return whether a name is one that the article has, by its last word, or a well-known place."""
    words = surface.split()
    if not words or len(words[-1]) < _LEAST:
        return False
    plain = normalized(surface)
    return (kind, words[-1]) in told or place(kind, plain) is not None or english_name(kind, surface, language) is not None


def _german(kind: str, surface: str, after: str, told: Collection[tuple[str, str]]) -> str:
    """Return a German name without the genitive: `Merkel` for `Merkels`, `Europäischer Gerichtshof` for `Europäischen Gerichtshofs`."""
    if kind in {"organization", "facility", "other"} or (kind == "location" and " " in surface):
        body = _german_body(surface)
        if body != surface:
            return body
    ending = _GENITIVE.search(surface)
    if ending is None or kind in {"date", "money", "group"}:
        return surface
    bare, last = surface[: ending.start()], surface.rsplit(maxsplit=1)[-1]
    if _is_known(kind, surface, "de", ()) or last.casefold() in MALE_NAMES | FEMALE_NAMES:
        return surface
    owns = kind != "organization" and _NOUN.match(after) is not None and not _NO_GENITIVE.search(surface)
    return bare if ending[0] != "s" or owns or _is_known(kind, bare, "de", told) else surface


def _german_body(surface: str) -> str:
    """Return the name of a body in the nominative without an article: `Deutsches Rotes Kreuz`."""
    words = surface.split(" ")
    count = next((place for place, word in enumerate(words) if not _ADJECTIVE.fullmatch(word)), len(words))
    head = _HEAD.match(words[count]) if count < len(words) else None
    if head is None or head.lastgroup is None:
        return surface
    noun = head[head.lastgroup]
    adjectives = [f"{match[1]}{_ENDINGS[head.lastgroup]}" for word in words[:count] if (match := _ADJECTIVE.fullmatch(word))]
    return " ".join([*adjectives, noun, *words[count + 1 :]])


def _bare(kind: str, surface: str, language: str, told: Collection[tuple[str, str]]) -> str:
    """Return a name without the ending of a case."""
    if kind in {"date", "money", "group"} or _is_known(kind, surface, language, ()):
        return surface
    hyphen = re.fullmatch(r"(\w{2,})[-:]\w{1,4}", surface)
    if hyphen and hyphen[1].isupper():
        return hyphen[1]
    last = surface.rsplit(maxsplit=1)[-1]
    for suffix, certain in _suffixes(language):
        if len(last) - len(suffix) >= _LEAST and last.endswith(suffix):
            for bare in _shortened(surface[: -len(suffix)], language):
                if _is_known(kind, bare, language, told):
                    return bare
            if certain and len(last) - len(suffix) >= _LEAST_UNTOLD:
                return _shortened(surface[: -len(suffix)], language)[0]
    return surface


@cache
def _suffixes(language: str) -> tuple[tuple[str, bool], ...]:
    """Return the endings, the longest first, and whether each is certain."""
    certain, others = (word_set("suffixes", name, language) for name in ("certain", "suffixes"))
    return tuple((suffix, suffix in certain) for suffix in sorted(certain | others, key=lambda each: (-len(each), each)))


def _shortened(bare: str, language: str) -> list[str]:
    """Return a name without its ending as it may be written: `Amerika` of `Amerikában`."""
    short = word_map("suffixes", "lengthened", language).get(bare[-1:])
    return [bare[:-1] + short[0], bare] if short else [bare]
