"""Hostile inputs of all formats, made at random from the bundled seeds with a fixed random seed; `benchmarks/fuzz.py` tries them.

An input is a base (a bundled seed, the same articles in the other formats, or a soup of what readers stumble over) that is changed a few
times before it is packed, and sometimes after.
"""

# ruff: noqa: E501, S311 - tables of inputs; chance here has a seed and guards nothing

import csv
import gzip
import io
import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parent.parent
SEEDS = (ROOT / "seeds", ROOT / "tests" / "seeds")
FORMATS = ("txt", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc", "wet")
LARGE, HUGE = 60_000, 1_500_000
"""Bytes that most inputs, and one in forty, may grow to before they are packed."""

_SPECIALS = " \u00a0\u00ad\u200b\u200d\u200f\u202e\u2066\u2069\ufeff\ufffd\u0301\u0338\u1680\u2028\u0085\x0b\x0c\x1c\x1b\x08٣²½Ⅷﬁİıßǅ𝐀𐐀\U0001f468\u200d"
WORDS = (
    "He said that the mayor of Port Ilmen told reporters on Monday , . ? ! … : ; - – — -- ( ) [ ] / \\ | * • · # @ & % $12m €3 1.2 3:45"
    " said says told according to asked warned “no,” “ ” ‘ ’ \" ' '' `` « » „ ‚ ‹ › 「 」 ′ ″ ´ ` Ms. Vale Vale’s Dr. J.R. O’Hara Mr de la Cruz"
    " U.S. US St. Gen. AP (AP) (Reuters) REUTERS — LISBON, June 3 By BY Ana Ruiz and Li Wei Reuters/Ana Updated: 3 hours ago 31/02/2026"
    " 29 February 1900 2026-13-45T25:61:61+99:99 0000-00-00 9999-12-31T23:59:59-14:00 0001-01-01T00:00:00+14:00 Jan 99999 12:60 p.m. EST"
    " I you she they it who which X a A 1 1. 1) (a) N/A None null NaN Inc Ltd Read more Advertisement © Copyright Share Tags: Related"
    " Photo: File photo FILE - With reporting by Correction: Q: A: VALE: http://a.example/b www. x@y.example ﷽ שלום مرحبا 你好。 こんにちは สวัสดี"
).split(" ")
TAGS = (
    "<p>", "</p>", "<div>", "</div>", "<span>", "</span>", "<a href='x'>", "</a>", "<br>", "<br/>", "<table><tr><td>", "<td>", "</table>",
    "<li>", "<ul>", "</ul>", "<h1>", "</h1>", "<h2>", "<article>", "</article>", "<script>", "</script>", "<style>", "<!--", "-->", "<![CDATA[",
    "]]>", "<?php", "?>", "<svg>", "<math>", "<template>", "<noscript>", "<select><option>", "<textarea>", "<title>", "</title>", "<body>",
    "</body>", "</html>", "<html lang='xx'>", "<head>", "<p hidden>", "<p style='display:none'>", "<pre>", "<time datetime='9999-99-99'>",
    "<meta charset='utf-7'>", "<meta charset=utf-16>", "<meta property='og:title' content='&#xD800;'>", "<base href='//['>", "&#0;", "&#x1F;",
    "&#xD800;", "&#55357;&#56832;", "&#x110000;", "&#99999999999;", "&amp;quot;", "&nbsp;", "&notanentity;", "<link rel=canonical href='http://[::1'>",
    "<figure><figcaption>", "<blockquote>", "<form>", "<frameset>", "<p\0>", "<\u00e9>", "<1>", "< p>", '<p x="', "<a b='c", "<svg:p>",
    "<meta name=author content='By , and ;'>", "<td colspan=9999999>", "<o:p>", "<p/>", "<!DOCTYPE html [<!ENTITY a '&a;&a;'>]>", "&a;",
)  # fmt: skip
SCRIPTS = (
    '{"@type": "NewsArticle", "headline": "\\ud800 up", "author": {"name": ["\\udfff", null, 3]}, "datePublished": "0001-01-01T00:00:00+14:00"}',
    '{"@type": ["NewsArticle"], "author": [[[["x"]]], {"name": {"name": "y"}}], "publisher": [], "mainEntityOfPage": [1], "articleBody": {"a": 1}}',
    '{"@graph": [{"@type": "NewsArticle", "headline": ["a", "b"], "articleBody": "%s"}]}' % ("Vale said no. " * 40),
    '{"@type": "NewsArticle", "url": "http://[", "inLanguage": {"name": "x"}, "datePublished": 20260101, "headline": 1e999}',
    '{"@type": {"@type": 1}}', '[[[[{"@type": "Article", "headline": "\\u0000\\u202e"}]]]]', '{"@type":"Article","headline":"a",}', "{", "[" * 3000,
    '{"@type": "NewsArticle", "datePublished": "9999-12-31T23:59:59-14:00", "dateModified": "9999-12-31"}', "9" * 5000, '"\\', "\x00",
)  # fmt: skip
TOKENS = (
    *(word.encode() for word in WORDS), *(tag.encode() for tag in TAGS), *(mark.encode() for mark in _SPECIALS), b"\0", b"\xff", b"\xfe\xff",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\x80", b"\x85", b"\xe2\x80", b"\r", b"\n\n", b"\r\n\r\n",
    b"\t", b'","', b'""', b'"\n"', b"{", b"}", b"[", b"]", b'{"text": "', b"\\ud83d", b"\\u0000", b"\\ud800", b"null", b"1e999", b"-0", b"true",
    b"Content-Length: -1\r\n", b"Content-Length: 99999999999999\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: br\r\n",
    b"Content-Encoding: gzip, gzip\r\n", b"Content-Encoding: zstd\r\n", b"Content-Encoding: deflate\r\n", b"WARC/1.0\r\n", b"WARC/1.1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n", b"ffffffffffffff\r\n", b"PAR1", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"%PDF-", b"+ADw-", b"\x1b$B", b"\x0e",
)  # fmt: skip
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"00",
    b"255",
    b"65536",
    b"2147483648",
    b"4294967296",
    b"9223372036854775808",
    b"9" * 30,
    b"9" * 5000,
    b"1e9",
    b"0x7f",
)
_NUMBER = re.compile(rb"\d+")

