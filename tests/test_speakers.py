"""Who speaks: names, pronouns, descriptions, quotes carried over, and sources that are nobody known."""

import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from tests.test_quotes import marked
from transforms.entities.resolving import resolve_names
from transforms.quotes.attributions import find_attributions
from transforms.quotes.marks import pair_marks
from transforms.reader.model import read_text
from transforms.records import Label
from transforms.schema import NAMES_JOINT, SOURCE_TYPES, EntityRow, ParagraphRow, QuoteRow
from transforms.speakers.context import build_context
from transforms.speakers.missed_names import add_missed_names
from transforms.speakers.quote_rows import resolve_speakers


def spoken(*texts: str) -> tuple[list[QuoteRow], list[EntityRow]]:
    return linked(*marked(*texts))


def linked(text: str, paragraphs: list[ParagraphRow], labels: list[Label]) -> tuple[list[QuoteRow], list[EntityRow]]:
    quoted = pair_marks(text, paragraphs)
    found = find_attributions(text, paragraphs, quoted, labels)
    mentions, entities = resolve_names("a", text, paragraphs, add_missed_names(text, found, labels))
    context = build_context(text, paragraphs, found, mentions, entities, read_text(text, paragraphs, quoted).pointers)
    return resolve_speakers("a", context, entities)


def not_yet(*case: object) -> ParameterSet:
    """Return a case that is read wrongly; the test fails once it is read right."""
    return pytest.param(*case, marks=pytest.mark.xfail(strict=True))


def speakers(*texts: str) -> list[tuple[str, str | None]]:
    return [(quote.speaker_resolution, quote.speaker_name) for quote in spoken(*texts)[0]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{p|Ana Ruiz} and {p|Tom Li}", "Ana Ruiz; Tom Li"),
        ("Sens. {p|Ana Ruiz} (R-Vt.), {p|Mara Holm} (D-Ohio) and {p|Tom Li}", "Ana Ruiz; Mara Holm; Tom Li"),
        ("{p|Ana Ruiz}, of the port, and envoy {p|Tom Li}", "Ana Ruiz; Tom Li"),
        ("Both {p|Ana Ruiz} and {p|Tom Li}", "Ana Ruiz; Tom Li"),
        ("the {o|Port Authority} and the {o|Sailors’ Union}", "Port Authority; Sailors’ Union"),
        ("the head of the {o|Sailors’ Union} Captain {p|Ana Ruiz} and {p|Tom Li}", "Ana Ruiz; Tom Li"),
    ],
)
def test_several_who_speak_together_are_no_entity_but_are_named(source: str, expected: str) -> None:
    quotes, entities = spoken(f"{{s|{source}}} {{c|said}} {{x|that the boats would sail}}.")
    assert [(quote.speaker_resolution, quote.speaker_id, quote.speaker_name) for quote in quotes] == [("none", None, expected)]
    names = {entity.entity_id: entity.name for entity in entities}
    assert [names[speaker] for speaker in quotes[0].speaker_ids] == expected.split(NAMES_JOINT)
    assert {entity.name for entity in entities} >= {*expected.split(NAMES_JOINT)}
    assert all(entity.quote_count == 0 for entity in entities)


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
        ("{g|Conservatives}", None),
        ("the minister of ports, {p|Ana Ruiz}", "Ana Ruiz"),
        ("{p|Holm}’s daughter, Mrs {p|Ana Ruiz},", "Ana Ruiz"),
        ("officials quoted by {o|Reuters}", None),
        ("an aide to {p|Ana Ruiz}", None),
        ("a spokesman for {p|Ana Ruiz}", None),
        ("{p|Ana Ruiz}’s spokesman", None),
        ("{p|Ruiz}' lawyer", None),
        ("the {p|Ruiz} administration", "Ruiz administration"),
        ("{l|Norland} officials", None),
        ("{p|Ana Ruiz}, who runs the port,", "Ana Ruiz"),
        ("{l|Norland}, the only ally of the islands,", "Norland"),
        ("Secretary of State {p|Ana Ruiz}", "Ana Ruiz"),
        ("former secretary of state {p|Ana Ruiz}", "Ana Ruiz"),
        ("{p|Holm}’s niece, state delegate {p|Ana Ruiz},", "Ana Ruiz"),
        ("Rep. {p|Ana Ruiz (R-Vt}.)", "Ana Ruiz"),
        ("{p|Ana Ruiz}’s", "Ana Ruiz"),
        ("{p|Ana Ruiz} and other captains", "Ana Ruiz"),
        ("{p|Ana Ruiz}, who fought {p|Mara Holm} and {p|Tom Li},", "Ana Ruiz"),
        # what X wrote, and who is near X
        ("a report by {p|Ana Ruiz}", "Ana Ruiz"),
        ("some captains, including {p|Ana Ruiz},", None),
        ("a dozen bodies led by the {o|Port Authority}", None),
        ("a spokesman for the insurer, {o|Great Holm},", None),
        ("the network of ports, {o|Great Holm},", "Great Holm"),
        ("a top {o|Harbour Party strategist}", None),
        ("the {o|Harbour Party newspaper}", "Harbour Party newspaper"),
        ("the {p|Ruiz campaign}", "Ruiz campaign"),
        ("the {p|Ruiz administration}", "Ruiz administration"),
        ("{p|the Harbour senator}", None),
        ("I", None),
        ("we", None),
        ("a person familiar with the talks", None),
        ("officials", None),
        ("{d|Monday}", None),
    ],
)
def test_the_head_of_the_source_speaks(source: str, expected: str | None) -> None:
    resolution = "name" if expected else "none"
    assert speakers(f"{{s|{source}}} {{c|said}} {{x|that the ferries would sail at dawn}}.") == [(resolution, expected)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Attorney General {p|Ana Ruiz} met Health MEC {p|Mara Holm}.", "“We sail,” {s|the {o|AG}} {c|said}."], "Ana Ruiz"),
        (["Attorney General {p|Ana Ruiz} met Health MEC {p|Mara Holm}.", "“We sail,” {s|the {o|MEC}} {c|said}."], "Mara Holm"),
        (["{o|WHO} chief {p|Ana Ruiz} met {p|Mara Holm}.", "“We sail,” {s|the {o|WHO}} {c|said}."], "WHO"),
    ],
)
def test_an_office_in_short_is_who_holds_it(texts: list[str], expected: str) -> None:
    assert [name for _, name in speakers(*texts)] == [expected]


