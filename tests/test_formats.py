"""Every format, packed or not: which records are found, by which number, and what a bad one costs."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from flows.errors import RejectedError
from flows.ingest.formats import registry
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import CONTAINERS, ENDINGS, file_format
from flows.ingest.scan import scan
from tests.containers import READING, Rows, csv_bytes, found, gz, http, json_lines, outcomes, parquet, warc_record, zst
from transforms.codes import FORMATS, VENDORS
from transforms.records import Stated

ROWS: Rows = [
    {"text": "One,\n\n“and” so on", "title": "First", "url": "https://post.example/1"},
    {"text": 'Two "as" said\r\n', "title": 'The "second"', "url": "https://post.example/2"},
    {"text": "Three;\ttabs", "title": "", "url": ""},
]
STATED = [Stated("First", url="https://post.example/1"), Stated('The "second"', url="https://post.example/2"), Stated()]
WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "a.jsonl": json_lines,
    "a.ndjson": json_lines,
    "a.json": json_lines,
    "array.json": lambda rows: b"\xef\xbb\xbf " + json.dumps(rows, indent=1).encode(),
    "a.csv": csv_bytes,
    "semicolons.csv": lambda rows: csv_bytes(rows, ";"),
    "mark.csv": lambda rows: b"\xef\xbb\xbf" + csv_bytes(rows),
    "a.tsv": lambda rows: csv_bytes(rows, "\t"),
    "a.parquet": parquet,
}


@pytest.mark.parametrize("pack", [bytes, gz, zst], ids=["plain", "gz", "zst"])
@pytest.mark.parametrize("name", WRITERS)
def test_the_same_rows_in_every_format(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    ending = ".gz" if pack is gz else ".zst" if pack is zst else ""
    entries = found(tmp_path, name.upper() + ending, pack(WRITERS[name](ROWS)))
    assert outcomes(entries) == [(number, row["text"]) for number, row in enumerate(ROWS, 1)]
    assert [entry.record.stated for entry in entries if entry.record] == STATED


def test_the_same_row_has_the_same_digest_in_every_format(tmp_path: Path) -> None:
    digests = {tuple(e.record.sha256() for e in found(tmp_path, name, write(ROWS)) if e.record) for name, write in WRITERS.items()}
    assert len(digests) == 1
    assert len(digests.pop()) == len(ROWS)


def test_formats_are_told_by_the_names_of_files() -> None:
    assert set(ENDINGS.values()) == set(FORMATS) - set(VENDORS)
    assert {file_format(f"a/B{ending}{packing}") for ending in ENDINGS for packing in ("", ".gz", ".zst")} == set(FORMATS) - set(VENDORS)
    assert (file_format("a.warc.wet.gz"), file_format("a.HTM")) == ("wet", "html")
    with pytest.raises(RejectedError, match=r"files named \*\.iso are not read: save it as \.txt, .* or rows as \.csv or \.jsonl"):
        file_format("a.iso")
    with pytest.raises(RejectedError, match=r"files named \*\.doc are not read: save it as \.docx"):
        file_format("a.doc")


def test_json_lines_count_lines_and_a_bad_one_costs_itself(tmp_path: Path) -> None:
    lines = [
        *(b'\xef\xbb\xbf{"text": "one"}', b"", b'{"text": "tw', b'"text"', b"[1, 2]", b"null", b"12", b'{"text": ""}', b'{"body": null}'),
        *(b'{"foo": "x"}', b'{"text": "\xe9"}', b"\0" * 5, b'{"text": ' + b"9" * 5000 + b"}", b"[" * 9000, b'{"text": "a\\ud800"}\r'),
        b'{"text": "last, without a line end"}',
    ]
    entries = found(tmp_path, "a.jsonl", b"\n".join(lines))
    assert outcomes(entries) == [
        *((1, "one"), (3, "corrupt"), (4, "corrupt"), (5, "corrupt"), (6, "corrupt"), (7, "corrupt"), (8, "blank"), (9, "blank")),
        *((10, "unsupported"), (11, "undecodable"), (12, "corrupt"), (13, "corrupt"), (14, "corrupt"), (15, "a\ufffd")),
        (16, "last, without a line end"),
    ]
    messages = {entry.number: entry.message for entry in entries}
    assert messages[3] == "it is not valid JSON: Unterminated string starting at character 10"
    assert messages[5] == "expected a JSON object, got a list"
    assert messages[11] == "byte 11 of it is not valid UTF-8"
    assert messages[14] == "the JSON is nested too deeply"


def test_a_json_file_of_one_object_is_one_article(tmp_path: Path) -> None:
    assert outcomes(found(tmp_path, "a.json", b'{"text": "one"}')) == [(0, "one")]
    assert outcomes(found(tmp_path, "b.json", b'\n{\n "text": "one"\n}\n')) == [(0, "one")]
    assert outcomes(found(tmp_path, "c.json", b'{"name": "settings"}')) == [(0, "unsupported")]
    assert outcomes(found(tmp_path, "d.json", b'[{"text": "one"}, 2, {"text": "three"}]')) == [(1, "one"), (2, "corrupt"), (3, "three")]


@pytest.mark.parametrize(
    ("data", "reason", "sentence"),
    [
        (
            b'[{"text": "%b"}]' % (b"x" * 10_000),
            "too_large",
            "one JSON value larger than the limit of 10000 bytes; convert it to JSON Lines",
        ),
        (b'{\n"text": "%b"}' % (b"x" * 10_000), "too_large", "convert it to JSON Lines, one object a line"),
        (b'{"text":\n', "corrupt", "not valid JSON"),
        (b"[" * 9_000, "corrupt", "nested too deep"),
        (b"", "corrupt", "not valid JSON"),
    ],
)
def test_json_files_that_are_none(tmp_path: Path, data: bytes, reason: str, sentence: str) -> None:
    with pytest.raises(RejectedError, match=sentence) as caught:
        found(tmp_path, "a.json", data)
    assert caught.value.reason == reason


def test_csv_counts_data_rows_and_a_bad_one_costs_itself(tmp_path: Path) -> None:
    data = b'id,text\r\n1,one\r\n\r\n2\r\n3,"three,\r\n""3"""\r\n4,four,4\r\n5,"five"x\n6,\x93ok\x94 he said\n7,a\0b\n8,\n,"nine'
    entries = found(tmp_path, "a.csv", data)
    assert outcomes(entries) == [
        *((1, "one"), (2, "corrupt"), (3, 'three,\r\n"3"'), (4, "corrupt"), (5, "fivex"), (6, "“ok” he said"), (7, "a\0b"), (8, "blank")),
        (9, "corrupt"),
    ]
    messages = {entry.number: entry.message for entry in entries}
    assert messages[2] == "it has 1 fields, the first row names 2 columns"
    assert messages[9] == "a quotation mark opens a field and is never closed"
    assert entries[5].record
    assert entries[5].record.encoding == "cp1252"


