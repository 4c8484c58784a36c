"""Lines of pages in other languages than English: captions, bylines, dates, and what the site adds."""

import pytest

from tests.pages import LEAD
from transforms.lexicon.words import languages_with, lines_of, word_map, word_set
from transforms.page.local_lines import with_local_roles

BODIES = {
    "de": "Der Hafenrat hat am Montag beschlossen, den alten Leuchtturm zu schließen, der seit langem Schiffe in die Bucht führt.",
    "ru": "Портовый совет решил в понедельник закрыть старый маяк, который светил кораблям больше ста лет.",
    "uk": "Портова рада вирішила в понеділок закрити старий маяк, який світив кораблям понад сто років.",
    "pl": "Rada portu postanowiła w poniedziałek zamknąć starą latarnię, która świeciła statkom przez ponad sto lat.",
    "es": "El consejo del puerto decidió el lunes cerrar el viejo faro, que guió a los barcos durante más de cien años.",
    "fr": "Le conseil du port a décidé lundi de fermer le vieux phare, qui guidait les bateaux depuis plus de cent ans.",
    "pt": "O conselho do porto decidiu na segunda-feira fechar o velho farol, que guiou os navios durante mais de cem anos.",
    "it": "Il consiglio del porto ha deciso lunedì di chiudere il vecchio faro, che guidava le navi da più di cento anni.",
    "nl": "De havenraad heeft maandag besloten de oude vuurtoren te sluiten, die de schepen meer dan honderd jaar de weg wees.",
    "en": LEAD,
}


def role(language: str, line: str, before: str = "body", *, above: bool = False) -> str:
    """Return the role of a line that was taken for `before`, within the body of a page or above it."""
    body = BODIES[language]
    lines = ["Title", line, body, body] if above else ["Title", body, line, body]
    roles = ["title", before, "body", "body"] if above else ["title", "body", before, "body"]
    return with_local_roles(lines, [(one, 0.9) for one in roles])[lines.index(line)][0]


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("de", "Foto: Anna Vogt", "caption"),
        ("de", "Der Turm im Nebel. (Foto: Anna Vogt/dpa)", "caption"),
        ("ru", "Фото: Анна Лаврова / Маяк", "caption"),
        ("uk", "Фото: Анна Лавренко", "caption"),
        ("pl", "Fot. Anna Lipa / PAP", "caption"),
        ("es", "Imagen: Ana Soler", "caption"),
        ("fr", "Crédit photo : Claire Vasseur", "caption"),
        ("pt", "Foto: Ana Faria/Lusa", "caption"),
        ("it", "Foto: Rosa Lupi", "caption"),
        ("nl", "Beeld: Anna Bakker", "caption"),
        ("de", "Lesen Sie auch: Wie Schiffe den Weg finden", "boilerplate"),
        ("ru", "Читайте также: Как корабли находят путь", "boilerplate"),
        ("uk", "Читайте також: Як кораблі знаходять шлях", "boilerplate"),
        ("pl", "Czytaj też: Jak statki znajdują drogę", "boilerplate"),
        ("es", "Lee también: Cómo hallan el camino los barcos", "boilerplate"),
        ("fr", "À lire aussi : Comment les bateaux trouvent leur chemin", "boilerplate"),
        ("pt", "Leia também: Como os navios acham o caminho", "boilerplate"),
        ("it", "Leggi anche: Come le navi trovano la strada", "boilerplate"),
        ("nl", "Lees ook: Hoe schepen de weg vinden", "boilerplate"),
        ("de", "Anzeige", "boilerplate"),
        ("ru", "Подписывайтесь на наш канал", "boilerplate"),
        ("uk", "Усі права захищені", "boilerplate"),
        ("pl", "Wszelkie prawa zastrzeżone", "boilerplate"),
        ("es", "Suscríbete a nuestro boletín", "boilerplate"),
        ("fr", "Abonnez-vous à notre lettre", "boilerplate"),
        ("pt", "Todos os direitos reservados", "boilerplate"),
        ("it", "© RIPRODUZIONE RISERVATA", "boilerplate"),
        ("nl", "Advertentie", "boilerplate"),
    ],
)
def test_lines_within_the_body(language: str, line: str, expected: str) -> None:
    assert role(language, line) == expected


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("de", "Von Anna Vogt", "byline"),
        ("de", "Ein Gastbeitrag von Anna Vogt und Paul Ek", "byline"),
        ("ru", "Автор: Анна Лаврова", "byline"),
        ("uk", "Авторка: Анна Лавренко", "byline"),
        ("pl", "Tekst: Anna Lipa i Jan Dąb", "byline"),
        ("es", "Por Ana Soler y Luis de la Vega", "byline"),
        ("fr", "Par Claire Vasseur", "byline"),
        ("pt", "Por Ana Faria", "byline"),
        ("it", "di Rosa Lupi", "byline"),
        ("nl", "Door Anna van der Meer", "byline"),
        ("de", "Aktualisiert am 5. März 2024, 10:15 Uhr", "date"),
        ("ru", "Опубликовано: 12 марта 2024 года, 10:15", "date"),
        ("uk", "12 березня 2024, вівторок", "date"),
        ("pl", "Publikacja: 12.03.2024, godz. 10.15", "date"),
        ("es", "Martes, 12 de marzo de 2024", "date"),
        ("fr", "Publié le 12 mars 2024 à 10h15", "date"),
        ("pt", "Publicado em 12 de março de 2024 às 10:15", "date"),
        ("it", "Pubblicato il 12 marzo 2024", "date"),
        ("nl", "Gepubliceerd op 12 maart 2024 om 10:15 uur", "date"),
    ],
)
def test_lines_above_the_body(language: str, line: str, expected: str) -> None:
    assert role(language, line, "boilerplate", above=True) == expected


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Von Anfang an war der Turm alt."),
        ("de", "Das Foto zeigt den Turm."),
        ("de", "Mehr als hundert Schiffe fuhren vorbei."),
        ("de", "Merken."),
        ("ru", "Автор книги о маяках живёт рядом."),
        ("ru", "По теме маяка говорили долго."),
        ("pl", "Czytaj książki o latarniach, mówi Lipa."),
        ("es", "Por Ana lo haría todo, dijo el farero."),
        ("fr", "Par Toutatis, dit le gardien, le phare reste."),
        ("it", "di sera la luce si accende."),
        ("nl", "Door Anna werd de toren bekend."),
        ("fr", "Le 12 mars 2024, le phare a fermé."),
        ("en", "Foto: Anna Vogt"),
        ("en", "Lesen Sie auch: Wie Schiffe den Weg finden"),
    ],
)
def test_running_text_and_english_pages_stay(language: str, line: str) -> None:
    assert role(language, line) == "body"


