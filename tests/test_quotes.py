"""Which words are quoted or reported, and which source and cue they go with, from labels as a reader gives them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import paragraphs_of
from transforms.quotes.attributions import find_attributions
from transforms.quotes.marks import pair_marks
from transforms.records import POSSIBLE_SOURCE, Attribution, Label, Span
from transforms.schema import QUOTE_KINDS, ParagraphRow

TAGS = {
    "s": "source",
    "c": "cue",
    "x": "content",
    "p": "person",
    "o": "organization",
    "l": "location",
    "g": "group",
    "d": "date",
    "q": POSSIBLE_SOURCE,
}


def marked(*texts: str, role: str = "body") -> tuple[str, list[ParagraphRow], list[Label]]:
    """Read `{s|Ruiz} {c|said} …` into text, paragraphs and labels; tags nest and are named by `TAGS`."""
    plain, labels, place = [], [], 0
    for text in texts:
        open_tags: list[tuple[str, int]] = []
        pieces: list[str] = []
        for piece in re.findall(r"\{\w+\||\}|[^{}]+", text):
            if piece == "}":
                tag, start = open_tags.pop()
                labels.append(Label(Span(start, place), TAGS[tag], 0.9))
            elif piece.startswith("{"):
                open_tags.append((piece[1:-1], place))
            else:
                pieces.append(piece)
                place += len(piece)
        plain.append("".join(pieces))
        place += 2
    text, paragraphs = paragraphs_of(plain, role)
    return text, paragraphs, sorted(labels, key=lambda label: (label.span, label.label))


def attributions(*texts: str, role: str = "body") -> tuple[str, list[Attribution]]:
    text, paragraphs, labels = marked(*texts, role=role)
    return text, find_attributions(text, paragraphs, pair_marks(text, paragraphs), labels)


def found(*texts: str, role: str = "body") -> list[tuple[str, str, str | None, str | None]]:
    """Return kind, content, source and cue of each attribution."""
    text, quotes = attributions(*texts, role=role)
    return [
        (
            quote.kind,
            " … ".join(span.of(text) for span in quote.contents),
            quote.source.of(text) if quote.source else None,
            quote.cue.of(text) if quote.cue else None,
        )
        for quote in quotes
    ]


def test_the_name_of_a_source_in_marks_is_no_content() -> None:
    said = found("{x|The boats will sail}, {c|reports} {s|“our harbour today”}.")
    assert said == [("indirect", "The boats will sail", "“our harbour today”", "reports")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We sail at dawn," {s|Ruiz} {c|said}.', [("direct", '"We sail at dawn,"', "Ruiz", "said")]),
        ("“We sail at dawn,” {c|said} {s|the harbour master}.", [("direct", "“We sail at dawn,”", "the harbour master", "said")]),
        ("{s|Ruiz} {c|said}: “We sail at dawn.”", [("direct", "“We sail at dawn.”", "Ruiz", "said")]),
        ("“No,” {s|he} {c|said}.", [("direct", "“No,”", "he", "said")]),
        (
            "“We are tired,” {s|Ruiz} {c|told} reporters. “But we sail.”",
            [("direct", "“We are tired,” … “But we sail.”", "Ruiz", "told")],
        ),
        (
            "“We are tired,” {s|Ruiz}, who has led the union for nine long years, {c|said}, “but we sail.”",
            [("direct", "“We are tired,” … “but we sail.”", "Ruiz", "said")],
        ),
        (
            "“We are tired,” {s|Ruiz} {c|said}. “So are we,” {s|Li} {c|replied}. “Very tired.”",
            [("direct", "“We are tired,”", "Ruiz", "said"), ("direct", "“So are we,” … “Very tired.”", "Li", "replied")],
        ),
        ("“Will they sail?” {s|Ruiz} {c|asked}.", [("direct", "“Will they sail?”", "Ruiz", "asked")]),
        # a possible source is one only where a cue has no other in its sentence
        (
            "{q|Ruiz}, who is tired, {c|denies} {x|that the ferry is for sale}.",
            [("indirect", "that the ferry is for sale", "Ruiz", "denies")],
        ),
        ("{q|Li} waits. {s|Ruiz} {c|denies} {x|that it is for sale}.", [("indirect", "that it is for sale", "Ruiz", "denies")]),
        ("{q|Li} waits. On Monday came a note {c|saying} {x|that all is sold}.", [("indirect", "that all is sold", None, "saying")]),
        # the subject of a passive hears
        ("{s|Ruiz} was {c|asked}, “Will they sail?”", [("direct", "“Will they sail?”", None, "asked")]),
        ("{s|Ruiz} had been {c|told} {x|that they would sail}.", [("indirect", "that they would sail", None, "told")]),
    ],
)
def test_words_in_marks_go_to_the_nearest_speaker(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what the reader saw of the clause and what stands in marks are one content
        (
            "{s|Ruiz} {c|said} {x|that the talks were “a slow and difficult} process.”",
            [("mixed", "that the talks were “a slow and difficult process.”", "Ruiz", "said")],
        ),
        (
            "{s|She} {c|said} {x|they behaved “with respect” and asked “many questions”}.",
            [("mixed", "they behaved “with respect” and asked “many questions”", "She", "said")],
        ),
        ("{s|Ruiz} {c|said} {x|“we sail at dawn”}.", [("direct", "“we sail at dawn”", "Ruiz", "said")]),
        ("{x|The ferries will sail}, {s|officials} {c|said}.", [("indirect", "The ferries will sail", "officials", "said")]),
        (
            "{s|He} {c|said} {x|work had begun}, and {c|told} a radio station {x|that it would last}.",
            [("indirect", "work had begun", "He", "said"), ("indirect", "that it would last", "He", "told")],
        ),
        (
            "{x|A storm closed the port}, {s|the radio} {c|reported}. {x|Two boats are missing}, {s|officials} {c|said}.",
            [
                ("indirect", "A storm closed the port", "the radio", "reported"),
                ("indirect", "Two boats are missing", "officials", "said"),
            ],
        ),
        ("{c|according to} {s|the ministry}, {x|all is well}.", [("indirect", "all is well", "the ministry", "according to")]),
        ("It was {c|said} {x|that the port would close}.", [("indirect", "that the port would close", None, "said")]),
    ],
)
def test_reported_clauses_are_united_with_marks_and_linked(text: str, expected: list[tuple[str, str, str | None, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tom “Shorty” Holm runs the boat.",
        "The “experts” met on Monday.",
        "The group was declared an “undesirable organization” by the court.",
        "{s|Ruiz} {c|spoke} on “The Harbour Morning Show,” a radio programme.",
        "They sang “Sailing to the North,” a song of the islands.",
        "The strike began in May. Its slogan, “boats not banks”, is on every wall.",
        "The film “Night of the Boats” won.",
        "Ruiz handed over a report entitled “Ports must change now, or they will die.”",
        "He wrote an essay titled, “Nobody asks the sea.” It won a prize.",
        "The sign reads “24/7” and “…”.",
    ],
)
def test_words_in_marks_that_nobody_said_are_no_quote(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("role", ["boilerplate", "caption", "credit", "byline"])
def test_only_the_article_is_read(role: str) -> None:
    assert found("“We sail at dawn,” {s|Ruiz} {c|said}.", role=role) == []


def test_a_headline_may_quote_in_capitals() -> None:
    text = "{s|Envoy} {c|Says} {x|Talks Brought 'Real Progress' To The Islands}"
    assert found(text, role="title") == [("mixed", "Talks Brought 'Real Progress' To The Islands", "Envoy", "Says")]


def test_a_paragraph_that_ends_in_a_colon_announces_the_next() -> None:
    assert found("{s|Ruiz} {c|continued}:", "“We sail at dawn. That is all.”") == [
        ("direct", "“We sail at dawn. That is all.”", "Ruiz", "continued")
    ]


def test_a_quotation_that_is_reopened_goes_on() -> None:
    assert found("“We sail at dawn,” {s|Ruiz} {c|said}. “The sea is calm.", "“And the crews are rested.”") == [
        ("direct", "“We sail at dawn,” … “The sea is calm. … “And the crews are rested.”", "Ruiz", "said")
    ]


def test_indirect_words_without_a_cue_are_no_quote() -> None:
    assert found("{x|The headline was changed to say that boats sail}.", "{x|The fog is thick, and boats stay}.") == []


def test_a_quoted_paragraph_without_a_speaker_is_carried_over() -> None:
    _, quotes = attributions(
        "“We sail at dawn,” {s|Ruiz} {c|said}.", "“The sea is calm and the crews are rested.”", "They slept.", "“Up now, all of you.”"
    )
    assert [(quote.source is not None, quote.carried) for quote in quotes] == [(True, False), (False, True), (False, False)]


def test_a_long_aside_does_not_end_a_quote() -> None:
    aside = "who has led the union for nine long years and who has, since the strike that cost her a winter and a boat, refused " * 2
    assert found(f"“We sail,” {{c|said}} {{s|Ruiz}}, {aside}to speak. “At dawn.”") == [
        ("direct", "“We sail,” … “At dawn.”", "Ruiz", "said")
    ]


def test_what_is_told_in_an_aside_does_not_end_a_quote() -> None:
    aside = '"A ferry sank," {c|said} {s|Mrs. Toll}, {c|recalling} {x|a storm that took two boats}. "Nobody came."'
    assert found(aside) == [
        ("direct", '"A ferry sank," … "Nobody came."', "Mrs. Toll", "said"),
        ("indirect", "a storm that took two boats", "Mrs. Toll", "recalling"),
    ]
    another = '"A ferry sank," {c|said} {s|Mrs. Toll}. {s|Mr. Oake} {c|recalled} {x|a storm that took two boats}. "Nobody came."'
    assert [source for *_, source, _ in found(another)] == ["Mrs. Toll", "Mr. Oake"]


@pytest.mark.parametrize(
    ("texts", "source", "cue"),
    [
        (("“We sail at dawn.” — Ana Ruiz",), "Ana Ruiz", "—"),
        (("“We sail at dawn.”― Ana Ruiz, of the {s|Harbour Guild}.",), "Ana Ruiz, of the Harbour Guild", "―"),
        (("“We sail at dawn.”", "-- Ana de la Ruiz, pilot"), "Ana de la Ruiz, pilot", "--"),
        (("“We sail at dawn.” — Then he left.",), None, None),
        (("“We sail at dawn,” {c|said} {s|Oake}.", "— Ana Ruiz"), "Oake", "said"),
        (("We sail at dawn.", "— Ana Ruiz"), None, None),
    ],
)
def test_a_quotation_may_be_signed(texts: tuple[str, ...], source: str | None, cue: str | None) -> None:
    quotes = found(*texts)
    assert [quote[2:] for quote in quotes] == ([(source, cue)] if texts[0].startswith("“") else [])


def test_a_pronoun_before_its_cue_is_no_content() -> None:
    assert found("{x|She} {c|was quoted} {s|by the agency} {c|as saying} {x|that boats sail}.") == [
        ("indirect", "that boats sail", "She", "was quoted by the agency as saying")
    ]
    assert found("{x|Its leader, Ana Ruiz,} {c|was quoted} {s|by the agency} {c|as saying} {x|that boats sail}.") == [
        ("indirect", "that boats sail", "Its leader, Ana Ruiz,", "was quoted by the agency as saying")
    ]
    assert found("{s|Ruiz} {c|denied} {x|reports of fog} and was quoted {s|by the Sun} {c|as saying} {x|that boats sail}.")[1:] == [
        ("indirect", "that boats sail", "Ruiz", "was quoted by the Sun as saying")
    ]
    assert found('"We sail at dawn," {x|he} {c|was quoted as saying}.') == [("direct", '"We sail at dawn,"', "he", "was quoted as saying")]


def test_who_is_quoted_as_saying_speaks() -> None:
    assert found("{s|The Post} {c|quoted} {x|pilot Ana Ruiz as saying boats sail}.") == [
        ("indirect", "boats sail", "pilot Ana Ruiz", "quoted")
    ]
    assert found("Ana Ruiz {c|was quoted by} {s|the Post} {x|as saying boats sail}.") == [
        ("indirect", "boats sail", "Ana Ruiz", "was quoted by the Post as saying")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry, {s|Ruiz} {c|said}, {x|was late}.", "The ferry … was late"),
        ("{s|The ferry}, {c|said} {s|Ruiz}, {x|was late}.", "The ferry … was late"),
        ("It rained. Under the rules, {s|Ruiz} {c|said}, {x|it sails at dawn}.", "Under the rules … it sails at dawn"),
        ("However, {s|Ruiz} {c|said}, {x|it was late}.", "it was late"),
        ("Holm stayed because, {s|Ruiz} {c|said}, {x|it was late}.", "it was late"),
        ("The ferry, {s|Ruiz} {c|said} {x|it was late}.", "it was late"),
    ],
)
def test_what_comes_before_a_source_within_its_sentence_is_reported_too(text: str, expected: str) -> None:
    ((_, words, source, cue),) = found(text)
    assert (words, source, cue) == (expected, "Ruiz", "said")


def test_a_pull_quote_is_not_counted_again() -> None:
    assert len(found("“We sail at dawn, and we sail alone.”", "“We sail at dawn, and we sail alone,” {s|Ruiz} {c|said}.")) == 1


def test_a_transcript_is_read_by_turns() -> None:
    turns = ["HOLM: When do you sail?", "RUIZ: At dawn, if the sea is calm.", "HOLM: And if not?"]
    assert found(*turns) == [
        ("direct", "When do you sail?", "HOLM", ":"),
        ("direct", "At dawn, if the sea is calm.", "RUIZ", ":"),
        ("direct", "And if not?", "HOLM", ":"),
    ]
    assert found("UPDATE: The ferries sail again.") == []
    inside = ['"HOLM: When do you sail?', '"RUIZ: At dawn, if the sea is calm.', '"HOLM: And if not?"']
    assert [(source, cue) for _, _, source, cue in found(*inside)] == [("HOLM", ":"), ("RUIZ", ":"), ("HOLM", ":")]
    assert [content.strip('"') for _, content, *_ in found(*inside)] == [turn.partition(": ")[2] for turn in turns]


@st.composite
def labelled(draw: st.DrawFn) -> tuple[str, list[ParagraphRow], list[Label]]:
    """Texts full of marks with labels at random places of their paragraphs."""
    texts = draw(st.lists(st.text(st.sampled_from("ab AB.,:\"“”'‘’"), min_size=1, max_size=60), min_size=1, max_size=4))
    text, paragraphs = paragraphs_of(texts)
    labels = []
    for row in paragraphs:
        for label in draw(st.lists(st.sampled_from(["source", "cue", "content"]), max_size=5)):
            start = draw(st.integers(row.start, row.end - 1))
            labels.append(Label(Span(start, draw(st.integers(start + 1, row.end))), label, 0.5))
    return text, paragraphs, sorted(labels, key=lambda label: (label.span, label.label))


@given(labelled())
def test_contents_are_ordered_disjoint_and_within_a_paragraph(article: tuple[str, list[ParagraphRow], list[Label]]) -> None:
    text, paragraphs, labels = article
    quotes = find_attributions(text, paragraphs, pair_marks(text, paragraphs), labels)
    firsts = [quote.contents[0] for quote in quotes]
    assert firsts == sorted(firsts)
    spans = sorted(span for quote in quotes for span in quote.contents)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(any(row.start <= span.start < span.end <= row.end for row in paragraphs) for span in spans)
    assert all(quote.kind in QUOTE_KINDS and 0 < quote.confidence <= 1 for quote in quotes)
    assert all(quote.source is None or not quote.carried for quote in quotes)


def test_thousands_of_quotes_in_one_paragraph() -> None:
    article = marked("“We sail at dawn,” {s|Ruiz} {c|said}. “No,” {c|said} {s|Li}. " * 3000)
    marks = pair_marks(*article[:2])
    quotes = find_attributions(article[0], article[1], marks, article[2])
    assert len(quotes) == 6000


@pytest.mark.parametrize(
    "text",
    [
        '{s|Ruiz} did not {c|call} the crew "lazy and slow".',
        '{s|Ruiz} could have {c|said} "I am sorry."',
        'Ruiz could have said "I am sorry."',
        "{s|Ruiz} never {c|said} {x|that the ferry would sail}.",
        "Nor did {s|she} {c|say} {x|that the ferry would sail}.",
    ],
)
def test_what_was_not_said_is_no_statement(text: str) -> None:
    assert found(text) == []


def test_a_reported_clause_ends_with_its_sentence() -> None:
    assert found("{s|Ruiz} {c|said} {x|it looked thin. Li vowed to buy one}.") == [("indirect", "it looked thin", "Ruiz", "said")]
