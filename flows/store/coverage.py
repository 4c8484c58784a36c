"""Coverage of a release: counted once per part when it is written, stored in the manifest, and summed for the card."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from newstables.manifest import Coverage

PUBLISHERS = 100
"""Publishers stored per part, the most frequent ones, to limit the size of the manifest."""

UNKNOWN = "und"
"""The language code of texts too short to detect (ISO 639-2)."""


def cover(articles: pa.Table, quotes: pa.Table) -> Coverage:
    """Count the articles and quotes of one part."""
    publishers = _counts(articles.column("publisher"))
    days = pc.min_max(articles.column("published")).as_py()
    filled = {name: len(articles) - articles.column(name).null_count for name in ("published", "publisher", "title", "url")}
    lists = {name: pc.sum(pc.greater(pc.list_value_length(articles.column(name)), 0)).as_py() or 0 for name in ("authors", "agencies")}
    return Coverage(
        languages=_counts(pc.fill_null(articles.column("language"), UNKNOWN)),
        publishers=dict(list(publishers.items())[:PUBLISHERS]),
        more_publishers=len(publishers) > PUBLISHERS,
        first=days["min"] and days["min"].date().isoformat(),
        last=days["max"] and days["max"].date().isoformat(),
        filled=filled | lists,
        words=pc.sum(articles.column("word_count")).as_py() or 0,
        quotes=_counts(quotes.column("kind")),
        sourced=len(quotes) - quotes.column("speaker_text").null_count,
        speakers=len(quotes) - quotes.column("speaker_id").null_count,
    )


def add_up(parts: Iterable[Coverage]) -> Coverage:
    """Return the summed counts of several parts."""
    several = list(parts)
    return Coverage(
        languages=_sum(part["languages"] for part in several),
        publishers=_sum(part["publishers"] for part in several),
        more_publishers=any(part["more_publishers"] for part in several),
        first=min((part["first"] for part in several if part["first"]), default=None),
        last=max((part["last"] for part in several if part["last"]), default=None),
        filled=_sum(part["filled"] for part in several),
        words=sum(part["words"] for part in several),
        quotes=_sum(part["quotes"] for part in several),
        sourced=sum(part["sourced"] for part in several),
        speakers=sum(part["speakers"] for part in several),
    )


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    """Return the count of each value, most frequent first; null is not counted."""
    return _ordered({pair["values"]: pair["counts"] for pair in pc.value_counts(column.drop_null()).to_pylist()})


def _sum(several: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counts in several:
        total.update(counts)
    return _ordered(total)


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
