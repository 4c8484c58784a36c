"""Any number of articles, made of paragraphs of real ones: as rows of JSON Lines, and as the rows of tables that reading gives.

Each paragraph has a number of variants: small words are exchanged for others as long, so that articles are as different as articles are and
every offset stays right. One article in ten repeats an earlier one without its last paragraph.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from transforms import read_article
from transforms.records import Document, Span, article_id, digest
from transforms.schema import ArticleRow, EntityRow, MentionRow, ParagraphRow, QuoteRow, Row

VARIANTS = 60
FROM, TO = 3, 6
"""Paragraphs in an article."""
REPEATS = 10
"""One article in so many repeats another."""
START = datetime(2020, 1, 1, tzinfo=UTC)

_WORD = re.compile(r"\b[a-z]{4,}\b")


def collect(documents: Iterator[Document], path: Path) -> None:
    """Read documents and write their paragraphs down, with what was read in each and its variants."""
    pieces = [piece for document in documents for piece in _pieces(read_article(document, "once"))]
    words = defaultdict(list)
    for word in sorted({word for piece in pieces for word in _WORD.findall(piece["text"])}):
        words[len(word)].append(word)
    for number, piece in enumerate(pieces):
        draw = random.Random(number)  # noqa: S311 - any will do, the same each time
        piece["variants"] = [_varied(piece, words, draw) for _ in range(VARIANTS)]
    path.write_text(json.dumps(pieces), encoding="utf-8")


def _pieces(tables: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    entities = {
        row.entity_id: {name: getattr(row, name) for name in ("name", "type", "place_code", "is_partial")} for row in tables["entities"]
    }
    for paragraph in tables["paragraphs"]:
        here = Span(paragraph.start, paragraph.end)
        mentions = [row for row in tables["mentions"] if here.holds(Span(row.start, row.end))]
        if paragraph.role != "body" or not 80 < len(paragraph.text) < 500 or not mentions:
            continue
        yield {
            "text": paragraph.text,
            "mentions": [
                [row.start - here.start, row.end - here.start, row.type, row.entity_id, row.confidence, entities[row.entity_id]]
                for row in mentions
            ],
            "quotes": [_quote(row, here.start) for row in tables["quotes"] if all(here.holds(span) for span in _spans(row))],
        }


def _spans(row: QuoteRow) -> list[Span]:
    pairs = ((row.speaker_start, row.speaker_end), (row.cue_start, row.cue_end))
    return [*row.spans, *(Span(start, end) for start, end in pairs if start is not None and end is not None)]


def _quote(row: QuoteRow, start: int) -> dict[str, Any]:
    places = {name: getattr(row, name) for name in ("speaker_start", "speaker_end", "cue_start", "cue_end")}
    return {
        **{name: None if place is None else place - start for name, place in places.items()},
        "spans": [[span.start - start, span.end - start] for span in row.spans],
        **{name: getattr(row, name) for name in ("kind", "source_type", "speaker_id", "speaker_name", "speaker_resolution", "confidence")},
    }


def _varied(piece: Mapping[str, Any], words: Mapping[int, Sequence[str]], draw: random.Random) -> str:
    kept = [(start, end) for start, end, *_ in piece["mentions"]]
    kept += [
        (quote[f"{what}_start"], quote[f"{what}_end"]) for quote in piece["quotes"] for what in ("speaker", "cue") if quote[f"{what}_end"]
    ]

    def other(match: re.Match[str]) -> str:
        if draw.random() < 0.3 or any(match.start() < end and start < match.end() for start, end in kept):
            return match[0]
        return draw.choice(words[len(match[0])])

    return _WORD.sub(other, piece["text"])


@cache
def _load(path: str) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = json.loads(Path(path).read_text(encoding="utf-8"))
    return pieces


def _chosen(number: int, count: int) -> list[tuple[int, int]]:
    """Return the paragraphs and their variants that an article is made of."""
    draw = random.Random(number)  # noqa: S311 - any will do, the same each time
    if number % REPEATS == REPEATS - 1:
        return _chosen(number - 1 - REPEATS * draw.randrange(number // REPEATS + 1), count)[:-1]
    return [(draw.randrange(count), draw.randrange(VARIANTS)) for _ in range(draw.randint(FROM, TO))]


def seed(number: int, path: str, revision: int = 0) -> dict[str, str]:
    """Return an article as a row of JSON Lines; a later revision has another headline."""
    pieces = _load(path)
    title = f"Notice {number} to all readers, revision {revision}"
    text = "\n\n".join([title, *(pieces[piece]["variants"][variant] for piece, variant in _chosen(number, len(pieces)))])
    return {"url": f"https://news.example/{number}", "text": text}


def read(document: Document, version: str, path: str) -> dict[str, list[Row]]:
    """Return the rows of an article that `seed` made: what reading it would give, put together of what reading its paragraphs gave."""
    pieces, text, article = _load(path), document.text, article_id(document.source_sha256)
    number = int((document.stated.url or "").rpartition("/")[2])
    title = text.partition("\n")[0]
    paragraphs = [ParagraphRow(article, 0, "title", False, 0, len(title), title, 1.0)]  # noqa: FBT003 - a column
    quotes: list[QuoteRow] = []
    mentions: list[MentionRow] = []
    entities: dict[str, EntityRow] = {}
    for place, (piece, _) in enumerate(_chosen(number, len(pieces)), 1):
        start = paragraphs[-1].end + 2
        end = start + len(pieces[piece]["text"])
        paragraphs.append(ParagraphRow(article, place, "body", True, start, end, text[start:end], 1.0))  # noqa: FBT003
        mentions += _mentions(text, paragraphs[-1], pieces[piece], entities)
        quotes += [_moved(text, paragraphs[-1], quote, entities) for quote in pieces[piece]["quotes"]]
    words = sum(len(row.text.split()) for row in paragraphs[1:])
    published = START + timedelta(minutes=number)
    row = ArticleRow(
        article, document.seed, document.source_sha256, document.format, document.encoding, "en", text, title, [], None,
        published, published.isoformat(), "minute", None, document.stated.url, [],
        is_teaser=False, word_count=words, reader_version=version,
    )  # fmt: skip
    return {"articles": [row], "paragraphs": [*paragraphs], "quotes": [*quotes], "mentions": [*mentions], "entities": [*entities.values()]}


def _mentions(text: str, paragraph: ParagraphRow, piece: Mapping[str, Any], entities: dict[str, EntityRow]) -> Iterator[MentionRow]:
    article, place, start = paragraph.article_id, paragraph.paragraph, paragraph.start
    for first, last, kind, entity, confidence, facts in piece["mentions"]:
        begin, end = start + first, start + last
        yield MentionRow(digest(article, "mention", begin, end), article, place, begin, end, text[begin:end], kind, entity, confidence)
        row = entities.setdefault(
            entity, EntityRow(article, entity, facts["name"], facts["type"], [], facts["place_code"], facts["is_partial"], 0, 0, begin)
        )
        row.mention_count += 1
        row.aliases += [text[begin:end]] if text[begin:end] not in row.aliases else []


def _moved(text: str, paragraph: ParagraphRow, quote: Mapping[str, Any], entities: Mapping[str, EntityRow]) -> QuoteRow:
    article, place, start = paragraph.article_id, paragraph.paragraph, paragraph.start
    spans = [Span(start + first, start + last) for first, last in quote["spans"]]
    speaker, cue = ((quote[f"{what}_start"], quote[f"{what}_end"]) for what in ("speaker", "cue"))
    known = entities.get(quote["speaker_id"])
    if known:
        known.quote_count += 1

    def moved(pair: tuple[int | None, int | None]) -> tuple[str | None, int | None, int | None]:
        if pair[0] is None or pair[1] is None:
            return None, None, None
        return text[start + pair[0] : start + pair[1]], start + pair[0], start + pair[1]

    return QuoteRow(
        digest(article, "quote", quote["kind"], *((span.start, span.end) for span in spans)), article, place, quote["kind"],
        " … ".join(span.of(text) for span in spans), spans, *moved(speaker), quote["source_type"], known.entity_id if known else None,
        quote["speaker_name"] if known else None, [known.entity_id] if known else [], quote["speaker_resolution"] if known else "none",
        *moved(cue), quote["confidence"],
    )  # fmt: skip
