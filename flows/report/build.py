"""Build the report in a temporary folder, then move it into place, so that a half-written report is never visible."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.errors import UsageError
from flows.report.articles import read_articles, write_article
from flows.report.charts import bars, timeline
from flows.report.gather import Gathered, gather
from flows.report.names import top_bars, write_names
from flows.report.site import Site
from flows.store.manifest import check_current
from newstables.release import Release

MARKER = "report.json"
"""The file that distinguishes a report from a user's folder."""
SHARD = 2_000
"""Rows of a list per file."""
FIRST = 50
"""Rows of a list embedded in its page and visible without scripts."""
REJECTS_A_PAGE = 500

Advance = Callable[[int], None]


def make_report(release: Release, out: Path, advance: Advance = lambda _articles: None) -> Path:
    """Write the report of a release into a folder, replacing an earlier report; return its first page.

    `advance` is told of each article twice: when it is counted and when its page is written.

    Raises:
        UsageError: the folder holds something else.
        NewstablesError: the release was made with an older schema.
    """
    check_current(release)
    if out.exists() and not (out / MARKER).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} holds files that are no report; give another folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        fresh, spill = Path(scratch) / "new", Path(scratch) / "rows"
        spill.mkdir()
        _write(release, Site(fresh, release.manifest), spill, advance)
        (fresh / MARKER).write_text(json.dumps({"release": release.name}) + "\n", encoding="utf-8")
        if out.exists():
            out.rename(Path(scratch) / "old")
        fresh.rename(out)
    return out / "index.html"


def _write(release: Release, site: Site, spill: Path, advance: Advance) -> None:
    """Write all pages: counts first, then names (which decide the links of articles), then articles and lists."""
    gathered = gather(release, spill, advance)
    names = write_names(site, gathered.buckets, release.manifest["rows"]["articles"])
    _write_articles(release, site, names, advance)
    _write_list(site, "articles", gathered.lines, _article_rows)
    _write_list(site, "names", names, _name_rows)
    _write_rejects(release, site)
    _write_overview(site, gathered, names)


def _write_articles(release: Release, site: Site, names: pa.Table, advance: Advance) -> None:
    paged = {bytes.fromhex(entity) for entity in names.filter(names.column("paged")).column("entity_id").to_pylist()}
    copies = {row["article_id"]: row for row in release.arrow("duplicates").to_pylist()}
    copied = Counter(row["duplicate_of"] for row in copies.values())
    for part in release.manifest["parts"]:
        for article, tables in read_articles(release, part["key"]):
            own = article["article_id"]
            write_article(site, article, tables, paged, repeats=copies.get(own), repeated=copied[own])
            advance(1)


def _write_list(site: Site, kind: str, table: pa.Table, rows_of: Callable[[list[dict[str, Any]]], Iterator[list[Any]]]) -> None:
    """Write the page of a list with its first rows, and all rows for the search."""
    numbers = range(0, table.num_rows, SHARD)
    for number, first in enumerate(numbers):
        site.shard(kind, number, list(rows_of(table.slice(first, SHARD).to_pylist())))
    shown = table.slice(0, FIRST).to_pylist()
    site.page(f"{kind}.html", f"{kind}.html", rows=shown, total=table.num_rows, shards=len(numbers))


def _article_rows(rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row["article_id"], row["title"] or "", row["date"], row["publisher"] or "", row["language"] or "", row["word_count"],
            [row["direct"], row["mixed"], row["indirect"]], ", ".join(row["speakers"]), ", ".join(row["agencies"]),
            ", ".join(row["authors"]), row["seed"],
        ]  # fmt: skip


def _name_rows(rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row["entity_id"], row["name"], row["type"], row["quotes"], row["mentions"], row["articles"], row["aliases"], row["place_code"],
            int(row["is_partial"]), "" if row["paged"] else row["at"],
        ]  # fmt: skip


def _write_rejects(release: Release, site: Site) -> None:
    """Write the pages of rejects, by reason."""
    rows = release.arrow("rejects").sort_by([("reason", "ascending"), ("seed", "ascending")])
    first_rows = range(0, max(rows.num_rows, 1), REJECTS_A_PAGE)
    paths = [f"rejects{f'-{number}' if number else ''}.html" for number in range(len(first_rows))]
    for path, first in zip(paths, first_rows, strict=True):
        chosen = rows.slice(first, REJECTS_A_PAGE).to_pylist()
        site.page(path, "rejects.html", rows=chosen, paths=paths, number=paths.index(path) + 1)


def _write_overview(site: Site, gathered: Gathered, names: pa.Table) -> None:
    counts = gathered.counts
    site.page(
        "index.html",
        "index.html",
        course=timeline(counts["period"], "articles", "articles.html#q=date:{}"),
        speakers=top_bars(names, "quotes", "", limit=12),
        named=[(kind, top_bars(names, "mentions", "", kind)) for kind in ("person", "organization", "location")],
        kinds=bars(counts["kind"], "kind"),
        agencies=bars(counts["agency"], "agency", 8),
        languages=bars(counts["language"], "language", 8),
        publishers=bars(counts["publisher"], "publisher", 8),
        speaking=sum(1 for quotes in names.column("quotes").to_pylist() if quotes),
        newest=gathered.lines.slice(0, 6).to_pylist(),
    )
