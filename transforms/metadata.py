"""What a page says of itself: headline, authors, place, time, agencies, publisher, address, language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.agencies import AGENCY, agencies_in
from transforms.dates import published
from transforms.records import NOTHING_STATED, Stated
from transforms.schema import ParagraphRow


@dataclass(frozen=True, slots=True)
class Metadata:
    """The columns of `articles` that are read from the page itself; see there for their meaning."""

    title: str | None
    authors: list[str]
    dateline: str | None
    published: datetime | None
    published_text: str | None
    published_precision: str | None
    publisher: str | None
    url: str | None
    agencies: list[str]
    language: str | None


def read_metadata(text: str, paragraphs: Sequence[ParagraphRow], stated: Stated = NOTHING_STATED) -> Metadata:
    """Return what the page says of itself, as far as it says it in full; what the format states beside the text fills in."""
    bylines = [p.text for p in paragraphs if p.role == "byline"]
    title, publisher = _title(next((p.text for p in paragraphs if p.role == "title"), None), text)
    dateline = _dateline(paragraphs)
    moment, published_text, precision = published(paragraphs, dateline[0] if dateline else None) or (None, None, None)
    credited = [
        *agencies_in((dateline and dateline["agency"]) or ""),
        *(a for line in bylines for a in agencies_in(line)),
        *_signed(paragraphs),
    ]
    return Metadata(
        title=title or stated.title,
        authors=list(dict.fromkeys(name for line in bylines for name in _authors(line))) or list(stated.authors),
        dateline=(dateline and dateline["place"]) or None,
        published=moment,
        published_text=published_text,
        published_precision=precision,
        publisher=publisher or stated.publisher or _owner(paragraphs),
        url=stated.url or _url(paragraphs),
        agencies=list(dict.fromkeys(credited)),
        language=_language("\n".join(p.text for p in paragraphs if p.is_body)),
    )


_SIGNATURE = re.compile(r"[—–/(\[-] ?([^()/\[\]—–]{2,60})[)/\]]?\.?$")


def _signed(paragraphs: Sequence[ParagraphRow]) -> Iterator[str]:
    """Yield the agencies of the credit lines, and of the signature that ends the last paragraph of the body."""
    last = next((p for p in reversed(paragraphs) if p.role == "body"), None)
    for paragraph in paragraphs:
        if paragraph.role == "credit":
            yield from agencies_in(paragraph.text)
        elif paragraph is last and (signature := _SIGNATURE.search(paragraph.text[-80:])):
            rest = AGENCY.sub("", signature[1])
            yield from agencies_in(signature[1]) if not re.sub(r"\b(?:and|with|inputs|from|agencies)\b|\W", "", rest) else ()


_BAR = re.compile(r"\s[|｜]\s")
_BEFORE_SITE = re.compile(r"\s{1,4}(?:[|｜•·:]{1,3}|[-–—])\s")


def _title(headline: str | None, text: str) -> tuple[str | None, str | None]:
    """Return the headline without the name of the site, and that name where the page's first line gives it."""
    if headline is None:
        return None, None
    head, *sections = map(str.strip, _BAR.split(headline))
    first = text.strip().splitlines()[0]
    if sections:
        return head, sections[-1]
    if separator := _BEFORE_SITE.match(first, len(headline)) if first.startswith(headline) else None:
        return headline, _BEFORE_SITE.split(first[separator.end() :])[-1].strip()
    return headline, None


_OWNER = re.compile(
    r"(?:(?:©|\(c\)|copyright)[\s,|]*)+(?:\d{4}(?:\s*[-–]\s*(?:\d{4}|present))?[\s,|]*)?(?:by )?"
    r"(?P<name>(?!all rights)[^\W\d_][^.|©\n]{1,60}?)[\s,]*(?:\d{4}.*)?(?: - | or its | and (?:its )?affiliate|[.|]|\ball rights\b|$)",
    re.IGNORECASE,
)
_URL = re.compile(r"^(?P<label>(?:source )?(?:url|link|address)\s*:\s*)?(?P<url>https?://\S+)$", re.IGNORECASE)


def _owner(paragraphs: Sequence[ParagraphRow]) -> str | None:
    """Return whom a copyright line names."""
    lines = (_OWNER.search(p.text) for p in paragraphs if p.role == "boilerplate" and len(p.text) < 300)
    return next((found["name"] for found in lines if found), None)


def _url(paragraphs: Sequence[ParagraphRow]) -> str | None:
    """Return the address that a line of its own states: above the body, or anywhere with a label."""
    body = next((i for i, p in enumerate(paragraphs) if p.is_body), len(paragraphs))
    lines = ((i, _URL.match(p.text)) for i, p in enumerate(paragraphs))
    return next((found["url"] for i, found in lines if found and (i < body or found["label"])), None)


