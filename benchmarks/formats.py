"""Measure files of many records before anything is read: seconds and peak memory of the scan and of handing records to batches.

`python benchmarks/formats.py [MEGABYTES …]` makes a JSON Lines file of each size (articles of about 5 kB) in a temporary folder, and
from the smallest the same rows in the other formats. Each figure is of a process of its own.
"""

import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

STEPS = ("nothing", "scan", "scan again", "plan and spool")


def rows(megabytes: int) -> Iterator[dict[str, str]]:
    """Yield invented articles, no two the same, until their text takes so much."""
    sources = sorted((ROOT / "tests" / "seeds").rglob("*.txt"))
    words = [word for path in sources if "hostile" not in path.parts for word in path.read_bytes().decode("utf-8", "ignore").split(" ")]
    for number in range(megabytes * 1_000_000 // 5000):
        chance = random.Random(number)  # noqa: S311 - any words will do, the same each time
        text = " ".join(chance.choices(words, k=770))
        yield {"url": f"https://news.example/{number}", "title": f"Story {number}", "date": "2026-03-01", "text": text}


def measure(step: str, seeds: Path, data: Path) -> tuple[float, int, int]:
    """Return seconds, peak MiB and seeds of one step in a fresh process."""
    command = [sys.executable, __file__, "--step", step, str(seeds), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    seconds, peak, count = done.stdout.split()
    return float(seconds), int(peak), int(count)


def run_step(step: str, seeds: Path, data: Path) -> None:
    """Do one step and print seconds, peak MiB and the number of seeds."""
    from flows.ingest.formats.entry import Reading  # noqa: PLC0415 - imports belong to the measured process
    from flows.ingest.scan import scan  # noqa: PLC0415
    from flows.ingest.scan_cache import ScanCache  # noqa: PLC0415
    from flows.options import Options  # noqa: PLC0415
    from flows.plan.prepare import prepare  # noqa: PLC0415
    from flows.store.staging import staging_folder  # noqa: PLC0415
    from flows.store.store import open_store  # noqa: PLC0415

    count = 0
    begun = time.perf_counter()
    if step.startswith("scan"):
        count = len(scan(seeds, Reading(10_000_000), ScanCache(staging_folder(data) / "scans", Reading(10_000_000))))
    elif step != "nothing":
        with open_store(data).writer() as writer:
            count = prepare(Options(seeds=str(seeds), data=str(data)), writer).to_read
    seconds = time.perf_counter() - begun
    peak = next(int(line.split()[1]) // 1024 for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(f"{seconds:.1f} {peak} {count}")


def report(name: str, seeds: Path, data: Path) -> None:
    """Print one line of the table for each step."""
    size = sum(path.stat().st_size for path in seeds.iterdir())
    for step in STEPS:
        seconds, peak, count = measure(step, seeds, data)
        print(f"| {name} | {size / 1e6:,.0f} | {step} | {seconds:.1f} | {peak} | {count:,} |", flush=True)
    spooled = sum(path.stat().st_size for path in (data / ".staging" / "records").glob("*/*"))
    print(f"| {name} | | spooled, MB | {spooled / 1e6:,.0f} | | |", flush=True)


def others(lines: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the same rows in other formats."""
    found = [json.loads(line) for line in lines.open(encoding="utf-8")]
    for name in ("csv", "parquet", "jsonl.gz", "jsonl.zst"):
        seeds = folder / name
        seeds.mkdir()
        path = seeds / f"rows.{name}"
        if name == "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(found[0]))
                writer.writeheader()
                writer.writerows(found)
        elif name == "parquet":
            pq.write_table(pa.Table.from_pylist(found), path, compression="zstd")
        elif name == "jsonl.gz":
            path.write_bytes(gzip.compress(lines.read_bytes(), 6))
        else:
            with pa.CompressedOutputStream(str(path), "zstd") as file:
                file.write(lines.read_bytes())
        yield name, seeds


def main() -> None:
    """Print the table."""
    sizes = [int(size) for size in sys.argv[1:]] or [100, 1000]
    print("| file | MB | step | seconds | peak MiB | seeds |\n|---|---:|---|---:|---:|---:|")
    for megabytes in sizes:
        with tempfile.TemporaryDirectory() as folder:
            seeds = Path(folder) / "jsonl"
            seeds.mkdir()
            with (seeds / "rows.jsonl").open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in rows(megabytes))
            report("jsonl", seeds, Path(folder) / "data")
            if megabytes == min(sizes):
                for name, other in others(seeds / "rows.jsonl", Path(folder)):
                    report(name, other, Path(folder) / f"data-{name}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        run_step(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
