"""Datelines and agencies in other languages than English."""

import pytest

from tests.pages import LEAD, page
from transforms.metadata.dateline import Dateline
from transforms.metadata.local_datelines import local_agencies, read_local_dateline
from transforms.metadata.masthead import find_masthead
from transforms.metadata.reading import read_metadata

GERMAN = "Der Hafenrat hat am Montag beschlossen, den alten Leuchtturm zu schließen, der seit langem Schiffe in die Bucht führt."


def dateline(language: str | None, line: str) -> Dateline | None:
    rows = page(("title", "Leuchtturm"), ("body", line))
    return read_local_dateline(rows, find_masthead(rows), language)


@pytest.mark.parametrize(
    ("language", "head", "place", "agencies"),
    [
        ("de", "Ulm (dpa) – ", "Ulm", ["dpa"]),
        ("de", "Wien/Graz (APA) - ", "Wien/Graz", ["APA"]),
        ("de", "Bad Holm (epd). – ", "Bad Holm", ["epd"]),
        ("de", "Holm, 5. März 2024 – ", "Holm", []),
        ("ru", "ХОЛМСК, 5 марта — ", "ХОЛМСК", []),
        ("ru", "ХОЛМСК, 5 марта /ТАСС/. – ", "ХОЛМСК", ["TASS"]),
        ("ru", "ХОЛМСК, 12 янв — ", "ХОЛМСК", []),
        ("uk", "Холмськ, 5 березня (Укрінформ) – ", "Холмськ", ["Ukrinform"]),
        ("pl", "Chełm (PAP) – ", "Chełm", ["PAP"]),
        ("es", "Soria, 3 mar (EFE).- ", "Soria", ["EFE"]),
        ("es", "Soria, 12 de marzo (Europa Press) - ", "Soria", ["Europa Press"]),
        ("fr", "Brest, le 3 mars (AFP) – ", "Brest", ["AFP"]),
        ("it", "ENNA, 12 mar (Ansa) - ", "ENNA", ["ANSA"]),
        ("pt", "Évora, 3 mar (Lusa) – ", "Évora", ["Lusa"]),
        ("nl", "Den Helder (ANP) - ", "Den Helder", ["ANP"]),
    ],
)
def test_datelines(language: str, head: str, place: str, agencies: list[str]) -> None:
    assert dateline(language, head + "Der Leuchtturm bleibt.") == Dateline(head, place, agencies)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Ulm (Bayern) – das ist falsch."),
        ("de", "Anna Vogt (42) – die Wärterin des Turms."),
        ("de", "Der Leuchtturm – seit langem – bleibt."),
        ("de", "Vogt: Der Leuchtturm bleibt."),
        ("ru", "Маяк — старый."),
        ("ru", "МАЯК — старый."),
        ("ru", "Лавров, 5 марта приехавший в порт, молчал."),
        ("es", "El faro, 3 de marzo de 1871, fue abierto."),
        ("pl", "Latarnia (PAP kupiła ją) – stoi."),
        ("en", "Ulm, 5 March (dpa) – The lighthouse."),
        (None, "Ulm (dpa) – Der Turm."),
    ],
)
def test_what_is_no_dateline(language: str | None, line: str) -> None:
    assert dateline(language, line) is None


def test_agencies_by_the_names_of_a_language() -> None:
    assert local_agencies("По данным РИА Новости и Рейтер", "ru") == ["RIA Novosti", "Reuters"]
    assert local_agencies("Reuters, epd", "de") == ["Reuters", "epd"]
    assert local_agencies("epd", "en") == local_agencies("epd", None) == []


def test_an_article_has_its_local_dateline() -> None:
    found = read_metadata(page(("title", "Leuchtturm schließt"), ("body", "Bad Holm (epd). – " + GERMAN), ("body", GERMAN)))
    assert (found.language, found.dateline, found.agencies) == ("de", "Bad Holm", ["epd"])
    english = read_metadata(page(("title", "Lighthouse closes"), ("body", "Bad Holm (epd). – " + LEAD), ("body", LEAD)))
    assert (english.language, english.dateline, english.agencies) == ("en", None, [])
