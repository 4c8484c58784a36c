"""What the reader learns from, and how it is scored: offsets become tags, open labels stay open, scores are what they say."""

import gzip
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from training.articles import AnnotatedAttribution, annotated
from training.choices import correct, examples, label_article
from training.corpora import joined, paragraph_rows, written
from training.identity import Clusters, document, gum_document, resolved
from training.markup import f1
from training.polnear import agree
from training.readings import NAME_TAGS, PART_TAGS, attribution_reading, more_reading, names_reading
from training.sample import take
from training.scores import Report, Score, agreement
from training.speakers import CLASSES, GOLDEN, same_name
from transforms.entities.resolving import resolve_names
from transforms.quotes.marks import pair_marks
from transforms.reader.model import load_model
from transforms.records import Label, Span

TEXT = "Ferry news\n“We sail,” said Ana Ruiz, of Geneva."


def tagged(allowed: np.ndarray | None, tags: tuple[str, ...]) -> list[str]:
    """Return the tag of each word that is not `O`; `?` where there are several."""
    assert allowed is not None
    names = [[tag for tag, may in zip(tags, row, strict=True) if may] for row in allowed]
    return [found[0] if len(found) == 1 else "?" for found in names if found != ["O"]]


def ranges(*words: str) -> list[list[int]]:
    return [[TEXT.index(word), TEXT.index(word) + len(word)] for word in words]


def test_attributions_become_tags_and_the_longer_span_stands() -> None:
    record = {
        "text": TEXT,
        "attributions": [
            {"sources": ranges("Ana Ruiz, of Geneva"), "cues": ranges("said"), "contents": ranges("“We sail,”")},
            {"sources": ranges("Ana Ruiz"), "cues": [], "contents": []},
        ],
    }
    reading = attribution_reading(load_model().tokenizer, record)
    assert reading.names is None
    assert reading.parts is None
    assert len(reading.paragraphs) == 2
    assert tagged(reading.wider, PART_TAGS) == ["B-content", *["I-content"] * 4, "B-cue", "B-source", *["I-source"] * 4]


def test_names_become_tags() -> None:
    record = {"text": TEXT, "entities": [[*ranges("Ana Ruiz")[0], "Person"], [*ranges("Geneva")[0], "Location"]]}
    reading = names_reading(load_model().tokenizer, record)
    assert reading.parts is None
    assert tagged(reading.names, NAME_TAGS) == ["B-person", "I-person", "B-location"]


def test_a_class_that_a_corpus_does_not_mark_may_stand_anywhere() -> None:
    record = {
        "tokens": ["Ana", "met", "Swiss", "Kenya", "fans", "."],
        "labels": ["B-person", "O", "B-misc", "B-location", "O", "O"],
        "sentences": [[0, 4], [4, 6]],
        "classes": ["person", "location"],
    }
    assert joined(record) == ("Ana met Swiss Kenya\nfans .", [(0, 3, "person"), (8, 13, "misc"), (14, 19, "location")])
    reading = more_reading(load_model().tokenizer, record)
    assert reading.names is not None
    may = [{tag for tag, allowed in zip(NAME_TAGS, row, strict=True) if allowed} for row in reading.names]
    assert may[0] == {"B-person"}
    assert {"O", "B-date", "B-organization"} <= may[1]
    assert not may[1] & {"B-person", "B-location", "B-facility"}
    assert may[2] == {"B-other", "B-group", "B-product"}
    assert may[3] == {"B-location", "B-facility"}


def test_scores_are_precision_recall_and_their_mean(capsys: pytest.CaptureFixture[str]) -> None:
    score = Score()
    score.add([1, 2, 3, 4], [3, 4, 5])
    assert (score.precision, score.recall) == (0.5, 2 / 3)
    assert score.f1 == pytest.approx(4 / 7)
    report = Report()
    report.show("things", score)
    report.calibration("guesses", [(0.95, True), (0.95, False), (0.05, False), (0.05, False)])
    assert report.figures == {"things": 57.1, "calibration error of guesses": 25.0}
    assert "57.1%" in capsys.readouterr().out


