"""Detection of the main language of an article and of its paragraphs, as ISO 639-1 codes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.schema import ParagraphRow

_NO_LANGUAGE = "zxx"
_SAMPLE, _LEAST_LETTERS = 400, 20
"""Maximum characters of a sample, and the minimum letters in it."""
_LEAST, _LEAST_SHORT = 0.5, 0.8
"""Minimum probability of a language, in general and for short texts."""
_SHORT = 40
"""Maximum letters of a short text; short paragraphs have the language of the article."""
_LEAST_OTHER = 0.8
"""Minimum probability of a paragraph in another language than the article."""
_SAME_LANGUAGE = ({"no", "nb", "nn"}, {"hr", "sr", "bs"})
"""Languages that are not distinguished between paragraphs of one article."""
_SIBLINGS = [{"no", "nb", "nn", "da"}, {"hr", "sr", "bs"}, {"id", "ms"}, {"cs", "sk"}, {"gl", "pt", "es"}, {"be", "ru", "uk"}, {"af", "nl"}]
"""Languages so similar that the declaration of the page is more reliable than detection."""
_STATED = re.compile(r"([a-z]{2,3})(?:[-_.@].*)?$", re.IGNORECASE)
_CODES = {
    "nb": "no",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl",
    "rus": "ru", "ukr": "uk", "pol": "pl", "ces": "cs", "cze": "cs", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "ara": "ar",
    "tur": "tr", "ell": "el", "gre": "el", "swe": "sv", "dan": "da", "nor": "no", "nob": "no", "fin": "fi", "hun": "hu", "ron": "ro",
    "rum": "ro", "hin": "hi", "ind": "id", "vie": "vi", "fas": "fa", "per": "fa", "heb": "he", "tha": "th", "bul": "bg",
}  # fmt: skip
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "russian": "ru", "chinese": "zh", "japanese": "ja", "arabic": "ar", "polish": "pl", "turkish": "tr", "greek": "el", "korean": "ko",
}  # fmt: skip


@cache
def load_identifier() -> LanguageIdentifier:
    """Load the language identifier, limited to languages with an ISO 639-1 code and "no language", once per process.

    Raises:
        OSError: there is no space for the 68 MB that are unpacked temporarily below `TMPDIR`.
    """
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.nb_classes if len(code) == 2 or code == _NO_LANGUAGE])
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)  # stored by feature, for faster look-up
    return identifier


def read_language(body: str, stated: str | None = None) -> str | None:
    """Return the language of most of three samples of the text (start, middle and end), or None.

    The stated language takes precedence if the text is too short, or in a similar language.
    """
    declared = stated_language(stated)
    middle = max(0, len(body) // 2 - _SAMPLE // 2)
    samples = [body] if len(body) <= _SAMPLE else [body[:_SAMPLE], body[middle : middle + _SAMPLE], body[-_SAMPLE:]]
    found: list[str] = []
    for sample in samples:
        if (language := _sample_language(sample)) in found:
            found = [language]  # two of three
            break
        found += [language] if language else []
    language = found[0] if found else None  # of three different ones the first
    return declared if language is None or (declared and any({declared, language} <= group for group in _SIBLINGS)) else language


def add_languages(paragraphs: Sequence[ParagraphRow], language: str | None) -> list[ParagraphRow]:
    """Return the paragraphs with their languages: that of the article, unless a longer paragraph is clearly in another."""
    return [replace(row, language=_paragraph_language(row.text[:_SAMPLE], language)) for row in paragraphs]


def _paragraph_language(sample: str, language: str | None) -> str | None:
    if sum(map(str.isalpha, sample)) <= _SHORT:
        return language
    detected, probability = load_identifier().classify(sample)
    differs = (
        probability >= _LEAST_OTHER and detected != _NO_LANGUAGE and not any({detected, language} <= alike for alike in _SAME_LANGUAGE)
    )
    return str(detected) if differs else language


@lru_cache(maxsize=32)
def _sample_language(sample: str) -> str | None:
    letters = sum(map(str.isalpha, sample))
    if letters < _LEAST_LETTERS:
        return None
    language, probability = load_identifier().classify(sample)
    return str(language) if probability > (_LEAST if letters > _SHORT else _LEAST_SHORT) and language != _NO_LANGUAGE else None


def stated_language(stated: str | None) -> str | None:
    """Return the ISO 639-1 code of a stated language: `en-US`, `eng`, `English`; None if unknown."""
    words = (stated or "").strip().casefold()
    if words in _NAMES:
        return _NAMES[words]
    found = _STATED.match(words)
    code = found[1] if found else ""
    code = _CODES.get(code, code)
    return code if len(code) == 2 and code in load_identifier().nb_classes else None
