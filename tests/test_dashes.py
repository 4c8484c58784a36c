"""Direct speech that dashes open, and the words that tell who speaks within dashes and quotation marks, by language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_marks import MARKS, NOISE, rows
from transforms.lexicon.phrases import any_phrase
from transforms.lexicon.words import languages_with, word_lists
from transforms.quotes.attributions import find_attributions
from transforms.quotes.dashes import with_dialogue
from transforms.quotes.marks import pair_marks
from transforms.records import Quoted


def spoken(language: str | None, *paragraphs: str, roles: list[str] | None = None) -> list[list[Quoted]]:
    text, found = rows([*paragraphs], roles)
    return with_dialogue(text, found, pair_marks(text, found), [language] * len(found))


def surfaces(language: str | None, *paragraphs: str, roles: list[str] | None = None) -> list[list[str]]:
    """Return the quotations as they stand; `>` before one for each level."""
    text = rows([*paragraphs])[0]
    return [[">" * q.level + q.span.of(text) for q in found] for found in spoken(language, *paragraphs, roles=roles)]


@pytest.mark.parametrize(
    ("language", "paragraph", "expected"),
    [
        ("ru", "— Мост откроют весной, — сказал инженер Лавров.", ["Мост откроют весной"]),
        ("ru", "— Мост откроют весной, — сказала она. — Осталось покрасить перила.", ["Мост откроют весной", "Осталось покрасить перила."]),
        ("ru", "– Весной, – уточнил мэр, – если не помешает лёд.", ["Весной", "если не помешает лёд."]),
        ("ru", "- Когда откроют мост? - спросил рыбак.", ["Когда откроют мост?"]),
        ("ru", "— Мост старый,— пояснил мэр.— Ему сто лет.", ["Мост старый", "Ему сто лет."]),
        ("ru", "— Газета «Заря» ошиблась, — заявил он газете «Маяк».", ["Газета «Заря» ошиблась", ">«Заря»", "«Маяк»"]),
        (
            "uk",
            "— Міст відкриють навесні, — сказав інженер Лавренко. — Лишилося фарбувати.",
            ["Міст відкриють навесні", "Лишилося фарбувати."],
        ),
        ("uk", "– Коли? – запитала рибалка.", ["Коли?"]),
        ("pl", "– Most otworzymy wiosną – powiedział inżynier Lipa.", ["Most otworzymy wiosną"]),
        ("pl", "– Most otworzymy – dodała. – Została farba.", ["Most otworzymy", "Została farba."]),
        ("pl", "Rada czeka na farbę. – Będzie w maju – mówi Lipa. Most stoi pusty.", ["Będzie w maju"]),
        ("pl", "Rada czeka. - Będzie w maju - miał powiedzieć Lipa.", ["Będzie w maju"]),
        ("es", "—El puente abrirá en mayo —dijo la ingeniera—. Falta la pintura.", ["El puente abrirá en mayo", "Falta la pintura."]),
        ("es", "—¿Cuándo? —preguntó un pescador.", ["¿Cuándo?"]),
        ("es", "—Abrirá —añadió ella—, si el hielo lo permite.", ["Abrirá", "si el hielo lo permite."]),
        ("fr", "– Le pont ouvrira en mai, a dit Claire Vasseur.", ["Le pont ouvrira en mai"]),
        ("fr", "— Le pont ouvrira, explique-t-elle, si la glace fond.", ["Le pont ouvrira", "si la glace fond."]),
        ("pt", "— A ponte abre em maio — disse a engenheira. — Falta a tinta.", ["A ponte abre em maio", "Falta a tinta."]),
        (
            "it",
            "– Il ponte apre a maggio – ha detto Rosa Lupi – se il ghiaccio lo permette.",
            ["Il ponte apre a maggio", "se il ghiaccio lo permette."],
        ),
        ("no", "– Broen åpner i mai, sier ingeniør Kari Lund.", ["Broen åpner i mai"]),
        ("sv", "– Bron öppnar i maj, säger Kerstin Lund.", ["Bron öppnar i maj"]),
        ("fi", "– Silta avataan toukokuussa, sanoo Liisa Lampi.", ["Silta avataan toukokuussa"]),
    ],
)
def test_a_dash_opens_direct_speech(language: str, paragraph: str, expected: list[str]) -> None:
    assert surfaces(language, paragraph) == [expected]
    assert all(q.said for q in spoken(language, paragraph)[0] if q.level == 0 and q.span == q.inner)


@pytest.mark.parametrize(
    ("language", "paragraph", "expected"),
    [
        ("ru", "«Мост старый, — сказал мэр, — ему сто лет».", ["«Мост старый,", "ему сто лет»"]),
        ("ru", "«Мост старый, — пояснил он «Маяку». — Ему сто лет», — и ушёл.", ["«Мост старый,", "«Маяку»", "Ему сто лет»"]),
        ("ru", "«Мост старый», — сказал мэр. — «Ему сто лет».", ["«Мост старый»", "«Ему сто лет»"]),
        ("uk", "«Міст старий, — сказав мер. — Йому сто років».", ["«Міст старий,", "Йому сто років»"]),
        ("it", "“Il ponte – spiega Rosa Lupi – apre a maggio”.", ["“Il ponte", "apre a maggio”"]),
        ("fr", "« Le pont ouvrira, explique Claire Vasseur, si la glace fond. »", ["« Le pont ouvrira,", "si la glace fond. »"]),
        ("fr", "« Le pont ouvrira, dit-elle. Il faut attendre. »", ["« Le pont ouvrira,", "Il faut attendre. »"]),
        ("es", "«El puente abrirá —dijo ella—, si el hielo lo permite».", ["«El puente abrirá", "si el hielo lo permite»"]),
    ],
)
def test_words_that_tell_who_speaks_part_a_quotation(language: str, paragraph: str, expected: list[str]) -> None:
    assert surfaces(language, paragraph) == [expected]


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("ru", "Мост — самый старый в городе — откроют весной."),
        ("ru", "Москва — столица, сказал учитель."),
        ("ru", "— краска для перил;"),
        ("ru", "— Краска для перил."),
        ("uk", "Міст — найстаріший у місті, і його відкриють навесні."),
        ("pl", "Most – najstarszy w mieście – otworzą wiosną."),
        ("pl", "Rada czeka. – To trwa."),
        ("es", "El puente —el más viejo— abrirá en mayo."),
        ("fr", "Le pont – le plus vieux – ouvrira en mai."),
        ("fr", "– Peindre les rambardes"),
        ("it", "Il ponte – il più vecchio – apre a maggio."),
        ("de", "– Die Brücke öffnet im Mai, sagte die Ingenieurin."),
        ("en", "– The bridge opens in May – said the engineer."),
        (None, "— Мост откроют весной, — сказал инженер."),
    ],
)
def test_other_dashes_open_nothing(language: str | None, paragraph: str) -> None:
    assert surfaces(language, paragraph) == [[]]


def test_words_in_marks_that_interrupt_nobody_stay_whole() -> None:
    assert surfaces("ru", "Он читал «Мост — это путь — и покой».") == [["«Мост — это путь — и покой»"]]
    assert surfaces("fr", "« Le pont est ouvert, a dit bonjour, et ferme. »") == [["« Le pont est ouvert, a dit bonjour, et ferme. »"]]


def test_turns_without_a_verb_stand_among_others() -> None:
    talk = ["— Мост старый, — сказал мэр.", "— Ему сто лет.", "Мэр ушёл.", "— краска для перил;"]
    assert surfaces("ru", *talk) == [["Мост старый"], ["Ему сто лет."], [], []]
    assert surfaces("pl", "Lipa powiedział krótko:", "– Most otworzymy wiosną.") == [[], ["Most otworzymy wiosną."]]
    assert surfaces("pl", "Zostało jeszcze:", "– Malowanie poręczy.") == [[], []]


def test_each_paragraph_is_read_in_its_language() -> None:
    text, found = rows(["— Мост старый, — сказал мэр.", "– Most – powiedział Lipa.", "– Most – powiedział Lipa."])
    spoken = with_dialogue(text, found, pair_marks(text, found), ["ru", "pl", "en"])
    assert [[q.span.of(text) for q in quotations] for quotations in spoken] == [["Мост старый"], ["Most"], []]


def test_only_running_text_is_read() -> None:
    assert surfaces("ru", "— Мост старый, — сказал мэр.", roles=["caption"]) == [[]]


@pytest.mark.parametrize(
    ("language", "paragraph", "said"),
    [
        ("de", "„Die Brücke ist alt“, sagte Vogt.", [True]),
        ("de", "Vogt sagte am Montag: „Die Brücke ist alt.“", [True]),
        ("de", "Die „Alte Brücke“ sagte ihm nichts.", [False]),
        ("nl", "“De brug is oud”, zei Bakker.", [True]),
        ("ru", "«Мост старый», — сказал Лавров.", [True]),
        ("ru", "«Маяк» сообщил о мосте.", [False]),
        ("pl", "„Most jest stary” – dodał Lipa.", [True]),
        ("es", "«El puente es viejo», dijo Soler.", [True]),
        ("en", "“The bridge is old,” said Ruiz.", [False]),
    ],
)
def test_a_verb_beside_marks_shows_that_somebody_said_it(language: str, paragraph: str, said: list[bool]) -> None:
    assert [q.said for q in spoken(language, paragraph)[0]] == said


def test_what_is_said_becomes_a_quote() -> None:
    text, found = rows(["– Most – powiedział inżynier Lipa.", "Rada zbudowała „Most”."])
    attributions = find_attributions(text, found, with_dialogue(text, found, pair_marks(text, found), ["pl"] * len(found)), [])
    assert [(a.kind, [span.of(text) for span in a.contents]) for a in attributions] == [("direct", ["Most"])]


LANGUAGES = sorted(languages_with("speech"))
WORDS = [
    "сказал",
    "dijo",
    "powiedział",
    "a dit",
    "ha detto",
    "dit-elle",
    "Most",
    "pont",
    " — ",
    "—",
    " - ",
    ", ",
    ". ",
    ": ",
    "«",
    "»",
    '"',
    "\n",
]


@given(
    st.sampled_from(LANGUAGES), st.lists(st.tuples(st.lists(st.sampled_from(WORDS)), NOISE, st.sampled_from(["body", "title"])), max_size=4)
)
def test_what_holds_for_any_text(language: str, drawn: list[tuple[list[str], str, str]]) -> None:
    text, paragraphs = rows(["".join(words) + noise for words, noise, _ in drawn], [role for *_, role in drawn])
    found = with_dialogue(text, paragraphs, pair_marks(text, paragraphs), [language] * len(paragraphs))
    assert len(found) == len(paragraphs)
    for row, quotations in zip(paragraphs, found, strict=True):
        assert [q.span for q in quotations] == sorted((q.span for q in quotations), key=lambda span: (span.start, -span.end))
        for q in quotations:
            assert row.start <= q.span.start <= q.inner.start < q.inner.end <= q.span.end <= row.end
            assert {*text[q.span.start : q.inner.start], *text[q.inner.end : q.span.end]} <= {*MARKS}
            around = [o for o in quotations if o is not q and o.span.start < q.span.end and q.span.start < o.span.end]
            assert all(o.inner.holds(q.span) or q.inner.holds(o.span) for o in around)
            assert q.level == sum(o.inner.holds(q.span) for o in around)


def test_the_lexicon_says_how_people_speak_in_each_language() -> None:
    assert {"de", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk"} < {*LANGUAGES}
    assert "en" not in LANGUAGES
    for language in LANGUAGES:
        assert word_lists("speech", language)["before verbs"]
    assert any_phrase("speech", "reporting verbs", language="xx") == "(?:(?!))"
