"""Exports of ProQuest: each article ends with `Database: …`; it has a headline, fields, `Full text:`, a text, fields."""

import re
from collections.abc import Sequence
from itertools import chain

from flows.ingest.formats.vendors.layout import Article, Groups, Layout, tail
from transforms.lexicon.phrases import any_word

_LABELS = """Author, Title, Subtitle, Publication info, Publication title, Publication date, Publication year, Publication subject,
    Abstract, Links, Full text, Full Text, Subject, Business indexing term, Location, People, Company / organization,
    Classification, Identifier / keyword, Pages, First page, Section, Column, Edition, Volume, Issue, Number of pages,
    Publisher, Place of publication, Country of publication, e-ISSN, ISSN, Source type, Language of publication,
    Document type, Document feature, ProQuest document ID, Document URL, Copyright, Last updated, Database, Dateline,
    Credit, Illustration, DOI, URL"""
_FIELD = re.compile(rf"(?P<label>{any_word(map(str.strip, _LABELS.split(',')))}): ?")
_ABOVE = re.compile(r"_{10,}$|Document \d+ of \d+$|ProQuest document link$")
_RULE = re.compile(r"_{10,}$")
_COVER = re.compile(r"Report Information from ProQuest|Database copyright|Contact us at|Terms and Conditions")


def _proquest(groups: Groups) -> Article | None:
    lines = _without_cover([*chain.from_iterable(groups)])
    begin = next((index for index, line in enumerate(lines) if re.match(r"Full [Tt]ext: ?", line)), None)
    is_teaser = begin is None
    if begin is None:
        begin = next((index for index, line in enumerate(lines) if line.startswith("Abstract:")), None)
    end = tail(lines, (begin if begin is not None else 0) + 1, _FIELD)
    said, above = _fields(lines[end:]), _fields(lines[:end])
    if "Publication title" not in said or "ProQuest document ID" not in said:
        return None
    titled = next((index for index, line in enumerate(lines[:begin]) if not _ABOVE.match(line)), None)
    if titled is not None and _FIELD.match(lines[titled]):
        titled = None
    article = Article(
        title=said.get("Title") or (lines[titled] if titled is not None else None),
        authors=said.get("Author") or above.get("Author"),
        published=said.get("Publication date") or said.get("Publication year"),
        publisher=re.split(r";|, [^,;]*[Ee]dition", said["Publication title"])[0] or None,
        url=said.get("Document URL"),
        is_teaser=is_teaser,
    )
    for index, line in enumerate(lines):
        is_text = begin is not None and begin < index < end
        kind = "title" if index == titled else "byline" if line.startswith("Author:") and not is_text else "body" if is_text else "field"
        found = _FIELD.match(line)
        if index == begin and found and line[found.end() :].strip():
            article.add("field", [line[: found.end()].strip()])
            article.add("body", [line[found.end() :].strip()])
        else:
            article.add(kind, [line])
    return article


def _fields(lines: Sequence[str]) -> dict[str, str]:
    return {found["label"]: line[found.end() :].strip() for line in lines if (found := _FIELD.match(line))}


def _without_cover(lines: list[str]) -> list[str]:
    """Return the lines of an article without the cover lines above it on the first page of an export."""
    rules = [index for index, line in enumerate(lines) if _RULE.match(line)]
    return lines[next((index for index in reversed(rules) if _COVER.search("\n".join(lines[:index]))), 0) :]


PROQUEST = Layout(
    "proquest",
    _proquest,
    ((r"ProQuest document (?:ID|link)",), (r"Report Information from ProQuest",), (r"\bFull [Tt]ext:", r"\bPublication (?:title|info):")),
    _COVER,
    closes=re.compile(r"Database: "),
    holds=(re.compile(r"ProQuest document ID: "), re.compile(r"Publication title: ")),
)
