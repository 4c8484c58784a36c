"""What the reader labels: names with their types, and the source, cue and content of attributions; on any text, always the same."""

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import paragraphs_of
from transforms import models, read_article
from transforms.quotes.marks import pair_marks
from transforms.reader.model import agreed_types, read_text
from transforms.reader.tagging import Run
from transforms.records import POSSIBLE_SOURCE, Document, Label
from transforms.schema import NAME_TYPES, ROLES, ParagraphRow

PARTS = ("source", "cue", "content")
STORY = "Harbour envoy Ana Ruiz said on Monday that the ferries would sail from Geneva at dawn."


def read(*texts: str, role: str = "body") -> tuple[str, list[Label]]:
    text, paragraphs = paragraphs_of(list(texts), role)
    return text, read_text(text, paragraphs, pair_marks(text, paragraphs)).labels


def surfaces(*texts: str, role: str = "body") -> dict[str, list[str]]:
    text, labels = read(*texts, role=role)
    return {kind: [label.span.of(text) for label in labels if label.label == kind] for kind in {label.label for label in labels}}


def whole(text: str) -> list[Label]:
    """Read a text as one paragraph, whatever is in it."""
    row = ParagraphRow("a", 0, "body", True, 0, len(text), text, 1.0)  # noqa: FBT003 - a column of the row
    return read_text(text, [row], pair_marks(text, [row])).labels


def test_names_and_their_types() -> None:
    found = surfaces(
        "President Ana Ruiz met French officials of the World Bank in Geneva on Monday.",
        "The bank will pay $4.5 million, Ruiz told Reuters in Kenya on April 3, 2025.",
    )
    assert found["person"] == ["Ana Ruiz", "Ruiz"]
    assert found["group"] == ["French"]
    assert found["organization"] == ["World Bank", "Reuters"]
    assert found["location"] == ["Geneva", "Kenya"]
    assert found["date"] == ["Monday", "April 3, 2025"]
    assert found["money"] == ["$4.5 million"]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("“We will sail at dawn,” Ana Ruiz said.", "Ana Ruiz", "said", "“We will sail at dawn,”"),
        ("“We will sail at dawn,” said the harbour master.", "the harbour master", "said", "“We will sail at dawn,”"),
        ("Ruiz told CNN: “We will sail at dawn.”", "Ruiz", "told", "“We will sail at dawn.”"),
        ("Ruiz said that the ferries would sail at dawn.", "Ruiz", "said", "that the ferries would sail at dawn"),
        ("The ferries will sail at dawn, officials said.", "officials", "said", "The ferries will sail at dawn"),
        ("The ferries will sail at dawn, according to the union.", "the union", "according to", "The ferries will sail at dawn"),
    ],
)
def test_attributions_in_every_order(text: str, source: str, cue: str, content: str) -> None:
    found = surfaces(text)
    assert (found["source"], found["content"]) == ([source], [content])
    assert len(found["cue"]) == 1
    assert found["cue"][0].startswith(cue)


def test_a_name_has_the_type_that_the_article_tells() -> None:
    text, labels = read("Marion Hale, 54, a teacher, won the race.", "“I ran,” Hale said.", "Hale lives in Leeds.")
    assert {label.label for label in labels if label.span.of(text).endswith("Hale")} - set(PARTS) == {"person"}


def test_an_unsure_type_follows_what_is_said_of_the_same_name_elsewhere() -> None:
    def run(**chances: float) -> Run:
        return Run(0, 1, 0, np.array([chances.get(name, 0.0) for name in NAME_TYPES]), 0.9)

    runs = [run(organization=0.4, person=0.3), run(location=0.5, person=0.4), run(person=0.98), run(location=0.95)]
    runs = [dataclasses.replace(found, label=int(found.chances.argmax())) for found in runs]
    agreed = agreed_types(runs, ["holm", "holm", "mara holm", "geneva"], [False] * 4)
    assert [NAME_TYPES[kind] for kind, _ in agreed] == ["person", "person", "person", "location"]
    assert all(0.5 < chance <= 1 for _, chance in agreed)


@pytest.mark.parametrize(
    ("names", "title", "expected"),
    [
        (["tarvexit", "ana ruiz", "tom li"], False, "other"),
        (["tarvexit", "ana ruiz", "tom li"], True, "person"),
        (["tarvexit", "ana ruiz", "mara tarvexit"], False, "person"),
        (["obama", "ana ruiz", "tom li"], False, "person"),
        (["tarvexit", "ana ruiz", "ana ruiz"], False, "person"),  # a note, that may leave out who is who
    ],
)
def test_one_word_alone_is_a_person_less_likely(names: list[str], *, title: bool, expected: str) -> None:
    chances = np.array([{"person": 0.6, "other": 0.35}.get(name, 0.0) for name in NAME_TYPES])
    runs = [Run(0, 1, int(chances.argmax()), chances, 0.9) for _ in names]
    agreed = agreed_types(runs, names, [title, False, False])
    assert [NAME_TYPES[kind] for kind, _ in agreed] == [expected, "person", "person"]