def test_a_body_announces_what_it_will_do() -> None:
    texts = ["{p|Ana Ruiz} of the {o|Port Union} wept.", "{x|{o|Holm Lines} will close a yard}, {s|the company} {c|said}."]
    assert [name for _, name in speakers(*texts)] == ["Holm Lines"]


@pytest.mark.parametrize("noun", ["couple", "siblings", "two"])
def test_two_who_are_named_together_are_meant_by_a_noun_for_both(noun: str) -> None:
    texts = ["{p|Ana Ruiz}, 45, and her brother {p|Tom Ruiz} own the boat.", f"{{s|The {noun}}} {{c|said}} {{x|that it would sail}}."]
    assert [name for _, name in speakers(*texts)] == ["Ana Ruiz; Tom Ruiz"]


def test_a_couple_are_not_the_authors() -> None:
    texts = ["“We sail,” {s|{p|Tom Li}} {c|said}.", "His wife, {p|Ana Ruiz}, wept.", "{s|The couple} {c|said} {x|that the boat was old}."]
    assert speakers(*texts)[-1][1] == "Tom Li; Ana Ruiz"


def test_they_is_one_person_where_the_article_says_so() -> None:
    texts = ["{p|Ana Ruiz}, who uses they/them pronouns, met {p|Tom Li}.", "{p|Ruiz} was late. “We sail,” {s|they} {c|said}."]
    assert [name for _, name in speakers(*texts)] == ["Ana Ruiz"]


def test_the_nameless_speak_on_as_they() -> None:
    texts = ["{p|Ana Ruiz} owns a boat.", "{s|One sailor} {c|said} {x|that it was old}. “It sank,” {s|they} {c|said}."]
    assert [name for _, name in speakers(*texts)] == [None, None]


def test_he_who_did_something_before_a_quotation_says_it() -> None:
    texts = ["“We sail,” {s|{p|Tom Li}} {c|told} {p|Pete Holm}. {p|Holm} laughed. “Never,” {s|he} {c|said}."]
    assert [name for _, name in speakers(*texts)] == ["Tom Li", "Pete Holm"]