def test_attributions_agree_by_contents_and_source() -> None:
    record = {"text": TEXT, "attributions": [{"sources": ranges("Ana Ruiz"), "cues": ranges("said"), "contents": ranges("“We sail,”")}]}
    (wanted,) = annotated(TEXT, record)
    assert wanted.kind == "direct"
    (start, end), (first, last) = ranges("“We sail,”")[0], ranges("Ana Ruiz")[0]
    assert agree(AnnotatedAttribution(frozenset([Span(start + 1, end)]), Span(first, last + 11), None, "direct"), wanted)
    assert not agree(AnnotatedAttribution(frozenset([Span(start, end)]), None, None, "direct"), wanted)
    assert not agree(AnnotatedAttribution(frozenset([Span(start, end - 4)]), Span(first, last), None, "direct"), wanted)


@pytest.mark.parametrize(
    ("label", "name", "kind", "same"),
    [
        ("Ana Ruiz", "Ana M. Ruiz", "person", True),
        ("Ana Ruiz", "Ruiz", "person", True),
        ("Ruiz", "Ana Ruiz", "person", True),
        ("Ana Ruiz", "Tom Ruiz", "person", False),
        ("Ana Ruiz", "Ana Holm", "person", False),
        ("The Harbour Post", "Harbour Post", "organization", True),
        ("Harbour Post", "Harbour", "organization", False),
    ],
)
def test_a_label_is_the_name_of_an_entity(label: str, name: str, kind: str, same: bool) -> None:  # noqa: FBT001 - a table of cases
    _, (entity,) = resolve_names("a", name, paragraph_rows(name), [Label(Span(0, len(name)), kind, 0.9)])
    assert same_name(label, entity) is same


def test_labels_of_written_articles_are_of_their_texts() -> None:
    for record in written():
        text, spans = record["text"], [span for one in record["attributions"] for span in one["contents"] + one["sources"] + one["cues"]]
        assert all(0 <= start < end <= len(text) for start, end in spans), record["id"]
        assert all(one["contents"] == sorted(one["contents"]) for one in record["attributions"]), record["id"]
        assert record["entities"] == sorted(record["entities"]), record["id"]
        assert all(before[1] <= after[0] for before, after in pairwise(record["entities"])), record["id"]
        known = folded(text)
        assert all(folded(name) in known for one in record["attributions"] for name in one["speakers"]), record["id"]


def folded(text: str) -> str:
    """Return a text with quotation marks, apostrophes, dashes and blanks of one kind."""
    return text.translate(str.maketrans("“”„«»‘’–—\u00a0\u202f", '"""""\'\'--  '))


def test_golden_labels_name_a_speaker_or_a_class_for_spans_in_order() -> None:
    articles = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    assert len({article["id"] for article in articles}) == len(articles) == 40
    for contents, label in (item for article in articles for item in article["labels"]):
        assert contents == sorted(contents)
        assert all(start < end for start, end in contents)
        assert label in CLASSES or label[0].isupper() or label.islower()


def test_the_labels_of_statements_become_examples() -> None:
    text = "Harbour envoy Ana Ruiz came. “We sail,” she said. Officials denied that."
    record = {
        "text": text,
        "attributions": [
            {"contents": [[71, 75]], "sources": [[54, 63]], "cues": [[64, 70]], "speakers": [], "source_kind": "group"},
            {"contents": [[29, 39]], "sources": [[40, 43]], "cues": [[44, 48]], "speakers": ["Ana Ruiz"], "source_kind": "person"},
        ],
    }
    rows = paragraph_rows(text)
    labelled = label_article(record, rows, pair_marks(text, rows), [Label(Span(14, 22), "person", 0.9)], None)
    assert [sorted(found) for found in labelled.right] == [[0], []]
    assert labelled.kinds == ["person", "group"]
    said, nobody = (hits for _, hits in examples(labelled))
    assert said.tolist() == [True, False]
    assert nobody.tolist() == [False, True]
    assert list(correct(labelled, [0, 0])) == [("she", "right"), ("nominal", "false")]


