"""Detect the main language of an article, and that of its paragraphs, as ISO 639-1."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.schema import ParagraphRow

_NO_LANGUAGE = "zxx"
_SAMPLE, _LETTERS = 400, 20
"""Characters of a sample, and the letters it must have."""
_SURE, _UNSURE = 0.5, 0.8
"""Required probability, and the one for short texts."""
_FEW = 40
"""Maximum letters of a short text; a paragraph is told by itself from more on."""
_OF_ITS_OWN = 0.8
"""Required probability of a paragraph in another language than the article."""
_ONE = ({"no", "nb", "nn"}, {"hr", "sr", "bs"})
"""Languages that paragraphs of one article are not told apart by."""
_SIBLINGS = [{"no", "nb", "nn", "da"}, {"hr", "sr", "bs"}, {"id", "ms"}, {"cs", "sk"}, {"gl", "pt", "es"}, {"be", "ru", "uk"}, {"af", "nl"}]
"""Languages so similar that the page's declaration is better than a guess."""
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
        OSError: there is no room for the 68 MB that it unpacks below `TMPDIR` meanwhile.
    """
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.nb_classes if len(code) == 2 or code == _NO_LANGUAGE])
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)  # weights of a feature are stored together: they are looked up by feature
    return identifier


def read_language(body: str, stated: str | None = None) -> str | None:
    """Return the majority language of three samples of the text: beginning, middle and end.

    What is `stated` beside the text decides where the text is too short to tell, or in a language that is hardly told from that one.
    """
    said = stated_language(stated)
    middle = max(0, len(body) // 2 - _SAMPLE // 2)
    samples = [body] if len(body) <= _SAMPLE else [body[:_SAMPLE], body[middle : middle + _SAMPLE], body[-_SAMPLE:]]
    found: list[str] = []
    for sample in samples:
        if (language := _language(sample)) in found:
            found = [language]  # two of three
            break
        found += [language] if language else []
    language = found[0] if found else None  # of three different ones the first
    return said if language is None or (said and any({said, language} <= close for close in _SIBLINGS)) else language


def with_languages(paragraphs: Sequence[ParagraphRow], language: str | None) -> list[ParagraphRow]:
    """Return the paragraphs with their languages: that of the article, unless a paragraph of some length is surely in another."""
    return [replace(row, language=_paragraph_language(row.text[:_SAMPLE], language)) for row in paragraphs]


def _paragraph_language(sample: str, language: str | None) -> str | None:
    if sum(map(str.isalpha, sample)) <= _FEW:
        return language
    own, probability = load_identifier().classify(sample)
    other = probability >= _OF_ITS_OWN and own != _NO_LANGUAGE and not any({own, language} <= alike for alike in _ONE)
    return str(own) if other else language


@lru_cache(maxsize=32)
def _language(sample: str) -> str | None:
    letters = sum(map(str.isalpha, sample))
    if letters < _LETTERS:
        return None
    language, probability = load_identifier().classify(sample)
    return str(language) if probability > (_SURE if letters > _FEW else _UNSURE) and language != _NO_LANGUAGE else None


def stated_language(stated: str | None) -> str | None:
    """Return the ISO 639-1 code of a stated language: `en-US`, `eng`, `English`; None if unknown."""
    words = (stated or "").strip().casefold()
    if words in _NAMES:
        return _NAMES[words]
    found = _STATED.match(words)
    code = found[1] if found else ""
    code = _CODES.get(code, code)
    return code if len(code) == 2 and code in load_identifier().nb_classes else None