Rows = Sequence[Mapping[str, object]]


@cache
def articles() -> tuple[dict[str, object], ...]:
    """Return rows made of the bundled texts."""
    found = sorted(path for folder in SEEDS for path in folder.rglob("*.txt"))
    paths = [path for path in found if path.parent.name not in {"hostile", "encodings"}]
    return tuple(
        {"id": number, "title": text.split("\n")[0], "author": "Ana Ruiz", "date": "2026-03-01", "url": f"https://post.example/{number}", "text": text}
        for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace") for path in paths)
    )  # fmt: skip


@cache
def bundled(form: str) -> tuple[bytes, ...]:
    """Return the unpacked bytes of the bundled seeds of one format."""
    found = []
    for path in sorted(path for folder in SEEDS for path in folder.rglob("*")):
        name = path.name.removesuffix(".gz")
        if path.is_file() and name.endswith(f".{form}") and path.name != "broken.txt.gz":
            data = path.read_bytes()
            found.append(_unpacked(data) if path.suffix == ".gz" else data)
    return tuple(found)


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except EOFError:
        return data


def soup(chance: random.Random, most: int = 3000) -> str:
    """Return a text of what readers stumble over: marks, names, dates, cues and odd characters in any order."""
    joints = chance.choice(((" ",), (" ", " ", " ", "\n", "\n\n", ""), ("\n",), ("",), (" ", "\n\n")))
    some = chance.sample(WORDS, chance.choice((3, 20, len(WORDS)))) + chance.sample(_SPECIALS, chance.choice((0, 0, 3, len(_SPECIALS))))
    return "".join(chance.choice(some) + chance.choice(joints) for _ in range(int(most ** chance.random()) + 1))


def page(chance: random.Random) -> str:
    """Return an HTML page: a real article or a soup, in a soup of tags."""
    words = (str(chance.choice(articles())["text"]) if chance.random() < 0.5 else soup(chance)).split("\n")
    parts = ["<html><head>", *(f"<script type='application/ld+json'>{chance.choice(SCRIPTS)}</script>" for _ in range(chance.randrange(3)))]
    some = chance.sample(TAGS, chance.choice((4, len(TAGS))))
    for line in words:
        parts += [*chance.choices(some, k=chance.choice((0, 1, 1, 2, 5))), line]
    return "".join(parts)


def _record(kind: str, body: bytes, content_type: str) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://post.example/a\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


