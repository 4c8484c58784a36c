"""WARC archives: what is a page, and what a broken record costs."""

import gc
import io
import zlib
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.errors import RejectedError
from flows.ingest.formats.http import read_response
from tests.containers import LIMIT, READING, found, gz, http, outcomes, warc_record, zst
from transforms.records import Stated
from transforms.rows import Record, RowError

PAGE = b"<p>The harbour opens.</p>"


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # the writer leaves files open
def test_what_a_well_known_writer_writes(tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "tests"}))
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=ISO-8859-1")], protocol="HTTP/1.1")
    for number in range(2):
        body = io.BytesIO(PAGE + str(number).encode())
        writer.write_record(writer.create_warc_record(f"https://post.example/{number}", "response", payload=body, http_headers=headers))
    gc.collect()
    entries = found(tmp_path, "a.warc.gz", out.getvalue())
    stated = [Stated(url=f"https://post.example/{number}") for number in range(2)]
    assert [entry.record for entry in entries] == [Record("html", PAGE + b"%d" % n, "iso-8859-1", stated[n]) for n in range(2)]
    assert [entry.number for entry in entries] == [2, 3]


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (warc_record("response", http(PAGE)), "<p>The harbour opens.</p>"),
        (warc_record("resource", PAGE, content_type="text/html"), "<p>The harbour opens.</p>"),
        (warc_record("response", http(PAGE, "404 Not Found")), "unsupported"),
        (warc_record("response", http(PAGE, content_type="image/png")), "unsupported"),
        (warc_record("response", http(b" ")), "blank"),
        (warc_record("response", b"not HTTP"), "corrupt"),
        (warc_record("response", b"x", content_type="text/dns"), "unsupported"),
        (warc_record("strange", b"x"), "unsupported"),
    ],
)
def test_what_is_a_page(tmp_path: Path, record: bytes, outcome: str) -> None:
    assert outcomes(found(tmp_path, "a.warc", record)) == [(1, outcome)]


def test_records_about_others_are_no_seeds(tmp_path: Path) -> None:
    kinds = ("warcinfo", "request", "metadata", "revisit")
    assert found(tmp_path, "a.warc", b"".join(warc_record(kind, b"about") for kind in kinds)) == []


@pytest.mark.parametrize(
    ("broken", "sentences"),
    [
        (warc_record("response", http(PAGE)).replace(b"Content-Length", b"Content-Lxngth"), ["no valid header with a Content-Length"]),
        (warc_record("response", http(PAGE), Content_Length="20"), ["does not end where its Content-Length says"]),
        (warc_record("response", http(PAGE), Content_Length="200"), ["does not end where its Content-Length says"]),
        (b"these bytes\r\nare of no record\r\n\r\n", ["bytes that belong to no record"]),
        (b"WARC/1.0\r\nno colon\r\n\r\n", ["no valid header"]),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", ["no valid header"]),
        (b"WARC/1.0\r\n" + b"X-Long: x\r\n" * 40_000 + b"\r\n", ["no valid header"]),
    ],
)
def test_a_broken_record_costs_itself(tmp_path: Path, broken: bytes, sentences: list[str]) -> None:
    good = [warc_record("response", http(b"<p>%d</p>" % number)) for number in range(3)]
    entries = found(tmp_path, "a.warc", good[0] + broken + good[1] + good[2])
    assert [(e.number, e.record.data) for e in entries if e.record] == [(1, b"<p>0</p>"), (3, b"<p>1</p>"), (4, b"<p>2</p>")]
    assert [entry.reason for entry in entries if entry.reason] == ["corrupt"] * len(sentences)
    for entry, sentence in zip([entry for entry in entries if entry.reason], sentences, strict=True):
        assert sentence in (entry.message or "")


def test_an_archive_that_breaks_off(tmp_path: Path) -> None:
    whole = warc_record("response", http(b"<p>0</p>")) + warc_record("response", http(PAGE))
    entries = found(tmp_path, "a.warc", whole[:-20])
    assert outcomes(entries) == [(1, "<p>0</p>"), (2, "corrupt")]
    assert entries[1].message == "the archive breaks off in this record"
    with pytest.raises(RejectedError, match="cannot be unpacked after"):
        found(tmp_path, "a.warc.gz", gz(whole)[:-20])


def test_many_records_that_swallow_others_are_read_in_linear_time(tmp_path: Path) -> None:
    greedy = b"".join(warc_record("response", b"x", Content_Length="9999") for _ in range(20_000))
    entries = found(tmp_path, "a.warc", greedy)
    assert {entry.reason for entry in entries} == {"corrupt"}


CHUNKED = b"a\r\n<p>The har\r\nf;x=y\r\nbour opens.</p>\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, {}),
        (gz(PAGE), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (zlib.compress(PAGE)[2:-4], {"Content_Encoding": "deflate"}),
        (brotli.compress(PAGE), {"Content_Encoding": "br"}),
        (zst(PAGE), {"Content_Encoding": "zstd"}),
        (CHUNKED, {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Content_Encoding": "gzip"}),
    ],
    ids=["plain", "gzip", "deflate", "bare-deflate", "br", "zstd", "chunked", "chunked-already-joined", "gzip-already-unpacked"],
)
def test_bodies_are_unpacked(body: bytes, headers: dict[str, str]) -> None:
    response = read_response(http(body, content_type="Text/HTML", **headers), LIMIT)
    assert (response.status, response.content_type, response.body) == (200, "text/html", PAGE)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gz), ("br", brotli.compress), ("zstd", zst), ("deflate", zlib.compress)])
def test_bodies_that_are_bombs(encoding: str, pack: object) -> None:
    assert callable(pack)
    bomb = pack(b"\0" * 50_000_000)
    with pytest.raises(RowError, match="more than the limit") as caught:
        read_response(http(bomb, Content_Encoding=encoding), LIMIT)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize(("encoding", "reason"), [("gzip", "corrupt"), ("br", "corrupt"), ("compress", "unsupported")])
def test_bodies_that_cannot_be_unpacked(encoding: str, reason: str) -> None:
    with pytest.raises(RowError) as caught:
        read_response(http(b"\x01\x02\x03\x04\xff\xff", Content_Encoding=encoding), LIMIT)
    assert caught.value.reason == reason


def test_addresses_are_data_and_nothing_else(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>secret</p>")
    for address in (f"file://{secret}", "../../secret.html", "https://post.example/../../etc/passwd\\x00"):
        (entry,) = found(tmp_path, "a.warc", warc_record("response", http(PAGE), address))
        assert entry.record == Record("html", PAGE, None, Stated(url=address))
    assert {path.name for path in tmp_path.iterdir()} == {"a.warc", "secret.html"}


def test_records_larger_than_the_limit(tmp_path: Path) -> None:
    large = warc_record("response", http(b"x" * (LIMIT + 1)))
    assert outcomes(found(tmp_path, "a.warc", large + warc_record("response", http(PAGE)), READING)) == [
        (1, "too_large"),
        (2, "<p>The harbour opens.</p>"),
    ]
