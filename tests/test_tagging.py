"""From emissions to spans: the likeliest tags that the rules allow, and how likely they are."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reader import tagging
from transforms.reader.tagging import Floats, PackedParagraphs, Tags, decode

TAGS = ("O", "B-person", "I-person", "B-place", "I-place")
TRANSITIONS = np.array([[-1e4 if after.startswith("I-") and before[1:] != after[1:] else 0.0 for after in TAGS] for before in TAGS])
HEAD = Tags(("person", "place"), TRANSITIONS)
PARAGRAPHS = st.lists(st.lists(st.lists(st.integers(-4, 4), min_size=5, max_size=5), max_size=4), min_size=1, max_size=3)


def sequences(emissions: Floats, transitions: Floats) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield every sequence of tags with its score."""
    for tags in itertools.product(range(len(TAGS)), repeat=len(emissions)):
        yield tags, sum(transitions[before, tag] + row[tag] for before, tag, row in zip((0, *tags), tags, emissions, strict=False))


@given(PARAGRAPHS, st.integers(0, 100))
def test_tags_and_their_probabilities_are_those_of_an_exhaustive_search(paragraphs: list[list[list[int]]], seed: int) -> None:
    transitions = TRANSITIONS + np.random.default_rng(seed).uniform(-3, 4, TRANSITIONS.shape)
    emissions = np.array([row for paragraph in paragraphs for row in paragraph], dtype=float).reshape(-1, 5)
    ends = list(itertools.accumulate(len(paragraph) for paragraph in paragraphs))
    ranges = [(end - len(paragraph), end) for end, paragraph in zip(ends, paragraphs, strict=True)]
    steps = PackedParagraphs(ranges)
    best, likely = steps.viterbi(emissions, transitions), steps.marginals(emissions, transitions)
    for first, last in ranges:
        scores = dict(sequences(emissions[first:last], transitions))
        assert scores[tuple(best[first:last].tolist())] == max(scores.values())
        weights = {tags: np.exp(score) for tags, score in scores.items()}
        for place, tag in itertools.product(range(last - first), range(len(TAGS))):
            share = sum(weight for tags, weight in weights.items() if tags[place] == tag) / sum(weights.values())
            assert likely[first + place, tag] == pytest.approx(share, abs=1e-9)


def test_runs_end_at_a_new_beginning_and_at_the_end_of_a_paragraph() -> None:
    tags = [1, 2, 1, 0, 3, 4, 2, 1]
    emissions = np.full((8, 5), -9.0)
    emissions[np.arange(8), tags] = 9.0
    emissions[6] = [9.0, -9.0, 8.0, -9.0, -9.0]
    found = list(decode(emissions, [(0, 6), (6, 8)], [HEAD])[0].runs())
    assert [(run.first, run.last, HEAD.labels[run.label]) for run in found] == [
        (0, 2, "person"),
        (2, 3, "person"),
        (4, 6, "place"),
        (7, 8, "person"),
    ]
    assert all(run.certainty > 0.99 and run.chances[run.label] > 0.99 for run in found)


def test_words_without_a_label_may_have_one_all_the_same() -> None:
    emissions = np.full((5, 5), -9.0)
    emissions[:, 0] = 9.0
    emissions[1, 1], emissions[2, 2] = 8.8, 8.8
    emissions[4, 3] = 9.5
    found = decode(emissions, [(0, 5)], [HEAD])[0]
    assert [(run.first, run.last) for run in found.possible(0, 0.1)] == [(1, 3)]
    assert found.possible(0, 0.9) == []
    assert found.possible(1, 0.1) == []


def test_no_words_have_no_runs() -> None:
    assert decode(np.zeros((0, 5)), [], [HEAD])[0].runs() == []


def test_long_paragraphs_are_read_in_parts_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    emissions = chance.normal(scale=2.0, size=(3000, 10)).astype(np.float32)
    paragraphs = [(0, 40), (40, 40), (60, 2500), (2500, 3000)]
    found = [head.runs() for head in decode(emissions, paragraphs, [HEAD, HEAD])]
    monkeypatch.setattr(tagging, "_AT_A_TIME", 300)
    monkeypatch.setattr(tagging, "_CONTEXT", 60)
    parts = [head.runs() for head in decode(emissions, paragraphs, [HEAD, HEAD])]
    for runs, others in zip(found, parts, strict=True):
        assert len(runs) > 500
        assert [(run.first, run.last, run.label) for run in runs] == [(run.first, run.last, run.label) for run in others]
        assert [run.certainty for run in runs] == pytest.approx([run.certainty for run in others], abs=1e-9)
        assert np.allclose([run.chances for run in runs], [run.chances for run in others], atol=1e-9)
