"""Text, independent of its language: the number of words, and code points that UTF-8 cannot encode."""

import re

_SURROGATES = re.compile("[\ud800-\udfff]")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def without_surrogates(text: str) -> str:
    """Return a text with lone surrogates (code points that JSON can escape but UTF-8 cannot encode) replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def word_count(text: str) -> int:
    """Return the number of words: two Chinese or Japanese characters count as one, four of Thai, Lao, Khmer and Burmese."""
    words = len(text.split())
    if text.isascii():
        return words
    ideographs, others = len(_IDEOGRAPHS.findall(text)), len(_UNSPACED.findall(text))
    return max(words, words + ideographs // 2 + others // 4 - 1) if ideographs or others else words