def test_names_of_a_record_without_text_stand_at_their_offsets() -> None:
    names = ("Chancellor", "Ana Ruiz", "Ruiz", "Brennish", "Brenn Airport")
    record = {
        "mentions": [{"begin": 7 + 20 * number, "text": name, "concept": number - (number == 2)} for number, name in enumerate(names)],
        "concepts": [
            {"concept": number, "type": kind, "subtypes": kinds}
            for number, kind, kinds in (
                (0, "other", ["role"]), (1, "person", []), (3, "other", ["gpe0-x"]), (4, "location", ["facility"]),
            )
        ],
    }  # fmt: skip
    text, named = document(record)
    assert text.split() == "Chancellor Ana Ruiz Ruiz Brennish Brenn Airport".split()
    assert [(name.label.span.of(text), name.label.label) for name in named] == [
        ("Ana Ruiz", "person"),
        ("Ruiz", "person"),
        ("Brennish", "group"),
        ("Brenn Airport", "facility"),
    ]
    assert len({mention.entity_id for name, mention in resolved(text, named) if name.concept == 1}) == 1


def test_names_of_a_record_with_text_are_those_without_common_words() -> None:
    text = "President Ana Ruiz and the mayor of Brenn"
    spans = (("President Ana Ruiz", "person"), ("Ana Ruiz", "person"), ("the mayor of Brenn", "person"), ("Brenn", "place"))
    record = {
        "text": text,
        "mentions": [
            {
                "start": text.index(name),
                "end": text.index(name) + len(name),
                "text": name,
                "type": kind,
                "cluster": kind,
                "head_is_proper_name": True,
            }
            for name, kind in spans
        ],
    }
    assert [name.label.span.of(text) for name in gum_document(record)[1]] == ["President Ana Ruiz", "Brenn"]


def test_clusters_are_scored_by_mention_and_by_pair() -> None:
    score, report = Clusters(), Report()
    score.add(["a", "a", "a", "b"], [1, 1, 2, 2])
    assert score.precision == pytest.approx(2 / 3 + 2 / 3 + 1 / 3 + 1)
    assert score.recall == pytest.approx(1 + 1 + 1 / 2 + 1 / 2)
    score.show("x", report)
    assert report.figures["identity, pairs: x"] == pytest.approx(40.0)
    assert report.below({"identity, pairs: x": 50, "identity, B³: x": 60}) == ["identity, pairs: x: 40.0 is below 50"]


def test_bodies_are_compared_by_runs_of_four_words() -> None:
    assert agreement("one two three four five", "one two three four five") == (1.0, 1.0)
    assert agreement("one two three four five", "one two three four") == (0.5, 1.0)
    assert agreement("a b c d a b c d", "a b c d") == (0.2, 1.0)
    assert agreement("", "one two") == (0.0, 0.0)
    assert f1([(1.0, 0.5), (0.5, 0.5)]) == (0.75, 0.5, 0.6)


@pytest.mark.parametrize(("name", "kept"), [("ner/train.jsonl.gz", 2), ("ner_more/tweets.jsonl.gz", 2), ("entities/gum_dev.jsonl.gz", 5)])
def test_a_sample_has_the_first_records_and_all_that_is_only_scored_on(tmp_path: Path, name: str, kept: int) -> None:
    whole = [f'{{"id": {number}}}\n'.encode() for number in range(5)]
    source = tmp_path / "corpora" / name
    source.parent.mkdir(parents=True)
    source.write_bytes(gzip.compress(b"".join(whole)))
    take(source, tmp_path / "sample" / name, 2)
    assert gzip.decompress((tmp_path / "sample" / name).read_bytes()) == b"".join(whole[:kept])
