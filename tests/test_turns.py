"""Transcripts and interviews: which lines are turns, who speaks them, and what is no transcript."""

import hashlib

import pytest

from transforms.article import read_article
from transforms.page.turns import section_end, turns
from transforms.records import Document
from transforms.schema import ArticleRow, ParagraphRow, QuoteRow
from transforms.speakers.transcript_speakers import ANSWERS, ASKS, NOBODY, role_of


def quotes_of(*lines: str) -> list[QuoteRow]:
    return [row for row in _read(lines)["quotes"] if isinstance(row, QuoteRow)]


def _read(lines: tuple[str, ...]) -> dict[str, list]:  # type: ignore[type-arg]
    text = "\n\n".join(lines)
    return read_article(Document("talk.txt", hashlib.sha256(text.encode()).hexdigest(), "text", "utf-8", text), "1")


def said(*lines: str) -> list[tuple[str, str, str | None]]:
    """Return kind, first word and speaker of each quote with a colon for its cue, or without any."""
    return [(q.kind, q.text.split()[0].strip(",.?"), q.speaker_name) for q in quotes_of(*lines) if q.cue_text in {":", ".", None}]


def labels(*lines: str) -> list[str]:
    return [turn.name.of(lines[place]) for place, turn in turns(lines).items()]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Q: Why a bridge?", "A: To cross."], ["Q", "A"]),
        (["Q. Why a bridge?", "A. To cross.", "Q. When?"], ["Q", "A", "Q"]),
        (["Q1: Why a bridge?", "A1: To cross."], ["Q1", "A1"]),
        (["Why a bridge?", "Dahl: To cross.", "When?", "Dahl: Soon.", "Where?", "Dahl: Here."], ["Dahl", "Dahl", "Dahl"]),
        (["Bay Post: Why a bridge?", "Vera Dahl: I like it.", "Bay Post: When?"], ["Bay Post", "Vera Dahl", "Bay Post"]),
        (["VERA DAHL, ENGINEER: I built it.", "HOLM: Why?", "DAHL: To cross."], ["VERA DAHL", "HOLM", "DAHL"]),
        (["[00:14] Dahl: I built it.", "[00:20] Holm: Why?", "[00:31] Dahl: To cross."], ["Dahl", "Holm", "Dahl"]),
        (["Speaker 1: Hello?", "Speaker 2: I hear you.", "Speaker 1: Good."], ["Speaker 1", "Speaker 2", "Speaker 1"]),
        (["HOLM: Is it safe?", "DAHL: I think so."], ["HOLM", "DAHL"]),
    ],
)
def test_lines_that_people_speak(lines: list[str], expected: list[str]) -> None:
    assert labels(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["Pros: Quick. I liked it.", "Cons: Who needs two?", "Pros: Light.", "Cons: Loud."],
        ["Price: £20", "Colour: red", "Price: £30", "Colour: blue"],
        ["Website: bridge.example", "Website: pier.example", "Website: quay.example"],
        ["Place: Ulm.", "Date: today.", "Price: nothing."],
        ["WHAT: A parade.", "WHEN: Monday.", "WHERE: Where else? The quay."],
        ["A. Dahl was there.", "A. Holm was not.", "A. Ruiz came late."],
        ["UPDATE: The bridge is open.", "The bridge opened at noon."],
        ["Monday: Rain.", "Tuesday: Wind.", "Monday: Rain again."],
        ["Holm: 12", "Dahl: 9", "Holm: 13"],
    ],
)
def test_fields_of_a_list_are_no_turns(lines: list[str]) -> None:
    assert labels(*lines) == []


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("Q", ASKS),
        ("HOST", ASKS),
        ("Moderator", ASKS),
        ("A", ANSWERS),
        ("GUEST", ANSWERS),
        ("UNIDENTIFIED MALE", NOBODY),
        ("Speaker 2", NOBODY),
        ("HOLM", None),
        ("Ana Guest", None),
        ("a guest", None),
        ("", None),
    ],
)
def test_labels_that_are_roles(source: str, role: str | None) -> None:
    assert role_of(source) == role


def test_answers_are_of_the_person_who_is_interviewed_and_questions_of_nobody() -> None:
    found = said(
        "Five questions for the bridge builder Vera Dahl",
        "By Peter Gale",
        "Vera Dahl has built a bridge in Tarrenburg. We spoke to her on the quay.",
        "Q: Why a bridge?",
        "A: Because my mother could not swim.",
        "Q: Is it safe?",
        "A: Yes.",
    )
    assert found == [
        ("direct", "Why", None),
        ("direct", "Because", "Vera Dahl"),
        ("direct", "Is", None),
        ("direct", "Yes", "Vera Dahl"),
    ]


def test_of_two_people_the_one_that_was_talked_to_answers_and_else_nobody() -> None:
    questions = ["Q: Why a bridge?", "A: Because my mother could not swim.", "Q: Is it safe?", "A: It is."]
    known = said("The bridge", "Ana Ruiz paid for the bridge. We spoke to Vera Dahl on the quay.", *questions)
    assert {name for _, word, name in known if word in {"Because", "It"}} == {"Vera Dahl"}
    unknown = said("The bridge", "Ana Ruiz paid for the bridge. Vera Dahl built it.", *questions)
    assert {name for _, _, name in unknown} == {None}


