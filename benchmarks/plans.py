"""Measure the plan and the checks of a run with N articles, given as the columns that these steps read.

    python benchmarks/plans.py [10000 200000 1000000]

Articles are made up: digests of chance, in files of 10,000 records and parts of 5,000, as scans and runs leave them; one in fifty records
has the bytes of another. Every figure is of a process of its own. `bytes an article` is the peak memory above that of the smallest count.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).parent.parent
IN_A_FILE, PART, NEW = 10_000, 5_000, 1_000
VERSION = "1"
STEPS = ("first run", "nothing new", "1,000 new", "1,000 changed", "check of a first run", "check of 1,000 new")


def make(folder: Path, count: int) -> None:
    """Write what was found in files of records, and the parts that a first run makes of them."""
    from flows.store.digests import hex_of  # noqa: PLC0415 - imports belong to the measured processes
    from flows.store.files import write_arrow, write_parquet  # noqa: PLC0415

    draw = np.random.default_rng(7)
    for start in range(0, count + NEW, IN_A_FILE):
        size = min(IN_A_FILE, count + NEW - start)
        digests = np.frombuffer(draw.bytes(32 * size), "S32").copy()
        digests[49::50] = digests[0::50][: len(digests[49::50])]
        columns = [range(1, size + 1), [900] * size, [digest.ljust(32, b"\0") for digest in digests.tolist()], [800] * size]
        nulls = [pa.nulls(size, pa.string())] * 2
        kinds = (pa.int64(), pa.int64(), pa.binary(32), pa.int64())
        arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
        write_arrow(
            pa.table([*arrays, *nulls], ["record", "size", "sha256", "length", "reason", "message"]), folder / f"found-{start:09}.arrow"
        )
        places = [place for place in range(min(size, max(0, count - start))) if place % 50 != 49]
        for part in range(0, len(places), PART):
            some = places[part : part + PART]
            table = {
                "article_id": [draw.bytes(16).hex() for _ in some],
                "seed": [f"{start:09}.jsonl#{place + 1}" for place in some],
                "source_sha256": [hex_of(digests[place]) for place in some],
                "reader_version": [VERSION] * len(some),
            }
            write_parquet(pa.table(table), folder / f"part-{start + part:09}.parquet")


def found(folder: Path, count: int, *, changed: int = 0) -> Iterator[Any]:
    """Yield what a scan finds of so many records; of the first file some have changed."""
    from flows.ingest.seed_table import SCAN_TYPE  # noqa: PLC0415
    from flows.store.files import read_arrow  # noqa: PLC0415

    for number, path in enumerate(sorted(folder.glob("found-*.arrow"))):
        size = min(IN_A_FILE, count - number * IN_A_FILE)
        if size > 0:
            rows = read_arrow(path).slice(0, size)
            if changed and not number:
                fresh = [np.random.default_rng(place).bytes(32) for place in range(changed)]
                digests = pa.chunked_array([pa.array(fresh, pa.binary(32)), *rows.column("sha256").slice(changed).chunks])
                rows = rows.set_column(2, "sha256", digests)
            yield pa.array([f"{path.stem[6:]}.jsonl"]), np.array([size]), rows.to_struct_array().combine_chunks().cast(SCAN_TYPE)


def plan(folder: Path, count: int, what: str) -> None:
    """Plan a run."""
    from flows.ingest.seed import Paths  # noqa: PLC0415
    from flows.ingest.seed_table import build_seeds  # noqa: PLC0415
    from flows.options import Options  # noqa: PLC0415
    from flows.plan.plan import OldPart, PreviousRelease, make_plan  # noqa: PLC0415
    from newstables.files import read_parquet  # noqa: PLC0415

    parts = {path.stem[5:]: path for path in sorted(folder.glob("part-*.parquet"))} if what != "first run" else {}
    before = PreviousRelease([OldPart(key) for key in parts], lambda key: read_parquet(parts[key]), version=VERSION)
    changed = NEW if what == "1,000 changed" else 0
    seeds = build_seeds(Paths("/seeds"), found(folder, count + NEW * (what == "1,000 new"), changed=changed))
    made = make_plan(before, seeds, VERSION, Options())
    slots = sum(len(made.slots(part)[0].articles) for part in made.parts if part.dirty)
    assert slots >= made.to_read
    assert what != "nothing new" or not made.to_read


def check(folder: Path, what: str) -> None:
    """Run the checks across parts."""
    from flows.integrity.crosschecks import check_release  # noqa: PLC0415
    from flows.store.files import schema, write_parquet  # noqa: PLC0415

    paths = sorted(folder.glob("part-*.parquet"))
    for table in ("rejects", "duplicates"):
        write_parquet(schema(table).empty_table(), folder / f"{table}.parquet")
    files: list[Any] = [{"table": "articles", "path": path.name} for path in paths]
    files += [{"table": table, "path": f"{table}.parquet"} for table in ("rejects", "duplicates")]
    check_release(folder, files, {path.name for path in paths[:-1]} if what == "check of 1,000 new" else ())


def measure(folder: str, count: int, what: str) -> dict[str, float]:
    """Do one step in a process of its own and return its figures."""
    command = [sys.executable, __file__, "--step", folder, str(count), what]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def step(folder: Path, count: int, what: str) -> dict[str, float]:
    """Do one step."""
    begun, cpu = time.perf_counter(), time.process_time()
    if what == "make":
        make(folder, count)
    elif what.startswith("check"):
        check(folder, what)
    else:
        plan(folder, count, what)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "peak": peak}


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 200_000, 1_000_000])
    parser.add_argument("--step", nargs=3, metavar=("FOLDER", "COUNT", "WHAT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(step(Path(given.step[0]), int(given.step[1]), given.step[2])))
        return
    print("| articles | step | seconds | CPU s | peak memory, MiB | bytes an article |\n|---:|---|---:|---:|---:|---:|")
    least: dict[str, tuple[int, float]] = {}
    for count in given.counts:
        with tempfile.TemporaryDirectory() as folder:
            measure(folder, count, "make")
            for what in STEPS:
                f = measure(folder, count, what)
                first, base = least.setdefault(what, (count, f["peak"]))
                slope = f"{(f['peak'] - base) / (count - first):.0f}" if count > first else ""
                print(f"| {count:,} | {what} | {f['seconds']:.1f} | {f['cpu']:.1f} | {f['peak'] / 2**20:,.0f} | {slope} |", flush=True)


if __name__ == "__main__":
    main()
