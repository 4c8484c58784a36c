"""Names of an article as they are called where nothing is declined, by its language."""

from collections.abc import Sequence

from transforms.entities.nominatives import nominatives
from transforms.records import Label

_REACH = 24
"""Characters before a name that hold the word before it."""


def base_forms(text: str, names: Sequence[Label], surfaces: Sequence[str], language: str) -> list[str]:
    """Return each name of an article, given on one line, without the endings of cases; a language without endings has none to lose."""
    before = [text[max(0, label.span.start - _REACH) : label.span.start] for label in names]
    return nominatives(surfaces, [label.label == "person" for label in names], before, language)
