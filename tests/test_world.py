"""Articles in other languages than English: names, statements and who makes them."""

from typing import Any

import pytest

from transforms import read_article
from transforms.entities.names import normalized
from transforms.reader.model import _NICKNAMED, ENGLISH, WORLD, WORLD_LANGUAGES, load_model, reader_for
from transforms.reader.windows import split_words
from transforms.records import Document
from transforms.schema import QuoteRow
from transforms.speakers.wording import FEMALE, MALE, read_wording, sex_of_name, sex_of_verb

ARTICLES = {
    "de": (
        "Hafen öffnet im Mai\n\nBREMEN. Der neue Hafen soll im Mai öffnen. "
        "Das teilte die Bürgermeisterin Anna Holm am Montag in Bremen mit.\n\n"
        "„Wir haben lange auf diesen Tag gewartet“, sagte Holm vor Journalisten. Die Arbeiten hätten elf Jahre gedauert.\n\n"
        "Der Verband der Seeleute äußerte sich zurückhaltend. „Es fehlen noch zwei Kräne“, sagte dessen Vorsitzender Peter Brandt.\n"
    ),
    "ru": (
        "Порт откроется в мае\n\nНовый порт откроется в мае, сообщил в понедельник министр транспорта Олег Ветров.\n\n"
        "«Мы долго ждали этого дня», — сказал Ветров журналистам. Работы продолжались одиннадцать лет.\n\n"
        "«Не хватает ещё двух кранов», — заявила председатель профсоюза моряков Анна Громова.\n"
    ),
    "uk": (
        "Порт відкриють у травні\n\nНовий порт відкриють у травні, повідомив у понеділок міністр транспорту Олег Вітренко.\n\n"
        "«Ми довго чекали на цей день», — сказав Вітренко журналістам. Роботи тривали одинадцять років.\n\n"
        "«Бракує ще двох кранів», — заявила голова профспілки моряків Ганна Громова.\n"
    ),
    "pl": (
        "Port ruszy w maju\n\nNowy port zostanie otwarty w maju, poinformowała w poniedziałek burmistrz Anna Lipska.\n\n"
        "– Długo czekaliśmy na ten dzień – powiedziała Lipska dziennikarzom. Prace trwały jedenaście lat.\n\n"
        "– Brakuje jeszcze dwóch dźwigów – stwierdził przewodniczący związku marynarzy Piotr Zaremba.\n"
    ),
    "es": (
        "El puerto abrirá en mayo\n\nEl nuevo puerto abrirá en mayo, anunció el lunes la alcaldesa Ana Robles.\n\n"
        "“Hemos esperado mucho este día”, dijo Robles a los periodistas. Las obras duraron once años.\n\n"
        "“Todavía faltan dos grúas”, afirmó el presidente del sindicato de marineros, Tomás Prado.\n"
    ),
    "fr": (
        "Le port ouvrira en mai\n\nLe nouveau port ouvrira en mai, a annoncé lundi la maire de la ville, Anne Riou.\n\n"
        "« Nous avons longtemps attendu ce jour », a déclaré Mme Riou aux journalistes. Les travaux ont duré onze ans.\n\n"
        "« Il manque encore deux grues », a affirmé le président du syndicat des marins, Paul Mercier.\n"
    ),
}
SPEAKERS = {
    "de": ("Anna Holm", "Peter Brandt"),
    "ru": ("Олег Ветров", "Анна Громова"),
    "uk": ("Олег Вітренко", "Ганна Громова"),
    "pl": ("Anna Lipska", "Piotr Zaremba"),
    "es": ("Ana Robles", "Tomás Prado"),
    "fr": ("Anne Riou", "Paul Mercier"),
}
DIRECT = {
    "de": ("Wir haben lange", "Es fehlen noch"),
    "ru": ("Мы долго ждали", "Не хватает ещё"),
    "uk": ("Ми довго чекали", "Бракує ще двох"),
    "pl": ("Długo czekaliśmy", "Brakuje jeszcze"),
    "es": ("Hemos esperado", "Todavía faltan"),
    "fr": ("Nous avons longtemps", "Il manque encore"),
}


def rows(text: str) -> dict[str, list[Any]]:
    return read_article(Document("s", "0" * 64, "text", "utf-8", text), "v")


@pytest.mark.parametrize("language", ARTICLES)
def test_people_are_named(language: str) -> None:
    found = rows(ARTICLES[language])
    assert found["articles"][0].language == language
    people = {entity.name for entity in found["entities"] if entity.type == "person"}
    assert people == {*SPEAKERS[language]}


@pytest.mark.parametrize("language", ARTICLES)
def test_who_says_what(language: str) -> None:
    quotes = rows(ARTICLES[language])["quotes"]
    for words, speaker in zip(DIRECT[language], SPEAKERS[language], strict=True):
        (quote,) = (quote for quote in quotes if words in quote.text)
        assert quote.kind == "direct"
        assert quote.speaker_name == speaker
        assert quote.text == ARTICLES[language][quote.spans[0].start : quote.spans[-1].end]


@pytest.mark.parametrize("language", ARTICLES)
def test_reported_words_are_found(language: str) -> None:
    kinds = [quote.kind for quote in rows(ARTICLES[language])["quotes"]]
    assert "indirect" in kinds