def test_a_surname_is_that_of_the_one_named_in_the_paragraph() -> None:
    texts = [
        "{p|Ana Ruiz} and {p|Tom Ruiz} own boats.",
        "“Boats,” {s|{p|Ana Ruiz}} {c|said}.",
        "{p|Tom Ruiz} wept. “Sails,” {s|{p|Ruiz}} {c|said}.",
    ]
    assert [name for _, name in speakers(*texts)] == ["Ana Ruiz", "Tom Ruiz"]


@pytest.mark.parametrize("form", ["Her Excellency", "Her Royal Highness"])
def test_a_form_of_address_is_a_person(form: str) -> None:
    texts = ["Dr {p|Ana Ruiz}, the minister of ports, opened the harbour.", f"{{s|{form}}} {{c|said}} {{x|that the boats would sail}}."]
    assert speakers(*texts) == [("pronoun", "Ana Ruiz")]


def test_a_second_description_is_in_apposition_too() -> None:
    texts = ["{p|Tom Li} came. “We sail,” {c|said} {s|his neighbour}, the boat builder {p|Ana Ruiz}."]
    assert [name for _, name in speakers(*texts)] == ["Ana Ruiz"]


def test_a_forgotten_closing_mark_ends_at_the_next_speaker() -> None:
    texts = ["{s|{p|Tom Li}} {c|told} the port: “Let them come. I dare them.", "“We shall,” {c|said} {s|{p|Ana Ruiz}}."]
    assert [name for _, name in speakers(*texts)] == ["Tom Li", "Ana Ruiz"]


def test_a_paragraph_may_introduce_the_next() -> None:
    texts = ["“Boats,” {s|{p|Tom Li}} {c|said}.", "From {p|Ana Ruiz}, a baker:", "“We sail at dawn.”"]
    assert [name for _, name in speakers(*texts)] == ["Tom Li", "Ana Ruiz"]


def test_a_handle_is_the_name_of_an_account() -> None:
    texts = ["{p|Ana Ruiz} was late.", "{s|@sailor7} {c|wrote}: “We sail.”", "“We stay,” {c|wrote} {s|@{p|tomli}}."]
    assert [name for _, name in speakers(*texts)] == ["sailor7", "tomli"]


