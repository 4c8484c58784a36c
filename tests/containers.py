"""Files of many records for tests, and what is found in them."""

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.registry import records

LIMIT = 10_000
READING = Reading(LIMIT)

Rows = Sequence[Mapping[str, Any]]


def json_lines(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def csv_bytes(rows: Rows, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), out)
    return out.getvalue()


def warc_record(kind: str, body: bytes, uri: str = "https://post.example/a", content_type: str = "", **more: str) -> bytes:
    content_type = content_type or {"response": "application/http; msgtype=response"}.get(kind, "text/plain")
    headers = {"WARC-Type": kind, "WARC-Target-URI": uri, "WARC-Date": "2026-01-02T03:04:05Z", "Content-Type": content_type}
    headers |= {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in more.items()}
    return b"WARC/1.0\r\n" + b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items()) + b"\r\n" + body + b"\r\n\r\n"


def http(body: bytes, status: str = "200 OK", content_type: str = "text/html", **more: str) -> bytes:
    headers = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in more.items()}
    return f"HTTP/1.1 {status}\r\n".encode() + b"".join(f"{n}: {v}\r\n".encode() for n, v in headers.items()) + b"\r\n" + body


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def zst(data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    packed: bytes = out.getvalue().to_pybytes()
    return packed


def found(folder: Path, name: str, data: bytes, reading: Reading = READING) -> list[Entry]:
    """Return the records of a file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return list(records(str(path), len(data), reading))


def outcomes(entries: Sequence[Entry]) -> list[tuple[int, str]]:
    """Return the number of each record, and its text or the reason why there is none."""
    return [(entry.number, entry.record.data.decode() if entry.record else str(entry.reason)) for entry in entries]
