"""Measure the reading of each format: bytes, articles, CPU, peak memory; of the same cut in half, what is found and the peak memory.

`python benchmarks/every_format.py [MANY LONG]` reads the files that other programs wrote (`tests/written`, `tests/exports`), then a large
file of each format, made of invented text: MANY megabytes where a file holds many articles, LONG where it is one. Each is read in a process
of its own, without the models that read articles; of a file of many, the first fifty articles are also decoded. Memory is what the process
needs beyond the imports, which the first line gives, or what a process that it starts needs, where that is more.
"""

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from made_files import ALONE, MAKERS, stories  # noqa: E402 - it takes the code that lies beside it

from flows.errors import RejectedError  # noqa: E402 - the checkout is on the path only from here
from flows.ingest.documents import read_file, read_record  # noqa: E402
from flows.ingest.formats.entry import Reading  # noqa: E402
from flows.ingest.formats.registry import CONTAINERS, TABLE, file_format, records  # noqa: E402
from flows.ingest.formats.streams import load  # noqa: E402
from flows.ingest.seed import Seed  # noqa: E402

READING = Reading(10_000_000)
MANY, LONG = (int(argument) * 1_000_000 for argument in sys.argv[1:] or (20, 2))
"""Bytes of text of a large file of many articles, and of one that is a single article."""
DECODED = 50
"""Articles of a file that are decoded after they were found."""


class Found(NamedTuple):
    """What a process found in a file."""

    articles: int
    seconds: float
    mebibytes: float
    """Peak memory beyond what the process had before, or of a process that it started, where that is more."""
    rejects: dict[str, int]


def seed(path: Path, digest: str, record: int = 0) -> Seed:
    """Return a file or record as the scan does."""
    return Seed(name=path.name, path=str(path), sha256=digest, size=path.stat().st_size, record=record)


def read(path: Path) -> Iterator[str]:
    """Yield the reason why each article of a file is rejected, or nothing, and read it."""
    try:
        if file_format(str(path)) not in CONTAINERS:
            digest = hashlib.sha256(load(str(path), READING.max_bytes)).hexdigest()
            read_file(seed(path, digest), READING.max_bytes)
            yield ""
            return
        for count, entry in enumerate(records(str(path), path.stat().st_size, READING)):
            if entry.record is not None and count < DECODED:
                read_record(seed(path, entry.record.sha256(), entry.number), entry.record)
            yield entry.reason or ""
    except RejectedError as error:
        yield error.reason


def measured(path: Path) -> Found:
    """Read a file in a process of its own."""
    here, there = os.pipe()
    if (child := os.fork()) == 0:
        begun, before = time.process_time(), resident("VmRSS")
        found = Counter(read(path))
        helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds, peak = (
            time.process_time() - begun + helpers.ru_utime + helpers.ru_stime,
            max(resident("VmHWM") - before, helpers.ru_maxrss),
        )
        os.write(there, json.dumps([found.pop("", 0), seconds, peak / 1024, found]).encode())
        os._exit(0)
    os.close(there)
    with os.fdopen(here, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return Found(*json.loads(answer))


def resident(name: str) -> int:
    """Return a figure of the memory of this process in KiB."""
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))


def broken(path: Path) -> Found:
    """Read the first half of a file."""
    data = path.read_bytes()
    cut = path.with_name(f"cut-{path.name}")
    cut.write_bytes(data[: len(data) // 2])
    return measured(cut)


def said(found: Sequence[Found]) -> str:
    """Return in words what was found in files: how many articles, and the reasons of rejects."""
    rejects = sum((Counter(one.rejects) for one in found), Counter[str]())
    articles = sum(one.articles for one in found)
    return ", ".join([*([f"{articles:,}"] if articles else []), *(f"{count:,} `{reason}`" for reason, count in sorted(rejects.items()))])


def cells(paths: Sequence[Path]) -> list[str]:
    """Return the cells of files: kB, what was found, CPU, peak memory; the last two of their halves are what was found and peak memory."""
    if not paths:
        return [""] * 6
    whole, cut = [measured(path) for path in paths], [broken(path) for path in paths]
    sizes = sorted(path.stat().st_size for path in paths)
    size = f"{sizes[0] / 1e3:,.1f}" + (f" to {sizes[-1] / 1e3:,.1f}" if len(sizes) > 1 else "")
    peaks = (f"{max(found.mebibytes for found in some):.0f}" for some in (whole, cut))
    return [size, said(whole), f"{sum(found.seconds for found in whole):.2f}", next(peaks), said(cut), next(peaks)]


def main() -> None:
    """Print the table."""
    print(f"The process before a file is opened: {resident('VmRSS') / 1024:.0f} MiB\n")
    print(
        "| format | by other programs | kB | articles | peak MiB | cut | large, kB | articles | CPU, s | peak MiB | cut: found | peak MiB |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder, by_form = Path(name), defaultdict(list)
        for path in sorted(p for f in ("written", "exports") for p in (ROOT / "tests" / f).iterdir() if p.suffix not in {".md", ".sh"}):
            copy = folder / path.name
            copy.write_bytes(path.read_bytes())
            by_form[file_format(str(copy))].append(copy)
        many, alone = stories(MANY), ["Story", *(line for story in stories(LONG) for line in story[1:])]
        for form in TABLE:
            ending = form.endings[0] if form.endings else ""
            large = folder / f"large{ending}{'.gz' if form.name in {'warc', 'wet'} else ''}"
            made = MAKERS[form.name](many) if form.name in MAKERS else ALONE[form.name](alone) if form.name in ALONE else None
            if made is not None:
                large.write_bytes(made)
            written = by_form[form.name]
            size, articles, _, peak, _, cut = cells(written)
            shown = [f"`{form.name}`", str(len(written) or ""), size, articles, peak, cut, *cells([large] if made is not None else [])]
            print(f"| {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
