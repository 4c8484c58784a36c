"""Quotation marks: every house style, apostrophes and measures, nesting, chains over paragraphs, and what must hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.quotes import marks
from transforms.quotes.marks import pair_marks
from transforms.records import Quoted
from transforms.schema import ParagraphRow

MARKS = "\"'‘’‚‛“”„‟«»‹›`´′″「」『』〝〞"


def rows(paragraphs: list[str], roles: list[str] | None = None) -> tuple[str, list[ParagraphRow]]:
    found, start = [], 0
    for place, words in enumerate(paragraphs):
        role = roles[place] if roles else "body"
        found.append(ParagraphRow("a", place, role, role == "body", start, start + len(words), words, 1.0))
        start += len(words) + 2
    return "\n\n".join(paragraphs), found


def pair(*paragraphs: str, roles: list[str] | None = None) -> list[list[Quoted]]:
    return pair_marks(*rows([*paragraphs], roles))


def surfaces(*paragraphs: str, roles: list[str] | None = None) -> list[list[str]]:
    """Return the quotations as they stand; `>` before one for each level, `+` after one that goes on, `?` after one without its end."""
    text = rows([*paragraphs])[0]
    return [
        [">" * q.level + q.span.of(text) + ("" if q.closed else "+" if q.continues else "?") for q in found]
        for found in pair(*paragraphs, roles=roles)
    ]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("No marks at all.", []),
        ("“We go,” she said. “Now.”", ["“We go,”", "“Now.”"]),
        ('"We go," she said. "Now."', ['"We go,"', '"Now."']),
        ('He said it “is slow. But it helps."', ['“is slow. But it helps."']),
        ('He said it "is slow. But it helps.”', ['"is slow. But it helps.”']),
        ("„Wir gehen“, sagte sie. „Jetzt!“", ["„Wir gehen“", "„Jetzt!“"]),
        ("„Er sagte ‚nein‘ dazu“, sagte sie.", ["„Er sagte ‚nein‘ dazu“", ">‚nein‘"]),
        ("„Idziemy”, powiedziała.", ["„Idziemy”"]),
        ('„Wir gehen", sagte sie.', ['„Wir gehen"']),
        ("»Wir gehen«, sagte sie, »aber ›nie‹ mehr.«", ["»Wir gehen«", "»aber ›nie‹ mehr.«", ">›nie‹"]),
        ("« Nous partons », dit-elle. «Oui.»", ["« Nous partons »", "«Oui.»"]),
        ("«\u00a0Nous partons\u00a0», dit-elle.", ["«\u00a0Nous partons\u00a0»"]),
        ("«\u202fIl a dit “non”\u202f», dit-elle.", ["«\u202fIl a dit “non”\u202f»", ">“non”"]),
        ("”Vi går”, sade hon. ”Nu.”", ["”Vi går”", "”Nu.”"]),
        ("»Vi går», sade hon.", ["»Vi går»"]),
        ("``We go,'' she said, ``and `never' stop.''", ["``We go,''", "``and `never' stop.''", ">`never'"]),
        ("''We go,'' she said. ''He said 'no.'''", ["''We go,''", "''He said 'no.'''", ">'no.'"]),
        ("''''", []),
        ("‘‘We go,’’ she said.", ["‘‘We go,’’"]),
        ("彼は「行く『今』」と言った", ["「行く『今』」", ">『今』"]),
        ('他说"今天"来。“好”了', ['"今天"', "“好”"]),
        ("〝We go,〞 she said, and ″now″ it is.", ["〝We go,〞", "″now″"]),
    ],
)
def test_house_styles(paragraph: str, expected: list[str]) -> None:
    assert surfaces(paragraph) == [expected]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (
            "“He told me ‘never say “never” again’ and left.”",
            ["“He told me ‘never say “never” again’ and left.”", ">‘never say “never” again’", ">>“never”"],
        ),
        ("‘He told me “never”,’ she said.", ["‘He told me “never”,’", ">“never”"]),
        (
            "\"'Never,' he told me,\" she said. \"I said, 'Ever.'\"",
            ["\"'Never,' he told me,\"", ">'Never,'", "\"I said, 'Ever.'\"", ">'Ever.'"],
        ),
        ("“He is a “real” man,” she said.", ["“He is a “real” man,”", ">“real”"]),
        ('"He is a "real" man," she said.', ['"He is a "real" man,"', '>"real"']),
        (
            '"It comes across as “too loud” or “too shrill.”"',
            ['"It comes across as “too loud” or “too shrill.”"', ">“too loud”", ">“too shrill.”"],
        ),
        ("‘It’s ‘complicated’,’ she said.", ["‘It’s ‘complicated’,’", ">‘complicated’"]),
        ("“‘A’ and ‘B’”", ["“‘A’ and ‘B’”", ">‘A’", ">‘B’"]),
    ],
)
def test_nesting(paragraph: str, expected: list[str]) -> None:
    assert surfaces(paragraph) == [expected]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("’Tis the season, ’twas said, in the ’90s and the ’60s.", []),
        ("'Tis the season, 'twas said, in the '90s and the '60s.", []),
        ("‘Cause we loved the ‘90s, ‘em all.", []),
        ("Don't ask O'Brien's men; they don’t know d’Artagnan’s.", []),
        ("The workers’ rights and the bosses’ club, James’ house, Marx' book.", []),
        ("The workers' rights and the bosses' club. In the 1990s' end.", []),
        ("Rock ’n’ roll, rock 'n' roll, Guns ‘n’ Roses.", []),
        ("Dancin' and singin', of o' and th' an' lil' ol' me.", []),
        ("Ask Selam G.'s lawyer about A.T. & T.’s and RMS' views.", []),
        ("Historians of ‘Abd al-Aziz and the boys’ school.", []),
        ("‘’Tis the season,’ she said.", ["‘’Tis the season,’"]),
        ("'I was born in the '60s,' he said.", ["'I was born in the '60s,'"]),
        ("‘Don’t go,’ he said, ‘the workers’ rights matter.’", ["‘Don’t go,’", "‘the workers’ rights matter.’"]),
        ("'Don't go,' he said, 'the workers' rights matter.'", ["'Don't go,'", "'the workers' rights matter.'"]),
        ("She put 'the workers' rights' in the title.", ["'the workers' rights'"]),
        ("‘The pilots’ office is closed’ said one.", ["‘The pilots’ office is closed’"]),
        ("‘We’re goin’ home,’ he said.", ["‘We’re goin’ home,’"]),
        ("He met the 'Friends' and the 'Mob Wives' stars.", ["'Friends'", "'Mob Wives'"]),
        ("'Yes', 'no' and 'maybe'", ["'Yes'", "'no'", "'maybe'"]),
        ("Envoy Sees 'Positive Dynamic' In Workers' Talks", ["'Positive Dynamic'"]),
        ("‘I said so, ‘cause it is,’ he said.", ["‘I said so, ‘cause it is,’"]),
        ("He wrote the letter 's' and the letter ’T’.", ["'s'", "’T’"]),
        ("’No,’ he said. ’Never.’", ["’No,’", "’Never.’"]),
    ],
)
def test_apostrophes_and_single_quotes(paragraph: str, expected: list[str]) -> None:
    assert surfaces(paragraph) == [expected]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("The 6'2\" man, 5' 11\" tall, ate a 12\" pizza in 5'.", []),
        ("At 40°26′46″ N he was 6’2” tall.", []),
        ('"The pipe is 12" wide," she said.', ['"The pipe is 12" wide,"']),
        ('"He is 6\'2"," she said.', ['"He is 6\'2","']),
        ('"It was built in 1990" he said.', ['"It was built in 1990"']),
        ("They ran 'in 1990' and ‘in 2000’.", ["'in 1990'", "‘in 2000’"]),
    ],
)
def test_measures(paragraph: str, expected: list[str]) -> None:
    assert surfaces(paragraph) == [expected]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ('He left a stray " here.', []),
        ("He left a stray ” here and a “good” one.", ["“good”"]),
        ("We go,” she said. “Now.”", ["“Now.”"]),
        ('An odd" mark. Then "A," he said, and "B."', ['"A,"', '"B."']),
        ("“We go tomorrow", ["“We go tomorrow?"]),
        ("“We go tomorrow, she said.", ["“We go tomorrow,?"]),
        ('"We go tomorrow, she said. "And then home," she said.', ['"We go tomorrow,?', '"And then home,"']),
        ("“He told me, ‘I will go,” she said.", ["“He told me, ‘I will go,”", ">‘I will go,?"]),
        ("“Let’s go.’ He left for “home” then.", ["“Let’s go.’", "“home”"]),
        ("‘Enbaqom was so highly regarded that he was chosen.", []),
        ("“like this“ and ”like that“ and ”so”", ["“like this“", "”like that“", "”so”"]),
        ('“” and "" are empty', []),
        ('""Twice marked,"" he said.', ['""Twice marked,""']),
    ],
)
def test_strays_and_slips(paragraph: str, expected: list[str]) -> None:
    assert surfaces(paragraph) == [expected]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ('(“yes”)—“no”—maybe ["so"]/"or"', ["“yes”", "“no”", '"so"', '"or"']),
        ('He said:"No way,"she replied. He said,"No".', ['"No way,"', '"No"']),
        ('"...and then," he said, "well…" and "— what?"', ['"...and then,"', '"well…"', '"— what?"']),
        ("“We go,”1 he said. “Now”2, 3 and “then.”[4]", ["“We go,”", "“Now”", "“then.”"]),
        ('"We go", she said; "now".', ['"We go"', '"now"']),
        ('He said — "we go" — and left "home"—fast', ['"we go"', '"home"']),
        ('" We go " she said', ['" We go "']),
        ('\u200b"We go,\u200b" she said, \u00ad"now\u00ad."\ufeff', ['"We go,\u200b"', '"now\u00ad."']),
        ('"50% of $5"', ['"50% of $5"']),
        ('**"We go,"** she said', ['"We go,"']),
        ('William "Bill" Smith sailed the "Shorty" and sang "Let It Be."', ['"Bill"', '"Shorty"', '"Let It Be."']),
    ],
)
def test_neighbours(paragraph: str, expected: list[str]) -> None:
    assert surfaces(paragraph) == [expected]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["“One.", "“Two.", "“Three,” she said."], [["“One.+"], ["“Two.+"], ["“Three,”"]]),
        (['She said: "One.', '"Two."'], [['"One.+'], ['"Two."']]),
        (["“A,” she said. “One ‘x’ two.", "“Three.”"], [["“A,”", "“One ‘x’ two.+", ">‘x’"], ["“Three.”"]]),
        (["‘One.", "‘Two,’ she said."], [["‘One.+"], ["‘Two,’"]]),
        (["“‘One.", "“‘Two,’ he said,” she said."], [["“‘One.+", ">‘One.+"], ["“‘Two,’ he said,”", ">‘Two,’"]]),
        (["“One.", "• “Two.”"], [["“One.+"], ["“Two.”"]]),
        (["“One.", "No mark."], [["“One.?"], []]),
        (["“One.”", "“Two.”"], [["“One.”"], ["“Two.”"]]),
        (["A stray ” here.", "“Two.”"], [[], ["“Two.”"]]),
        (["The boys’ club.", "’Tis late."], [[], []]),
        (["„One.", "Two.", "Three.“ So he said."], [["„One.+"], ["Two.+"], ["Three.“"]]),
        (["“One.", "Two ‘x’,” she said. “Three.”"], [["“One.+"], ["Two ‘x’,”", ">‘x’", "“Three.”"]]),
        (["“One.", "“Two.”", "Three.”"], [["“One.+"], ["“Two.”"], []]),
    ],
)
def test_chains(paragraphs: list[str], expected: list[list[str]]) -> None:
    assert surfaces(*paragraphs) == expected


def test_a_chain_skips_what_is_no_running_text() -> None:
    found = surfaces("“One.", "A caption", "“Read more”", "“Two.”", roles=["body", "caption", "boilerplate", "list"])
    assert found == [["“One.+"], [], ["“Read more”"], ["“Two.”"]]


def test_a_chain_stays_within_the_running_text() -> None:
    assert surfaces("“One", "“Two.”", roles=["title", "body"]) == [["“One?"], ["“Two.”"]]


STYLES = {
    "american": ("“”", "‘’"),
    "british": ("‘’", "“”"),
    "straight": ('""', "''"),
    "straight single": ("''", '""'),
    "german": ("„“", "‚‘"),
    "german angles": ("»«", "›‹"),
    "french": ("«»", "‹›"),
    "japanese": ("「」", "『』"),
    "mixed": ('“"', "‘'"),
}
WORDS = st.sampled_from(["river", "stone", "Anna", "goat,", "we", "don’t", "half-way", "1990", "éclair", "Ω", "end."])


@st.composite
def nested(draw: st.DrawFn, style: tuple[str, str], depth: int = 0) -> list[object]:
    """Draw words and, as lists, quotations."""
    parts = st.one_of(WORDS, nested(style, depth + 1)) if depth < 3 else WORDS
    return draw(st.lists(parts, min_size=1, max_size=3))


def written(parts: list[object], style: tuple[str, str], level: int) -> tuple[str, list[tuple[int, str]]]:
    """Write the parts down; return the text and the (level, surface) of its quotations in order."""
    text, found = "", []
    for place, part in enumerate(parts):
        text += " " if place else ""
        if isinstance(part, list):
            inside, deeper = written(part, style, level + 1)
            marks_used = style[level % 2]
            surface = f"{marks_used[0]}{inside}{marks_used[1]}"
            found += [(level, surface), *deeper]
            text += surface
        else:
            text += str(part)
    return text, found


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=25)
@given(data=st.data())
def test_well_formed_text_is_paired_exactly(style: str, data: st.DataObject) -> None:
    words, expected = written(data.draw(nested(STYLES[style])), STYLES[style], 0)
    assert [(q.level, q.span.of(words)) for q in pair(words)[0]] == expected
    assert all(q.closed and not q.continues for q in pair(words)[0])


NOISE = st.text(st.sampled_from([*MARKS, *" \t\u00a0\u200b\u00ad.,!?:-—()[]", *"as5Äz日", "\n"]), max_size=40)


@given(st.lists(st.tuples(NOISE, st.sampled_from(["title", "body", "list", "caption", "boilerplate"])), max_size=5))
def test_what_holds_for_any_text(drawn: list[tuple[str, str]]) -> None:
    text, paragraphs = rows([words for words, _ in drawn], [role for _, role in drawn])
    paired = pair_marks(text, paragraphs)
    assert len(paired) == len(paragraphs)
    for row, found in zip(paragraphs, paired, strict=True):
        assert [q.span for q in found] == sorted((q.span for q in found), key=lambda span: (span.start, -span.end))
        used = [at for q in found for at in (*range(q.span.start, q.inner.start), *range(q.inner.end, q.span.end))]
        assert len(used) == len(set(used))
        for q in found:
            assert row.start <= q.span.start <= q.inner.start < q.inner.end <= q.span.end <= row.end
            assert {text[at] for at in used} <= set(MARKS)
            assert not (q.closed and q.continues)
            assert not q.continues or (q.span.end == row.end and row.role in {"body", "list"})
            around = [o for o in found if o is not q and o.span.start < q.span.end and q.span.start < o.span.end]
            assert all(o.inner.holds(q.span) or q.inner.holds(o.span) for o in around)
            assert q.level == sum(o.inner.holds(q.span) for o in around)


@given(st.text(st.characters(exclude_characters=MARKS), max_size=60))
def test_without_marks_there_is_nothing(words: str) -> None:
    assert pair(words) == [[]]


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_stray_mark_harms_only_its_own_paragraph(style: str, data: st.DataObject) -> None:
    paragraphs = [written(parts, STYLES[style], 0)[0] for parts in data.draw(st.lists(nested(STYLES[style]), min_size=3, max_size=5))]
    hurt = data.draw(st.integers(0, len(paragraphs) - 1))
    place = data.draw(st.integers(0, len(paragraphs[hurt])))
    stray = data.draw(st.sampled_from(MARKS))
    harmed = [*paragraphs]
    harmed[hurt] = harmed[hurt][:place] + stray + harmed[hurt][place:]
    before, after = surfaces(*paragraphs), surfaces(*harmed)
    assert [found for at, found in enumerate(after) if at != hurt] == [found for at, found in enumerate(before) if at != hurt]


@pytest.mark.parametrize("unit", ["“", "“‘", '" a ', "'s “", "”‘’»"])
def test_the_work_grows_with_the_number_of_marks(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    go_on = marks._extended

    def counted(*args: object) -> object:
        nonlocal calls
        calls += 1
        return go_on(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "_extended", counted)
    words = unit * 200
    pair(words)
    assert 0 < calls <= len(words) * marks._BEAM
