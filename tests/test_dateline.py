import pytest

from tests.pages import LEAD, page
from transforms.metadata.dateline import Dateline, is_city, read_dateline
from transforms.metadata.masthead import find_masthead

TITLE = ("title", "Lighthouse closes")


def dateline(*lines: tuple[str, str]) -> Dateline | None:
    rows = page(*lines)
    return read_dateline(rows, find_masthead(rows))


@pytest.mark.parametrize(
    ("head", "place", "agencies"),
    [
        ("WASHINGTON (AP) — ", "WASHINGTON", ["AP"]),
        ("GENEVA, June 3 (Xinhua) -- ", "GENEVA", ["Xinhua"]),
        ("TARVIA, Jun 10 2022 (IPS) - ", "TARVIA", ["IPS"]),
        ("TARVIA, Norland , Jun 10 2022 (IPS) - ", "TARVIA, Norland", ["IPS"]),
        ("TARVIA January 11, 2012 – ", "TARVIA", []),
        ("TARVIA, Nov 22 — ", "TARVIA", []),
        ("NEW DELHI: ", "NEW DELHI", []),
        ("KUWAIT CITY, July 24: ", "KUWAIT CITY", []),
        ("New Delhi [India], June 3 (ANI): ", "New Delhi", ["ANI"]),
        ("MOSCOW/KYIV (Reuters) - ", "MOSCOW/KYIV", ["Reuters"]),
        ("SYDNEY and KUALA LUMPUR, Jul 26 2022 (IPS) - ", "SYDNEY and KUALA LUMPUR", ["IPS"]),
        ("TARRENBURG, Ohio (AP) — ", "TARRENBURG, Ohio", ["AP"]),
        ("HOLM, N.Y. ― ", "HOLM, N.Y.", []),
        ("GOOD NEWS, Va. - ", "GOOD NEWS, Va.", []),
        ("ST. OLAF, W.Va. - ", "ST. OLAF, W.Va.", []),
        ("HOLM, Calif., Jan. 1 (UPI) — ", "HOLM, Calif.", ["UPI"]),
        ("SÃO PAULO — ", "SÃO PAULO", []),
        ("NEW YORK--", "NEW YORK", []),
        ("TARVIA — ", "TARVIA", []),
        ("Beirut (AFP) – ", "Beirut", ["AFP"]),
        ("Washington (CNN)", "Washington", []),
        ("Cape Town - ", "Cape Town", []),
        ("London: ", "London", []),
        ("HOLM, Ohio /NewsRelay/ -- ", "HOLM, Ohio", []),
        ("ULM, Germany, and TARRENBURG, Mass., June 9, 2025 (NORLAND NEWSWIRE) -- ", "ULM, Germany, and TARRENBURG, Mass.", []),
        ("Ulm, Germany / Bern, Switzerland – 3 March 2026 – ", "Ulm, Germany / Bern, Switzerland", []),
        ("London, United Kingdom, 14 October 2025: ", "London, United Kingdom", []),
        ("TARVIA and ULM, Germany, Jan. 5, 2026 /NewsRelay/ - ", "TARVIA and ULM, Germany", []),
        ("Tarvia, Ohio (October 14, 2025) – ", "Tarvia, Ohio", []),
        ("TARVIA, Texas--(NORLAND WIRE)--", "TARVIA, Texas", []),
        ("(Reuters) - ", None, ["Reuters"]),
        ("Dec 29 (Reuters) - ", None, ["Reuters"]),
    ],
)
def test_datelines(head: str, place: str | None, agencies: list[str]) -> None:
    found = dateline(TITLE, ("body", head + LEAD))
    assert found is not None
    assert (found.text, found.place, found.agencies) == (head, place, agencies)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "WATCH: ",
        "EXCLUSIVE – ",
        "LIGHTHOUSE NEWS — ",
        "OLD LIGHTHOUSE: ",
        "OLD LIGHTHOUSE — ",
        "HARBOUR BOARD’S VOTE ANGERS SHIPS, BUT HELPS — ",
        "HOLM--",
        "WASHINGTON. ",
        "He said — ",
        "Smith (the mayor) — ",
        "Ana Ruiz (Reuters) is a writer. ",
        "Paris Holm - ",
        "Fog: ",
        "Monday, October 6, 2025 – ",
        "Harbour Board, October 6, 2025 – ",
        "In London, on May 3, 2025 – ",
        "Ana Ruiz, 3 May 2025 - ",
        "MINUTES, May 3, 2025: ",
    ],
)
def test_what_is_no_dateline(head: str) -> None:
    assert dateline(TITLE, ("body", head + LEAD)) is None


def test_a_caption_or_note_may_stand_before_it() -> None:
    assert dateline(TITLE, ("body", "The lighthouse seen from a boat."), ("body", "GENEVA, June 3 (Xinhua) -- " + LEAD)) is not None
    assert dateline(TITLE, ("summary", "Ships will miss it."), ("body", "TARVIA — " + LEAD)) is not None
    assert dateline(TITLE, ("dateline", "TARVIA, June 3 —"), ("body", LEAD)) == Dateline("TARVIA, June 3 —", "TARVIA", [])


@pytest.mark.parametrize(("head", "place"), [("NEW DELHI: ", "NEW DELHI"), ("PARIS - ", "PARIS"), ("Paris: ", None), ("HOLM: ", None)])
def test_after_a_first_sentence_a_city_in_capitals_is_one(head: str, place: str | None) -> None:
    found = dateline(TITLE, ("body", "Boats have to find the way by themselves."), ("body", head + LEAD))
    assert (found and found.place) == place


def test_but_a_dateline_far_down_is_another_article() -> None:
    assert dateline(TITLE, *[("body", LEAD)] * 4, ("body", "GENEVA, June 3 (Xinhua) -- " + LEAD)) is None


def test_a_transcript_has_no_dateline() -> None:
    talk = [("body", "HOLM: We are sailing."), ("body", "DAHL: Nobody asked me."), ("body", "LONDON: I did.")]
    assert dateline(*talk) is None
    assert dateline(talk[2], *talk[:2]) is None


@pytest.mark.parametrize(
    ("name", "city"), [("Kyiv", True), ("SÃO PAULO", True), ("MOSCOW/KYIV", True), ("Moscow and Holm", False), ("", False)]
)
def test_cities(name: str, *, city: bool) -> None:
    assert is_city(name) == city


@pytest.mark.parametrize("head", ["A" * 100_000, "AB " * 50_000, "A, " * 50_000, "A/B" * 50_000, "(" * 100_000, "Ab " * 50_000])
def test_long_lines_take_no_time(head: str) -> None:
    assert dateline(TITLE, ("body", head + LEAD)) is None
