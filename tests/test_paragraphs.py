import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.page.blocks import blocks
from transforms.page.line_model import LABELS
from transforms.page.paragraphs import judge, read_paragraphs
from transforms.schema import BODY_ROLES, ROLES

PAGE = """\
Skip to content

Harbour news

Ferry Strike Ends After Night Of Talks

By Ana Ruiz and Li Wei

April 3, 2025 10:42 GMT

Ferries wait in the old port (file photo)
Ferries wait in the old port (file photo)

The ferry strike that had cut off the islands for nine days ended on Thursday after a night of talks, both sides said.

"We are tired, but we are sailing," union leader Mara Holm told reporters outside the harbour office.

"No," he said.

What changed

The company agreed to hire forty more sailors before the summer and to pay for the lost days in two parts.

  • Crews return to work on Friday.
  • Fares stay as they are until the autumn.

ADVERTISEMENT

Holm said the union would watch how the plan was carried out, and that a new strike vote was possible in June.

With reporting by Reuters and AFP

Related stories

Bridge to stay closed

Island school gets new roof

Sign up for our newsletter

© 2025 The Harbour Post. All rights reserved.

XS
SM
"""


def roles(text: str) -> list[tuple[str, str]]:
    return [(p.role, p.text) for p in read_paragraphs("a", text)]


def test_a_page_is_read_line_by_line() -> None:
    assert [(role, text[:12]) for role, text in roles(PAGE)] == [
        ("boilerplate", "Skip to cont"),
        ("boilerplate", "Harbour news"),
        ("title", "Ferry Strike"),
        ("byline", "By Ana Ruiz "),
        ("date", "April 3, 202"),
        ("caption", "Ferries wait"),
        ("caption", "Ferries wait"),
        ("body", "The ferry st"),
        ("body", '"We are tire'),
        ("body", '"No," he sai'),
        ("subhead", "What changed"),
        ("body", "The company "),
        ("list", "• Crews retu"),
        ("list", "• Fares stay"),
        ("boilerplate", "ADVERTISEMEN"),
        ("body", "Holm said th"),
        ("credit", "With reporti"),
        ("boilerplate", "Related stor"),
        ("boilerplate", "Bridge to st"),
        ("boilerplate", "Island schoo"),
        ("boilerplate", "Sign up for "),
        ("boilerplate", "© 2025 The H"),
        ("boilerplate", "XS"),
        ("boilerplate", "SM"),
    ]


LEAD = "The harbour board voted on Monday to close the old lighthouse, which has guided ships into the bay since 1871."
NEXT = "Its keeper, Jon Dahl, said that he would hand over the keys on Friday and then move to the mainland with his dog."
LAST = "The board plans to sell the tower next year, and the town has already asked whether it may turn it into a museum."


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("(Reuters/Ana Ruiz)", "caption"),
        ("The lighthouse at dusk. (Ana Ruiz/Reuters)", "caption"),
        ("FILE - The lighthouse in 2019.", "caption"),
        ("10:42 GMT", "date"),
        ("DAHL: Nobody asked me.", "body"),
        ('"I am not angry."', "body"),
        ("Why close it now", "subhead"),
        ("Advertisement", "boilerplate"),
        ("Sign up to receive our newsletter.", "boilerplate"),
        ("The board said that 4,000 subscribers to its newsletter had been told by e-mail of the plan.", "body"),
        ("1. The light goes out at noon.", "list"),
    ],
)
def test_lines_within_the_body(line: str, role: str) -> None:
    assert {text: role for role, text in roles(f"{LEAD}\n\n{NEXT}\n\n{line}\n\n{LAST}\n")}[line] == role


def test_parts_of_a_sentence_that_links_broke_are_one_paragraph() -> None:
    text = f"Menu\nSearch\n{LEAD}\nDahl told\nThe Bay Times\nthat he had kept every log book.\n{NEXT}\nRelated\nOther things\n"
    told = "Dahl told\nThe Bay Times\nthat he had kept every log book."
    assert [words for role, words in roles(text) if role == "body"] == [LEAD, told, NEXT]


def test_an_article_without_a_page_is_all_body() -> None:
    text = f"{LEAD}\n\n{NEXT}\n\nKeys:\n\nDahl has two sets of them.\n"
    assert all(p.is_body for p in read_paragraphs("a", text))


def test_a_bulletin_of_one_paragraph_is_body() -> None:
    assert roles(LEAD) == [("body", LEAD)]


@pytest.mark.parametrize("text", ["Home\nNews\nSport\nContact us", "LOG IN", "¯\\_(ツ)_/¯\n\n***"])
def test_no_article_means_no_body(text: str) -> None:
    assert not any(p.is_body for p in read_paragraphs("a", text))


def test_a_headline_with_a_full_stop_is_found() -> None:
    text = f"Board Votes To Close Old Lighthouse.\n\n{LEAD}\n\n{NEXT}\n"
    assert [role for role, _ in roles(text)] == ["title", "body", "body"]


@pytest.mark.parametrize(
    "text",
    [
        "灯台は月曜日に閉鎖されることが決まった。港の委員会が発表した。\n\n管理人のダールさんは金曜日に鍵を渡すと述べた。",
        "قال مجلس إدارة الميناء يوم الاثنين إنه سيغلق المنارة القديمة التي أرشدت السفن إلى الخليج منذ عقود.",
        "Der Hafenrat hat am Montag beschlossen, den alten Leuchtturm zu schließen, der seit 1871 Schiffe in die Bucht leitet.",
    ],
)
def test_other_languages_have_a_body(text: str) -> None:
    assert [role for role, _ in roles(text)] == ["body"] * len(text.split("\n\n"))


