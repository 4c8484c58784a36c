"""The state that near-identical articles are found by: one file of signatures for each part, linked and rewritten with it.

Such a file is for runs, not for readers; it lies beside the tables as `signatures/part-….parquet` and holds, for each article of the part
that is long enough to be compared, what `SIGNATURES` says. A run looks up what is new in all files, column by column, and reads no text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from newstables.files import Place, read_parquet
from transforms.signatures import BANDS, BODY, SKETCH, Sketches, keys, sign

SIGNATURES = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("published", pa.timestamp("us", tz="UTC")),
        pa.field("runs", pa.int32(), nullable=False, metadata={"description": "Different runs of words in the body."}),
        pa.field("sketch", pa.binary(SKETCH), nullable=False, metadata={"description": "Min-wise sketch of the runs."}),
    ]
)
"""What a file of signatures holds, in the order of the part's articles."""

UNDATED = np.iinfo(np.int64).max
_SLOT_BITS = 16


@dataclass(frozen=True, slots=True)
class Signed:
    """Signatures as arrays, a place each."""

    ids: NDArray[np.bytes_]
    published: NDArray[np.int64]
    """Microseconds since 1970; `UNDATED` where no date is stated."""
    runs: NDArray[np.int64]
    sketches: Sketches

    def __len__(self) -> int:
        """Return how many articles these are."""
        return len(self.ids)

    def take(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> "Signed":
        """Return those at the given places, or where a mask is true."""
        return Signed(self.ids[places], self.published[places], self.runs[places], self.sketches[places])

    def are_among(self, others: "Signed") -> NDArray[np.bool_]:
        """Tell which of these are among others, where an article is there once, with the same date and sketch."""
        if not len(others):
            return np.zeros(len(self), np.bool_)
        order = np.argsort(others.ids, kind="stable")
        near = order[np.minimum(np.searchsorted(others.ids[order], self.ids), len(order) - 1)]
        found: NDArray[np.bool_] = (others.ids[near] == self.ids) & (others.published[near] == self.published)
        found[found] = (others.sketches[near[found]] == self.sketches[found]).all(axis=1)
        return found


def join(several: Sequence[Signed]) -> Signed:
    """Return signatures one after another."""
    filled = [one for one in several if len(one)]
    if len(filled) < 2:
        return filled[0] if filled else signed(SIGNATURES.empty_table())
    columns = zip(*((one.ids, one.published, one.runs, one.sketches) for one in filled), strict=True)
    return Signed(*map(np.concatenate, columns))


def signed(table: pa.Table) -> Signed:
    """Return a table of signatures as arrays."""
    published = table.column("published").cast(pa.int64()).fill_null(UNDATED)
    return Signed(
        table.column("article_id").cast(pa.binary()).to_numpy().astype("S32"),
        published.to_numpy(),
        table.column("runs").cast(pa.int64()).to_numpy(),
        _sketches(table),
    )


def sign_articles(tables: Mapping[str, pa.Table], fresh: pa.Array) -> pa.Table:
    """Return the signatures of some articles of a part, from its other tables; those that are too short have none."""
    published = dict(zip(*(tables["articles"].column(name).to_pylist() for name in ("article_id", "published")), strict=True))
    rows = tables["paragraphs"].select(["article_id", "role", "text"])
    rows = rows.filter(pc.is_in(rows.column("role"), value_set=pa.array(BODY)))
    rows = rows.filter(pc.is_in(rows.column("article_id"), value_set=fresh))
    bodies = groupby(zip(*(rows.column(name).to_pylist() for name in ("article_id", "text")), strict=True), key=itemgetter(0))
    found = [(article, sign([text for _, text in texts])) for article, texts in bodies]
    entries = [(article, published[article], one.runs, one.sketch) for article, one in found if one]
    return pa.table([list(map(itemgetter(place), entries)) for place in range(len(SIGNATURES))], schema=SIGNATURES)


class Wanted:
    """The keys of some articles, to find others that have one of them."""

    def __init__(self, sought: Signed) -> None:
        """Make a table of the low bits of the keys, which most others fail at once, and the sorted keys themselves."""
        found = keys(sought.sketches)
        self._keys = np.unique(found.astype(np.uint64) | _BAND << np.uint64(32))
        self._slots = np.zeros(BANDS << _SLOT_BITS, np.bool_)
        self._slots[_slot(found)] = True

    def places(self, sketches: Sketches) -> NDArray[np.intp]:
        """Return the places of the sketches that have a wanted key."""
        found = keys(sketches)
        places, bands = np.nonzero(self._slots[_slot(found)])
        full = found[places, bands].astype(np.uint64) | _BAND[bands] << np.uint64(32)
        nearest = np.minimum(np.searchsorted(self._keys, full), len(self._keys) - 1)
        return np.unique(places[self._keys[nearest] == full])

    def within(self, path: Place) -> Signed:
        """Return the signatures in a file that have a wanted key."""
        sketches = read_parquet(path, ["sketch"])
        places = self.places(_sketches(sketches))
        if not len(places):
            return signed(SIGNATURES.empty_table())
        rest = read_parquet(path, [name for name in SIGNATURES.names if name != "sketch"])
        return signed(rest.append_column("sketch", sketches.column("sketch")).take(pa.array(places)))


_BAND = np.arange(BANDS, dtype=np.uint64)


def _slot(found: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (found & np.uint32((1 << _SLOT_BITS) - 1)) | (np.arange(BANDS, dtype=np.uint32) << np.uint32(_SLOT_BITS))


def _sketches(table: pa.Table) -> Sketches:
    chunks = [chunk for chunk in table.column("sketch").chunks if len(chunk)]
    arrays = [np.frombuffer(c.buffers()[1], np.uint8).reshape(-1, SKETCH)[c.offset : c.offset + len(c)] for c in chunks]
    return np.concatenate(arrays) if arrays else np.zeros((0, SKETCH), np.uint8)