def test_each_language_has_one_reader() -> None:
    assert reader_for("en") == reader_for(None) == ENGLISH
    assert {reader_for(language) for language in WORLD_LANGUAGES} == {WORLD}
    assert reader_for("ja") is None


def test_what_no_reader_reads_keeps_what_marks_show() -> None:
    text = "横浜の港が五月に開く。\n\n「長い間この日を待っていました」と市長は月曜日に記者団に語った。工事は十一年続いた。\n"
    quotes = rows(text * 3)["quotes"]
    assert all(quote.speaker_id is None for quote in quotes)


def test_every_word_has_its_place_in_the_text() -> None:
    text = "«Порт», — сказал Ветров… L'Ukraine, Nord-Süd: 3 % (ä)"
    words = split_words(load_model(WORLD).tokenizer, text, [])
    found = [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
    assert [word for word in found if word.isalpha()] == ["Порт", "сказал", "Ветров", "L", "Ukraine", "Nord", "Süd", "ä"]
    assert (words.ends > words.starts).all()


def test_a_word_of_very_many_pieces_is_one_unknown_piece() -> None:
    words = split_words(load_model(WORLD).tokenizer, "ж" * 3_000 + " порт", [])
    assert words.firsts[1] - words.firsts[0] == 1


@pytest.mark.parametrize("name", ['Ana "Kid" Ruiz', "Ana “Kid” Ruiz", "Ana (Kid) Ruiz", "Ana ‘Kid’ Holm Ruiz"])
def test_a_nickname_does_not_part_a_name(name: str) -> None:
    assert _NICKNAMED.fullmatch(name)


@pytest.mark.parametrize(
    "words", ["Ana (born 1984) Ruiz", 'Ana "kid" Ruiz', 'Ana said "No" and Ruiz', "Ana (the mayor of the old port) Ruiz"]
)
def test_what_is_no_nickname_parts_names(words: str) -> None:
    assert _NICKNAMED.fullmatch(words) is None


def test_a_paper_in_quotation_marks_is_a_source() -> None:
    text = (
        "Port ruszy w maju\n\nNowy port zostanie otwarty w maju – pisze „Gazeta Nadmorska”. "
        "Prace trwały jedenaście lat i kosztowały ponad miliard złotych.\n\n"
        "Burmistrz Anna Lipska powiedziała w poniedziałek, że brakuje jeszcze dwóch dźwigów.\n"
    )
    quotes = rows(text)["quotes"]
    assert [quote.speaker_name for quote in quotes if quote.cue_text == "pisze"] == ["Gazeta Nadmorska"]


@pytest.mark.parametrize(
    ("language", "cue", "sex"),
    [
        ("ru", "сказал", MALE),
        ("ru", "добавила", FEMALE),
        ("uk", "зазначив", MALE),
        ("uk", "усміхнулася", FEMALE),
        ("pl", "powiedziała", FEMALE),
        ("ru", "по словам", 0),
        ("de", "sagte", 0),
        ("en", "said", 0),
    ],
)
def test_verbs_in_the_past_show_the_sex_of_the_speaker_in_some_languages(language: str, cue: str, sex: int) -> None:
    assert sex_of_verb(cue, language) == sex


@pytest.mark.parametrize(
    ("language", "name", "sex"),
    [
        ("ru", "Анна Громова", FEMALE),
        ("ru", "Илья Ветров", MALE),
        ("uk", "Микола Коваль", MALE),
        ("uk", "Ганна Коваль", FEMALE),
        ("pl", "Kuba Zaremba", MALE),
        ("it", "Andrea Rivolta", MALE),
        ("en", "Norland Gale", 0),
    ],
)
def test_full_names_show_the_sex_of_a_person(language: str, name: str, sex: int) -> None:
    assert sex_of_name(normalized(name).split(), language) == sex


@pytest.mark.parametrize(
    ("language", "source", "kind"),
    [
        ("ru", "в министерстве", "body"),
        ("ru", "чиновника", "person"),
        ("ru", "чиновники", "group"),
        ("uk", "дослідниця", "person"),
        ("uk", "у повідомленні", "document"),
        ("pl", "rzeczniczki", "person"),
    ],
)
def test_nouns_are_known_in_all_their_cases(language: str, source: str, kind: str) -> None:
    assert getattr(read_wording(source, language), kind)


def test_the_verb_tells_which_of_two_people_speaks() -> None:
    text = (
        "Порт откроется в мае\n\nНа открытие приехали капитан Олег Ветров и инженер Анна Громова.\n\n"
        "«Мы долго ждали этого дня», — сказала инженер. «Кранов хватит на всех», — добавила она.\n"
    )
    rows = read_article(Document("s", "0" * 64, "text", "utf-8", text), "test")["quotes"]
    assert {row.speaker_name for row in rows if isinstance(row, QuoteRow)} == {"Анна Громова"}


def test_a_verb_after_a_dash_is_no_signature() -> None:
    text = "Порт откроется в мае\n\n«Мы долго ждали этого дня», – считает Анна Громова из порта.\n"
    rows = read_article(Document("s", "0" * 64, "text", "utf-8", text), "test")["quotes"]
    assert [(row.speaker_name, row.cue_text) for row in rows if isinstance(row, QuoteRow)] == [("Анна Громова", "считает")]
