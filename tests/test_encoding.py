"""Bytes to characters."""

import pytest

from transforms.encoding import NotTextError, UndecodableError, decode
from transforms.text import word_count

ENGLISH = "“We’re close,” she said — at the café in Zürich."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. Ministr řekl, že vláda o návrhu rozhodne ještě tento týden."
RUSSIAN = "Он сказал, что переговоры продолжаются в Москве, и пресс-секретарь подтвердил это вчера вечером журналистам."
JAPANESE = "日本の首相は、きのう東京で記者団に語った。首相はまた次のように述べた。交渉は続いている。"


@pytest.mark.parametrize(
    ("text", "written_as", "expected"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "utf-8-sig", "utf-8"),
        (ENGLISH, "utf-16", "utf-16-le"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-32", "utf-32-le"),
        (ENGLISH, "utf-32-be", "utf-32-be"),
        (ENGLISH, "cp1252", "cp1252"),
        ("plain ASCII, nothing else", "ascii", "utf-8"),
        (JAPANESE, "utf-8", "utf-8"),
        (JAPANESE, "utf-16", "utf-16-le"),
    ],
)
def test_characters_come_back(text: str, written_as: str, expected: str) -> None:
    assert decode(text.encode(written_as)) == (text, expected)


FRENCH = "Le ministre a déclaré hier que les négociations étaient « très avancées » et qu’un accord serait signé à l’été."
SPANISH = "El señor Núñez afirmó que la situación económica mejoró “más de lo esperado” y que el año próximo será aún mejor."


@pytest.mark.parametrize(
    ("text", "written_as"),
    [(FRENCH, "cp1252"), (SPANISH, "cp1252"), (CZECH, "cp1250"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis")],
)
def test_detected_encodings(text: str, written_as: str) -> None:
    assert decode(text.encode(written_as))[0] == text


def test_a_few_broken_bytes_in_utf8_do_not_garble_the_rest() -> None:
    data = (FRENCH * 3).encode().replace("été.".encode(), "ét\xe9.".encode("latin-1"), 1)
    text, encoding = decode(data)
    assert encoding == "utf-8"
    assert text.count("\ufffd") < 3
    assert text.endswith(FRENCH)


def test_nothing_is_changed() -> None:
    odd = "a\r\nb\rc\u2028d\u00ad\u200be\ufefff"
    assert decode(odd.encode())[0] == odd


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04 and so on", b"abc\0def\0\0ghi", bytes(range(1, 32)) * 20],
)
def test_bytes_that_are_no_text(data: bytes) -> None:
    with pytest.raises(NotTextError, match="not text"):
        decode(data)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf\xff\xfe\xfd", b"\xff\xfea"])
def test_bytes_that_fit_no_encoding(data: bytes) -> None:
    with pytest.raises((UndecodableError, NotTextError)):
        decode(data)


def test_stray_bytes_in_utf8_stay_stray() -> None:
    assert decode("“We wait,” she said.".encode() + b" caf\xe9") == ("“We wait,” she said. caf\ufffd", "utf-8")


def test_turkish_is_told_from_western_languages() -> None:
    text = "Yüzme havuzları altı hafta kapalı kalacak, dedi belediye başkanı. Çocuklar ağladı, şehir sustu."
    assert decode(text.encode("cp1254")) == (text, "cp1254")


def test_words_without_blanks_are_counted_by_characters() -> None:
    assert word_count("one two three") == 3
    assert 5 <= word_count("市议会周一投票决定关闭三个游泳池。") <= 10
