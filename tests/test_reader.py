"""What the reader labels: names with their types, and the source, cue and content of attributions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import paragraphs_of
from transforms.marks import pair_marks
from transforms.reader import read_labels
from transforms.records import Label
from transforms.schema import NAME_TYPES, ROLES, ParagraphRow

PARTS = ("source", "cue", "content")


def read(*texts: str, role: str = "body") -> tuple[str, list[Label]]:
    text, paragraphs = paragraphs_of(list(texts), role)
    return text, read_labels(text, paragraphs, pair_marks(text, paragraphs))


def names(*texts: str, role: str = "body") -> list[tuple[str, str]]:
    text, labels = read(*texts, role=role)
    return [(label.label, label.span.of(text)) for label in labels if label.label not in PARTS]


def parts(text: str, role: str = "body") -> dict[str, list[str]]:
    _, labels = read(text, role=role)
    return {part: [label.span.of(text) for label in labels if label.label == part] for part in PARTS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour envoy Ana Ruiz came.", [("person", "Ana Ruiz")]),
        ("President Ana Ruiz and Mr. Holm met.", [("person", "Ana Ruiz"), ("person", "Holm")]),
        ("They met Ana Ruiz’s lawyer.", [("person", "Ana Ruiz")]),
        ("They met Ursula von der Leyen there.", [("person", "Ursula von der Leyen")]),
        ("The Ministry of Ports closed.", [("organization", "Ministry of Ports")]),
        ("Officials at NATO and the Sailors Union met.", [("organization", "NATO"), ("organization", "Sailors Union")]),
        ("The French and the Germans met in Geneva.", [("group", "French"), ("group", "Germans"), ("location", "Geneva")]),
        ("A US-proposed truce in the United States.", [("location", "US"), ("location", "United States")]),
        ("On April 3, 2025, and on Monday it rained.", [("date", "April 3, 2025"), ("date", "Monday")]),
        ("It cost $4.5 million or 300 euros.", [("money", "$4.5 million"), ("money", "300 euros")]),
        ("The ferries sail. Crews rest, and the crews sleep.", []),
    ],
)
def test_names_have_a_type(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text) == expected


def test_a_headline_in_capitals_has_the_names_of_the_article() -> None:
    text, paragraphs = paragraphs_of(["Ferry Envoy Ana Ruiz Sees Talks Ahead", "The envoy Ana Ruiz saw talks."])
    paragraphs[0].role = "title"
    labels = read_labels(text, paragraphs, pair_marks(text, paragraphs))
    assert [label.span.start for label in labels if label.label in NAME_TYPES] == [12, text.rindex("Ana Ruiz")]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("“We sail,” Ana Ruiz said.", "Ana Ruiz", "said", None),
        ("“We sail,” said the harbour master.", "the harbour master", "said", None),
        ("“We sail,” said the harbour master, Mr Tom Li.", "the harbour master, Mr Tom Li", "said", None),
        ("“We sail,” the harbour master, Tom Li, said.", "the harbour master, Tom Li", "said", None),
        ("“We sail,” Ruiz told CNN.", "Ruiz", "told", None),
        ("“We sail,” he was quoted as saying.", "he", "was quoted as saying", None),
        ("“We sail,” local radio stations quoted Ruiz as telling reporters in Geneva.", "Ruiz", "quoted", None),
        ("Ruiz said: “We sail.”", "Ruiz", "said", "“We sail.”"),
        ("Ruiz said that the ferries would sail at dawn.", "Ruiz", "said", "that the ferries would sail at dawn"),
        ("Ruiz said on April 3 that the ferries would sail.", "Ruiz", "said", "that the ferries would sail"),
        ("Ruiz claimed after meeting the crews that forces were at work.", "Ruiz", "claimed", "that forces were at work"),
        ("Ruiz told reporters that the ferries would sail.", "Ruiz", "told", "that the ferries would sail"),
        ("The ferries will sail at dawn, officials said on Monday.", "officials", "said", "The ferries will sail at dawn"),
        ("Officials quoted by Reuters said the ferries would sail.", "Officials quoted by Reuters", "said", "the ferries would sail"),
        ("All is well, according to the port authority.", "the port authority", "according to", "All is well"),
        ("According to the port authority, all is well.", "the port authority", "According to", "all is well"),
        ("He gave no names, but said they behaved “with great respect.”", "He", "said", "they behaved “with great respect.”"),
        ("In a statement, the union warned that the boats were late.", "the union", "warned", "that the boats were late"),
    ],
)
def test_attributions_in_every_order(text: str, source: str, cue: str, content: str | None) -> None:
    found = parts(text)
    assert found["source"] == [source]
    assert found["cue"] == [cue]
    assert [part for part in found["content"] if part != "“We sail.”"] == ([content] if content and content != "“We sail.”" else [])


def test_a_second_verb_has_the_subject_of_the_first() -> None:
    text = "He also said work was under way on the pier, and told a radio station that it would last."
    assert parts(text) == {
        "source": ["He"],
        "cue": ["said", "told"],
        "content": ["work was under way on the pier", "that it would last"],
    }


@pytest.mark.parametrize(
    "text",
    ["The strike ended at dawn.", "The States of the north met.", "He did not say how they would sail.", "A boat was called a wreck."],
)
def test_other_sentences_report_nothing(text: str) -> None:
    assert parts(text)["content"] == []


@pytest.mark.parametrize("role", ROLES)
def test_what_is_read_depends_on_the_role(role: str) -> None:
    _, labels = read("Envoy Ana Ruiz said that the ferries would sail at dawn.", role=role)
    found = {label.label for label in labels}
    assert ("person" in found) == (role not in {"boilerplate", "date"})
    assert ("content" in found) == (role in {"title", "summary", "subhead", "body", "list"})


@given(
    st.lists(
        st.text(st.sampled_from("aAbBsS .,:\n\u00a0“”\"'’$1é-"), min_size=1, max_size=80) | st.just("“We sail,” Ana Ruiz said."), max_size=4
    )
)
def test_labels_are_in_order_and_within_a_paragraph(texts: list[str]) -> None:
    text, paragraphs = paragraphs_of(texts)
    labels = read_labels(text, paragraphs, pair_marks(text, paragraphs))
    assert [label.span.start for label in labels] == sorted(label.span.start for label in labels)
    for label in labels:
        assert label.label in {*NAME_TYPES, *PARTS}
        assert 0 < label.confidence <= 1
        assert any(row.start <= label.span.start < label.span.end <= row.end for row in paragraphs)
        assert label.span.of(text) == label.span.of(text).strip()


@pytest.mark.parametrize(
    "text",
    [
        "“We sail,” Ana Ruiz said on Monday, and told Li Wei that it was late. " * 1500,
        "He said he said " * 5000,
        "Ana Ruiz of the " * 5000,
        "said " + " " * 50_000 + "said",
        "Mr. A. B. C. " * 5000,
    ],
)
def test_long_repetitive_text_comes_to_an_end(text: str) -> None:
    row = ParagraphRow("a", 0, "body", True, 0, len(text), text, 1.0)  # noqa: FBT003 - a column of the row
    marks = pair_marks(text, [row])
    assert all(label.span.end <= len(text) for label in read_labels(text, [row], marks))


def test_a_nickname_is_part_of_the_name() -> None:
    text = 'For years Walter "Shorty" Pym rented out films. In Paris "Le Monde" reported it.'
    labels = read_labels(*paragraphs_of([text]), [[]])
    names = [label.span.of(text) for label in labels if label.label in NAME_TYPES]
    assert names[:2] == ['Walter "Shorty" Pym', "Paris"]
