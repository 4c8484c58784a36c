"""What a reader learns of whom sources mean: sources and names by their words, scores, and names that are hidden."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training's own requirements are not installed")

from training.choices import label_article  # noqa: E402 - what is needed may be missing
from training.corpora import paragraph_rows  # noqa: E402
from training.examples import MASK  # noqa: E402
from training.model import PARTS, POINTER  # noqa: E402
from training.pointer import Case, Queries, by_word, coreference, cut, entity_scores, loss, queries  # noqa: E402
from training.readings import Reading, read_words  # noqa: E402
from transforms.quotes.marks import pair_marks  # noqa: E402
from transforms.reader.model import load_model  # noqa: E402
from transforms.reader.pointers import NEAR  # noqa: E402
from transforms.records import Label, Span  # noqa: E402

TEXT = "Ana Ruiz met Tom Li. “We sail,” she said. “No,” Tom Li said."


def case() -> tuple[Reading, Queries]:
    quotes = [([21, 31], [32, 35], "Ana Ruiz"), ([42, 47], [48, 54], "Tom Li")]
    record = {
        "text": TEXT,
        "attributions": [
            {"contents": [content], "sources": [source], "cues": [], "speakers": [name], "source_kind": "person"}
            for content, source, name in quotes
        ],
    }
    rows = paragraph_rows(TEXT)
    names = [Label(Span(*place), "person", 0.9) for place in ((0, 8), (13, 19), (48, 54))]
    labelled = label_article(record, rows, pair_marks(TEXT, rows), names, None)
    words, paragraphs = read_words(load_model().tokenizer, TEXT)
    return Reading(words, paragraphs, None, None), queries(words, labelled)


def test_sources_and_names_are_told_by_their_words() -> None:
    reading, article = case()
    words = reading.words
    assert [TEXT[words.starts[first] : words.ends[last]] for first, last, *_ in article.sources] == ["she", "Tom Li"]
    assert [TEXT[words.starts[first] : words.ends[last]] for first, last, _ in article.names] == ["Ana Ruiz", "Tom Li", "Tom Li"]
    assert article.right.tolist() == [[True, False, False], [False, True, False]]


def test_an_entity_has_the_score_of_its_best_name_and_nobody_what_the_source_asks() -> None:
    reading, article = case()
    vectors = torch.zeros(len(reading.words.starts), sum(PARTS))
    asks, offers = 0, 3 * (POINTER + 1)
    vectors[article.sources[0, 0], asks] = POINTER**0.5
    vectors[article.sources[0, 0], POINTER] = 0.5  # of nobody
    vectors[article.names[0, 0], offers], vectors[article.names[2, 0], offers] = 2.0, 3.0
    scores = entity_scores(vectors, article, torch.zeros(2, len(NEAR)))
    assert scores[0].tolist() == pytest.approx([2.0, 3.0, 0.5])
    lost, known = loss(vectors, article, torch.zeros(2, len(NEAR)))
    assert known == 2
    assert lost.item() > 0


def test_the_words_of_a_hidden_name_are_masked_and_the_name_is_no_longer_there() -> None:
    reading, article = case()
    hidden = 0
    for seed in range(40):
        examples, left = cut(Case(reading, article), random.Random(seed))  # noqa: S311 - as training draws
        assert left is not None
        named = {row[0] for row in left.names.tolist()}
        if article.names[2, 0] not in named:
            hidden += 1
            for example in examples:
                places = np.isin(example.window.words, range(*article.sources[1, :2] + [0, 1]))
                assert (example.window.pieces[example.window.firsts[places]] == MASK).all()
            assert left.right.tolist() == article.right.tolist()  # another name of his is left
    assert 0 < hidden < 40


def test_words_are_put_together_from_windows() -> None:
    reading, article = case()
    examples, _ = cut(Case(reading, article), random.Random(3))  # noqa: S311 - as above
    longest = max(len(example.window.words) for example in examples)
    states = torch.zeros(len(examples), longest, 1)
    for number, example in enumerate(examples):
        states[number, : len(example.window.words), 0] = torch.from_numpy(example.window.words).float()
    assert by_word(states, examples, len(reading.words.starts))[:, 0].tolist() == list(range(len(reading.words.starts)))


def test_pronouns_of_a_document_mean_the_names_of_their_cluster_or_nobody() -> None:
    words, _ = read_words(load_model().tokenizer, TEXT)

    def mention(start: int, end: int, cluster: str, **more: object) -> dict[str, object]:
        named = {"head_is_proper_name": True, "type": "person", "link": "coref", "head": [start, end]}
        return {"start": start, "end": end, "cluster": cluster, **named, **more}

    found = coreference(
        words,
        {
            "mentions": [
                mention(0, 8, "1"),
                mention(13, 19, "2"),
                mention(32, 35, "1", head_is_proper_name=False),
                mention(25, 29, "3", head_is_proper_name=False),
                mention(25, 29, "2", head_is_proper_name=False, link="pred"),
            ]
        },
    )
    assert found.names[:, 2].tolist() == [0, 1]
    assert found.right.tolist() == [[True, False, False], [False, False, True]]
