"""Measure what it costs to ask a large release: CPU seconds and peak memory of commands, each in a process of its own.

    python benchmarks/questions.py [--articles 1000000] [--folder DIR]

The release is made of one part of 5,000 articles, which are those of the bundled seeds over and over. All parts have the same rows, but the
articles of each have ids and seeds of their own; files that do not differ are links, so a million articles take a few dozen MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

ROOT = Path(__file__).parent.parent
PART = 5_000
NAME = "2026-01-01.1"


def numbered(ids: pa.ChunkedArray, part: int, copy: int | None = None) -> pa.ChunkedArray:
    """Return ids that end in the number of their part and, as before or as given, of the copy."""
    last = pa.scalar(f"{copy:04x}") if copy is not None else pc.utf8_slice_codeunits(ids, 28, 32)
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(ids, 0, 24), pa.scalar(f"{part:04x}"), last, "")


def replaced(table: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    """Return a table with other values in one column."""
    return table.set_column(table.schema.get_field_index(column), column, values)


def make(folder: Path, articles: int) -> str:
    """Make the release in `folder` and return the id of one article."""
    from flows.options import Options  # noqa: PLC0415
    from flows.run import run  # noqa: PLC0415 - imports belong to the process that makes the release
    from flows.store.files import schema, write_parquet  # noqa: PLC0415
    from flows.store.manifest import TABLES_OF_PARTS, write_manifest  # noqa: PLC0415
    from newstables.release import open_release  # noqa: PLC0415

    run(Options(seeds=str(ROOT / "seeds"), data=str(folder / "small")))
    small = open_release(folder / "small")
    copies = -(-PART // small.manifest["rows"]["articles"])
    target = folder / "large" / "releases" / NAME

    def written(table: pa.Table, name: str, part: int) -> dict[str, object]:
        path = f"{name}/part-{NAME}-{part:05}.parquet"
        return {"path": path, "table": name, "part": f"{part:05}", **write_parquet(table.cast(schema(name)), target / path)}

    def repeated(name: str) -> pa.Table:
        rows = small.arrow(name)
        pieces = [replaced(rows, "article_id", numbered(rows.column("article_id"), 0, copy)) for copy in range(copies)]
        return pa.concat_tables(pieces).combine_chunks()

    tables = {name: repeated(name) for name in TABLES_OF_PARTS}
    files = [written(table, name, 0) for name, table in tables.items()]
    firsts = {str(entry["table"]): entry for entry in files}
    parts = -(-articles // len(tables["articles"]))
    for part in range(1, parts):
        ids = numbered(tables["articles"].column("article_id"), part)
        seeds = pc.binary_join_element_wise(ids, pa.scalar(".txt"), "")
        files.append(written(replaced(replaced(tables["articles"], "article_id", ids), "seed", seeds), "articles", part))
        for name in tables.keys() - {"articles"}:
            path = str(firsts[name]["path"]).replace("-00000.", f"-{part:05}.")
            os.link(target / str(firsts[name]["path"]), target / path)
            files.append(firsts[name] | {"path": path, "part": f"{part:05}"})
    files += [written(small.arrow(name), name, 0) for name in ("duplicates", "rejects")]
    coverage = small.manifest["parts"][0]["coverage"]
    entries = [{"key": f"{part:05}", "articles": len(tables["articles"]), "text_bytes": 0, "coverage": coverage} for part in range(parts)]
    counts = {name: len(table) * parts for name, table in tables.items()}
    write_manifest(small.manifest | {"release": NAME, "parts": entries, "files": files, "rows": small.manifest["rows"] | counts}, target)
    (folder / "large" / "latest").symlink_to(Path("releases") / NAME)
    return str(tables["articles"].column("article_id")[0])


def ask(arguments: list[str]) -> tuple[float, float]:
    """Run a command in this process and return its CPU seconds and its peak memory in MiB."""
    from flows.cli.app import main  # noqa: PLC0415 - imports belong to the measured process

    main(arguments)
    peak = next(line for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return time.process_time(), int(peak.split()[1]) / 1024


def main() -> None:
    """Make the release, ask and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the release is made and deleted again")
    parser.add_argument("--ask", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print("{:.1f} | {:.0f}".format(*ask(given.ask)), file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        article = make(Path(folder), given.articles)
        print(f"\n| {given.articles:,} articles | CPU s | MiB |\n|---|---:|---:|")
        for command in (["path"], ["status"], ["show", article], ["show", "no title is like this"], ["entities", "--limit", "10"]):
            line = [sys.executable, __file__, "--ask", *command, "--data", f"{folder}/large"]
            done = subprocess.run(line, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
            print(f"| `{' '.join(command)}` | {done.stderr.splitlines()[-1]} |", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
