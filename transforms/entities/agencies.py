"""News agencies: short names and the longer forms used in credits."""

import re

from transforms.lexicon.phrases import any_word
from transforms.lexicon.words import word_lists

_LONG_FORMS = {name: forms.split(" | ") for name, _, forms in (pair.partition(": ") for pair in word_lists("agencies")["agencies"])}
_FORMS = _LONG_FORMS | {name: [] for name in word_lists("agencies")["known by one name"]}
_CANONICAL = {form: name for name, forms in _FORMS.items() for form in (name, name.upper(), *forms, *map(str.upper, forms))}
AGENCY = re.compile(rf"(?<![\w-]){any_word(_CANONICAL)}(?![\w-])")
"""Any form of any agency."""
WORLDWIDE = word_lists("agencies")["worldwide"]
"""Agencies whose short names have no other meaning."""
SUPPLIERS = (*(form for name in WORLDWIDE for form in (name, name.upper())), "Associated Press", *word_lists("agencies")["pictures"])
"""Picture agencies whose names have no other meaning."""


def agencies_in(line: str) -> list[str]:
    """Return the short names of the agencies that a line names, in order."""
    return [_CANONICAL[found] for found in AGENCY.findall(line)]
