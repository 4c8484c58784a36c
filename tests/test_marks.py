"""Quotation marks of every house style, and the marks that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.marks import pair_marks
from transforms.records import Quoted
from transforms.schema import ParagraphRow


def paragraphs_of(texts: list[str], role: str = "body") -> tuple[str, list[ParagraphRow]]:
    """Join texts as paragraphs of one article."""
    rows, place = [], 0
    for number, text in enumerate(texts):
        rows.append(ParagraphRow("a", number, role, role == "body", place, place + len(text), text, 1.0))
        place += len(text) + 2
    return "\n\n".join(texts), rows


def pair(*texts: str) -> list[list[Quoted]]:
    return pair_marks(*paragraphs_of(list(texts)))


def surfaces(text: str, level: int = 0) -> list[str]:
    return [mark.span.of(text) for mark in pair(text)[0] if mark.level == level]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # house styles
        ("“We sail,” she said. “At dawn.”", ["“We sail,”", "“At dawn.”"]),
        ('"We sail," she said. "At dawn."', ['"We sail,"', '"At dawn."']),
        ("‘We sail,’ she said. ‘At dawn.’", ["‘We sail,’", "‘At dawn.’"]),
        ("'We sail,' she said. 'At dawn.'", ["'We sail,'", "'At dawn.'"]),
        ("„Wir segeln“, sagte sie. »Morgen«, rief er.", ["„Wir segeln“", "»Morgen«"]),
        ("„Płyniemy”, powiedziała.", ["„Płyniemy”"]),
        ("”Vi seglar”, sade hon. »I gryningen», sade han.", ["”Vi seglar”", "»I gryningen»"]),
        ("«\u00a0Nous partons\u00a0», dit-elle. « À l’aube. »", ["«\u00a0Nous partons\u00a0»", "« À l’aube. »"]),
        ("``We sail,'' she said. ''At dawn.''", ["``We sail,''", "''At dawn.''"]),
        ("‘‘We sail,’’ she said.", ["‘‘We sail,’’"]),
        ("<<We sail>>, she said.", ["<<We sail>>"]),
        ("‹We sail›, she said.", ["‹We sail›"]),
        ("船長は「出航する」と述べた。", ["「出航する」"]),
        # curly and straight together, and marks typed the wrong way round
        ('She called it “a slow process."', ['“a slow process."']),
        ('She called it "a slow process.”', ['"a slow process.”']),
        ("”We sail,“ she said, “at dawn“.", ["”We sail,“", "“at dawn“"]),
        # apostrophes
        ("The workers’ boats and Tom O’Brien’s nets weren’t there.", []),
        ("'Tis true: rock 'n' roll in the '90s, ’twas ‘90s’ gold.", []),
        ("‘The workers’ rights matter,’ he said.", ["‘The workers’ rights matter,’"]),
        ("'I read the students' letters,' he said. 'All of them.'", ["'I read the students' letters,'", "'All of them.'"]),
        ("‘I was born in the ’60s,’ he said.", ["‘I was born in the ’60s,’"]),
        ("‘’Tis the season,’ she said.", ["‘’Tis the season,’"]),
        ("‘We’re goin’ home,’ he said.", ["‘We’re goin’ home,’"]),
        ("James’ boat is a ‘wreck’ now.", ["‘wreck’"]),
        # measures
        ('The 6\'2" skipper bought a 12" pipe and a 9′ mast.', []),
        ('"The pipe is 12" wide," she said.', ['"The pipe is 12" wide,"']),
        ('"It was built in 1990" he said.', ['"It was built in 1990"']),
        # neighbours
        ("(“Yes”)—“no”—and [“maybe”].", ["“Yes”", "“no”", "“maybe”"]),
        ('He said:"No way,"and left.', ['"No way,"']),
        ('He said "... and then" twice.', ['"... and then"']),
        ("“\u200bHidden\u00ad” marks", ["“\u200bHidden\u00ad”"]),
        ('" spaced out " it said', ['" spaced out "']),
        # strays
        ("A stray ” here and a “good” one.", ["“good”"]),
        ('A stray " here.', []),
        ('"We sail, she said. "At dawn," he said.', ['"At dawn,"']),
        ("“We sail, she said.", ["“We sail, she said."]),
        ("She said: “We sail at dawn.", ["“We sail at dawn."]),
        ("No marks at all.", []),
        ("“”", []),
    ],
)
def test_outermost_quotations(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He told me ‘never say “never” again’ and left,” she said.", ["‘never say “never” again’"]),
        ("‘It was “fine”,’ she said.", ["“fine”"]),
        ("\"'Never,' he told me,\" she said.", ["'Never,'"]),
        ('“They called it "odd" then.”', ['"odd"']),
        ("«Il a dit “jamais”», dit-elle.", ["“jamais”"]),
        ("“He is a “real” man,” she said.", ["“real”"]),
    ],
)
def test_quotations_within_quotations(text: str, expected: list[str]) -> None:
    assert surfaces(text, level=1) == expected
    assert len(surfaces(text)) == 1


def ends(found: list[list[Quoted]]) -> list[list[tuple[bool, bool]]]:
    return [[(mark.closed, mark.continues) for mark in marks if mark.level == 0] for marks in found]


def test_a_quotation_re_opened_in_each_paragraph() -> None:
    found = pair("“The first.", "“The second, with an “inner” one.", "“The third,” he said.")
    assert ends(found) == [[(False, True)], [(False, True)], [(True, False)]]
    assert ends(pair("‘The first.", "‘The second,’ he said.")) == [[(False, True)], [(True, False)]]
    assert ends(pair("« Le premier.", "« Le second », dit-il.")) == [[(False, True)], [(True, False)]]


def test_a_caption_in_between_does_not_end_it() -> None:
    text, rows = paragraphs_of(["“The first.", "The captain (Reuters)", "“The second,” he said."])
    rows[1].role, rows[1].is_body = "caption", False
    assert ends(pair_marks(text, rows)) == [[(False, True)], [], [(True, False)]]


def test_a_quotation_never_closed_ends_with_its_paragraph() -> None:
    assert ends(pair("“The first.", "No mark here.", "“The third,” he said.")) == [[(False, False)], [], [(True, False)]]


STYLES = {
    "curly": ("“", "”", "‘", "’"),
    "straight": ('"', '"', "'", "'"),
    "british": ("‘", "’", "“", "”"),
    "german": ("„", "“", "‚", "‘"),
    "french": ("« ", " »", "“", "”"),
    "latex": ("``", "''", "`", "'"),
}
WORDS = st.lists(
    st.sampled_from(["boats", "sail", "the", "harbour", "don't", "we", "it’s", "1990", "O'Neill", "then"]), min_size=1, max_size=4
)


@st.composite
def well_formed(draw: st.DrawFn) -> tuple[str, list[tuple[str, int]]]:
    """Return a paragraph of one house style, and the quotations in it with their levels, in order of start."""
    outer_open, outer_close, inner_open, inner_close = STYLES[draw(st.sampled_from(sorted(STYLES)))]
    text = " ".join(draw(WORDS))
    expected: list[tuple[str, int]] = []
    for _ in range(draw(st.integers(1, 3))):
        inside = " ".join(draw(WORDS))
        outer_place = len(expected)
        if draw(st.booleans()):
            inner = f"{inner_open}{' '.join(draw(WORDS))}{inner_close}"
            inside += f" {inner} {' '.join(draw(WORDS))}"
            expected.append((inner.strip(), 1))
        quotation = f"{outer_open}{inside},{outer_close}"
        expected.insert(outer_place, (quotation, 0))
        text += f" {quotation} {' '.join(draw(WORDS))}"
    return text, expected


@given(well_formed())
def test_well_formed_text_is_paired_exactly(case: tuple[str, list[tuple[str, int]]]) -> None:
    text, expected = case
    assert [(mark.span.of(text), mark.level) for mark in pair(text)[0]] == expected


ANY_TEXT = st.text(alphabet=st.sampled_from(list("ab1 .,—(\u200b") + list("\"“”„«»‘’'‚′″`‹›「」")), max_size=60)


@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_whatever_the_text_pairs_nest_and_stay_in_their_paragraph(texts: list[str]) -> None:
    text, rows = paragraphs_of(texts)
    for row, marks in zip(rows, pair_marks(text, rows), strict=True):
        open_ends: list[int] = []
        used: list[int] = []
        for mark in marks:
            assert row.start <= mark.span.start < mark.inner.start <= mark.inner.end <= mark.span.end <= row.end
            assert mark.closed == (mark.inner.end < mark.span.end)
            assert not (mark.continues and mark.closed)
            while open_ends and open_ends[-1] <= mark.span.start:
                open_ends.pop()
            assert mark.level == len(open_ends)
            assert not open_ends or mark.span.end <= open_ends[-1]
            open_ends.append(mark.span.end)
            used += [mark.span.start, *([mark.inner.end] if mark.closed else [])]
        assert len(used) == len(set(used))


@given(st.lists(ANY_TEXT, min_size=3, max_size=5), st.sampled_from(list("\"“”«»‘’'")), st.data())
def test_a_stray_mark_harms_its_own_paragraph_alone(texts: list[str], stray: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(texts) - 1))
    at = data.draw(st.integers(0, len(texts[place])))
    harmed = [*texts[:place], texts[place][:at] + stray + texts[place][at:], *texts[place + 1 :]]
    before, after = pair(*texts), pair(*harmed)
    for number in range(len(texts)):
        moved = 1 if number > place else 0
        # The paragraph before may now be taken to go on, if the stray mark begins the next one, or no longer to.
        if number not in {place, place - 1}:
            assert [mark.span.shifted(moved) for mark in before[number]] == [mark.span for mark in after[number]]


def test_thousands_of_marks_take_no_long_time() -> None:
    for mark in ("“", '"', "‘", "'", "«", "\" '", "“ ‘ "):
        assert len(pair(mark * 20_000)) == 1
