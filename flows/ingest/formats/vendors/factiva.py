"""Exports of Factiva: each article ends with `Document` and its code; fields have codes before them or not."""

import re
from collections.abc import Sequence
from itertools import chain

from flows.ingest.formats.vendors.layout import Article, Groups, Layout, is_date, whole_line

_WORDS = r"\d{1,3}(?:[.,]?\d{3}){0,2} (?:words|mots|W[öo]rter|palabras|palavras|parole|woorden|слов|語|字)"
_CODE = r"[A-Z][A-Z0-9]{2,7}(?:19|20)\d{6}[a-z0-9]{6,12}"
_FIELD = re.compile(
    r"(?P<label>SE|HD|HLP|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|CX|LP|TD|CT|RF|CO|IN|NS|RE|"
    r"IPC|IPD|PUB|AN|ART|CLM|DLN|DL)(?: ?\| ?|\t| {2,}|$)"
)
_COUNT = whole_line(_WORDS)
_CLOSES = whole_line(rf"(?:AN[\s|]{{1,9}})?(?:Document|Dokument|Documento|Документ|文件|文書) {_CODE}")
_RIGHTS = re.compile(r"(?:\(c\)|©|Copyright\b|Alle Rechte|All rights reserved|Tous droits)", re.IGNORECASE)
_LANGUAGES = frozenset(
    "English Englisch Anglais Inglés German Deutsch Allemand Alemán French Französisch Français Francés Spanish Spanisch Espagnol Español "
    "Italian Italienisch Italien Italiano Dutch Portuguese Português Russian Русский Chinese Japanese Polish Swedish".split()
)
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door|Av) [A-ZÀ-Þ]")
_NAME_WORDS = frozenset("and und et y e de del der di van von la le & en".split())
"""Lower-case words within or between names of people."""
_NAMES = 7
"""A line of names with at least this many words is a headline."""
_BELOW = 12
"""Lines below the number of words that may hold the date, the publication and the rights."""
_DATED = 3
"""Lines below the number of words that may hold the date."""
_KINDS = {"HD": "title", "BY": "byline", "LP": "body", "TD": "body"}
"""What the lines of a field are, by its code."""


def _factiva(groups: Groups) -> Article | None:
    """Read an article above `Document XYZ0000020250303el330000a`."""
    lines = [*chain.from_iterable(groups)]
    codes = {found["label"] for line in lines if (found := _FIELD.match(line))}
    return _with_codes(lines) if {"HD", "WC"} <= codes else _without_codes(lines)


def _without_codes(lines: Sequence[str]) -> Article | None:
    counted = next((index for index, line in enumerate(lines) if _COUNT.match(line)), None)
    if not counted:
        return None
    above = lines[:counted]
    bylined = len(above) > 1 and _is_byline(above[-1])
    titled = len(above) - 1 - bylined
    below = lines[counted + 1 : counted + 1 + _BELOW]
    dated = next((index for index, line in enumerate(below[:_DATED]) if is_date(line) and not _RIGHTS.match(line)), None)
    if dated is None:
        return None
    rights = [index for index, line in enumerate(below) if _RIGHTS.match(line)]
    spoken = [index for index, line in enumerate(below) if line in _LANGUAGES]
    last = (rights[:1] or spoken[:1] or [dated + 1])[0]
    named = dated + 1 + bool(re.match(r"\d\d:\d\d", "".join(below[dated + 1 : dated + 2])))
    article = Article(title=above[titled], authors=above[-1] if bylined else None, published=below[dated])
    article.publisher = below[named] if named <= last < len(below) else None
    for index, line in enumerate(lines):
        is_text = index > counted + 1 + last and not _CLOSES.match(line)
        is_byline = bylined and index == counted - 1
        article.add("title" if index == titled else "byline" if is_byline else "body" if is_text else "field", [line])
    return article


def _is_byline(line: str) -> bool:
    words = line.split()
    names = 1 < len(words) < _NAMES and all(word[0].isupper() or word in _NAME_WORDS for word in words)
    return names or _BYLINE.match(line) is not None


def _with_codes(lines: Sequence[str]) -> Article | None:
    article, values = Article(), dict[str, list[str]]()
    label = ""
    for line in lines:
        found = _FIELD.match(line)
        if found:
            label = found["label"]
        value = line[found.end() :].strip() if found else line
        values.setdefault(label, []).append(value)
        if found and label in _KINDS:
            article.add("field", [label])
        if value or label not in _KINDS:
            article.add(_KINDS.get(label, "field"), [value if label in _KINDS else line])
    if not values.keys() & {"LP", "TD"} or "PD" not in values:
        return None
    said = {name: " ".join(filter(None, parts)) or None for name, parts in values.items()}
    article.title, article.authors, article.publisher, article.published = (said.get(name) for name in ("HD", "BY", "SN", "PD"))
    return article


FACTIVA = Layout(
    "factiva",
    _factiva,
    (
        (rf"(?m)^[ \t]{{0,99}}{_WORDS}[ \t\r]{{0,9}}$",),
        (rf">\s{{0,99}}{_WORDS}\s{{0,99}}<",),
        (r"<title>\s{0,99}Factiva",),
        (r"(?m)^HD\b", r"(?m)^WC\b"),
        (r">\s{0,99}HD\s{0,99}<", r">\s{0,99}WC\s{0,99}<"),
    ),
    re.compile(r"Search Summary|© \d{4} Factiva|Results Found"),
    closes=_CLOSES,
    holds=(re.compile(rf"(?:WC[\s|]{{1,9}})?{_WORDS}$"),),
)
