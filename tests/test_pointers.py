"""Whom a source means by the vectors of its words, and the features of candidates made of that."""

import numpy as np

from tests.test_quotes import marked
from transforms.entities.resolving import resolve_names
from transforms.quotes.attributions import find_attributions
from transforms.quotes.marks import pair_marks
from transforms.reader.model import load_model, read_text
from transforms.reader.pointers import NEAR, Pointers, Pointing
from transforms.reader.windows import split_words
from transforms.records import Span
from transforms.speakers.context import ArticleContext, build_context
from transforms.speakers.features import analyse
from transforms.speakers.pointer_features import POINTER_FEATURES, pointer_features

TEXT = "Ruiz met Li. The envoy said no."
WIDTH = 2
FIRST, LAST, CONTENT, OFFERED_FIRST, OFFERED_LAST = np.split(np.arange(5 * WIDTH + 3), np.cumsum([WIDTH + 1] * 3 + [WIDTH]))


def pointers(near: tuple[float, ...] = (0.0,) * len(NEAR)) -> Pointers:
    words = split_words(load_model().tokenizer, TEXT, [])
    vectors = np.zeros((len(words.starts), 5 * WIDTH + 3), dtype=np.float16)
    ruiz, li, the, envoy, no = (words.between(Span(TEXT.index(word), len(TEXT)))[0] for word in ("Ruiz", "Li", "The", "envoy", "no"))
    vectors[ruiz, OFFERED_FIRST], vectors[li, OFFERED_LAST] = (1, 0), (0, 1)
    vectors[the, FIRST], vectors[envoy, LAST], vectors[no, CONTENT] = (1, 2, 0.25), (1, 0, 0.25), (0, 0, 0.5)
    return Pointers(words, vectors, Pointing(WIDTH, ((0.0,) * len(NEAR), near)))


def test_the_score_of_a_name_is_the_product_of_what_is_asked_for_and_what_it_offers() -> None:
    source, content, names = Span(13, 22), Span(28, 30), [Span(0, 4), Span(9, 11)]
    plain, offset, nobody = pointers().scores([(source, content)], names)
    assert np.allclose(plain, np.array([[2, 2]]) / np.sqrt(WIDTH), atol=1e-3)
    assert np.allclose(offset, plain)
    assert nobody.tolist() == [1.0]


def test_a_name_behind_the_source_has_an_offset_of_its_own() -> None:
    behind = pointers(near=(0.5,) * len(NEAR))
    _, offset, _ = behind.scores([(Span(0, 4), Span(28, 30))], [Span(0, 4), Span(9, 11)])
    assert offset.tolist() == [[0.0, 0.5]]


def test_without_sources_or_names_there_are_no_scores() -> None:
    assert pointers().scores([], [Span(0, 4)])[0].shape == (0, 1)
    assert pointers().scores([(None, Span(28, 30))], [])[0].shape == (1, 0)


def context(*texts: str, read: bool = True) -> ArticleContext:
    text, paragraphs, labels = marked(*texts)
    quoted = pair_marks(text, paragraphs)
    said = find_attributions(text, paragraphs, quoted, labels)
    mentions, entities = resolve_names("a", text, paragraphs, labels)
    return build_context(text, paragraphs, said, mentions, entities, read_text(text, paragraphs, quoted).pointers if read else None)


def test_the_features_are_chances_of_all_candidates_and_nobody() -> None:
    here = context("{p|Ana Ruiz} met {p|Tom Li}. {s|She} {c|said} {x|that the boats would sail}.")
    units = analyse(here).units
    found = pointer_features(here, units, np.arange(len(here.entities)), len(here.entities))
    assert found.shape == (1, 3, POINTER_FEATURES)
    assert np.isclose(found[0, :, 0].sum(), 1.0, atol=1e-5)
    assert found[0, :, 4].sum() == 1
    assert found[0, :2, 2].max() == 0


def test_who_is_not_weighed_and_an_article_that_was_not_read_have_none() -> None:
    text = "{p|Ana Ruiz} met {p|Tom Li}. {s|She} {c|said} {x|that the boats would sail}."
    one = context(text)
    units = analyse(one).units
    assert pointer_features(one, units, np.array([-1, -1]), 0).tolist() == np.zeros((1, 1, POINTER_FEATURES)).tolist()
    assert not pointer_features(context(text, read=False), units, np.arange(2), 2).any()
