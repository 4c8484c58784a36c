from datetime import UTC, datetime

import pytest

from transforms.metadata.stated import clean_stated, clean_value, fix_mojibake, stated_moment
from transforms.records import Stated


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("  Keeper\nleaves ", "Keeper leaves"),
        ("Keeper &amp; wife", "Keeper & wife"),
        ("Keeper doesnâ€™t leave", "Keeper doesn’t leave"),
        ("None", None),
        ("nan", None),
        ("[]", None),
        ("", None),
        (None, None),
    ],
)
def test_values(value: str | None, line: str | None) -> None:
    assert clean_value(value) == line


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("doesnâ€™t", "doesn’t"),
        ("SÃ£o Paulo", "São Paulo"),
        ("São Paulo", "São Paulo"),
        ("“Quote” – naïve", "“Quote” – naïve"),
        ("Ærø Â", "Ærø Â"),
    ],
)
def test_wrongly_decoded_characters(line: str, right: str) -> None:
    assert fix_mojibake(line) == right


def test_what_says_nothing_is_left_out() -> None:
    stated = Stated("None", ("nan", "https://example.org/ana", "Ana Ruiz"), "NaT", "[]", "not an address", "")
    assert clean_stated(stated) == Stated(None, ("Ana Ruiz",), None, None, None, None)


@pytest.mark.parametrize(
    ("value", "time", "precision"),
    [
        ("2025-04-03T10:42:07+02:00", "2025-04-03T08:42:07", "second"),
        ("2025-04-03 10:42:07.250+0200", "2025-04-03T08:42:07.250", "second"),
        ("2025-04-03T10:42Z", "2025-04-03T10:42", "minute"),
        ("2025-04-03 10:42:07 UTC", "2025-04-03T10:42:07", "second"),
        ("2025-04-03 10:42:07", "2025-04-03T00:00", "day"),
        ("2025-04-03", "2025-04-03T00:00", "day"),
        ("20250403", "2025-04-03T00:00", "day"),
        ("20250403104207", "2025-04-03T00:00", "day"),
        ("1743676927", "2025-04-03T10:42:07", "second"),
        ("1743676927.0", "2025-04-03T10:42:07", "second"),
        ("1743676927000", "2025-04-03T10:42:07", "second"),
        ("Thu, 03 Apr 2025 10:42:07 GMT", "2025-04-03T10:42:07", "second"),
        ("Thu, 03 Apr 2025 10:42:07 +0200", "2025-04-03T08:42:07", "second"),
        ("April 3, 2025 4:05 PM EDT", "2025-04-03T20:05", "minute"),
        ("3 April 2025", "2025-04-03T00:00", "day"),
        ("2025-04", "2025-04-01T00:00", "month"),
        ("2025", "2025-01-01T00:00", "year"),
    ],
)
def test_stated_times(value: str, time: str, precision: str) -> None:
    found = stated_moment(value)
    assert found is not None
    assert (found.time, found.text, found.precision) == (datetime.fromisoformat(time).replace(tzinfo=UTC), found.text, precision)


@pytest.mark.parametrize(
    "value",
    [
        "03/04/2025",
        "yesterday",
        "2 hours ago",
        "April 3",
        "12345",
        "9999999999",
        "2025-02-30",
        "2025-02-30T10:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "soon",
        "",
        None,
    ],
)
def test_what_states_no_time(value: str | None) -> None:
    assert stated_moment(value) is None
