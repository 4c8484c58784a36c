"""Check that the seed folder belongs to the release, so that no run loses articles by mistake.

A folder is identified by the names and bytes of its files. A folder at another path than that of the release, such as a mounted one, must
contain mostly the same files, and no other files with the same names. A renamed folder, or one at the same path, is accepted even if files
changed, unless all files with the names of articles have other bytes, or the folder was replaced and most of them do.
`--prune-removed` drops articles on purpose.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import DamagedError, UsageError
from flows.ingest.folder import folder_id
from flows.ingest.formats.registry import WITH_COLUMNS
from flows.ingest.seed_table import Seeds, codes
from flows.options import Options
from flows.store.coverage import UNKNOWN, add_up
from flows.store.digests import DigestIndex, digests_from
from newstables.files import read_parquet
from newstables.release import Release

COLUMNS = ("seed", "source_sha256", "format")
"""Columns of the articles that the check needs."""


@dataclass(slots=True)
class _Overlap:
    """Counts of the release's articles: which of them the seed folder has, by name and by bytes."""

    articles: int = 0
    named: int = 0
    """Articles whose name a seed has."""
    same: int = 0
    """Those of them whose bytes a seed has, under any name."""
    replaced_rows: int = 0
    """Records of tables whose name has other bytes or cannot be read."""
    too_large: int = 0
    """Their seed is larger than the limit."""
    example: str = ""
    """The first article that would be replaced or dropped."""

    def add(self, articles: pa.Table, seeds: Seeds, here: DigestIndex) -> None:
        """Count the articles of one part."""
        names = articles.column("seed").combine_chunks()
        rows, _ = seeds.find(names)
        is_there = here.find(digests_from(articles.column("source_sha256"))) >= 0
        is_lost = (rows >= 0) & ~is_there
        is_row = np.asarray(pc.is_in(articles.column("format"), value_set=pa.array(WITH_COLUMNS)))
        self.articles += len(names)
        self.named += int((rows >= 0).sum())
        self.same += int(((rows >= 0) & is_there).sum())
        self.replaced_rows += int((is_lost & is_row).sum())
        self.too_large += int((is_lost & np.isin(np.append(seeds.reasons, 0)[rows], codes({"too_large"}))).sum())
        if not self.example and is_lost.any():
            self.example = names[int(np.flatnonzero(is_lost)[0])].as_py()


def check_seed_folder(release: Release, seeds: Seeds, options: Options, *, loses: bool) -> None:
    """Check that the seeds belong to the latest release, as far as its articles are readable.

    `loses` says whether any article would be replaced or dropped.

    Raises:
        UsageError: they do not, or an option would lose articles.
    """
    before = Path(release.manifest["seed_folder"])
    folder = Path(options.seeds).resolve()
    if folder == before and (options.prune_removed or not loses):
        return
    here, overlap = DigestIndex(seeds.digests), _Overlap()
    for file in release.files("articles"):
        with contextlib.suppress(DamagedError):
            overlap.add(read_parquet(file, COLUMNS), seeds, here)
    if not options.prune_removed:
        _check_options(release, options, overlap)
    lost = overlap.named - overlap.same
    then, now = release.manifest.get("seed_folder_id"), folder_id(folder)
    if folder != before and (then is None or then != now):
        most = min(overlap.articles, int((seeds.digests != b"").sum()))
        if overlap.articles and (overlap.same * 2 < most or not overlap.same):
            raise UsageError(
                f"{folder} is not the seed folder that {release.name} was made from, {before}: {overlap.same:,} of its {overlap.articles:,}"
                f" articles are there; give each seed folder its own data folder with --data, or run on {before}"
            )
        if lost and not options.prune_removed:
            raise UsageError(
                f"{folder} is not the seed folder that {release.name} was made from, {before}: {lost:,} of its files have the names of"
                f" articles and other contents, such as {overlap.example}; give each seed folder its own data folder with --data, or add"
                " --prune-removed to replace the articles"
            )
        return
    is_same_folder = then is None or now is None or then == now
    if lost > overlap.same if not is_same_folder else lost > 1 and not overlap.same:
        raise UsageError(
            f"{folder} has other files than when {release.name} was made from it: {lost:,} of {overlap.named:,} have the names of articles"
            f" and other contents, such as {overlap.example}; give other seeds their own data folder with --data, or add"
            " --prune-removed to replace the articles"
        )


def _check_options(release: Release, options: Options, overlap: _Overlap) -> None:
    """Check that no article is lost because an option differs from the release's."""
    then = release.manifest["options"]
    columns = str(then.get("columns", ""))
    if overlap.replaced_rows and Options(columns=columns).read_columns != options.read_columns:
        was, now = (f"--columns {given}" if given else "no --columns" for given in (columns, options.columns))
        raise UsageError(
            f"with {now} {overlap.replaced_rows:,} articles would be replaced or lost that {release.name} has read with {was}, such as"
            f" {overlap.example}; give the same columns, or another data folder with --data, or add --prune-removed to replace the articles"
        )
    if overlap.too_large and options.max_bytes < int(then.get("max_bytes", options.max_bytes)):
        raise UsageError(
            f"with --max-bytes {options.max_bytes} {overlap.too_large:,} articles of {release.name} would be lost, such as"
            f" {overlap.example}; give at least the {then['max_bytes']} of that release, or add --prune-removed to drop them"
        )


def language_note(release: Release, languages: Sequence[str]) -> str | None:
    """Return a note on the articles that are dropped because their language is not read, or None."""
    found = add_up(part["coverage"] for part in release.manifest["parts"] if "coverage" in part)["languages"]
    dropped = {code: count for code, count in found.items() if languages and code not in {*languages, UNKNOWN}}
    if not dropped:
        return None
    named = ", ".join(f"{code} {count:,}" for code, count in dropped.items())
    count, total = sum(dropped.values()), release.manifest["rows"]["articles"]
    return f"note: --languages {','.join(languages)} rejects {count:,} of the {total:,} articles of {release.name} ({named})"