def test_where_a_source_is_from_does_not_speak() -> None:
    texts = ["{l|Brenn} is a port. {o|Holm Lines} is a shipping firm.", "{s|The Brenn-based firm} {c|said} {x|that it would sail}."]
    assert "Brenn" not in [name for _, name in speakers(*texts)]


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
        (["{p|Tom Li} called Mrs. {p|Ek}. “We sail,” {s|she} {c|said}."], "Ek"),
        # the paragraph before
        (["{p|Ana Ruiz} leads the union.", "“We sail at dawn,” {s|she} {c|said}."], "Ana Ruiz"),
        (["{p|Ana Ruiz}’s boat was late.", "“We sail at dawn,” {s|she} {c|said}."], "Ana Ruiz"),
        (["The boats are late.", "“We sail at dawn,” {s|he} {c|said}."], None),
        # who has said so before, though others stand nearer
        (["“Boats,” {s|{p|Tom Li}} {c|said}.", "“{p|Pete Holm} saw {p|Karl Ek}. He slept,” {s|he} {c|said}."], "Tom Li"),
        # the sex that a noun or an earlier pronoun tells
        (["Spokeswoman {p|Yo Tan} met {p|Tom Li}. “We sail,” {s|she} {c|said}."], "Yo Tan"),
        (["{p|Yo Tan} lost his boat. {p|Ida Holm} wept.", "“We sail at dawn,” {s|he} {c|said}."], "Yo Tan"),
        # an answer to one who was spoken to
        (["{p|Tom Li} came to {p|Ana Ruiz}’s boat. He knew it. “We sail,” {s|he} {c|said}."], "Tom Li"),
        # somebody nameless spoke last
        (["“Boats,” {s|{p|Tom Li}} {c|said}.", "“Sails,” {s|officials} {c|said}.", "{s|They} {c|said} {x|that all is well}."], None),
        # who
        (["It is led by {p|Ana Ruiz}, now a captain, {s|who} {c|said} {x|that the boats would sail}."], "Ana Ruiz"),
        not_yet(["{p|Ana Ruiz} is likely to please sailors, {s|who} {c|said} {x|that the boats would sail}."], None),
        (["It owns the {o|Port Authority}, {s|which} {c|said} {x|that the boats would sail}."], "Port Authority"),
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
        not_yet(["The envoy’s boat, with {p|Ana Ruiz}, came. “We sail,” {s|the captain} {c|said}."], None),
        (["The campaign {p|Ana Ruiz} runs is new. “We sail,” {s|the campaign} {c|said}."], None),
        # titles that are shortened, parties and states
        (["Gov. {p|Ana Ruiz} came. “We sail,” {s|the governor} {c|said}."], "Ana Ruiz"),
        (["Rep. {p|Ana Ruiz} came. “We sail,” {s|the congresswoman} {c|said}."], "Ana Ruiz"),
        (["Sen. {p|Ana Ruiz} (R-Vt.) met Sen. {p|Tom Li} (D-Ohio). “We sail,” {s|the Vermont senator} {c|said}."], "Ana Ruiz"),
        (["Sen. {p|Ana Ruiz} (R-Vt.) met Sen. {p|Tom Li} (D-Ohio). “We sail,” {s|the Democrat} {c|said}."], "Tom Li"),
        (["Sen. {p|Ana Ruiz}, Republican of Iowa, met Sen. {p|Tom Li}. “We sail,” {s|the Iowa senator} {c|said}."], "Ana Ruiz"),
        # of several, the one named last before, with nothing that the words do not say
        (["President {p|Ana Ruiz} met Norland President {p|Tom Li}. “We sail,” {s|the president} {c|said}."], "Ana Ruiz"),
        (["Mayor {p|Ana Ruiz} met the former mayor {p|Tom Li}. “We sail,” {s|the mayor} {c|said}."], "Ana Ruiz"),
        (["Mayor {p|Ana Ruiz} met the former mayor {p|Tom Li}. “We sail,” {s|the former mayor} {c|said}."], "Tom Li"),
        # what a person is said to be, and what stands before the name
        (["{p|Ana Ruiz} is the captain of the boat. “We sail,” {s|the captain} {c|said}."], "Ana Ruiz"),
        not_yet(["A lawyer for {p|Tom Li}, {p|Ana Ruiz}, came. “We sail,” {s|his lawyer} {c|said}."], "Ana Ruiz"),
        not_yet(["{p|Tom Li} is late. A lawyer for {p|Li}, {p|Ana Ruiz}, came. “We sail,” {s|Li’s lawyer} {c|said}."], "Ana Ruiz"),
        # others that stand nearer, and words that mean nobody in particular
        (["{o|Holm Lines}, the ferry company, came. “We sail,” {s|the company} {c|said}."], "Holm Lines"),
        not_yet(["Mayor {p|Ana Ruiz} came. “We sail,” {s|a mayor} {c|said}."], None),
        (["Mayor {p|Ana Ruiz} came. “We sail,” {s|mayors} {c|said}."], None),
        not_yet(["In a statement, {p|Ana Ruiz} was late. “We sail,” {s|the statement} {c|said}."], None),
        # other words for the one who spoke last, but not where they bring in somebody else
        (["“Boats,” {s|{p|Tom Li}} {c|said}. {p|Li} {c|added} {x|that he sails}. “We sail,” {s|the Norland governor} {c|said}."], "Tom Li"),
    ],
)
def test_descriptions_that_the_article_ties_to_a_name(texts: list[str], expected: str | None) -> None:
    quotes, _ = spoken(*texts)
    quote = [quote for quote in quotes if quote.speaker_text][-1]
    assert (quote.speaker_resolution, quote.speaker_name) == ("nominal" if expected else "none", expected)


@pytest.mark.xfail(strict=True)
def test_a_quote_is_carried_over_to_the_next_paragraph_alone() -> None:
    assert speakers("“Boats,” {s|{p|Tom Li}} {c|said}.", "“We sail at dawn, all of us.”", "They slept.", "“Up now, all of you.”") == [
        ("name", "Tom Li"),
        ("carried", "Tom Li"),
        ("none", None),
    ]


