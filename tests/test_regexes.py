"""Every pattern of the package takes time in proportion to the text, on strings made to break it; or its text is said to be short."""

import re

import pytest

from tests.regexes import Use, slow, uses

SIZE, SECONDS = 30_000, 0.3
"""Linear patterns take about 0.01 s for so many characters, quadratic ones 0.4 s and more."""
SHORT = {
    "transforms/entities/names.py: _TITLE_BEFORE": (100, False),
    "transforms/metadata/authors.py: _BETWEEN_NAMES": (1000, True),
    "transforms/metadata/authors.py: _AFTER_NAME": (1000, True),
    "transforms/metadata/authors.py: _DATED_NAME": (1000, True),
    "transforms/metadata/dates.py: _CLOCK_AFTER": (60, False),
    "transforms/page/blocks.py: _STAMPED": (600, True),
    "transforms/html/render.py: _AROUND_BREAK": (SIZE, True),
    "transforms/page/tables.py: _BETWEEN": (300, False),
    "transforms/page/tables.py: _RULE": (300, False),
    "transforms/speakers/description_words.py: _BEFORE": (90, False),
    "transforms/html/titles.py: _SEPARATOR": (SIZE, True),
    "transforms/html/head.py: _BETWEEN": (SIZE, True),
}
"""Patterns that are not linear: the characters of the longest string that they are given, and whether its white space is normalised."""
USES = uses()


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.name[:60]}-{use.method}")
def test_a_pattern_is_linear(use: Use) -> None:
    size, squeezed = SHORT.get(use.name, (SIZE, False))
    tries = [slow(use.pattern, use.method, size, SECONDS if size == SIZE else 0.02, squeezed=squeezed)]
    while tries[-1] and len(tries) < 3:  # another process may have had the processor
        tries.append(slow(use.pattern, use.method, size, SECONDS, squeezed=squeezed))
    assert None in tries, f"{tries[-1] and tries[-1][1]:.1f} s for {tries[-1] and tries[-1][0][:40]!r}…"


def test_all_patterns_are_looked_at() -> None:
    names = {use.name for use in USES}
    assert len(USES) > 150
    assert names.issuperset(SHORT)
    assert {"transforms/page/blocks.py: _CREDIT", "flows/ingest/formats/warc.py: _CHARSET", "transforms/quotes/marks.py: _MARK"} <= names


@pytest.mark.parametrize("pattern", [r"\s+$", r"\w+@", r"^\W*[(-]+x"])
def test_what_is_not_linear_is_found(pattern: str) -> None:
    assert slow(re.compile(pattern), "search", 8_000, 0.02)
