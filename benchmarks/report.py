"""Measure a report: seconds, memory, files and bytes to make it, and seconds until its lists show what is asked for.

    python benchmarks/report.py DATA [--count 50000] [--lists]

DATA holds a release (`newstables run seeds`); one of `--count` articles is made by repeating its rows with other ids, days and long words,
so that words are as rare as in news: each copy spells those of five letters and more in one of 97 ciphers. A quarter of the names and
statements are the same in every copy, the others in ten copies each. The lists are opened in Chromium, if there is one; `--lists` makes
these alone, without the pages of articles.
"""

import argparse
import hashlib
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from unittest.mock import patch

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
CIPHERS = 97
LONG = re.compile("[a-z]{5,}")
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
        if column == "speaker_ids":
            fresh_lists = [[entity(value, copy) for value in values] for values in rows.column(column).to_pylist()]
            rows = replaced(table, rows, column, fresh_lists)
            continue
        if column == "published":
            days = [value and value + timedelta(hours=7 * copy) for value in rows.column(column).to_pylist()]
            rows = replaced(table, rows, column, days)
            continue
        if column == "text":
            rows = replaced(
                table,
                rows,
                column,
                [LONG.sub(lambda word: word[0].translate(cipher(copy)), value) for value in rows.column(column).to_pylist()],
            )
            continue
        values = rows.column(column).to_pylist() if column.endswith("_id") or column in {"seed", "quote_group"} else None
        if values is None:
            continue
        if column in {"entity_id", "speaker_id", "quote_group"}:
            fresh = [entity(value, copy) for value in values]
        elif column == "seed":
            fresh = [f"copy-{copy}/{value}" for value in values]
        else:
            fresh = [digest(value, copy) for value in values]
        rows = replaced(table, rows, column, fresh)
    return rows


def replaced(table: str, rows: pa.Table, column: str, values: Sequence[object]) -> pa.Table:
    """Return rows with other values in a column."""
    place = rows.schema.get_field_index(column)
    field = schema(table).field(column)
    return rows.set_column(place, field, pa.array(values, field.type))


@cache
def cipher(copy: int) -> dict[int, str]:
    """Return the letters that a copy writes for others."""
    letters = list(ascii_lowercase)
    random.Random(copy % CIPHERS).shuffle(letters)  # noqa: S311 - nothing is kept secret
    return {ord(letter): other for letter, other in zip(ascii_lowercase, letters, strict=True)}


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


SHOWN = "performance.getEntriesByName('shown').at(-1)?.startTime ?? performance.getEntriesByType('navigation')[0].loadEventEnd"
"""Milliseconds from the beginning of the navigation until the answer is shown, or the page is loaded."""
TYPED = (
    "(async () => { const begun = performance.now(); document.getElementById('q').value = 'harbour'; await show();"
    " return performance.now() - begun; })()"
)
QUESTIONS = {
    "quotes": ("q=harbour", "q=the", "speaker=vale", "kind=direct&type=person&sure=0.75", "from=2026-06-01&to=2026-06-30"),
    "articles": ("q=harbour", "q=the harb", "q=speaker:vale&kind=direct"),
    "names": ("q=vale", "type=person&order=name"),
}


def listed(report: Path) -> dict[str, float]:
    """Return the seconds from going to a list in a state until it shows the answer, and of a person's page, by the browser's clock."""
    seconds = {}
    with browser() as tab:
        tab.look()
        person = next(iter(sorted((report / "names").rglob("*.csv"), key=lambda path: -path.stat().st_size)))
        for name, address in [
            ("a person", person.with_suffix(".html").as_uri()),
            *((f"{page} {state}", f"{(report / page).as_uri()}.html#{state}") for page, states in QUESTIONS.items() for state in states),
        ]:
            tab.open(address)
            tab.until("!document.getElementById('rows')?.hasAttribute('aria-busy')")
            seconds[name] = round(tab.run(SHOWN) / 1000, 2)
        tab.open((report / "quotes.html").as_uri())
        tab.until("!document.getElementById('rows').hasAttribute('aria-busy')")
        seconds["quotes, another word typed"] = round(tab.run(TYPED) / 1000, 2)
        begun = time.perf_counter()
        person.read_bytes()
        seconds["a person's CSV"] = round(time.perf_counter() - begun, 3)
    return seconds


def sizes(report: Path) -> dict[str, float]:
    """Return the megabytes of each kind of file of the lists."""
    found = Counter[str]()
    for path in (report / "data").rglob("*.js"):
        found[f"{path.parent.name}/{path.stem.partition('-')[0]}"] += path.stat().st_size
    return {name: round(size / 1e6, 1) for name, size in sorted(found.items())}


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--lists", action="store_true", help="make no pages of articles")
    parser.add_argument("--make", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        release = Release(given.make[0], given.make[0], read_json(given.make[0] / "manifest.json"))
        with patch("flows.report.build.write_article", lambda *_, **__: None) if given.lists else nullcontext():
            make_report(release, given.make[1])
        print(peak())
        return
    with tempfile.TemporaryDirectory() as scratch:
        release = multiply(open_release(given.data), Path(scratch) / "release", given.count)
        page = Path(scratch) / "report" / "index.html"
        begun = time.perf_counter()
        command = [
            sys.executable,
            __file__,
            str(given.data),
            "--make",
            str(release.path),
            str(page.parent),
            *(["--lists"] if given.lists else []),
        ]
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
        figures |= sizes(page.parent)
        if CHROMIUM:
            figures |= listed(page.parent)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
