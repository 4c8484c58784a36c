import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.page.blocks import is_author_note, pulled
from transforms.page.line_model import LABELS, line_chances
from transforms.page.lines import Layout, layouts, line_numbers, line_words, vocabulary_words
from transforms.records import Span

LINES = ["Menu", "The harbour board voted on Monday to close the old lighthouse.", "By Ana Ruiz", "Menu"]
PLAIN = [Layout(blank_before=False, indent=0)] * len(LINES)


def test_each_line_has_the_same_numbers_wherever_equal_pages_stand() -> None:
    numbers = line_numbers(LINES, PLAIN)
    assert numbers.shape[0] == len(LINES)
    assert np.array_equal(numbers, line_numbers(LINES, PLAIN))
    assert np.isfinite(numbers).all()
    assert np.abs(numbers).max() < 10


def test_layouts_tell_blank_lines_and_indents() -> None:
    text = "Menu\n\n  The board voted.\nBy Ana Ruiz"
    spans = [Span(start, start + len(line)) for line in ("Menu", "The board voted.", "By Ana Ruiz") for start in [text.index(line)]]
    assert layouts(text, spans) == [Layout(False, 0), Layout(True, 2), Layout(False, 0)]  # noqa: FBT003 - as the rows read


def test_words_are_looked_up_from_both_ends_and_numbers_are_alike() -> None:
    vocabulary = {"the": 2, "0000": 3, "end": 4}
    found = line_words("The year 1871 was the end", vocabulary)
    assert found[:6] == [2, 1, 3, 1, 2, 4]
    assert found[6:10] == [3, 1, 2, 4]
    assert "0000" in vocabulary_words("in 1871")


@given(st.lists(st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool), max_size=20))
def test_any_lines_get_chances_that_add_up(lines: list[str]) -> None:
    chances, goes_on = line_chances(lines, [Layout(blank_before=False, indent=0)] * len(lines))
    assert chances.shape == (len(lines), len(LABELS))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)
    assert ((goes_on >= 0) & (goes_on <= 1)).all()


@pytest.mark.parametrize(
    ("paragraphs", "places"),
    [
        (["“We sail at dawn, alone.”", "He said: “We sail at dawn, alone.” Then he left."], [0]),
        (["We sail at dawn, alone, he said.", "We sail at dawn, alone, he said."], []),
        (["At dawn", "He said they sail at dawn and alone."], []),
    ],
)
def test_pull_quotes_stand_in_a_longer_paragraph(paragraphs: list[str], places: list[int]) -> None:
    assert list(pulled(paragraphs)) == places


@pytest.mark.parametrize(
    ("line", "is_note"),
    [
        ("Ana Ruiz is a harbour reporter for The Bay Times.", True),
        ("Follow her on the usual networks", True),
        ("Contact Ana Ruiz at the newsroom", True),
        ("Ana Ruiz is the mayor of the town.", False),
    ],
)
def test_author_notes(line: str, is_note: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert is_author_note(line) == is_note
