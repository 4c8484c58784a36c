"""What stands in an article and is none of it, by its place on the page and by forms that repeat."""

import pytest

from transforms.page.inserts import inserts
from transforms.schema import BODY_ROLES

LEAD = "The old crane in the harbour was taken down on Monday morning."
MORE = "It had stood there since the war, and most people liked it."


def left_out(*lines: tuple[str, str]) -> dict[str, str]:
    """Return what is taken out of the body, with its role."""
    texts = [text for _, text in lines]
    return {texts[place]: role for place, role in inserts(texts, [role for role, _ in lines])}


def test_headlines_under_a_heading_that_says_so() -> None:
    page = [
        ("body", LEAD),
        ("boilerplate", "Most read"),
        ("boilerplate", "Cows on the line"),
        ("list", "2. What a mill costs"),
        ("body", "Who owns the quay"),
        ("body", MORE),
        ("subhead", "What comes next"),
        ("body", LEAD),
    ]
    assert left_out(*page) == {"2. What a mill costs": "boilerplate", "Who owns the quay": "boilerplate"}


def test_a_subhead_below_such_headlines_stays() -> None:
    page = [("body", LEAD), ("boilerplate", "Related"), ("boilerplate", "Cows on the line"), ("subhead", "What comes next"), ("body", MORE)]
    assert left_out(*page) == {}


def test_a_heading_of_the_article_heads_no_other_stories() -> None:
    page = [("body", LEAD), ("subhead", "Top news of the year"), ("list", "The crane"), ("list", "The mill"), ("body", MORE)]
    assert left_out(*page) == {}


@pytest.mark.parametrize(
    "line",
    [
        "Do you know more about the crane? Write to desk@harbourpost.example",
        "Got a story? Email our newsroom.",
        "Want more news like this? Sign up here.",
    ],
)
def test_calls_to_the_reader(line: str) -> None:
    assert left_out(("body", LEAD), ("body", line), ("body", MORE)) == {line: "boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        "Do you pull down a crane that everybody likes? The council did, and many would contact a lawyer now.",
        "“Have you seen it? Join us,” she said.",
        "Can it be rebuilt? Nobody at the harbour board would say.",
    ],
)
def test_questions_in_prose(line: str) -> None:
    assert left_out(("body", LEAD), ("body", line), ("body", MORE)) == {}


def test_captions_by_sides_and_by_a_credit_that_repeats() -> None:
    page = [
        ("body", LEAD),
        ("body", "The crane in 1961. Arno Vell"),
        ("subhead", "Ida Holm (left) and Tom Li on the quay"),
        ("body", "(From left) Ida Holm, Tom Li and a dog"),
        ("body", "Ida Holm (left, in those days) was against it."),
        ("body", "Dockers at rest beside it. Arno Vell"),
        ("body", "A talk with Prof. Ida Holm"),
        ("body", "The diary of Prof. Ida Holm"),
        ("body", "It left from left field, as they say"),
        ("body", "[Photo of the crane]"),
    ]
    assert left_out(*page) == dict.fromkeys([page[place][1] for place in (1, 2, 3, 5, 9)], "caption")


def test_a_credit_by_itself_makes_no_caption() -> None:
    assert left_out(("body", LEAD), ("body", "The crane in 1961. Arno Vell"), ("body", MORE)) == {}


def test_only_what_was_body_is_left_out() -> None:
    assert "title" not in BODY_ROLES
    assert left_out(("title", "Ida Holm (left) wins"), ("caption", "Got a tip? Email us.")) == {}
