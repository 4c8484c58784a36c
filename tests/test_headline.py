import pytest

from tests.pages import LEAD, page
from transforms.metadata.headline import match_headline, read_headline
from transforms.metadata.masthead import find_masthead


def headline(*lines: tuple[str, str], known: tuple[str, ...] = ()) -> tuple[str | None, str | None]:
    rows = page(*lines)
    return read_headline(rows, find_masthead(rows), known)


BODY = ("body", LEAD)


@pytest.mark.parametrize(
    ("first", "line", "title", "site"),
    [
        ("Keeper leaves | The Harbour Post", "Keeper leaves", "Keeper leaves", "The Harbour Post"),
        ("Keeper leaves - World - The Harbour Post", "Keeper leaves", "Keeper leaves", "The Harbour Post"),
        ("Keeper leaves * The Harbour Post * by Ana Ruiz", "Keeper leaves", "Keeper leaves", "The Harbour Post"),
        ("Keeper leaves", "Keeper leaves", "Keeper leaves", None),
        ("Menu", "Keeper - a man of few words - leaves", "Keeper - a man of few words - leaves", None),
        ("Menu", "BUDGET 3.0 | Keeper paid at last", "BUDGET 3.0 | Keeper paid at last", None),
        ("Menu", "* Keeper leaves", "Keeper leaves", None),
        ("Menu", "Keeper\u00a0lea\u00adves\u200b", "Keeper leaves", None),
        ("Sign in Join", "Keeper leaves", "Keeper leaves", None),
    ],
)
def test_a_headline_below_the_first_line(first: str, line: str, title: str, site: str | None) -> None:
    assert headline(("boilerplate", first), ("boilerplate", "Sign in Join"), ("title", line), BODY) == (title, site)


@pytest.mark.parametrize(
    ("first", "title", "site"),
    [
        ("Keeper leaves town | The Harbour Post", "Keeper leaves town", "The Harbour Post"),
        ("Keeper leaves town | Local News | Harbour News", "Keeper leaves town", "Harbour News"),
        ("Keeper leaves town | The Harbour Post - Google Chrome", "Keeper leaves town", "The Harbour Post"),
        ("(3) Keeper leaves town – The Harbour Post — Mozilla Firefox", "Keeper leaves town", "The Harbour Post"),
        ("Keeper leaves town on safari", "Keeper leaves town on safari", None),
        ("Keeper leaves town - The Harbour Post", "Keeper leaves town", "The Harbour Post"),
        ("Keeper leaves town - his wife stays", "Keeper leaves town - his wife stays", None),
        ("Keeper leaves town – Harbour – a first look", "Keeper leaves town – Harbour – a first look", None),
        ("Keeper leaves town", "Keeper leaves town", None),
    ],
)
def test_the_page_title_alone(first: str, title: str, site: str | None) -> None:
    assert headline(("title", first), BODY) == (title, site)


def test_of_two_headlines_the_one_by_the_body_is_taken() -> None:
    assert headline(("title", "Keeper leaves - Harbour"), ("boilerplate", "Menu"), ("title", "Keeper leaves"), BODY)[0] == "Keeper leaves"


@pytest.mark.parametrize("broken", [("Keeper of", "Old Tower", "leaves"), ("Keeper", "of Old Tower leaves")])
def test_a_headline_that_links_broke_is_joined(broken: tuple[str, ...]) -> None:
    lines = [("boilerplate", "Keeper of Old Tower leaves | Harbour"), ("boilerplate", "Harbour"), *(("title", piece) for piece in broken)]
    assert headline(*lines, ("boilerplate", "Harbour"), BODY) == ("Keeper of Old Tower leaves", "Harbour")


def test_the_page_title_overrules_a_line_that_it_does_not_hold() -> None:
    lines = [
        ("boilerplate", "Keeper leaves the old tower | Harbour"),
        ("boilerplate", "Keeper leaves the old tower"),
        ("title", "FISH AND SHIPS"),
    ]
    assert headline(*lines, BODY) == ("Keeper leaves the old tower", "Harbour")


def test_a_known_name_is_cut_from_any_headline() -> None:
    assert headline(("boilerplate", "Menu"), ("title", "Keeper leaves - harbour.example"), BODY, known=("Harbour",))[0] == "Keeper leaves"


def test_an_unknown_name_is_part_of_the_headline() -> None:
    line = "BUDGET 3.0 | Keeper paid"
    assert headline(("boilerplate", "Menu"), ("title", line), BODY, known=("Harbour",))[0] == line


def test_a_page_without_headline() -> None:
    assert headline(("boilerplate", "Menu"), BODY) == (None, None)


@pytest.mark.parametrize(
    ("stated", "shown", "title"),
    [
        ("Keeper leaves “town”", 'Keeper leaves "town"', 'Keeper leaves "town"'),
        ("Keeper leaves town | Harbour", "Keeper leaves town", "Keeper leaves town"),
        ("Keeper of old tower leaves", "Keeper of old tower leaves after 40 years", "Keeper of old tower leaves after 40 years"),
        ("Keeper leaves town", "Cookies and you", "Keeper leaves town"),
        ("Keeper leaves town - The Bay Post", None, "Keeper leaves town"),
        ("Keeper leaves town - his wife stays", None, "Keeper leaves town - his wife stays"),
        ("Keeper leaves town", None, "Keeper leaves town"),
        (None, "Keeper leaves town", "Keeper leaves town"),
    ],
)
def test_a_stated_title(stated: str | None, shown: str | None, title: str) -> None:
    rows = page(*([("title", shown)] if shown else []), BODY)
    assert match_headline(stated, shown, rows, find_masthead(rows), ["Harbour"]) == title


def test_a_stated_title_finds_its_line() -> None:
    rows = page(("title", "FISH AND SHIPS"), ("boilerplate", "Keeper leaves ‘town’"), BODY)
    assert match_headline("Keeper leaves 'town'", "FISH AND SHIPS", rows, find_masthead(rows), []) == "Keeper leaves ‘town’"
