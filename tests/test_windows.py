"""What the model sees of a text: every word once, with its letter case and its place inside quotation marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import paragraphs_of
from transforms.quotes.marks import pair_marks
from transforms.reader.model import load_model
from transforms.reader.windows import CLS, QUOTATION_STATES, SEP, shape, split_words, windows
from transforms.records import Span

HARD = st.text(st.characters(codec="utf-8") | st.sampled_from("aAbB .,'“”\n\u00a0\u0301\u200b漢字🙂\ud800"), max_size=300)


@given(st.lists(HARD, min_size=1, max_size=4), st.integers(150, 260))
def test_every_word_is_asked_for_once_and_in_order(texts: list[str], size: int) -> None:
    text, paragraphs = paragraphs_of([item.replace("\n", " ") or "x" for item in texts])
    words = split_words(load_model().tokenizer, text, pair_marks(text, paragraphs))
    ranges = [words.between(Span(row.start, row.end)) for row in paragraphs]
    found = list(windows(words, ranges, size))
    assert [number for window in found for number in window.words.tolist()] == list(range(len(words.starts)))
    for window in found:
        assert len(window.pieces) <= size
        assert window.pieces[0] == CLS
        assert window.pieces[-1] == SEP
        assert (window.pieces[window.firsts] == words.pieces[words.firsts[window.words]]).all()


def test_a_long_paragraph_is_read_with_context_on_both_sides() -> None:
    text = " ".join(f"word{number}" for number in range(500))
    words = split_words(load_model().tokenizer, text, [])
    found = list(windows(words, [(0, 500)]))
    assert len(found) > 2
    middle = found[1]
    assert middle.firsts[0] > 20
    assert len(middle.pieces) - middle.firsts[-1] > 20


def test_words_are_whole_and_know_where_they_stand() -> None:
    text = "He said “don’t go” twice."
    row = paragraphs_of([text])[1]
    words = split_words(load_model().tokenizer, text, pair_marks(text, row))
    surfaces = [text[start:end] for start, end in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]
    assert surfaces == ["He", "said", "“", "don", "’", "t", "go", "”", "twice", "."]
    assert (words.features[words.firsts[:-1]] % QUOTATION_STATES).tolist() == [0, 0, 3, 1, 1, 1, 1, 4, 0, 0]


@pytest.mark.parametrize(
    ("word", "number"),
    [("boat", 0), ("Boat", 1), ("NATO", 2), ("A", 3), ("McKay", 4), ("1999", 5), ("G7", 6), ("“", 7), ("Éva", 1), ("漢", 0), ("۳", 5)],
)
def test_letter_case_has_a_number(word: str, number: int) -> None:
    assert shape(word) == number


def test_no_words_give_no_windows() -> None:
    words = split_words(load_model().tokenizer, "\u0007 \u200b", [])
    assert list(windows(words, [(0, 0)])) == []
    assert words.features.dtype == np.int64
