"""Hostile files end in rows or rejects within bounded memory and time; each is tried in a process of its own whose memory is measured."""

import contextlib
import json
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.errors import RejectedError
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import STREAMED, file_format, records
from flows.ingest.parser_process import scan_row
from tests.containers import gz, json_lines, warc_record, zst
from tests.running import ROOT

MIB = 1 << 20
MOST_MIB = 120
"""What a scan of a hostile file may take above that of an empty folder, at a limit of 1 MB a record."""

MEASURE = """
import json, sys
from pathlib import Path
from flows.ingest.formats.entry import Reading
from flows.ingest.scan import scan
folder, reading = Path(sys.argv[1]), Reading(1_000_000)
peak = lambda: next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024
scan(folder / "empty", reading)
before = peak()
seeds = scan(folder / "seeds", reading)
print(json.dumps([peak() - before, len(seeds), [[s.name, s.reason, s.message] for s in seeds[:3] + seeds[-3:]]]))
"""


def measure(folder: Path) -> tuple[int, int, list[list[str | None]]]:
    """Return MiB, number of seeds, and name, reason and message of the first and the last."""
    command = [sys.executable, "-c", MEASURE, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300)
    mib, count, seeds = json.loads(done.stdout)
    return mib, count, seeds


def write_long(path: Path, begin: bytes, end: bytes) -> None:
    """Write a file whose middle are 100 MB without a line end."""
    with path.open("wb") as file:
        file.write(begin)
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(end)


def write_packed(path: Path, pieces: int, piece: bytes) -> None:
    with pa.CompressedOutputStream(str(path), "gzip" if path.suffix == ".gz" else "zstd") as file:
        for _ in range(pieces):
            file.write(piece)


def long_line(file: Path) -> None:
    write_long(file, json_lines([{"text": "one"}]) + b'{"text": "', b'"}\n' + json_lines([{"text": "three"}]))


def long_field(file: Path) -> None:
    write_long(file, b'text\none\n"""', b'"""\nthree\n')


def field_of_lines(file: Path) -> None:
    with file.open("wb") as out:
        out.write(b'text\none\n"')
        for _ in range(100):
            out.write(b"a line, and so on\n" * 55_000)
        out.write(b'"\nthree\n')


def long_record(file: Path) -> None:
    write_long(file, warc_record("conversion", b"one") + HEAD % 100_000_000, b"\r\n\r\n" + warc_record("conversion", b"three"))


HEAD = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.jsonl", long_line), ("a.csv", long_field), ("b.csv", field_of_lines), ("a.warc", long_record)],
    ids=["line", "field", "field-of-lines", "record"],
)
def test_a_record_of_100_mb_costs_itself(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "empty").mkdir()
    write(tmp_path / "seeds" / name)
    mib, count, seeds = measure(tmp_path)
    assert mib < MOST_MIB
    assert count == 3
    assert [reason for _, reason, _ in seeds[:3]] == [None, "too_large", None]
    assert seeds[1][2] == "the record is larger than the limit of 1000000 bytes"


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_line_of_gigabytes_in_a_small_packed_file(tmp_path: Path, packing: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "empty").mkdir()
    write_packed(tmp_path / "seeds" / f"a.jsonl.{packing}", 2000, b"x" * 1_000_000)
    mib, count, seeds = measure(tmp_path)
    assert mib < MOST_MIB
    assert count == 1
    assert seeds[0][1] == "too_large"
    assert "unpacks to more than 200 times its size" in (seeds[0][2] or "")


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_more_rows_than_bytes(tmp_path: Path, packing: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "empty").mkdir()
    write_packed(tmp_path / "seeds" / f"a.jsonl.{packing}", 300, b"1\n" * 100_000)
    mib, count, seeds = measure(tmp_path)
    assert mib < MOST_MIB
    assert count == 100_001
    assert seeds[-1][:2] == [f"a.jsonl.{packing}", "too_large"]


def one_long_text_repeated(file: BinaryIO) -> None:
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * 900_000]))
    pq.write_table(pa.table({"text": text}), file, store_schema=False)


def a_billion_rows(file: BinaryIO) -> None:
    """Claim a billion rows in the footer of a file that holds ten."""
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": [f"row {n}" for n in range(10)]}), out)
    data = bytearray(out.getvalue().to_pybytes())
    length = int.from_bytes(data[-8:-4], "little")
    begin = len(data) - 8 - length
    billion = b"\x16" + bytes([0x80 | (2_000_000_000 >> shift & 0x7F) for shift in range(0, 28, 7)]) + bytes([2_000_000_000 >> 28])
    footer = bytes(data[begin:-8]).replace(b"\x16\x14", billion)  # thrift: an i64 field, the zigzag number of 10
    file.write(data[:begin] + footer + len(footer).to_bytes(4, "little") + b"PAR1")


def a_footer_without_end(file: BinaryIO) -> None:
    file.write(b"PAR1" + b"\x15\xff\xff\xff\x7f" * 1000 + (5000).to_bytes(4, "little") + b"PAR1")


