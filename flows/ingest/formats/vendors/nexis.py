"""Exports of Nexis (each article begins with its number) and of Nexis Uni (each ends with `End of Document`)."""

import re
from collections.abc import Sequence
from itertools import chain

from flows.ingest.formats.vendors.layout import Article, Groups, Layout, is_date, tail, whole_line
from transforms.lexicon.phrases import any_word

_COUNT = r"\d{1,6} of \d{1,6} DOCUMENTS?|Dokument \d{1,6} von \d{1,6}|Document \d{1,6} de \d{1,6}"
_ABOVE = """byline autor author auteur section rubrik rubrique length länge longueur dateline highlight series type edition
    column""".split()
_BELOW = """load-date update language sprache langue graphic grafik publication-type zeitungs-code journal-code document-type pub-type
    subject industry organization company ticker person city state country region geographic topic url notes correction
    correction-date isbn issn acc-no total-items distribution classification""".split()
"""Labels of fields above and below a text."""
_RIGHTS = ("Copyright ", "©", "All Rights Reserved", "Alle Rechte vorbehalten", "Tous droits réservés")
_ENDS = ("Ende des Dokuments", "End of Document", "Fin du document")
_HEAD = re.compile(rf"(?P<label>{any_word(_ABOVE)})\s?:\s?", re.IGNORECASE)
"""Field lines between headline and text."""
_TAIL = re.compile(
    rf"{any_word(_BELOW)}\s?:|(?:Classification|Graphic|Notes|Correction)$|{any_word([*_RIGHTS, *_ENDS])}",
    re.IGNORECASE,
)
"""Field lines below the text."""
_BODY = whole_line("Body|Text|Textkörper|Corps|Cuerpo")
_COVER = re.compile(r"Job Number:|Client/Matter:|Search Terms?:|Narrowed by")
_BEFORE = 12
"""Groups of lines within which the fields of an article begin."""
_BETWEEN = 3
"""Paragraphs allowed between two field lines below a text; they belong to the first: captions, lists of subjects."""


def _nexis(groups: Groups) -> Article | None:
    """Read an article below `3 of 10 DOCUMENTS`: publication, date, headline, fields, text, fields."""
    heads = [bool(_HEAD.match(group[0])) for group in groups]
    if not any(heads[1:_BEFORE]):
        return None
    first = heads.index(True)
    dated = next((index for index in range(2, first) if _is_date(groups[index][0])), None)
    if dated is None:
        return None
    article = Article(publisher=" ".join(groups[1]), published=groups[dated][0])
    headline = first - 1 if first - 1 > dated else None
    for index, group in enumerate(groups[:first]):
        if index == headline:
            article.title = " ".join(group)
            article.add("title", [article.title])
        else:
            article.add("field", group)
    below = [" ".join(group) if heads[first + index] else "\n".join(group) for index, group in enumerate(groups[first:])]
    _add_text(article, [line for group in below for line in group.split("\n")])
    return article


def _nexis_uni(groups: Groups) -> Article | None:
    """Read an article above `End of Document`: headline, publication, date, rights, fields, `Body`, text, fields."""
    lines = [*chain.from_iterable(groups)]
    body = next((index for index, line in enumerate(lines) if _BODY.match(line)), None)
    top = body if body is not None else next((index for index, line in enumerate(lines) if _HEAD.match(line)), 0)
    dated = next((index for index in range(top - 1, 1, -1) if ":" not in lines[index][:30] and _is_date(lines[index])), None)
    if dated is None:
        return None
    article = Article(title=lines[dated - 2], publisher=lines[dated - 1], published=lines[dated])
    article.add("field", [] if _COVER.search("\n".join(lines[: dated - 2])) else lines[: dated - 2])
    article.add("title", [lines[dated - 2]])
    article.add("field", lines[dated - 1 : dated + 1])
    if body is None:
        rights = next((index for index in range(dated + 1, len(lines)) if _HEAD.match(lines[index])), dated + 1)
        article.add("field", lines[dated + 1 : rights])
        _add_text(article, lines[rights:])
        return article
    for line in lines[dated + 1 : body]:
        _add_field(article, line)
    article.add("field", [lines[body]])
    _add_body(article, lines[body + 1 :])
    return article


def _add_text(article: Article, lines: Sequence[str]) -> None:
    """Add the fields above a text, the text, and the fields below it."""
    start = next((index for index, line in enumerate(lines) if not _HEAD.match(line)), len(lines))
    for line in lines[:start]:
        _add_field(article, line)
    _add_body(article, lines[start:])


def _add_body(article: Article, lines: Sequence[str]) -> None:
    """Add a text and the fields below it."""
    end = tail(lines, 0, _TAIL, _BETWEEN)
    article.add("body", lines[:end])
    article.add("field", lines[end:])


def _add_field(article: Article, line: str) -> None:
    found = _HEAD.match(line)
    label = found["label"].lower() if found else ""
    is_byline = label in {"byline", "autor", "author", "auteur"}
    if found and is_byline:
        article.authors = line[found.end() :].strip() or None
    article.add("byline" if is_byline else "body" if label == "highlight" else "field", [line])


def _is_date(line: str) -> bool:
    return not _TAIL.match(line) and is_date(line)


NEXIS = Layout(
    "nexis",
    _nexis,
    ((rf"(?:{_COUNT})(?:[\s<]|$)", r"\b(?:LENGTH|L(?:Ä|&Auml;)NGE|LONGUEUR|SECTION|BYLINE):"),),
    re.compile(r"Download Request|Time Of Request|Send To:|Terms: "),
    opens=whole_line(_COUNT),
)
NEXIS_UNI = Layout(
    "nexis",
    _nexis_uni,
    (
        (r"\b(?:Length|Load-Date|Section|Byline):", r"(?m)(?:^|>)[ \t]{0,99}(?:Body|Text|End of Document)\b"),
        (r"\bJob Number:", r"Documents? \(\d+\)"),
    ),
    _COVER,
    closes=whole_line("End of Document|Ende des Dokuments|Fin du document|Fin del documento"),
    holds=(re.compile(r"(?:Length|Load-Date|Section|Byline|Länge|Longueur): ?\S"),),
)