def _table(rows: Rows, delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _columns(chance: random.Random, rows: Rows) -> bytes:
    """Return a Parquet file, with types and nulls that articles do not have."""
    columns: dict[str, pa.Array] = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    kinds: tuple[Callable[[pa.Array], pa.Array], ...] = (
        lambda texts: texts.cast(pa.large_string()),
        lambda texts: texts.cast(pa.binary()),
        lambda texts: texts.dictionary_encode(),
        lambda texts: pa.array([[text] for text in texts.to_pylist()]),
        lambda texts: pa.array([{"name": text} for text in texts.to_pylist()]),
        lambda texts: pa.array([text if chance.random() < 0.5 else None for text in texts.to_pylist()], pa.string()),
        lambda texts: pa.array([chance.randbytes(9) for _ in texts], pa.binary()),
        lambda texts: pa.array([chance.randrange(-(2**40), 2**40) for _ in texts], pa.timestamp("us")),
        lambda texts: pa.nulls(len(texts)),
    )
    for name in chance.sample(["text", "title", "author", "date"], chance.choice((0, 1, 2))):
        columns[name] = chance.choice(kinds)(columns[name])
    out = io.BytesIO()
    pq.write_table(
        pa.table(columns), out, compression=chance.choice(("none", "snappy", "zstd", "gzip")), row_group_size=chance.choice((1, 3, 100))
    )
    return out.getvalue()


def base(chance: random.Random, form: str) -> bytes:  # noqa: C901, PLR0911 - a table of formats
    """Return an input as it is before anything is changed."""
    if bundled(form) and chance.random() < 0.3:
        return chance.choice(bundled(form))
    rows = [dict(row) for row in chance.sample(articles(), chance.choice((1, 2, 5)))]
    for row in rows:
        if chance.random() < 0.4:
            row[chance.choice(("text", "title", "author", "date", "url"))] = soup(chance)
    text = str(rows[0]["text"]) if chance.random() < 0.5 else soup(chance)
    if form == "txt":
        return text.encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252", "gb18030")), "replace")
    if form == "html":
        return page(chance).encode(chance.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace")
    if form in {"csv", "tsv"}:
        return _table(rows, "\t" if form == "tsv" else chance.choice(",,;|\t"))
    if form == "parquet":
        return _columns(chance, rows)
    if form == "jsonl":
        return b"".join(json.dumps(row, ensure_ascii=chance.random() < 0.5).encode() + b"\n" for row in rows)
    if form == "json":
        return json.dumps(rows if chance.random() < 0.5 else rows[0], indent=chance.choice((None, 1))).encode()
    if form == "wet":
        return b"".join(_record("conversion", str(row["text"]).encode(), "text/plain") for row in rows)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return b"".join(_record("response", head + page(chance).encode("utf-8", "replace"), "application/http") for _ in rows)


def changed(chance: random.Random, data: bytes, form: str, most: int) -> bytes:  # noqa: C901, PLR0911 - a table of ways
    """Return the bytes with one change."""
    at, size = chance.randrange(len(data) + 1), int(2000 ** chance.random())
    way = chance.randrange(11)
    if way == 0 and data:
        whole = bytearray(data)
        for _ in range(chance.choice((1, 1, 4, 16))):
            whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        return bytes(whole)
    if way == 1:
        return data[:at] if chance.random() < 0.5 else data[at:]
    if way == 2:
        return data[:at] + data[at + size :]
    if way == 3:
        return (
            data[:at] + data[at : at + size] * min(int(10_000 ** chance.random()), max(1, (most - len(data)) // size)) + data[at + size :]
        )
    if way in {4, 5}:
        token = chance.choice(TOKENS)
        return data[:at] + token * min(int(5000 ** (chance.random() ** 3)), max(1, (most - len(data)) // len(token))) + data[at:]
    if way == 6:
        other = base(chance, form if chance.random() < 0.7 else chance.choice(FORMATS))
        begin = chance.randrange(len(other) + 1)
        return data[:at] + other[begin : begin + size] + data[at + chance.choice((0, size)) :]
    if way == 7 and (found := [*_NUMBER.finditer(data[:LARGE])]):
        number = chance.choice(found)
        return data[: number.start()] + chance.choice(NUMBERS) + data[number.end() :]
    if way == 8:
        lines = data.splitlines(keepends=True)
        chance.shuffle(lines)
        return b"".join(lines)
    if way == 9:
        at = len(data) - 8 if form == "parquet" and chance.random() < 0.5 else at
        return data[:at] + chance.choice((0, 1, 127, 255, 2**15, 2**31 - 1, 2**32 - 1)).to_bytes(4, "little") + data[at + 4 :]
    return data[:at] + soup(chance).encode()[:size] + data[at:]


def packed(data: bytes, packing: str) -> bytes:
    """Return the bytes packed as the ending says."""
    if packing == ".gz":
        return gzip.compress(data, 1, mtime=0)
    if packing == ".zst":
        out = pa.BufferOutputStream()
        with pa.CompressedOutputStream(out, "zstd") as stream:
            stream.write(data)
        found: bytes = out.getvalue().to_pybytes()
        return found
    return data


def make(seed: int, number: int) -> tuple[str, bytes, int]:
    """Return the file name, the bytes, and the size before packing of one input; the same for the same numbers."""
    chance = random.Random(f"{seed}:{number}")
    form = FORMATS[number % len(FORMATS)]
    most = HUGE if chance.random() < 0.025 else LARGE
    data = base(chance, form)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        data = changed(chance, data, form, most)[: 2 * most]
    if most == HUGE and data and form != "parquet":
        data = (data * (HUGE // len(data) + 1))[: chance.randrange(HUGE)]
    packing = chance.choice(("", "", "", ".gz", ".zst"))
    whole = packed(data, packing)
    if packing and chance.random() < 0.4:
        whole = changed(chance, whole, form, LARGE)
    return f"input.{form}{packing}", whole, len(data)
