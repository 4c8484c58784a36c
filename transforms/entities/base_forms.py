"""Names of an article as they are called where nothing is declined, by its language."""

from collections.abc import Sequence

from transforms.entities.declension import is_declined
from transforms.entities.nominatives import nominatives
from transforms.entities.suffixes import without_suffixes
from transforms.records import Label

_REACH = 24
"""Characters before and after a name that hold the words beside it."""


def base_forms(text: str, names: Sequence[Label], surfaces: Sequence[str], language: str) -> list[str]:
    """Return each name of an article, given on one line, without the endings of cases; a language without endings has none to lose."""
    kinds = [label.label for label in names]
    if not is_declined(language):
        return without_suffixes(kinds, surfaces, [text[label.span.end : label.span.end + _REACH] for label in names], language)
    before = [text[max(0, label.span.start - _REACH) : label.span.start] for label in names]
    return nominatives(surfaces, [kind == "person" for kind in kinds], before, language)
