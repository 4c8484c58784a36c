"""Who speaks: names, pronouns, descriptions, quotes carried over, and sources that are nobody known."""

import pytest

from tests.test_quotes import marked
from transforms.entities import resolve_names
from transforms.marks import pair_marks
from transforms.quotes import find_attributions
from transforms.schema import EntityRow, QuoteRow
from transforms.speakers import name_speakers


def spoken(*texts: str) -> tuple[list[QuoteRow], list[EntityRow]]:
    text, paragraphs, labels = marked(*texts)
    found = find_attributions(text, paragraphs, pair_marks(text, paragraphs), labels)
    mentions, entities = resolve_names("a", text, paragraphs, labels)
    return name_speakers("a", text, paragraphs, found, mentions, entities), entities


def speakers(*texts: str) -> list[tuple[str, str | None]]:
    return [(quote.speaker_resolution, quote.speaker_name) for quote in spoken(*texts)[0]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{p|Ana Ruiz}", "Ana Ruiz"),
        ("Harbour envoy {p|Ana Ruiz}", "Ana Ruiz"),
        ("{p|Ana Ruiz}, the envoy of {l|Norland},", "Ana Ruiz"),
        ("{p|Ana Ruiz} of the {o|Sailors’ Union}", "Ana Ruiz"),
        ("{p|Holm} spokeswoman {p|Ana Ruiz}", "Ana Ruiz"),
        ("{o|Ministry of Ports} spokesman {p|Tom Li}", "Tom Li"),
        ("the {o|Ministry of Ports}", "Ministry of Ports"),
        ("{l|Norland}", "Norland"),
        ("{g|Conservatives}", "Conservatives"),
        ("the minister of ports, {p|Ana Ruiz}", "Ana Ruiz"),
        ("{p|Holm}’s daughter, Mrs {p|Ana Ruiz},", "Ana Ruiz"),
        ("officials quoted by {o|Reuters}", None),
        ("an aide to {p|Ana Ruiz}", None),
        ("a spokesman for {p|Ana Ruiz}", None),
        ("{p|Ana Ruiz}’s spokesman", None),
        ("{p|Ruiz}' lawyer", None),
        ("the {p|Ruiz} administration", None),
        ("{l|Norland} officials", None),
        ("officials", None),
        ("{d|Monday}", None),
    ],
)
def test_the_head_of_the_source_speaks(source: str, expected: str | None) -> None:
    resolution = "name" if expected else "none"
    assert speakers(f"{{s|{source}}} {{c|said}} {{x|that the ferries would sail at dawn}}.") == [(resolution, expected)]


def test_who_is_told_does_not_speak() -> None:
    assert speakers("“We sail,” {s|{p|Ana Ruiz}} {c|told} {o|CNN}.") == [("name", "Ana Ruiz")]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # the person of the sentence before, in the same paragraph
        (["{p|Ana Ruiz} met {p|Mara Holm}. “We sail,” {s|she} {c|said}."], "Ana Ruiz"),
        # the speaker before
        (["“Boats,” {s|{p|Tom Li}} {c|said}.", "“We sail at dawn,” {s|he} {c|said}."], "Tom Li"),
        # not a name in the words that the pronoun itself speaks
        (["“Boats,” {s|{p|Tom Li}} {c|said}.", "“Now {p|Pete Holm} must sail,” {s|he} {c|said}."], "Tom Li"),
        # gender, by first name and by title
        (["{p|Tom Li} met {p|Ana Ruiz}. “We sail,” {s|she} {c|said}."], "Ana Ruiz"),
        (["{p|Yo Tan} sailed with Mrs. {p|Ek}. “We sail,” {s|she} {c|said}. "], "Yo Tan"),
        (["{p|Tom Li} called Mrs. {p|Ek}. “We sail,” {s|she} {c|said}."], "Ek"),
        # the paragraph before
        (["{p|Ana Ruiz} leads the union.", "“We sail at dawn,” {s|she} {c|said}."], "Ana Ruiz"),
        # a name that only owns something is no subject
        (["{p|Ana Ruiz}’s boat was late.", "“We sail at dawn,” {s|she} {c|said}."], None),
        (["The boats are late.", "“We sail at dawn,” {s|he} {c|said}."], None),
        # who
        (["The union is led by {p|Ana Ruiz}, {s|who} {c|said} {x|that the boats would sail}."], "Ana Ruiz"),
        # bodies
        (["{s|The {o|Port Authority}} {c|said} {x|that boats sail}. {s|It} {c|said} {x|that all is well}."], "Port Authority"),
        (["“Boats,” {s|{p|Tom Li}} {c|said}.", "{s|They} {c|said} {x|that all is well}."], None),
    ],
)
def test_pronouns_find_their_antecedent(texts: list[str], expected: str | None) -> None:
    assert speakers(*texts)[-1] == ("pronoun" if expected else "none", expected)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Harbour envoy {p|Ana Ruiz} came. “We sail,” {s|the envoy} {c|said}."], "Ana Ruiz"),
        (["“We sail,” {s|Harbour Envoy} {c|Says}", "Harbour envoy {p|Ana Ruiz} came."], "Ana Ruiz"),
        (["{p|Tom Li}, head of the union, came. “We sail,” {s|the head of the union} {c|said}."], "Tom Li"),
        (["The {o|Ministry of Ports} met. “We sail,” {s|the ministry} {c|said}."], "Ministry of Ports"),
        (["Mayor {p|Ana Ruiz} met captain {p|Tom Li}. “We sail,” {s|the mayor} {c|said}."], "Ana Ruiz"),
        (["The envoy’s boat, with {p|Ana Ruiz}, came. “We sail,” {s|the captain} {c|said}."], None),
        (["The campaign {p|Ana Ruiz} runs is new. “We sail,” {s|the campaign} {c|said}."], None),
    ],
)
def test_descriptions_that_the_article_ties_to_a_name(texts: list[str], expected: str | None) -> None:
    quotes, _ = spoken(*texts)
    (quote,) = (quote for quote in quotes if quote.speaker_text)
    assert (quote.speaker_resolution, quote.speaker_name) == ("nominal" if expected else "none", expected)


def test_a_quote_is_carried_over_to_the_next_paragraph_alone() -> None:
    assert speakers("“Boats,” {s|{p|Tom Li}} {c|said}.", "“We sail at dawn, all of us.”", "They slept.", "“Up now, all of you.”") == [
        ("name", "Tom Li"),
        ("carried", "Tom Li"),
        ("none", None),
    ]


def test_quotes_are_counted_and_filled_in() -> None:
    quotes, entities = spoken("“We are tired,” {s|{p|Ana Ruiz}} {c|said}. “We sail.”", "{s|Officials} {c|said} {x|that the port was shut}.")
    first, second = quotes
    assert (first.text, first.kind, first.paragraph, first.cue_text) == ("“We are tired,” … “We sail.”", "direct", 0, "said")
    assert (first.speaker_text, first.speaker_start, first.speaker_end) == ("Ana Ruiz", 16, 24)
    assert (first.speaker_id, first.speaker_name) == (entities[0].entity_id, "Ana Ruiz")
    assert (second.speaker_text, second.speaker_id, second.speaker_name, second.paragraph) == ("Officials", None, None, 1)
    assert [entity.quote_count for entity in entities] == [1]
    assert first.quote_id != second.quote_id