@pytest.mark.parametrize("role", ROLES)
def test_what_is_read_depends_on_the_role(role: str) -> None:
    found = {label.label for label in read(STORY, role=role)[1]}
    assert ("person" in found) == (role not in {"boilerplate", "date"})
    assert ("content" in found) == (role in {"title", "summary", "subhead", "body", "list", "table"})


def test_an_article_is_read_the_same_after_any_other() -> None:
    alone = read(STORY)
    read("“We sail,” he said. " * 50)
    assert read(STORY) == alone


TEXTS = st.text(st.characters() | st.sampled_from("aAbB .,:\n\u00a0“”\"'’$1é-"), min_size=1, max_size=80) | st.just(STORY)


@given(st.lists(TEXTS, max_size=4))
def test_labels_are_in_order_and_within_a_paragraph(texts: list[str]) -> None:
    text, paragraphs = paragraphs_of(texts)
    labels = read_text(text, paragraphs, pair_marks(text, paragraphs)).labels
    assert [label.span.start for label in labels] == sorted(label.span.start for label in labels)
    for label in labels:
        assert label.label in {*NAME_TYPES, *PARTS, POSSIBLE_SOURCE}
        assert 0 < label.confidence <= 1
        assert any(row.start <= label.span.start < label.span.end <= row.end for row in paragraphs)
        assert label.span.of(text) == label.span.of(text).strip()


HARD = {
    "one": "x",
    "no space": "x" * 200_000,
    "emoji": "🙂" * 500,
    "digits": "7" * 5000,
    "marks": "“" * 3000,
    "Japanese": "漢字は" * 500,
    "Arabic": "سلام " * 500,
    "control": "\x00\x01\x02 \x1b",
    "surrogates": "a\ud800b said \udfff",
    "invisible": "\u200b" * 99,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_any_characters_are_read(text: str) -> None:
    assert all(0 <= label.span.start < label.span.end <= len(text) for label in whole(text))


def test_nothing_is_made_up_in_languages_that_are_not_read() -> None:
    text = (
        "Färjetrafiken i Hamnstad står still\n\n”Vi kör igen först när stormen har dragit förbi”, sade Anna Ruiz på måndagen i Bremen. "
        "Rederiets talesperson räknar med att fartygen kan lämna hamnen igen på onsdag."
    )
    rows: dict[str, list[Any]] = read_article(Document("s", "0" * 64, "text", "utf-8", text), "test")
    assert rows["articles"][0].language == "sv"
    (quote,) = rows["quotes"]
    assert (quote.kind, quote.text, quote.speaker_name) == ("direct", "”Vi kör igen först när stormen har dragit förbi”", None)
    assert rows["mentions"] == rows["entities"] == []


def test_nothing_of_a_long_paragraph_is_cut_off() -> None:
    text = "“We will sail,” Ana Ruiz said on Monday. " * 400
    found = [label.span.of(text) for label in whole(text)]
    assert found.count("Ana Ruiz") >= 2 * 400 - 40
    assert found.count("“We will sail,”") >= 390


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = shutil.copytree(models.WEIGHTS, tmp_path / "weights")
    monkeypatch.setattr(models, "WEIGHTS", copy)
    return copy


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
def test_a_missing_file_is_named(weights: Path, name: str) -> None:
    (weights / name).unlink()
    with pytest.raises(models.WeightsError, match=name):
        models.model_files("reader")


def test_a_damaged_file_is_told(weights: Path) -> None:
    with (weights / "reader.onnx").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damage")
    with pytest.raises(models.WeightsError, match=r"reader\.onnx is damaged .*install newstables again"):
        models.model_files("reader")


def test_the_files_are_described() -> None:
    described = json.loads((models.WEIGHTS / "reader.json").read_text())
    assert set(described["training"]["data"]) >= {"attribution/train.jsonl.gz", "ner/train.jsonl.gz"}
    sizes = {path.name: path.stat().st_size for path in models.WEIGHTS.iterdir()}
    of_world = sum(size for name, size in sizes.items() if "world" in name)
    assert of_world < 55 * 10**6
    assert sum(sizes.values()) - of_world < 30 * 2**20