def test_a_stray_mark_costs_its_row_and_no_other(tmp_path: Path) -> None:
    data = b'text,n\none,1\n"two,2\nthree,3\n' + b"".join(b"row,%d\n" % number for number in range(4, 3000))
    entries = found(tmp_path, "a.csv", data)
    assert [entry.number for entry in entries] == list(range(1, 3000))
    assert [entry.number for entry in entries if entry.reason] == [2]


@pytest.mark.parametrize("header", [b"id,name\n", b"\n", b'"id\n1,2\n', b"\xff\xfei\0d\0\n\0"])
def test_csv_without_a_column_of_texts(tmp_path: Path, header: bytes) -> None:
    with pytest.raises(RejectedError, match=r"UTF-16|in the first row, which names the columns"):
        found(tmp_path, "a.csv", header + b"1,x\n")


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    reading = Reading(1000, {"text": "Inhalt", "title": "Kopf"})
    for name, data in {"a.csv": b"Kopf;Inhalt\nT;one\n", "a.jsonl": b'{"Kopf": "T", "Inhalt": "one"}\n'}.items():
        (entry,) = found(tmp_path, name, data, reading)
        assert entry.record
        assert (entry.record.data, entry.record.stated.title) == (b"one", "T")
    with pytest.raises(RejectedError, match="there is no column Inhalt; the columns are text"):
        found(tmp_path, "a.parquet", parquet([{"text": "one"}]), reading)


def test_parquet_rows(tmp_path: Path) -> None:
    rows: Rows = [
        {"text": "one", "authors": ["Ana Ruiz"], "views": 1},
        {"text": None, "authors": None, "views": 2},
        {"text": "three", "authors": [], "views": 3},
    ]
    entries = found(tmp_path, "a.parquet", parquet(rows))
    assert outcomes(entries) == [(1, "one"), (2, "blank"), (3, "three")]
    assert entries[0].record
    assert entries[0].record.stated.authors == ("Ana Ruiz",)


