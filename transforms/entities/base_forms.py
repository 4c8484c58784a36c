"""Base forms of names, by the language of the article: nominatives of declined languages, names without case suffixes in others."""

from collections.abc import Sequence

from transforms.entities.declension import is_declined
from transforms.entities.nominatives import nominatives
from transforms.entities.suffixes import without_suffixes
from transforms.records import Label

_REACH = 24
"""Characters before and after a name that are examined."""


def base_forms(text: str, names: Sequence[Label], surfaces: Sequence[str], language: str) -> list[str]:
    """Return the base form of each name of an article; `surfaces` are the names, each on one line."""
    kinds = [label.label for label in names]
    if not is_declined(language):
        return without_suffixes(kinds, surfaces, [text[label.span.end : label.span.end + _REACH] for label in names], language)
    before = [text[max(0, label.span.start - _REACH) : label.span.start] for label in names]
    return nominatives(surfaces, [kind == "person" for kind in kinds], before, language)