def test_a_host_who_gives_a_name_has_it_and_a_moderator_without_one_has_none() -> None:
    shown = said(
        "HOST: Welcome. I'm Dana Frey, and with me is Professor Vera Dahl, who builds bridges.",
        "GUEST: I have built nine of them.",
        "HOST: Which do you like best?",
        "GUEST: The first.",
    )
    assert [name for *_, name in shown] == ["Dana Frey", "Vera Dahl", "Dana Frey", "Vera Dahl"]
    debate = quotes_of(
        "The debate on the bridge",
        "MODERATOR: Mrs Dahl, will you build it?",
        "DAHL: I will. It costs less than a ferry.",
        "MODERATOR: Mr Holm?",
        "HOLM: I will not. We have a ferry.",
        "MODERATOR: Thank you both.",
    )
    assert [quote.speaker_name for quote in debate if quote.speaker_text == "MODERATOR"] == [None] * 3
    assert all(quote.kind == "direct" for quote in debate)
    assert [quote.speaker_name for quote in debate if quote.speaker_text == "HOLM"] != [None]


def test_turns_in_capitals_are_direct_and_by_the_person_they_name() -> None:
    found = said(
        "The bridge: a transcript",
        "Vera Dahl was the guest of Tom Holm on Harbour Radio.",
        "TOM HOLM: Why did you build it?",
        "VERA DAHL: My mother could not swim.",
        "She never learned, and the ferry frightened her.",
        "HOLM: Is it safe?",
        "DAHL: I walk across it every day.",
    )
    assert [kind for kind, *_ in found] == ["direct"] * 5
    assert [name and name.casefold() for *_, name in found] == ["tom holm", "vera dahl", "vera dahl", "tom holm", "vera dahl"]


def test_a_name_on_a_line_of_its_own_speaks_in_the_next() -> None:
    found = said("Vera Dahl:", "I never wanted a ferry.", "Tom Holm:", "What did you want?", "Vera Dahl:", "A bridge, and my sleep.")
    assert found == [("direct", "I", "Vera Dahl"), ("direct", "What", "Tom Holm"), ("direct", "A", "Vera Dahl")]


def test_initials_are_of_the_person_that_the_article_names() -> None:
    found = said(
        "Tom Holm met Vera Dahl, who built the bridge at Tarrenburg.",
        "TH: Why did you build it?",
        "VD: My mother could not swim.",
        "TH: Is it safe?",
        "VD: I think so.",
    )
    assert [name for *_, name in found] == ["Tom Holm", "Vera Dahl", "Tom Holm", "Vera Dahl"]


def test_a_turn_is_body_and_no_headline() -> None:
    lines = ("SPEAKER 1: Can you hear me?", "SPEAKER 2: I can. Who are you?", "SPEAKER 1: A voice.")
    read = _read(lines)
    assert [row.role for row in read["paragraphs"] if isinstance(row, ParagraphRow)] == ["body"] * 3
    assert [row.title for row in read["articles"] if isinstance(row, ArticleRow)] == [None]


def test_names_before_a_colon_in_a_report_are_read_as_ever() -> None:
    found = quotes_of(
        "Bridge opens",
        "The bridge at Tarrenburg opened on Monday after nine years.",
        'Vera Dahl told the crowd: "It will outlive us all."',
        'Mayor Tom Holm to Harbour Radio: "I was afraid of the bill."',
    )
    assert [quote.speaker_name for quote in found if quote.kind == "direct"] == ["Vera Dahl", "Tom Holm"]


def test_an_office_in_capitals_may_hold_full_stops() -> None:
    lines = ["ANA RUIZ, CHIEF EXECUTIVE, HOLM LINES INC.: We sail.", "TOM LI: Do you?", "RUIZ: We do.", "LI: Why do you think so?"]
    assert [turn.called for turn in turns(lines).values()] == ["ruiz", "li", "ruiz", "li"]


@pytest.mark.parametrize("section", ["Interview", "INTERVIEW", "Exclusive", "The Big Interview", "Entrevista", "Интервью"])
def test_the_section_before_a_headline_does_not_speak(section: str) -> None:
    headline = f"{section}: Vera Dahl on her bridge"
    lines = ("Bay Post: Why a bridge?", "Vera Dahl: I wanted one.", "Bay Post: When?", "Vera Dahl: I never asked.")
    assert labels(headline, *lines, headline, "The next page") == ["Bay Post", "Vera Dahl", "Bay Post", "Vera Dahl"]
    assert headline[section_end(headline) :] == "Vera Dahl on her bridge"


def test_a_section_is_no_person_and_says_nothing() -> None:
    read = _read(("Interview: Sailor Vera Dahl on crossing alone", "Vera Dahl sailed to Holm in nine days.", "She will not do it again."))
    assert "Interview" not in {row.name for row in read["entities"]}
    assert read["quotes"] == []


def test_an_outlet_that_asks_is_an_organization_and_a_reporter_is_a_person() -> None:
    asked = ["Why a bridge?", "When was it?", "Is it safe?"]
    answers = ["I wanted one, and my mother could not swim.", "I was nine.", "I walk on it every day."]

    def kinds(name: str, first: str) -> dict[str, str]:
        turns = [line for why, because in zip(asked, answers, strict=True) for line in (f"{name}: {why}", f"Vera Dahl: {because}")]
        return {row.name: row.type for row in _read((first, *turns))["entities"]}

    assert kinds("Lantern", "Vera Dahl built the bridge at Holm. She told Lantern why.")["Lantern"] == "organization"
    assert kinds("Frey", "Vera Dahl built the bridge at Holm. She told Dana Frey why.")["Dana Frey"] == "person"
