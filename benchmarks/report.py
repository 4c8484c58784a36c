"""Measure a report: seconds, memory, files and bytes to make it, and seconds until its list of articles shows and can be searched.

    python benchmarks/report.py DATA [--count 50000]

DATA holds a release (`newstables run seeds`); one of `--count` articles is made by repeating its rows with other ids. A quarter of the
names are the same in every copy, the others in ten copies each. The list is opened in Chromium, if there is one.
"""

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent.parent))

from flows.publish.part import write_file
from flows.report import make_report
from flows.store.coverage import cover
from flows.store.files import read_json, schema, write_json
from flows.store.manifest import TABLES_OF_PARTS
from newstables.manifest import FileEntry, Manifest, PartEntry
from newstables.release import Release, open_release
from tests.browser import CHROMIUM, browser

PART = 5_000
SHARED_BY = 10


@cache
def digest(*parts: object) -> str:
    """Return an id made of several things."""
    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def entity(name: str | None, copy: int) -> str | None:
    """Return the id of an entity in a copy."""
    return name if name is None or int(name[0], 16) < 4 else digest(name, copy // SHARED_BY)


def repeated(table: str, rows: pa.Table, copy: int) -> pa.Table:
    """Return rows with the ids of a copy."""
    for column in rows.column_names:
        values = rows.column(column).to_pylist() if column.endswith("_id") or column == "seed" else None
        if values is None:
            continue
        if column in {"entity_id", "speaker_id"}:
            fresh = [entity(value, copy) for value in values]
        elif column == "seed":
            fresh = [f"copy-{copy}/{value}" for value in values]
        else:
            fresh = [digest(value, copy) for value in values]
        place = rows.schema.get_field_index(column)
        rows = rows.set_column(place, schema(table).field(place), pa.array(fresh, pa.string()))
    return rows


def multiply(release: Release, folder: Path, count: int) -> Release:
    """Write a release that repeats the rows of another one until it has so many articles."""
    tables = {name: release.arrow(name) for name in TABLES_OF_PARTS}
    own = tables["articles"].num_rows
    files: list[FileEntry] = []
    parts: list[PartEntry] = []
    copies = range(-(-count // own))
    for first in range(0, len(copies), max(PART // own, 1)):
        key = f"bench-{first:05}"
        chosen = copies[first : first + max(PART // own, 1)]
        for name, rows in tables.items():
            files.append(write_file(pa.concat_tables([repeated(name, rows, copy) for copy in chosen]), name, key, folder, ""))
        parts.append(PartEntry(key=key, articles=own * len(chosen), text_bytes=0, coverage=cover(tables["articles"], tables["quotes"])))
    files += [write_file(schema(name).empty_table(), name, "bench", folder, "") for name in ("duplicates", "rejects")]
    rows = {name: sum(file["rows"] for file in files if file["table"] == name) for name in release.manifest["rows"]}
    manifest = Manifest(**{**release.manifest, "rows": rows, "rejects": {}, "parts": parts, "files": files})
    write_json(manifest, folder / "manifest.json")
    return Release(folder, folder, manifest)


def peak() -> int:
    """Return the most memory that this process has held, in MiB; `ru_maxrss` counts what its parent held when it was started, too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) // 1024


def listed(page: Path) -> tuple[float, float, float]:
    """Return the seconds until the list shows its first rows, until all rows are read, and one search among all of them."""
    with browser() as tab:
        tab.look()
        begun = time.perf_counter()
        tab.open(page.as_uri())
        tab.until("document.querySelectorAll('#rows li').length > 0")
        first = time.perf_counter()
        tab.until("loaded === shards")
        whole = time.perf_counter()
        search = "(() => { const t = performance.now(); field.value = 'harbour'; update(); return performance.now() - t; })()"
        return first - begun, whole - begun, tab.run(search) / 1000


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--make", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        make_report(Release(given.make[0], given.make[0], read_json(given.make[0] / "manifest.json")), given.make[1])
        print(peak())
        return
    with tempfile.TemporaryDirectory() as scratch:
        release = multiply(open_release(given.data), Path(scratch) / "release", given.count)
        page = Path(scratch) / "report" / "index.html"
        begun = time.perf_counter()
        command = [sys.executable, __file__, str(given.data), "--make", str(release.path), str(page.parent)]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - begun
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        files = [path.stat().st_size for path in page.parent.rglob("*") if path.is_file()]
        figures = {
            "articles": release.manifest["rows"]["articles"],
            "quotes": release.manifest["rows"]["quotes"],
            "seconds": round(seconds, 1),
            "cpu_seconds": round(spent.ru_utime + spent.ru_stime, 1),
            "peak_mib": int(made.stdout),
            "files": len(files),
            "mb": round(sum(files) / 1e6, 1),
        }
        if CHROMIUM:
            figures |= dict(
                zip(("first_rows_s", "all_rows_s", "search_s"), (round(s, 2) for s in listed(page.parent / "articles.html")), strict=True)
            )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