def test_a_quote_after_nameless_speakers_is_nobodys() -> None:
    assert speakers("“Boats,” {s|officials} {c|said}.", "“We sail at dawn, all of us.”") == [("none", None), ("none", None)]


def test_turns_of_a_transcript_are_spoken_by_name() -> None:
    turns = ["The envoy {p|Ana Ruiz} met {p|Tom Holm}.", "{p|HOLM}: When do you sail?", "{p|RUIZ}: At dawn.", "{p|HOLM}: And if not?"]
    assert speakers(*turns) == [("name", "Tom Holm"), ("name", "Ana Ruiz"), ("name", "Tom Holm")]
    quoted = [turns[0], *(f'"{turn}' for turn in turns[1:3]), f'"{turns[3]}"']
    assert speakers(*quoted) == speakers(*turns)


@pytest.mark.xfail(strict=True)
def test_the_one_person_introduced_gives_the_answers() -> None:
    asked = ["Q: When do you sail?", "A: At dawn.", "Q: And if not?", "A: Never."]
    assert speakers("We met {p|Ana Ruiz} on her boat.", *asked) == [("none", None), ("name", "Ana Ruiz")] * 2
    assert speakers("We met {p|Ana Ruiz} and {p|Tom Li}.", *asked) == [("none", None)] * 4


def test_confidence_tells_a_name_from_a_guess() -> None:
    told = "Captain {p|Tom Li} met {p|Ed Ek}."
    texts = ("“Dawn,” {s|{p|Tom Li}} {c|said}.", "“Dawn,” {s|he} {c|said}.", "“Dawn,” {s|the captain} {c|said}.")
    surest, *less = (spoken(told, text)[0][-1].confidence for text in texts)
    assert surest > max(less) > 0


def test_quotes_are_counted_and_filled_in() -> None:
    quotes, entities = spoken("“We are tired,” {s|{p|Ana Ruiz}} {c|said}. “We sail.”", "{s|Officials} {c|said} {x|that the port was shut}.")
    first, second = quotes
    assert (first.text, first.kind, first.paragraph, first.cue_text) == ("“We are tired,” … “We sail.”", "direct", 0, "said")
    assert (first.speaker_text, first.speaker_start, first.speaker_end) == ("Ana Ruiz", 16, 24)
    assert (first.speaker_id, first.speaker_name) == (entities[0].entity_id, "Ana Ruiz")
    assert (second.speaker_text, second.speaker_id, second.speaker_name, second.paragraph) == ("Officials", None, None, 1)
    assert [entity.quote_count for entity in entities] == [1]
    assert first.quote_id != second.quote_id


PIECES = [
    *(
        "{p|Ana Ruiz}",
        "{p|Ruiz}",
        "Mayor {p|Tom Li}",
        "{o|Port Authority}",
        "{g|Norlanders}",
        "{s|he}",
        "{s|She}",
        "{s|the mayor}",
        "{s|who}",
    ),
    *("{s|{p|Ana Ruiz}, the mayor,}", "{s|his aide}", "{c|said}", "{x|that boats sail}", "“We sail, all of us.”", ".", ",", "and", "him"),
]


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=5))
def test_every_speaker_is_an_entity_and_counted(texts: list[str]) -> None:
    quotes, entities = spoken(*texts)
    by_id = {entity.entity_id: entity for entity in entities}
    for quote in quotes:
        assert (quote.speaker_id is None) == (quote.speaker_resolution == "none")
        assert (quote.speaker_name is None) == (not quote.speaker_ids)
        assert quote.speaker_ids == [quote.speaker_id] or quote.speaker_id is None
        assert quote.source_type in SOURCE_TYPES
        assert quote.speaker_id is None or by_id[quote.speaker_id].name == quote.speaker_name
        if quote.speaker_resolution == "none" and quote.speaker_name:
            assert len({*quote.speaker_name.split(NAMES_JOINT)} & {entity.name for entity in entities}) > 1
        assert 0 < quote.confidence <= 1
    assert sum(entity.quote_count for entity in entities) == sum(quote.speaker_id is not None for quote in quotes)


