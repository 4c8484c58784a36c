"""Signatures for finding near-duplicates: one file per part, linked and rewritten with it.

The files are internal to runs; they are stored beside the tables as `signatures/part-….parquet` and hold the columns of `SIGNATURES` for
each article of the part that is long enough to be compared. A run reads all signatures, and no text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from transforms.signatures import BODY, SKETCH, Sketches, sign

SIGNATURES = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("published", pa.timestamp("us", tz="UTC")),
        pa.field("runs", pa.int32(), nullable=False, metadata={"description": "Different runs of words in the body."}),
        pa.field("sketch", pa.binary(SKETCH), nullable=False, metadata={"description": "Min-wise sketch of the runs."}),
    ]
)
"""The columns of a file of signatures, in the order of the part's articles."""

UNDATED = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class SignatureColumns:
    """Signatures as arrays, one element per article."""

    ids: NDArray[np.bytes_]
    published: NDArray[np.int64]
    """Microseconds since 1970; `UNDATED` if the article has no date."""
    runs: NDArray[np.int64]
    sketches: Sketches

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.ids)

    def take(self, indices: NDArray[np.intp] | NDArray[np.bool_]) -> "SignatureColumns":
        """Return the signatures at some indices, or where a mask is true."""
        return SignatureColumns(self.ids[indices], self.published[indices], self.runs[indices], self.sketches[indices])


def signature_columns(table: pa.Table) -> SignatureColumns:
    """Return a table of signatures as arrays."""
    published = table.column("published").cast(pa.int64()).fill_null(UNDATED)
    return SignatureColumns(
        table.column("article_id").cast(pa.binary()).to_numpy().astype("S32"),
        published.to_numpy(),
        table.column("runs").cast(pa.int64()).to_numpy(),
        _sketches(table),
    )


def sign_articles(tables: Mapping[str, pa.Table], fresh: pa.Array) -> pa.Table:
    """Return the signatures of a part's articles, computed from its other tables; short articles have none."""
    published = dict(zip(*(tables["articles"].column(name).to_pylist() for name in ("article_id", "published")), strict=True))
    rows = tables["paragraphs"].select(["article_id", "role", "text"])
    rows = rows.filter(pc.is_in(rows.column("role"), value_set=pa.array(BODY)))
    rows = rows.filter(pc.is_in(rows.column("article_id"), value_set=fresh))
    bodies = groupby(zip(*(rows.column(name).to_pylist() for name in ("article_id", "text")), strict=True), key=itemgetter(0))
    found = [(article, sign([text for _, text in texts])) for article, texts in bodies]
    entries = [(article, published[article], one.runs, one.sketch) for article, one in found if one]
    return pa.table([list(map(itemgetter(index), entries)) for index in range(len(SIGNATURES))], schema=SIGNATURES)


def _sketches(table: pa.Table) -> Sketches:
    chunks = [chunk for chunk in table.column("sketch").chunks if len(chunk)]
    arrays = [np.frombuffer(c.buffers()[1], np.uint8).reshape(-1, SKETCH)[c.offset : c.offset + len(c)] for c in chunks]
    return np.concatenate(arrays) if arrays else np.zeros((0, SKETCH), np.uint8)