_BY = re.compile(r"^(?:[^\W\d_]+ ){0,2}?(?:by|von|par|por|di|door)\b:?\s*", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;|•·/]|\b(?:and|und|et|y|with)\b|&|\s[-–—]\s)\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*(?:[(\[@\d]|\b(?:in|for|of|at|from|is|updated|published|posted|last)\b"
    r"|\b(?:(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec)[a-z]*|may|june?|july?)\.? \d).*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w’'.-]*(?: [^\W\d_][\w’'.-]*){1,4}$")
_NO_NAME = re.compile(
    r"\b(?:staff|news|times|post|today|writers?|reporters?|correspondent|editors?|bureau|press|media|team|desk|agency|agencies|service"
    r"|network|tv|radio"
    r"|daily|journal|herald|tribune|gazette|magazine|online|digital|chief|columnist|contributor|producer|analyst|professor|the|min|read"
    r"|ago|photos?"
    r"|share|follow|guest|political|senior|january|february|march|april|june|july|august|september|october|november|december|\w+day)\b",
    re.IGNORECASE,
)
_PARTICLES = ("van", "von", "de", "der", "den", "del", "da", "di", "dos", "du", "la", "le", "bin", "al", "el", "ter")


def _authors(line: str) -> list[str]:
    """Return the names in a byline, without roles, outlets, agencies and dates."""
    parts = _BETWEEN_NAMES.split(_BY.sub("", " ".join(line.split())))
    names = (_AFTER_NAME.sub("", part).strip(" .-–—") for part in parts)
    people = [n for n in names if _NAME.match(n) and n[0].isupper() and not AGENCY.search(n) and not _NO_NAME.search(n)]
    return [_in_title_case(name) if name.replace("Mc", "MC").isupper() else name for name in people]


def _in_title_case(name: str) -> str:
    """Return a name in capitals as it is usually written: McDonald, O'Brien, Ana de la Cruz, J.R. Smith."""
    words = name.split()
    cased = [w.lower() if i and w.lower() in _PARTICLES else w if "." in w[:-1] else _in_title_case_word(w) for i, w in enumerate(words)]
    return " ".join(cased)


def _in_title_case_word(word: str) -> str:
    cased = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda part: "Mc" + part[1].upper(), cased)


_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽА-ЯЁ]"
_CAPITALS = rf"{_UPPER}(?:{_UPPER}|[.’'-])+(?: {_UPPER}(?:{_UPPER}|[.’'-])+)*"
_CITY = rf"{_UPPER}[\w’'.-]+(?: {_UPPER}[\w’'.-]+){{0,3}}"
_DATE = r"(?:,? (?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2} [^\W\d_]{3,9})(?:,? \d{4})?,?)"
_DASH = r"(?:\s*[–—―]|\s*--|\.-|\s-)"
_DATELINES = [
    re.compile(rf"(?P<place>{_CAPITALS}(?:(?:/| and |, ){_CAPITALS})*(?:, {_CITY})?){_DATE}?(?:\s*\((?P<agency>[^()]{{2,40}})\))?{_DASH}"),
    re.compile(rf"(?P<place>(?:{_CITY}(?:(?:/| and |, ){_CITY})?)?)(?:\s*\[\w+\])?{_DATE}?\s*\((?P<agency>[^()]{{2,40}})\)(?:{_DASH}|:\s)"),
    re.compile(rf"(?P<place>{_CAPITALS}(?:/{_CAPITALS})?)(?P<agency>):\s"),
]
_SHOUT = re.compile(
    r"(?:WATCH|LISTEN|READ|UPDATED?|BREAKING|EXCLUSIVE|LIVE|NOTE|EDITOR\S*|CORRECTION|CLARIFICATION|FILE|OPINION|ANALYSIS|VIDEO|PHOTOS?"
    r"|MORE)"
    r"(?: \w+)?\W*[:–—-]"
)
_SPEAKER = re.compile(rf"{_CAPITALS}:\s")


def _dateline(paragraphs: Sequence[ParagraphRow]) -> re.Match[str] | None:
    """Return the match of the dateline at the head of the text, or of one that stands alone."""
    body = [p.text for p in paragraphs if p.role == "body"]
    alone = [p.text for p in paragraphs if p.role == "dateline"]
    talk = any(_SPEAKER.match(line) for line in body[1:])
    lead = 1 if any(p.role == "title" for p in paragraphs) else 2  # the headline may stand in the body unrecognised
    for head in (line[:200] for line in (*alone, *body[:lead])):
        capitals, mixed, colon = (pattern.match(head) for pattern in _DATELINES)
        if found := capitals or (mixed if mixed and agencies_in(mixed["agency"]) else None) or (None if talk else colon):
            return None if _SHOUT.match(head) else found
    return None


_NO_LANGUAGE = "zxx"


@cache
def _identifier() -> LanguageIdentifier:
    """Load the identifier of the languages that ISO 639-1 has a code for, and of text in no language."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.nb_classes if len(code) == 2 or code == _NO_LANGUAGE])
    return identifier


def _language(body: str) -> str | None:
    """Return the language of the first thousand characters, ISO 639-1; none where they are too few or nonsense."""
    sample = body[:1000]
    if sum(map(str.isalpha, sample)) < 20:
        return None
    language, probability = _identifier().classify(sample)
    return str(language) if probability > 0.5 and language != _NO_LANGUAGE else None
