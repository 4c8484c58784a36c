"""One pass over a release, part by part: overview counts, a row per article, and rows sorted by entity on disk."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from flows.store.files import column
from newstables.release import Release
from transforms.schema import QUOTE_KINDS

DATES = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M"}
"""Display formats of a time by its precision; the texts sort like the times."""

_LINE = ("article_id", "seed", "language", "title", "authors", "published", "published_precision", "publisher", "agencies", "word_count")
_ENTITY = ("entity_id", "article_id", "name", "type", "aliases", "place_code", "is_partial", "mention_count", "quote_count")
_QUOTE = ("quote_id", "article_id", "kind", "text", "spans", "speaker_id", "speaker_name", "speaker_resolution", "confidence")
_MANY = 5_000_000
"""Number of entity rows above which more and smaller buckets are used."""


@dataclass(slots=True)
class Gathered:
    """The results of the pass."""

    lines: pa.Table
    """One row per article, newest first, without texts."""
    counts: dict[str, Counter[str]]
    """By fact (kind, agency, language, publisher, period): the count of each value."""
    buckets: "Buckets"


@dataclass(slots=True)
class Buckets:
    """Rows of entities and their quotes in temporary files, partitioned by id prefix and read one bucket at a time."""

    folder: Path
    digits: int
    files: list[tuple[Path, Path]] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[list[dict[str, Any]], ...]]:
        """Yield the entity rows and quote rows of each bucket, ordered by id."""
        for bucket in range(16**self.digits):
            yield tuple([row for path in paths for row in _rows(path, bucket)] for paths in zip(*self.files, strict=True))

    def add(self, entities: pa.Table, quotes: pa.Table) -> None:
        """Write rows to two more files."""
        paths = tuple(self.folder / f"{len(self.files)}.{what}" for what in ("entities", "quotes"))
        for rows, key, path in zip((entities, quotes), ("entity_id", "speaker_id"), paths, strict=True):
            ordered = rows.take(pc.sort_indices(rows, sort_keys=[(key, "ascending")])).combine_chunks()
            bounds = _bounds(ordered, key, self.digits)
            with pa.ipc.new_file(path, rows.schema) as file:
                for first, last in pairwise(bounds):
                    batches = ordered.slice(first, last - first).to_batches()
                    file.write_batch(batches[0] if batches else pa.RecordBatch.from_pylist([], rows.schema))
        self.files.append((paths[0], paths[1]))


def _rows(path: Path, bucket: int) -> list[dict[str, Any]]:
    """Return the rows of one bucket; the file is neither mapped nor kept open, to limit memory."""
    with pa.OSFile(str(path)) as file:
        rows: list[dict[str, Any]] = pa.ipc.open_file(file).get_batch(bucket).to_pylist()
    return rows


def gather(release: Release, folder: Path, advance: Callable[[int], None]) -> Gathered:
    """Read all parts once; entity and quote rows go to files in a folder."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "agency", "language", "publisher", "period")}
    buckets = Buckets(folder, 3 if release.manifest["rows"]["entities"] > _MANY else 2)
    lines = []
    for part in release.manifest["parts"]:
        articles = release.arrow("articles", _LINE, part["key"])
        quotes = release.arrow("quotes", _QUOTE, part["key"])
        articles = articles.append_column("date", _dates(articles))
        _count(counts, articles, quotes)
        lines.append(_lines(articles, quotes))
        buckets.add(_titled(release.arrow("entities", _ENTITY, part["key"]), articles), _attributed(quotes))
        advance(part["articles"])
    table = pa.concat_tables(lines)
    order = pc.sort_indices(table, sort_keys=[("date", "descending"), ("article_id", "ascending")])
    return Gathered(table.take(order), counts, buckets)


def _dates(articles: pa.Table) -> pa.Array:
    """Return the publication date of each article with its known precision; empty if unknown."""
    times = articles.column("published")
    dates: Any = pa.scalar("")
    for precision, shape in DATES.items():
        known = pc.is_in(articles.column("published_precision"), value_set=pa.array([precision]))
        dates = pc.if_else(known, pc.strftime(times, shape), dates)
    return pc.fill_null(dates, "")


def _count(counts: dict[str, Counter[str]], articles: pa.Table, quotes: pa.Table) -> None:
    counts["kind"].update(quotes.column("kind").to_pylist())
    counts["agency"].update(agency for agencies in articles.column("agencies").to_pylist() for agency in dict.fromkeys(agencies))
    counts["language"].update(articles.column("language").to_pylist())
    counts["publisher"].update(articles.column("publisher").to_pylist())
    counts["period"].update(date[:10] for date in articles.column("date").to_pylist())


def _lines(articles: pa.Table, quotes: pa.Table) -> pa.Table:
    """Return a row per article: what lists show and the search matches."""
    ids = articles.column("article_id").to_pylist()
    speakers: dict[str, dict[str, None]] = {}
    kinds = {kind: Counter[str]() for kind in QUOTE_KINDS}
    for article, kind, name in zip(*(column([quotes], c) for c in ("article_id", "kind", "speaker_name")), strict=True):
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


def _attributed(quotes: pa.Table) -> pa.Table:
    """Return the quotes that have a speaker."""
    return quotes.filter(pc.is_valid(quotes.column("speaker_id"))).drop_columns(["speaker_name"])


def _bounds(rows: pa.Table, key: str, digits: int) -> list[int]:
    """Return the first row of each bucket, and the end of the last one."""
    prefixes = pa.array([f"{bucket:0{digits}x}" for bucket in range(16**digits)])
    buckets = pc.index_in(pc.utf8_slice_codeunits(rows.column(key), 0, digits), value_set=prefixes).to_numpy()
    bounds: list[int] = np.searchsorted(buckets, np.arange(16**digits + 1)).tolist()
    return bounds
