"""Language-independent handling of characters: sentence ends, invisible characters, and comparison by letters only."""

import re
import unicodedata

_STOPS, _CLOSING = ".!?…。！？؟।۔", "\"'”’»)\\]」』）*"
STOP = re.compile(f"[{_STOPS}][{_CLOSING}]*$")
"""The end of a line that ends a sentence; closing quotation marks and brackets may follow."""
SENTENCE_END = re.compile(f"[{_STOPS}:：][{_CLOSING}]*$")
"""The same, or the end of a line before a list."""
CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґąćęłńóśźż]"
"""A letter that is no small one of the Latin and Cyrillic alphabets whose words `lexicon/` has, as a pattern."""
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible characters: soft hyphens, joiners, direction and byte order marks."""
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_LETTERS = re.compile(r"[^\W_]+")


def visible(text: str) -> str:
    """Return a text without invisible characters."""
    return text.translate(_UNSEEN)


def squeezed(text: str) -> str:
    """Return a text without invisible characters, on one line, with single spaces."""
    return " ".join(visible(text).split())


def letters_of(text: str) -> str:
    """Return the lower-case letters and digits of a text: marks, dashes and spaces differ between copies of one line."""
    return "".join(_LETTERS.findall(text)).casefold()


def folded(text: str) -> str:
    """Return a text without case and diacritics."""
    low = text.casefold()
    if low.isascii():
        return low
    return "".join(character for character in unicodedata.normalize("NFKD", low) if not unicodedata.combining(character))
