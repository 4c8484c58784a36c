"""Quotes known again in other articles: what an editor changes does not matter, who said it does."""

import pytest

from tests.running import paragraphs_of
from transforms.quotes.groups import fingerprint, group_quotes, quote_words, speaker_key
from transforms.quotes.marks import pair_marks
from transforms.records import Span
from transforms.schema import EntityRow, QuoteRow

SAID = "We never asked for a cheaper harbour, we asked for a programme that keeps every pilot at work. Nobody has honoured that."


def group_of(said: str, kind: str = "direct", name: str = "Rui Matos", content: str | None = None) -> str | None:
    """Return the group of a quote in an article of one paragraph; its content is what was said, or what is given."""
    text, rows = paragraphs_of([f"{said} {name} told reporters on Monday."])
    start = text.index(content or said)
    quote = QuoteRow(
        *("q", "a", 0, kind, said, [Span(start, start + len(content or said))], name, None, None, "person", "e", name, ["e"], "name"),
        *(None, None, None, 1.0),
    )
    (grouped,) = group_quotes(
        text,
        [quote],
        pair_marks(text, rows),
        [EntityRow("a", "e", name, "person", [name], place_code=None, is_partial=False, mention_count=1, quote_count=1, first_start=0)],
    )
    assert quote.quote_group is None  # what is given stays as it is
    return grouped.quote_group


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(f"“{SAID}”", id="curly"),
        pytest.param(f'"{SAID[:-1]},"', id="last-mark"),
        pytest.param(f'"{SAID.upper()}"', id="case"),
        pytest.param(f'"{SAID.replace(" ", "  ")}"', id="space"),
        pytest.param(
            '"We never asked for a cheaper harbor, we asked for a program that keeps every pilot at work. Nobody has honored that."',
            id="US",
        ),
        pytest.param(
            '"We never asked for a cheaper harbour, … asked for a programme that keeps every pilot at work. Nobody has honoured that."',
            id="cut",
        ),
        pytest.param(
            '"We [the pilots] never asked for a cheaper harbour, we asked for a programme that keeps every pilot at work."', id="put-in"
        ),
        pytest.param(
            '"We never asked for a cheaper harbour, we asked for a programme that keeps every pilot at work."', id="first-sentence"
        ),
        pytest.param('"[They] never asked for a cheaper harbour, we asked for a programme that keeps every pilot at work."', id="replaced"),
    ],
)
def test_small_edits_leave_the_group(again: str) -> None:
    group = group_of(f'"{SAID}"')
    assert group is not None
    assert len(group) == 32
    assert group_of(again) == group


def test_the_speaker_counts_in_full_or_by_surname() -> None:
    quote = f'"{SAID}"'
    assert group_of(quote, name="Matos") == group_of(quote, name="Rui Matos") == group_of(quote, name="Rui Matos Jr.")
    assert group_of(quote, name="Ana Ruiz") != group_of(quote)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("World Sailing Union", "WSU", "organization"),
        ("Ministry of the Sea", "MS", "organization"),
        ("José Núñez", "Nunez", "person"),
        ("Sam Hill III", "Hill", "person"),
    ],
)
def test_speakers_that_are_one(one: str, other: str, kind: str) -> None:
    assert speaker_key(one, kind) == speaker_key(other, kind)


def test_other_words_make_another_group() -> None:
    assert group_of('"We never asked for a cheaper ferry, we asked for a captain that keeps to the channel at night."') != group_of(
        f'"{SAID}"'
    )
    assert group_of('"It is not as it was."') != group_of('"It is not as it is."')
    assert fingerprint(quote_words("It was in 2019 that we saw the 40 or so boats")) != fingerprint(
        quote_words("It was in 2018 that we saw the 40 or so boats")
    )


def test_short_and_indirect_quotes_have_none() -> None:
    assert group_of('"Nobody honoured that promise."') is None
    assert group_of('"Nobody ever honoured that promise."') is not None
    assert group_of(f'"{SAID}"', kind="indirect") is None


def test_of_a_mixed_quote_the_words_between_the_marks_count() -> None:
    words = '"a cheaper harbour that keeps no pilot at work"'
    one = f"The plan would bring {words}, as he put it."
    other = f"Lisbon wanted {words}."
    assert group_of(one, "mixed", content=f"The plan would bring {words}") == group_of(other, "mixed", content=f"Lisbon wanted {words}")
    assert group_of(one, "mixed", content=f"The plan would bring {words}") == group_of(words)
    assert (
        group_of('The plan was "a cheaper harbour", nobody wanted that at all.', "mixed", content='The plan was "a cheaper harbour"')
        is None
    )


def test_many_quotes_take_linear_time() -> None:
    text, rows = paragraphs_of([f'He said "we asked for number {n} of the boats" twice.' for n in range(8_000)])
    quoted = pair_marks(text, rows)
    quotes = [
        QuoteRow("q", "a", n, "mixed", "", [found[0].span], None, None, None, "unknown", None, None, [], "none", None, None, None, 1.0)
        for n, found in enumerate(quoted)
    ]
    assert len({quote.quote_group for quote in group_quotes(text, quotes, quoted, [])}) == 8_000
