"""Whom a source means by the vectors of its words, and what of that becomes facts of the candidates."""

import numpy as np

from tests.test_quotes import marked
from transforms.entities.resolving import resolve_names
from transforms.quotes.attributions import find_attributions
from transforms.quotes.marks import pair_marks
from transforms.reader.model import load_model, read_text
from transforms.reader.pointers import NEAR, Pointers, Pointing
from transforms.reader.windows import split_words
from transforms.records import Span
from transforms.speakers.facts import survey
from transforms.speakers.pointed import POINTED, pointed_at
from transforms.speakers.scene import Scene, set_scene

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


def scene(*texts: str, read: bool = True) -> Scene:
    text, paragraphs, labels = marked(*texts)
    quoted = pair_marks(text, paragraphs)
    said = find_attributions(text, paragraphs, quoted, labels)
    mentions, entities = resolve_names("a", text, paragraphs, labels)
    return set_scene(text, paragraphs, said, mentions, entities, read_text(text, paragraphs, quoted).pointers if read else None)


def test_the_facts_are_chances_of_all_candidates_and_nobody() -> None:
    here = scene("{p|Ana Ruiz} met {p|Tom Li}. {s|She} {c|said} {x|that the boats would sail}.")
    units = survey(here).units
    found = pointed_at(here, units, np.arange(len(here.entities)), len(here.entities))
    assert found.shape == (1, 3, POINTED)
    assert np.isclose(found[0, :, 0].sum(), 1.0, atol=1e-5)
    assert found[0, :, 4].sum() == 1
    assert found[0, :2, 2].max() == 0


def test_who_is_not_weighed_and_an_article_that_was_not_read_have_none() -> None:
    text = "{p|Ana Ruiz} met {p|Tom Li}. {s|She} {c|said} {x|that the boats would sail}."
    one = scene(text)
    units = survey(one).units
    assert pointed_at(one, units, np.array([-1, -1]), 0).tolist() == np.zeros((1, 1, POINTED)).tolist()
    assert not pointed_at(scene(text, read=False), units, np.arange(2), 2).any()
