"""Datelines and agencies in languages other than English: `Ulm (dpa) –`, `ХОЛМСК, 5 марта —`, `Soria, 3 mar (EFE).-`."""

import re
from collections.abc import Sequence
from functools import cache

from transforms.entities.agencies import AGENCY, agencies_in
from transforms.lexicon.phrases import any_word
from transforms.lexicon.words import lines_of, word_map
from transforms.metadata.dateline import Dateline, is_city
from transforms.metadata.masthead import Masthead
from transforms.schema import ParagraphRow

_LONGEST = 120
"""Characters at the start of a paragraph that are searched for a dateline."""
_BESIDE = 5
"""Maximum letters of a credit besides names of agencies: `dpa/tmn`."""
_PARAGRAPHS = 2
"""Paragraphs of the body that are examined."""
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґўąćęłńóśźżčďěňřšťůžășț]"
_SMALL = r"(?:(?:am|an|der|de|del|da|do|la|las|los|le|sur|na|nad|на|над)\ )?"
_CITY = rf"{_CAPITAL}[\w’'.-]{{1,24}}(?:\ {_SMALL}{_CAPITAL}[\w’'.-]{{0,24}}){{0,3}}"
_DASH = r"\s?(?:[–—―]+|--|\.\s?[-–—]+|(?<=[\s)\]/])-)\s"


@cache
def _agencies(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for the agencies of a language, and their short names by form."""
    pairs = (line.partition(": ") for line in lines_of("agencies", language).get("agencies", ()))
    short = {form: name for name, _, forms in pairs for form in (name, *forms.split(" | "))}
    return re.compile(rf"(?<![\w-]){any_word(short)}(?![\w-])" if short else "(?!)"), short


def local_agencies(line: str, language: str | None) -> list[str]:
    """Return the short names of the agencies in a line, by their names in a language and in English."""
    if language in (None, "en"):
        return agencies_in(line)
    pattern, short = _agencies(language)
    return list(dict.fromkeys([short[found] for found in pattern.findall(line)] + agencies_in(line)))


@cache
def _dateline(language: str) -> re.Pattern[str] | None:
    """Return the pattern of datelines of a language; None for English and without months in the lexicon."""
    months = [form for forms in word_map("dates", "months", language).values() for form in forms]
    if not months or language == "en":
        return None
    day = rf"\d{{1,2}}[ºª°.]?\s(?:de\s)?(?i:{any_word(months)})\b\.?(?:,?\s(?:de\s)?\d{{4}})?(?:\s(?:г|р|r)\.)?"
    date = rf"(?:,?\s\(?(?:le\s|den\s|am\s|el\s)?(?P<date>{day}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})\)?)"
    credit = r"(?:[.,]?\s?(?:\((?P<agency>[^()]{2,40})\)|/(?P<slashed>[^/]{2,30})/|\[(?P<boxed>[^\[\]]{2,30})\]))"
    return re.compile(
        rf"(?P<place>{_CITY}(?:\s?[/,]\s?{_CITY}){{0,2}}){date}?{credit}?(?P<end>{_DASH}|\s?:\s|\.\s(?=(?P<stated>[^\s.–—-][^.–—-]{{1,30}})\s?[.–—-]))"
    )


def read_local_dateline(paragraphs: Sequence[ParagraphRow], masthead: Masthead, language: str | None) -> Dateline | None:
    """Return the dateline of an article in a language other than English, or None: a place with date or agency, or a city in capitals."""
    pattern = _dateline(language) if language else None
    if pattern is None:
        return None
    rows = [row for row in paragraphs[masthead.body : masthead.end] if row.role == "body"][:_PARAGRAPHS]
    for row in rows:
        found = pattern.match(row.text[:_LONGEST])
        if found is None:
            continue
        credit = found["agency"] or found["slashed"] or found["boxed"] or found["stated"] or ""
        other_letters = AGENCY.sub("", _agencies(language)[0].sub("", credit))
        agencies = local_agencies(credit, language) if sum(map(str.isalpha, other_letters)) <= _BESIDE else []
        has_end = found["stated"] is None or bool(agencies)
        place = found["place"]
        is_colon = found["end"].strip() == ":"
        if has_end and (agencies or (found["date"] and not is_colon) or (not is_colon and place.isupper() and is_city(place))):
            return Dateline(found[0], place, agencies)
    return None