def test_many_parquet_rows(tmp_path: Path) -> None:
    rows: Rows = [{"text": f"row {number}", "source": "The Post"} for number in range(1000)]
    assert outcomes(found(tmp_path, "a.parquet", parquet(rows))) == [(n, f"row {n - 1}") for n in range(1, 1001)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PAR1 but not really", "the Parquet file cannot be read"),
        (b"", "the Parquet file cannot be read"),
        (parquet([{"text": "x" * 500}])[:-20], "the Parquet file cannot be read"),
        (parquet([{"id": 1}]), "no column is known to hold a text or a page; the columns are id"),
    ],
)
def test_parquet_files_that_are_none(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(RejectedError, match=sentence):
        found(tmp_path, "a.parquet", data)


@pytest.mark.parametrize(("ending", "pack"), [("gz", gz), ("zst", zst)])
@pytest.mark.parametrize("damage", ["cut", "changed", "more"])
def test_records_before_a_damage_are_read(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes], damage: str) -> None:

    chance = random.Random(4)  # noqa: S311 - the same each time
    rows: Rows = [{"text": " ".join(f"{chance.random()}" for _ in range(400))} for _ in range(200)]
    data = pack(json_lines(rows))
    half = len(data) // 2
    broken = {"cut": data[:half], "changed": data[:half] + b"\0" * 64 + data[half + 64 :], "more": data + b"more bytes than packed"}[damage]
    path = tmp_path / f"a.jsonl.{ending}"
    path.write_bytes(broken)
    texts = []
    with pytest.raises(RejectedError, match=r"the compressed file cannot be unpacked after \d+ bytes: \w+") as caught:  # noqa: PT012 - see below
        for entry in registry.records(str(path), len(broken), READING):
            texts.append(entry.record.data.decode() if entry.record else entry.reason)  # noqa: PERF401 - what was found before the error counts
    assert caught.value.reason == "corrupt"
    whole = [row["text"] for row in rows]
    right = next((place for place, (text, wanted) in enumerate(zip(texts, whole, strict=False)) if text != wanted), len(texts))
    assert right >= (len(whole) if damage == "more" else 80)


def test_every_container_has_a_reader_and_no_other_format_has() -> None:
    assert CONTAINERS.keys() == set(FORMATS) - {"text", "html"}


def test_archives_of_texts(tmp_path: Path) -> None:
    data = b"".join(
        [
            warc_record("warcinfo", b"software: x\r\n", content_type="application/warc-fields"),
            warc_record("conversion", "Première".encode(), "https://post.example/1", WARC_Identified_Content_Language="fra"),
            warc_record("conversion", b" \n"),
            warc_record("conversion", b"\x89PNG\r\n\x1a\n\0\0"),
        ]
    )
    for pack, name in ((bytes, "a.warc.wet"), (gz, "a.wet.gz"), (zst, "a.wet.zst")):
        entries = found(tmp_path, name, pack(data))
        assert outcomes(entries) == [(2, "Première"), (3, "blank"), (4, "binary")]
        assert entries[0].record
        assert entries[0].record.stated == Stated(url="https://post.example/1", language="fra")


def test_a_file_of_an_unpacked_archive_is_read_in_members(tmp_path: Path) -> None:
    members = [gz(warc_record("response", http(b"<p>%d</p>" % number))) for number in range(3)]
    assert outcomes(found(tmp_path, "a.warc.gz", b"".join(members))) == [(1, "<p>0</p>"), (2, "<p>1</p>"), (3, "<p>2</p>")]


def test_values_that_python_cannot_hold_cost_their_cell_or_row(tmp_path: Path) -> None:
    strings = pa.StringArray.from_buffers(3, pa.py_buffer(b"\0\0\0\0\3\0\0\0\5\0\0\0\12\0\0\0"), pa.py_buffer(b"one\xff\xfethree"))
    table = pa.table(
        {"text": strings, "date": pa.array([2**50, 0, 0], pa.timestamp("s")), "by": pa.array([1, 1, 1], pa.timestamp("us", "No/Zone"))}
    )
    pa.parquet.write_table(table, tmp_path / "a.parquet")
    entries = list(registry.records(str(tmp_path / "a.parquet"), 10_000, READING))
    assert outcomes(entries) == [(1, "one"), (2, "undecodable"), (3, "three")]
    assert [entry.record.stated for entry in entries if entry.record] == [Stated(), Stated(published="1970-01-01T00:00:00")]


def test_a_fault_of_ours_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    (tmp_path / "a.csv").write_bytes(b"text\none\n")
    (tmp_path / "b.jsonl").write_bytes(json_lines([{"text": "two"}]))
    monkeypatch.setattr("flows.ingest.formats.csv.read_row", fail)
    assert [(seed.name, seed.reason) for seed in scan(tmp_path, READING)] == [("a.csv", "failed"), ("b.jsonl#1", None)]


def test_arrow_types_of_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": pa.array(["one", "two"], pa.large_string()),
            "date": pa.array([0, None], pa.timestamp("s", "UTC")),
            "source": pa.array(["The Post", "The Post"]).dictionary_encode(),
        }
    )
    pa.parquet.write_table(table, tmp_path / "a.parquet")
    entries = list(registry.records(str(tmp_path / "a.parquet"), 10_000, READING))
    assert [entry.record.stated for entry in entries if entry.record] == [
        Stated(published="1970-01-01T00:00:00+00:00", publisher="The Post"),
        Stated(publisher="The Post"),
    ]