WRAPPED = """\
The ferry strike that had cut off the islands for nine days ended on
Thursday after a night of talks, both sides said. Nobody was happy with
what they had signed.

"We are tired, but we are sailing," union leader Mara Holm told
reporters.
"""


TABLE = """\
Team             Played   Won   Lost   Drawn   Points
Harbour United   12       8     2      2       26 in all.
bay town rovers  12       7     3      2       23 in all.
"""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WRAPPED, [3, 2]),
        (WRAPPED.replace("\n", "\r\n"), [3, 2]),
        ("Home\nNews\nSport\n", [1, 1, 1]),
        (f"{LEAD}\n{NEXT}\n", [1, 1]),
        ("The sea was grey and wide and cold that day\nThe gulls went up and no one came to see\nThe lamp went out\n", [1, 1, 1]),
        ("By Ana Ruiz\nApril 3, 2025\nThe Harbour Post\n", [1, 1, 1]),
        ("• one thing that is long enough to reach the far edge of\n• another thing that is long enough to reach the edge of\n", [1, 1]),
        (TABLE, [1, 1, 1]),
        ("one\u2028two\x85three", [1, 1, 1]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_only_wrapped_lines_are_joined(text: str, lines: list[int]) -> None:
    assert [len(span.of(text).splitlines()) for span in blocks(text)] == lines


PIECES = st.lists(
    st.sampled_from(
        [*"aB.,\"'•1 \n\r\t", "\r\n", "\n\n", "\u2028", "\x85", "\u00a0", "\u200b", "word ", LEAD, NEXT, "Related\n", "😀", "日本"]
    )
)


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_no_character_is_lost_and_none_doubled(text: str) -> None:
    rows = read_paragraphs("a", text)
    covered = [place for row in rows for place in range(row.start, row.end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)
    assert [row.paragraph for row in rows] == list(range(len(rows)))
    for row in rows:
        assert row.text == text[row.start : row.end] == row.text.strip()
        assert row.role in ROLES
        assert row.is_body == (row.role in BODY_ROLES)
        assert 0 < row.confidence <= 1


HOSTILE = {"brackets": "(" * 20_000, "closing": "." + ")" * 20_000 + "x", "marks": f"{LEAD}\nRelated\n" * 1_000}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_come_to_an_end(text: str) -> None:
    assert "".join("".join(row.text.split()) for row in read_paragraphs("a", text)) == "".join(text.split())


def judged(*lines: tuple[str, str, float]) -> list[str]:
    """Return the roles of lines which a model takes for something with that chance, and else for body or not."""
    chances = np.zeros((len(lines), len(LABELS)), dtype=np.float32)
    for row, (label, _, chance) in zip(chances, lines, strict=True):
        row[LABELS.index("other" if label in ("body", "title") else "body")] = 1 - chance
        row[LABELS.index(label)] = chance
    return [role for role, _ in judge([text for _, text, _ in lines], chances)]


def test_the_first_day_of_a_programme_is_a_heading_as_the_others_are() -> None:
    days = [("other", "Monday", 0.8), ("body", LEAD, 0.9), ("subhead", "Tuesday", 0.6), ("body", LEAD, 0.9)]
    assert judged(("title", "What is on", 0.9), *days) == ["title", "subhead", "body", "subhead", "body"]
    assert judged(("title", "What is on", 0.9), *days[:2]) == ["title", "boilerplate", "body"]


def test_the_first_heading_is_not_the_headline_because_it_shares_a_word() -> None:
    page = [("title", "Births, marriages and deaths", 0.6), ("title", "Births", 0.5), ("body", LEAD, 0.9)]
    assert judged(*page)[0] == "title"
    page = [("title", "Crane taken down | The Post", 0.6), ("title", "Crane taken down", 0.5), ("body", LEAD, 0.9)]
    assert judged(*page)[1] == "title"


_LAST = ("body", "The boat sails at nine on every other day.", 0.95)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([_LAST, _LAST, _LAST, ("body", "Share this with your friends and tell us what you think.", 0.65)], ["body"] * 3 + ["boilerplate"]),
        ([_LAST, _LAST, _LAST, ("body", "The crew has its bread at noon and its tea at four.", 0.75)], ["body"] * 4),
        ([_LAST, _LAST], ["body"] * 2),
    ],
)
def test_a_doubtful_last_paragraph_is_no_body(lines: list[tuple[str, str, float]], expected: list[str]) -> None:
    assert judged(*lines) == expected


@pytest.mark.parametrize(("chance", "role"), [(0.85, "boilerplate"), (0.99, "body")])
def test_another_story_far_below_is_body_only_if_it_is_sure(chance: float, role: str) -> None:
    other = ("body", "The bakery on the quay has new ovens from the mill.", chance)
    lines = [_LAST, _LAST, _LAST, *[("other", f"Link {number}", 0.99) for number in range(15)], other, other]
    assert judged(*lines) == ["body"] * 3 + ["boilerplate"] * 15 + [role] * 2
