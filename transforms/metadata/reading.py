"""Metadata of a page: headline, authors, place, time, agencies, publisher, address, language.

Metadata that a format states beside the text (`Stated`) is combined with the metadata on the page, in this order of precedence:

- title: the line of the page that is the stated title; the headline of the page if it is similar to the stated title; the stated title (the
  text of a table row may have no headline, so that any line could be taken for one); the headline;
- authors: stated people, or the byline if it names all of them and more; people in the byline; stated outlets; outlets in the byline;
- published: the stated time, or the time on the page if it is the same day and more precise; the time on the page;
- url, publisher: stated before shown; language: detected before stated, except for short texts and similar languages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from transforms.entities.agencies import AGENCY, agencies_in
from transforms.metadata.authors import people_in, read_authors, split_authors
from transforms.metadata.dateline import read_dateline
from transforms.metadata.dates import Moment
from transforms.metadata.headline import match_headline, read_headline
from transforms.metadata.language import read_language
from transforms.metadata.local_datelines import local_agencies, read_local_dateline
from transforms.metadata.masthead import Masthead, find_masthead
from transforms.metadata.published import host, read_published
from transforms.metadata.stated import clean_stated, fix_mojibake, stated_moment
from transforms.records import NOTHING_STATED, Stated
from transforms.schema import PRECISIONS, ParagraphRow


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata columns of `articles`; `schema.ArticleRow` describes them."""

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


def read_metadata(paragraphs: Sequence[ParagraphRow], stated: Stated = NOTHING_STATED) -> Metadata:
    """Return the metadata of an article: what the page shows, combined with what its format states."""
    given = clean_stated(stated)
    masthead = find_masthead(paragraphs)
    language = read_language("\n".join(p.text for p in paragraphs if p.is_body), given.language)
    url = given.url or _url(paragraphs)
    title, site = read_headline(paragraphs, masthead, [given.publisher] if given.publisher else [])
    title = match_headline(given.title, title, paragraphs, masthead, [given.publisher or "", site or "", host(url)])
    dateline = read_local_dateline(paragraphs, masthead, language) or read_dateline(paragraphs, masthead)
    shown = read_published(
        paragraphs, masthead, dateline=dateline.text if dateline else None, url=url, languages=(language, given.language)
    )
    moment = _more_precise(stated_moment(given.published, language), shown)
    authors = _merged_authors(split_authors(given.authors), read_authors(paragraphs, masthead), given.publisher)
    credited = [
        *(dateline.agencies if dateline else ()),
        *agencies_in("\n".join(authors)),
        *_credited_agencies(paragraphs, masthead, language),
    ]
    publisher = given.publisher or site or _copyright_owner(paragraphs)
    return Metadata(
        title=fix_mojibake(title) if title else None,
        authors=[fix_mojibake(name) for name in authors],
        dateline=dateline.place if dateline else None,
        published=moment.time if moment else None,
        published_text=moment.text if moment else None,
        published_precision=moment.precision if moment else None,
        publisher=fix_mojibake(publisher) if publisher else None,
        url=url,
        agencies=list(dict.fromkeys(credited)),
        language=language,
    )


def _merged_authors(stated: list[str], shown: list[str], publisher: str | None) -> list[str]:
    """Return the stated or the shown authors: people before outlets, and the longer list if it contains the other one."""
    people, others = [name for name in people_in(stated) if name != publisher], people_in(shown)
    if {name.casefold() for name in people} < {name.casefold() for name in others}:
        return shown
    return (stated if people else None) or (shown if others else None) or stated or shown


def _more_precise(stated: Moment | None, shown: Moment | None) -> Moment | None:
    """Return the stated time, or the shown one if it is within the stated unit and more precise."""
    if stated is None or shown is None:
        return stated or shown
    span = {"year": timedelta(days=367), "month": timedelta(days=32)}.get(stated.precision, timedelta(days=1))
    finer = PRECISIONS.index(shown.precision) < PRECISIONS.index(stated.precision) and stated.precision not in ("second", "minute")
    return shown if finer and abs(shown.time - stated.time) <= span else stated


_SIGNATURE = re.compile(r"[—–/(\[-] ?([^()/\[\]—–]{2,60})[)/\]]?\.?$")


def _credited_agencies(paragraphs: Sequence[ParagraphRow], masthead: Masthead, language: str | None) -> Iterator[str]:
    """Yield the agencies in bylines, credit lines and a signature at the end of the body."""
    for number in (*masthead.above, *masthead.within, *masthead.below):
        if paragraphs[number].role == "byline":
            yield from local_agencies(paragraphs[number].text[:300], language)
    for number, paragraph in enumerate(paragraphs):
        if paragraph.role == "credit":
            yield from local_agencies(paragraph.text[:300], language)
        elif number == masthead.end - 1 and (signature := _SIGNATURE.search(paragraph.text[-80:])):
            rest = AGENCY.sub("", signature[1])
            yield from agencies_in(signature[1]) if not re.sub(r"\b(?:and|with|inputs|from|agencies)\b|\W", "", rest) else ()


_COPYRIGHT = re.compile(
    r"""(?:(?:©|\(c\)|copyright)[\s,|]{0,3}){1,3}(?:\d{4}(?:\s?[-–]\s?(?:\d{4}|present))?[\s,|]{0,3})?(?:by\ )?
    (?P<name>(?!all\ rights)[^\W\d_][^.|©\n]{1,60}?)[\s,]{0,3}(?:\d{4}.*)?(?:
        \ -\                               # `© 2020-2025 The Bay Times - Home`
      | \ or\ its\                         # `Copyright 2025 Harbour Media or its licensors`
      | \ and\ (?:its\ )?affiliate         # `(c) Harbour Media and its affiliates`
      | [.|]                               # `© The Bay Times. Terms apply`
      | \ball\ rights\b                    # `© The Bay Times, all rights reserved`
      | $                                  # `Copyright © 2025 by The Bay Times`
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_URL = re.compile(r"^(?P<label>(?:source )?(?:url|link|address)\s?:\s?)?(?P<url>https?://\S+)$", re.IGNORECASE)


def _copyright_owner(paragraphs: Sequence[ParagraphRow]) -> str | None:
    """Return the owner that a copyright line names, or None."""
    lines = (_COPYRIGHT.search(p.text) for p in paragraphs if p.role == "boilerplate" and len(p.text) < 300)
    return next((found["name"] for found in lines if found), None)


def _url(paragraphs: Sequence[ParagraphRow]) -> str | None:
    """Return the URL in a separate line above the body, or in a labelled line anywhere."""
    body = next((i for i, p in enumerate(paragraphs) if p.is_body), len(paragraphs))
    lines = ((i, _URL.match(p.text)) for i, p in enumerate(paragraphs) if len(p.text) < 2000)
    return next((found["url"] for i, found in lines if found and (i < body or found["label"])), None)