def test_far_lines_and_pages_without_a_body_keep_their_roles() -> None:
    lines = ["Titel", BODIES["de"], *["Menü"] * 8, "Foto: Anna Vogt", "Von Anna Vogt"]
    verdicts = [("title", 0.9), ("body", 0.9), *[("boilerplate", 0.9)] * 10]
    assert with_local_roles(lines, verdicts) == verdicts
    assert with_local_roles(["Foto: Anna Vogt"], [("boilerplate", 0.9)]) == [("boilerplate", 0.9)]
    only = [("title", 0.9), ("body", 0.9)]
    assert with_local_roles(["Titel", "Lesen Sie auch: " + BODIES["de"]], only) == only


LOCAL = ("de", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk")


@pytest.mark.parametrize("language", LOCAL)
def test_every_language_has_its_lists(language: str) -> None:
    assert [*word_map("dates", "months", language)] == [str(number) for number in range(1, 13)]
    assert [*word_map("dates", "weekdays", language)] == [str(number) for number in range(7)]
    for purpose, names in {
        "speakers": ("he", "she", "they", "it", "i", "reflexive", "male titles", "female titles"),
        "people": ("particles", "honorifics", "titles"),
        "descriptions": ("abbreviations",),
        "dates": ("beside dates",),
    }.items():
        for name in names:
            assert word_set(purpose, name, language), (purpose, name)
    for purpose, name in (
        ("page", "pictures"),
        ("page", "of the site"),
        ("page", "pointers"),
        ("masthead", "bylines"),
        ("agencies", "agencies"),
    ):
        lines = lines_of(purpose, language)[name]
        assert len({*lines}) == len(lines), (purpose, name)


def test_pronouns_and_abbreviations_by_language() -> None:
    assert {"он", "его", "ним"} <= word_set("speakers", "he", "ru")
    assert {"її", "вона"} <= word_set("speakers", "she", "uk")
    assert "im" in word_set("speakers", "they", "pl")
    assert {"bzw", "dr"} <= word_set("descriptions", "abbreviations", "de")
    assert {"von", "zu"} <= word_set("people", "particles", "de")
    assert {*LOCAL} <= {*languages_with("speakers")}


def test_a_date_that_the_body_would_begin_with_is_a_date() -> None:
    assert role("it", "12 marzo 2024 - 10:15", "body", above=True) == "date"
    assert role("it", "12 marzo 2024 - 10:15", "body") == "body"