def test_thousands_of_names_and_pronouns() -> None:
    paragraph = "Mayor {p|Ana Ruiz} met {p|Tom Li}. {s|She} {c|said} {x|that the senator was late}. “We sail,” {s|the mayor} {c|said}."
    quotes, _ = spoken(*[paragraph] * 2000)
    assert {(quote.speaker_resolution, quote.speaker_name) for quote in quotes} == {("pronoun", "Ana Ruiz"), ("nominal", "Ana Ruiz")}
    quotes, _ = spoken(" ".join([paragraph] * 2000))
    assert len(quotes) == 4000


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("Doe Karim Holm", "Doe Karim Holm", "person"),
        ("Mr Holm", "Holm", "person"),
        ("the AZU", "AZU", "organization"),
        ("the Harbour Movement", "Harbour Movement", "organization"),
        ("Norlanders", "Norlanders", "group"),
        ("Police", None, None),
        ("Officials", None, None),
        ("The minister of ports", None, None),
        ("the {l|Norland} police", "Norland police", "organization"),
        ("The {p|Ruiz} campaign", "Ruiz campaign", "organization"),
        ("{l|Norland}’s foreign ministry", "Norland’s foreign ministry", "organization"),
        ("{g|German} {p|Ruiz}", "German Ruiz", "person"),
        ("the police", None, None),
        ("Ruiz’s lawyer", None, None),
        ("a Norlander", None, None),
        ("He", None, None),
    ],
)
def test_a_source_that_is_a_name_becomes_one(source: str, name: str | None, kind: str | None) -> None:
    text, paragraphs, labels = marked(f"{{s|{source}}} {{c|said}} {{x|that the boats would sail}}.")
    said = find_attributions(text, paragraphs, pair_marks(text, paragraphs), labels)
    more = [(label.span.of(text), label.label) for label in add_missed_names(text, said, labels) if label not in labels]
    assert more == ([(name, kind)] if name else [])
    quotes, _ = linked(text, paragraphs, labels)
    assert kind == "group" or [quote.speaker_name for quote in quotes] == [name]


def test_what_is_given_stays_as_it_is() -> None:
    text, paragraphs, labels = marked("“We sail,” {s|{p|Ana Ruiz}} {c|said}.")
    _, entities = resolve_names("a", text, paragraphs, labels)
    _, counted = linked(text, paragraphs, labels)
    assert [entity.quote_count for entity in entities] == [0]
    assert [entity.quote_count for entity in counted] == [1]


@pytest.mark.parametrize(
    ("source", "kind"),
    [("{p|Ana Ruiz}", "person"), ("the {o|Port Authority}", "organization"), ("officials", "group"), ("a report", "document")],
)
def test_the_kind_of_a_source(source: str, kind: str) -> None:
    quotes, _ = spoken(f"{{s|{source}}} {{c|said}} {{x|that the ferries would sail at dawn}}.")
    assert [quote.source_type for quote in quotes] == [kind]


def test_they_after_a_joint_statement_are_the_same_speakers() -> None:
    found = speakers(
        "{s|{p|Ana Ruiz} and {p|Tom Li}} {c|said} {x|that the boats would sail}.",
        "{s|The two} {c|added} {x|that the wind was fair}.",
        "{s|The port} {c|said} {x|that it had no news}.",
    )
    assert [name for _, name in found][:2] == ["Ana Ruiz; Tom Li"] * 2
    assert found[2][1] != "Ana Ruiz; Tom Li"


def test_a_member_of_a_party_is_not_the_party() -> None:
    found = speakers("{p|Ana Ruiz}, a {o|Tory}, spoke in the port.", "The boats, {s|the {o|Tory}} {c|said}, {x|would sail}.")
    assert "Tory" not in {name for _, name in found}


@pytest.mark.parametrize(
    ("paragraph", "source"),
    [
        ("{c|In her view} {x|the boats will sail}.", "her"),
        ("{x|The boats will sail}, {c|by his own account}.", "his"),
        ("Li {c|told her} {x|that the boats will sail}.", None),
    ],
)
def test_a_possessive_inside_a_cue_is_its_source(paragraph: str, source: str | None) -> None:
    assert [quote.speaker_text for quote in spoken(paragraph)[0]] == [source]


@pytest.mark.parametrize("content", ["it", "that"])
def test_a_pronoun_alone_is_no_content(content: str) -> None:
    assert spoken(f"{{p|Ana Ruiz}} {{c|confirmed}} {{x|{content}}}.")[0] == []