@pytest.mark.parametrize("write", [one_long_text_repeated, a_billion_rows, a_footer_without_end])
def test_parquet_files_that_claim_too_much(tmp_path: Path, write: Callable[[BinaryIO], None]) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "empty").mkdir()
    with (tmp_path / "seeds" / "a.parquet").open("wb") as file:
        write(file)
    mib, count, seeds = measure(tmp_path)
    assert mib < MOST_MIB
    assert count < 500
    if write is a_billion_rows:
        assert pq.ParquetFile(tmp_path / "seeds" / "a.parquet").metadata.num_rows == 1_000_000_000
        assert count <= 11  # the rows there are, whatever the footer says
    else:
        assert seeds[-1][0] == "a.parquet"
        assert seeds[-1][1] in {"corrupt", "too_large"}


def test_what_is_packed_once_more(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "seeds" / "a.jsonl.gz").write_bytes(gz(zst(json_lines([{"text": "one"}]))))
    _, _, seeds = measure(tmp_path)
    assert {reason for _, reason, _ in seeds} <= {"undecodable", "corrupt"}


SECONDS = 10
"""Processor time that a hostile file of some 100 kB may take; with a step that is not linear it takes minutes."""


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` where what is within takes more processor time."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def response(headers: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%b\r\n%b" % (headers, body)


def archive(headers: bytes, body: bytes) -> bytes:
    page = response(headers, body)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(page)
    return head + page + b"\r\n\r\n"


def packed_again_and_again() -> bytes:
    """Return a response whose headers say that it is packed 20,000 times, and whose body unpacks to 9 MB before it proves to be damaged.

    It begins like a page, so that what cannot be unpacked is kept as it is.
    """
    packer = zlib.compressobj(wbits=-15)
    zeros = packer.compress(bytes(9_000_000)) + packer.flush(zlib.Z_SYNC_FLUSH)
    stored = b" " + (0x3C).to_bytes(2, "little") + (0xFFFF - 0x3C).to_bytes(2, "little") + bytes(0x3C)
    return archive(b"Content-Encoding: " + b"deflate," * 20_000 + b"\r\n", stored + zeros + b"\x07")


HOSTILE: dict[str, bytes] = {
    "every-line-opens-a-field.csv": b"text,b\n" + b'"x","\n' * 15_000,
    "quotes.csv": b"text,b\n" + b'"' * 100_000,
    "fields.csv": b"text,b\n" + b'a,"b' * 25_000,
    "escapes.csv": b"text,b\n" + b'\\"' * 50_000,
    "quoted-to-the-end.csv": b'"' + b"text,b\n" * 15_000,
    "quotes.tsv": b"text\tb\n" + b'"x"\t"\n' * 15_000,
    "nested.json": b"[" * 100_000,
    "objects.json": b'{"a":' * 20_000,
    "one-line.jsonl": b'{"text":"a"},' * 8_000,
    "keys.jsonl": b'{"a":{' + b",".join(b'"%d":{}' % number for number in range(10_000)) + b"}}\n",
    "lists.jsonl": (b"[" * 400 + b"]" * 400 + b"\n") * 120,
    "digits.jsonl": (b'{"text": ' + b"9" * 4_000 + b"}\n") * 25,
    "tags.jsonl": json_lines([{"text": "<p" * 50_000, "title": "&#" * 50_000, "author": "['" * 50_000}]),
    "folded-header.warc": b"WARC/1.0\r\nWARC-Type: response\r\n" + b" x\n" * 80_000 + b"Content-Length: 2\r\n\r\nab\r\n\r\n",
    "packings.warc": packed_again_and_again(),
    "chunks.warc": archive(b"Transfer-Encoding: chunked\r\n", b"1\r\na\r\n" * 15_000),
    "blank-chunks.warc": archive(b"Transfer-Encoding: chunked\r\n", b"\n" * 100_000 + b"0" * 100_000),
    "wrong-lengths.warc": b"WARC/1.0\r\nContent-Length: 9999999\r\n\r\nab\r\n" * 2_500,
    "records-in-records.warc": b"WARC/1.0\r\nContent-Length: 3\r\n\r\n\nWARC/1.0\r\n" * 2_500,
    "first-lines.wet": b"WARC/1.0\n" * 10_000,
    "blank-lines.warc": b"\n" * 100_000,
    "no-bytes.arc": b"http://a 1.1.1.1 20200101 text/html 0\n" * 2_500,
    "members.jsonl.gz": gz(b"") * 5_000,
    "zeros.jsonl.gz": gz(b'{"text": "x"}\n') + bytes(100_000),
}
"""Files of rows and crawls that are made to take a reader more than linear time."""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_read_record_by_record_takes_linear_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    assert file_format(str(path)) in STREAMED
    with bounded(SECONDS), contextlib.suppress(RejectedError):
        for found in records(str(path), len(HOSTILE[name]), Reading(10_000_000)):
            scan_row(found)


def test_rows_behind_quotes_that_are_never_closed_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,b\n" + b'"x","\n' * 50 + b"The last row.,y\n")
    found = list(records(str(path), 1_000, Reading(1_000)))
    assert [entry.reason for entry in found] == ["corrupt"] * 50 + [None]
    assert [entry.number for entry in found] == list(range(1, 52))
    assert found[-1].record is not None
    assert found[-1].record.data == b"The last row."


def test_a_response_that_is_packed_too_often(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(packed_again_and_again())
    (found,) = records(str(path), path.stat().st_size, Reading(10_000_000))
    assert (found.reason, found.message) == ("unsupported", "the response is encoded 20001 times")
