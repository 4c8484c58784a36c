"""One pass over a release, part by part: overview counts, a row per article, and rows sorted by entity on disk."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.report.spill import Spill
from flows.report.statements import Tally, clusters, codes, statement_ids
from newstables.release import Release
from transforms.schema import PRONOUNS, QUOTE_KINDS, SOURCE_TYPES

DATES = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M UTC", "second": "%Y-%m-%d %H:%M UTC"}
"""Display formats of a time by its precision; the texts sort like the times."""

_LINE = ("article_id", "seed", "language", "title", "authors", "published", "published_precision", "publisher", "agencies", "word_count")
_ENTITY = (
    "entity_id", "article_id", "name", "type", "aliases", "place_code", "is_partial", "mention_count", "description", "pronoun",
)  # fmt: skip
_QUOTE = (
    "quote_id", "article_id", "kind", "text", "spans", "source_type", "speaker_text", "speaker_id", "speaker_ids", "speaker_name",
    "speaker_resolution", "confidence", "quote_group",
)  # fmt: skip
_MANY = 5_000_000
"""Number of entity rows above which more and smaller buckets are used."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The results of the pass."""

    lines: pa.Table
    """One row per article, newest first, without texts."""
    counts: dict[str, Counter[str]]
    """By fact (agency, language, publisher, period): the articles of each value."""
    statements: dict[str, Counter[tuple[str, str]]]
    """By fact (type, pronoun): the statements of each value and kind."""
    buckets: "Buckets"


class Buckets:
    """Rows of entities and of their quotes in temporary files, by the beginning of the entity's id."""

    def __init__(self, folder: Path, digits: int) -> None:
        """Create the files; buckets are chosen by the first `digits` digits of the id."""
        self._digits = digits
        self._entities, self._quotes = (Spill(folder, name, 16**digits) for name in ("entities", "quotes"))

    def __iter__(self) -> Iterator[tuple[Rows, Rows]]:
        """Yield the entity rows and quote rows of each bucket."""
        for entities, quotes in zip(self._entities, self._quotes, strict=True):
            yield (entities.to_pylist() if entities else []), (quotes.to_pylist() if quotes else [])

    def add(self, entities: pa.Table, quotes: pa.Table) -> None:
        """Add rows to two more files."""
        for spill, rows, key in ((self._entities, entities, "entity_id"), (self._quotes, quotes, "speaker_id")):
            beginnings = pc.utf8_slice_codeunits(rows.column(key), 0, self._digits).to_pylist()
            spill.add(rows, np.array([int(beginning, 16) for beginning in beginnings], np.int64))


def gather(release: Release, folder: Path, advance: Callable[[int], None]) -> Gathered:
    """Read all parts once; entity and quote rows go to files in a folder."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("agency", "language", "publisher", "period")}
    buckets = Buckets(folder, 3 if release.manifest["rows"]["entities"] > _MANY else 2)
    originals = clusters(release.arrow("duplicates"))
    tally = Tally()
    lines = []
    for part in release.manifest["parts"]:
        articles = release.arrow("articles", _LINE, part["key"])
        entities = release.arrow("entities", _ENTITY, part["key"])
        quotes = release.arrow("quotes", _QUOTE, part["key"])
        articles = articles.append_column("date", _dates(articles))
        statements = statement_ids(quotes, originals)
        tally.add(statements, codes(quotes.column("kind").to_pylist(), QUOTE_KINDS), *_sources(quotes, entities))
        _count(counts, articles)
        lines.append(_lines(articles, quotes))
        quotes = quotes.append_column("statement", pa.array(statements, pa.uint64()))
        buckets.add(_titled(entities, articles), attributed(quotes))
        advance(part["articles"])
    table = pa.concat_tables(lines)
    order = pc.sort_indices(table, sort_keys=[("date", "descending"), ("article_id", "ascending")])
    return Gathered(table.take(order), counts, tally.count(), buckets)


def pronouns(entities: Any) -> dict[tuple[str, str], str]:
    """Return the pronoun by which an article means an entity, where it uses one."""
    known = entities.filter(pc.is_valid(entities.column("pronoun")))
    keys = zip(known.column("article_id").to_pylist(), known.column("entity_id").to_pylist(), strict=True)
    return dict(zip(keys, known.column("pronoun").to_pylist(), strict=True))


def _sources(quotes: pa.Table, entities: pa.Table) -> tuple[Any, Any]:
    """Return the types of the sources and the pronouns of single speakers, as codes."""
    known = pronouns(entities)
    speakers = zip(quotes.column("article_id").to_pylist(), pc.fill_null(quotes.column("speaker_id"), "").to_pylist(), strict=True)
    return codes(quotes.column("source_type").to_pylist(), SOURCE_TYPES), codes(map(known.get, speakers), PRONOUNS)


def _dates(articles: pa.Table) -> pa.Array:
    """Return the publication date of each article with its known precision; empty if unknown."""
    times = articles.column("published")
    dates: Any = pa.scalar("")
    for precision, shape in DATES.items():
        known = pc.is_in(articles.column("published_precision"), value_set=pa.array([precision]))
        dates = pc.if_else(known, pc.strftime(times, shape), dates)
    return pc.fill_null(dates, "")


def _count(counts: dict[str, Counter[str]], articles: pa.Table) -> None:
    counts["agency"].update(agency for agencies in articles.column("agencies").to_pylist() for agency in dict.fromkeys(agencies))
    counts["language"].update(articles.column("language").to_pylist())
    counts["publisher"].update(articles.column("publisher").to_pylist())
    counts["period"].update(date[:10] for date in articles.column("date").to_pylist())


def _lines(articles: pa.Table, quotes: pa.Table) -> pa.Table:
    """Return a row per article: what lists show and the search matches."""
    ids = articles.column("article_id").to_pylist()
    speakers: dict[str, dict[str, None]] = {}
    kinds = {kind: Counter[str]() for kind in QUOTE_KINDS}
    for article, kind, name in zip(*(quotes.column(name).to_pylist() for name in ("article_id", "kind", "speaker_name")), strict=True):
        kinds[kind][article] += 1
        if name:
            speakers.setdefault(article, {})[name] = None
    found = articles.select(["article_id", "seed", "language", "title", "authors", "publisher", "agencies", "word_count", "date"])
    for kind, of_article in kinds.items():
        found = found.append_column(kind, pa.array([of_article[article] for article in ids], pa.int32()))
    names = [list(speakers.get(article, ())) for article in ids]
    return found.append_column("speakers", pa.array(names, pa.list_(pa.string())))


def _titled(entities: pa.Table, articles: pa.Table) -> pa.Table:
    """Return entities with the title, date and publisher of their articles."""
    of_article = articles.select(["title", "date", "publisher"]).take(
        pc.index_in(entities.column("article_id"), value_set=articles.column("article_id").combine_chunks())
    )
    for name in of_article.column_names:
        entities = entities.append_column(name, of_article.column(name))
    return entities


def attributed(quotes: pa.Table) -> pa.Table:
    """Return the quotes that have a speaker, once for each of those who speak together."""
    speakers = quotes.column("speaker_ids")
    of_speaker = quotes.drop_columns(["speaker_id", "speaker_ids", "speaker_name", "quote_group"]).take(pc.list_parent_indices(speakers))
    return of_speaker.append_column("speaker_id", pc.list_flatten(speakers))
