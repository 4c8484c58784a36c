"""Names of people taken apart, and spellings that are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.names import cleaned, in_mixed_case, normalized, person_name
from transforms.entities.resolving import entity_id


@pytest.mark.parametrize(
    ("surface", "words", "shown"),
    [
        ("Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Ana Ruiz's", "ana ruiz", "Ana Ruiz"),
        ("Mrs. Ruiz", "ruiz", "Ruiz"),
        ("Ohio Sen. Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Ana Ruiz (D-Ohio)", "ana ruiz", "Ana Ruiz"),
        ("Ana Ruiz, R-Tex.", "ana ruiz", "Ana Ruiz"),
        ("Rep. Ana Ruiz of Ohio", "ana ruiz", "Ana Ruiz"),
        ("Joan of Brenn", "joan of brenn", "Joan of Brenn"),
        ("Unity party nominee Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Ruiz administration", "ruiz", "Ruiz"),
        ("ana ruiz", "ana ruiz", "ana ruiz"),
        ("Ursula von der Brenn", "ursula von der brenn", "Ursula von der Brenn"),
        ('Thomas "Tip" Holm Jr.', "thomas holm", 'Thomas "Tip" Holm Jr.'),
        ("al-Momun", "momun", "al-Momun"),
        ("Al Holm", "al holm", "Al Holm"),
        ("O’Brenn", "obrenn", "O’Brenn"),
        ("Łukasz Bødsen", "lukasz bodsen", "Łukasz Bødsen"),
        ("HE Dr Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("H.E. Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("HE JIAN", "he jian", "HE JIAN"),
        ("He Jian", "he jian", "He Jian"),
        ("Dato’ Sri Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Sultan Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Sultan Ruiz", "sultan ruiz", "Sultan Ruiz"),
        ("Queen Ana of Brenn", "queen ana", "Queen Ana"),
        ("King Tom VI", "king tom vi", "King Tom VI"),
        ("Justice Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Khun Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("PC Ana Ruiz", "ana ruiz", "Ana Ruiz"),
        ("Ana Ruiz, K.C.", "ana ruiz", "Ana Ruiz"),
        ("Ana Ruiz AO, Ph.D.", "ana ruiz", "Ana Ruiz"),
        ("Ana Ruiz (retd)", "ana ruiz", "Ana Ruiz"),
        ("Ana MA", "ana ma", "Ana MA"),
    ],
)
def test_the_parts_of_a_name(surface: str, words: str, shown: str) -> None:
    name = person_name(surface)
    assert (" ".join(name.words), name.shown) == (words, shown)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Danylo Zorensky", "Danylo Zorenskyy"),
        ("Danylo Zorenskiy", "Danylo Zorenskij"),
        ("Mohammed bin Karim", "Muhammad ibn Karim"),
        ("Tarek al-Momun", "Tariq el-Momun"),
        ("Tarek al-Momun", "Tarek Momun"),
        ("Kim Ha-neul", "Kim Haneul"),
        ("Ana J. Ruiz", "Ana Ruiz"),
        ("Sean O’Brenn", "Sean OBrenn"),
        ("Rep. Ana Ruiz (D-Ohio)", "Ana Ruiz"),
    ],
)
def test_spellings_of_one_name_have_one_id(one: str, other: str) -> None:
    assert entity_id("person", one) == entity_id("person", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tom Holm", "Tom Holm Jr."),
        ("George W. Bush", "George H. W. Bush"),
        ("George W. Bush", "George Bush"),
        ("Tom A. Holm", "Tom B. C. Holm"),
        ("Ana Ruiz", "Ruiz"),
        ("Ruiz", "Mrs. Ruiz"),
        ("Mr. Ruiz", "Mrs. Ruiz"),
        ("Ana Lee", "Ana Li"),
        ("Mike Holm", "Michael Holm"),
    ],
)
def test_names_of_two_people_have_two_ids(one: str, other: str) -> None:
    assert entity_id("person", one) != entity_id("person", other)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Ana\n  Ruiz", "Ana Ruiz"),
        ("Teodora Val-\ncourt", "Teodora Valcourt"),
        ("Ana Ruiz-\nHolm", "Ana Ruiz-Holm"),
        ("Bru\u00adun", "Bruun"),
    ],
)
def test_a_name_over_two_lines_is_one_name(surface: str, expected: str) -> None:
    assert cleaned(surface) == expected


@given(st.text(min_size=1, max_size=40))
def test_any_string_is_a_name(surface: str) -> None:
    name = person_name(surface)
    assert name.words
    assert all(name.words)
    assert entity_id("person", surface) == entity_id("person", surface)
    assert isinstance(normalized(surface), str)


@pytest.mark.parametrize(
    ("surface", "shown"),
    [
        ("Datuk Seri Rahim Yunus", "Rahim Yunus"),
        ("Tan Sri Rahim Yunus", "Rahim Yunus"),
        ("Tan Wei Ming", "Tan Wei Ming"),
        ("Sri Devarajan", "Sri Devarajan"),
        ("Chief Mrs. Folake Adeniran", "Folake Adeniran"),
        ("Garda Niamh Keane", "Niamh Keane"),
        ("Ana Ruiz, KC", "Ana Ruiz"),
        ("Tom Li Jr. '98", "Tom Li Jr."),
    ],
)
def test_honorifics_and_what_stands_behind_a_name_are_no_part_of_it(surface: str, shown: str) -> None:
    assert person_name(surface).shown == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("PIETER OSTREND", "Pieter Ostrend"),
        ("ANA O'BRENN", "Ana O'Brenn"),
        ("JEAN-LUC MCVALE DE RUIZ", "Jean-Luc McVale de Ruiz"),
        ("JD VALE", "JD Vale"),
        ("LI WEI", "Li Wei"),
        ("TOM HOLM III", "Tom Holm III"),
        ("J.K. ORM", "J.K. Orm"),
        ("AOV", "AOV"),
        ("Ana OSTREND", "Ana Ostrend"),
        ("Ana Ruiz", "Ana Ruiz"),
        ("ÁNGEL NÚÑEZ", "Ángel Núñez"),
    ],
)
def test_names_in_capitals_are_shown_in_mixed_case(name: str, shown: str) -> None:
    assert in_mixed_case(name) == shown


def test_the_case_that_a_name_has_elsewhere_counts() -> None:
    assert in_mixed_case("ANA MACVALE", ["ANA MACVALE", "MacVale"]) == "Ana MacVale"
