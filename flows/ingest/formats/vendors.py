"""Layouts of news-database exports: where articles begin and end, and the names of their fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which a vendor puts many articles into one document.

    Attributes:
        vendor: the name of the format.
        signs: patterns in the first bytes of such a file (NUL bytes removed); all patterns of one row must match.
        opens: the line that opens an article and is part of it.
        closes: the line that closes one; a layout has either.
        holds: lines that precede the closing line in each article; without them, a line like the closing one is text.
        around: text of pages of the export that are not articles: cover, contents, search.
    """

    vendor: str
    signs: tuple[tuple[str, ...], ...]
    opens: re.Pattern[str] | None
    closes: re.Pattern[str] | None
    holds: tuple[re.Pattern[str], ...]
    around: re.Pattern[str]


def _line(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{expression})[ \t]*$")


_COUNT = r"\d{1,6} of \d{1,6} DOCUMENTS?|Dokument \d{1,6} von \d{1,6}|Document \d{1,6} de \d{1,6}"
_WORDS = r"\d{1,3}(?:[.,]?\d{3}){0,2} (?:words|mots|W[öo]rter|palabras|palavras|parole|woorden|слов|語|字)"
_CODE = r"[A-Z][A-Z0-9]{2,7}(?:19|20)\d{6}[a-z0-9]{6,12}"

NEXIS = Layout(
    "nexis",
    ((rf"(?:{_COUNT})(?:[\s<]|$)", r"\b(?:LENGTH|L(?:Ä|&Auml;)NGE|LONGUEUR|SECTION|BYLINE):"),),
    _line(_COUNT),
    None,
    (),
    re.compile(r"Download Request|Time Of Request|Send To:|Terms: "),
)
NEXIS_UNI = Layout(
    "nexis",
    (
        (r"\b(?:Length|Load-Date|Section|Byline):", r"(?m)(?:^|>)[ \t]{0,99}(?:Body|Text|End of Document)\b"),
        (r"\bJob Number:", r"Documents? \(\d+\)"),
    ),
    None,
    _line("End of Document|Ende des Dokuments|Fin du document|Fin del documento"),
    (re.compile(r"(?:Length|Load-Date|Section|Byline|Länge|Longueur): ?\S"),),
    re.compile(r"Job Number:|Client/Matter:|Search Terms?:|Narrowed by"),
)
FACTIVA = Layout(
    "factiva",
    (
        (rf"(?m)^[ \t]{{0,99}}{_WORDS}[ \t\r]{{0,9}}$",),
        (rf">\s{{0,99}}{_WORDS}\s{{0,99}}<",),
        (r"<title>\s{0,99}Factiva",),
        (r"(?m)^HD\b", r"(?m)^WC\b"),
        (r">\s{0,99}HD\s{0,99}<", r">\s{0,99}WC\s{0,99}<"),
    ),
    None,
    _line(rf"(?:AN[\s|]{{1,9}})?(?:Document|Dokument|Documento|Документ|文件|文書) {_CODE}"),
    (re.compile(rf"(?:WC[\s|]{{1,9}})?{_WORDS}$"),),
    re.compile(r"Search Summary|© \d{4} Factiva|Results Found"),
)
PROQUEST = Layout(
    "proquest",
    ((r"ProQuest document (?:ID|link)",), (r"Report Information from ProQuest",), (r"\bFull [Tt]ext:", r"\bPublication (?:title|info):")),
    None,
    re.compile(r"Database: "),
    (re.compile(r"ProQuest document ID: "), re.compile(r"Publication title: ")),
    re.compile(r"Report Information from ProQuest|Database copyright|Contact us at|Terms and Conditions"),
)
LAYOUTS = (NEXIS, NEXIS_UNI, FACTIVA, PROQUEST)

EUROPRESSE: Mapping[str, str] = MappingProxyType(
    {
        "DocPublicationName": "publisher",
        "DocHeader": "published",
        "titreArticle": "title",
        "titreArticleVisu": "title",
        "docAuthors": "byline",
        "sm-margin-bottomNews": "byline",
        "docOcurrContainer": "body",
        "DocText": "body",
    }
)
"""The field of each element class in a Europresse page."""
EUROPRESSE_SIGN = r"DocPublicationName|titreArticle|europresse"

NEXIS_HEAD = re.compile(
    r"(?P<label>byline|autor|author|auteur|section|rubrik|rubrique|length|länge|longueur|dateline|highlight|series|type|edition|column)\s?:\s?",
    re.IGNORECASE,
)
"""Field lines between headline and text."""
NEXIS_TAIL = re.compile(
    r"(?:load-date|update|language|sprache|langue|graphic|grafik|publication-type|zeitungs-code|journal-code|document-type|pub-type|subject|"
    r"industry|organization|company|ticker|person|city|state|country|region|geographic|topic|url|notes|correction|correction-date|isbn|issn|"
    r"acc-no|total-items|distribution|classification)\s?:|(?:Classification|Graphic|Notes|Correction)$|"
    r"(?:Copyright |©|All Rights Reserved|Alle Rechte vorbehalten|Tous droits réservés|Ende des Dokuments|End of Document|Fin du document)",
    re.IGNORECASE,
)
"""Field lines below the text."""
MONTH = re.compile(r"[^\W\d]{3,12},? (?:19|20)\d\d\b")
"""The date of a monthly publication: `March 2015`."""
NEXIS_BODY = _line("Body|Text|Textkörper|Corps|Cuerpo")

PROQUEST_FIELD = re.compile(
    r"(?P<label>Author|Title|Subtitle|Publication info|Publication title|Publication date|Publication year|Publication subject|Abstract|"
    r"Links|Full text|Full Text|Subject|Business indexing term|Location|People|Company / organization|Classification|Identifier / keyword|"
    r"Pages|First page|Section|Column|Edition|Volume|Issue|Number of pages|Publisher|Place of publication|Country of publication|"
    r"e-ISSN|ISSN|Source type|Language of publication|Document type|Document feature|ProQuest document ID|"
    r"Document URL|Copyright|Last updated|Database|"
    r"Dateline|Credit|Illustration|DOI|URL): ?"
)
PROQUEST_ABOVE = re.compile(r"_{10,}$|Document \d+ of \d+$|ProQuest document link$")

FACTIVA_FIELD = re.compile(
    r"(?P<label>SE|HD|HLP|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|CX|LP|TD|CT|RF|CO|IN|NS|RE|"
    r"IPC|IPD|PUB|AN|ART|CLM|DLN|DL)(?: ?\| ?|\t| {2,}|$)"
)
FACTIVA_WORDS = _line(_WORDS)
FACTIVA_RIGHTS = re.compile(r"(?:\(c\)|©|Copyright\b|Alle Rechte|All rights reserved|Tous droits)", re.IGNORECASE)
FACTIVA_LANGUAGES = frozenset(
    "English Englisch Anglais Inglés German Deutsch Allemand Alemán French Französisch Français Francés Spanish Spanisch Espagnol Español "
    "Italian Italienisch Italien Italiano Dutch Portuguese Português Russian Русский Chinese Japanese Polish Swedish".split()
)
FACTIVA_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door|Av) [A-ZÀ-Þ]")
NAME_WORDS = frozenset("and und et y e de del der di van von la le & en".split())
"""Lower-case words within or between names of people."""
