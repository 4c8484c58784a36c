from collections.abc import Sequence

import pytest

from tests.pages import LEAD, page
from transforms.metadata.language import add_languages, read_language, stated_language
from transforms.schema import ParagraphRow

GERMAN = "Der Hafenrat hat am Montag beschlossen, den alten Leuchtturm zu schließen, der seit 1871 Schiffe in die Bucht führt. "
ENGLISH = LEAD + " "


@pytest.mark.parametrize(
    ("body", "stated", "language"),
    [
        (LEAD, None, "en"),
        (GERMAN, None, "de"),
        ("Портовый совет решил в понедельник закрыть старый маяк.", None, "ru"),
        ("Портова рада вирішила закрити старий маяк у понеділок.", None, "uk"),
        ("Rada portu postanowiła zamknąć latarnię morską.", None, "pl"),
        ("El consejo del puerto cerrará el viejo faro en mayo.", None, "es"),
        ("港口委员会星期一投票决定关闭这座古老的灯塔，守塔人说他会离开。", None, "zh"),
        ("Havnestyret vedtok mandag å stenge det gamle fyret, som har ledet skip inn i bukta siden 1871.", None, "no"),
        ("xkcd jjjj qqqq wwww zzzz pppp kkkk vvvv", None, None),
        ("Too short.", None, None),
        ("Too short.", "en-GB", "en"),
        (LEAD, "de", "en"),
        ("Havnestyret vedtok mandag å stenge det gamle fyret, som har ledet skip inn i bukta siden 1871.", "nb-NO", "no"),
        (ENGLISH * 4 + GERMAN * 12, None, "de"),
        (GERMAN * 2 + ENGLISH * 20, None, "en"),
        (ENGLISH * 12 + "„" + GERMAN + "“" + ENGLISH * 12, None, "en"),
    ],
)
def test_language(body: str, stated: str | None, language: str | None) -> None:
    assert read_language(body, stated) == language


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("eng", "en"),
        ("English", "en"),
        ("xx", None),
        ("", None),
        (None, None),
        ("english, german", None),
    ],
)
def test_stated_language(stated: str | None, code: str | None) -> None:
    assert stated_language(stated) == code


UKRAINIAN = "Портова рада вирішила в понеділок закрити старий маяк, який світив кораблям понад сто років."
RUSSIAN = "Портовый совет решил в понедельник закрыть старый маяк, который светил кораблям больше ста лет."
CZECH = "Přístavní rada se v pondělí rozhodla zavřít starý maják, který svítil lodím déle než sto let."
SLOVAK = "Prístavná rada sa v pondelok rozhodla zatvoriť starý maják, ktorý svietil lodiam viac ako sto rokov."
SPANISH = "El consejo del puerto decidió el lunes cerrar el viejo faro, que guió a los barcos durante más de cien años."
PORTUGUESE = "O conselho do porto decidiu na segunda-feira fechar o velho farol, que guiou os navios durante mais de cem anos."
NORWEGIAN = "Havnestyret vedtok mandag å stenge det gamle fyret, som har ledet skip inn i bukta i mer enn hundre år."
DANISH = "Havnebestyrelsen besluttede mandag at lukke det gamle fyr, som har vist skibene vej ind i bugten i mere end hundrede år."


def languages(rows: Sequence[ParagraphRow], language: str | None) -> list[str | None]:
    return [row.language for row in add_languages(rows, language)]


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        (RUSSIAN, UKRAINIAN, ("ru", "uk")),
        (CZECH, SLOVAK, ("cs", "sk")),
        (SPANISH, PORTUGUESE, ("es", "pt")),
        (NORWEGIAN, DANISH, ("no", "da")),
        (ENGLISH, GERMAN, ("en", "de")),
    ],
)
def test_paragraphs_of_a_mixed_page(one: str, other: str, codes: tuple[str, str]) -> None:
    rows = page(("title", one[:30]), ("body", one), ("body", other), ("body", "1234, 5678 — 90."), ("body", one))
    assert languages(rows, codes[0]) == [codes[0], codes[0], codes[1], codes[0], codes[0]]
    assert languages(rows, codes[1])[2] == codes[1]


def test_short_paragraphs_and_names_are_in_the_language_of_the_article() -> None:
    rows = page(("body", "Ana Ruiz, Tom Li, Björn Ek"), ("body", "The old lighthouse"), ("body", ""))
    assert languages(rows, "de") == ["de"] * 3
