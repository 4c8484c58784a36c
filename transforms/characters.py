"""Characters, independent of language: sentence ends, invisible characters, and normal forms for comparison."""

import re
import unicodedata

_STOPS, _CLOSING = ".!?…。！？؟।۔", "\"'”’»)\\]」』）*"
STOP = re.compile(f"[{_STOPS}][{_CLOSING}]*$")
"""A sentence end at the end of a line, with closing quotation marks and brackets after it."""
SENTENCE_END = re.compile(f"[{_STOPS}:：][{_CLOSING}]*$")
"""The same, or a colon, which ends a line before a list."""
CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґąćęłńóśźż]"
"""Pattern of a letter, except lower-case letters of the Latin and Cyrillic alphabets in `lexicon/`."""
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible characters: soft hyphens, joiners, direction and byte order marks."""
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_LETTERS = re.compile(r"[^\W_]+")


def visible(text: str) -> str:
    """Return a text without invisible characters."""
    return text.translate(_UNSEEN)


def squeezed(text: str) -> str:
    """Return a text on one line: without invisible characters, and with white space replaced by single spaces."""
    return " ".join(visible(text).split())


def letters_of(text: str) -> str:
    """Return the letters and digits of a text in lower case, for comparisons without punctuation and spaces."""
    return "".join(_LETTERS.findall(text)).casefold()


def folded(text: str) -> str:
    """Return a text in lower case without diacritics (NFKD)."""
    low = text.casefold()
    if low.isascii():
        return low
    return "".join(character for character in unicodedata.normalize("NFKD", low) if not unicodedata.combining(character))
