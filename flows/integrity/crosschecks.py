"""Checks across the parts of a release: each article and seed occurs once, and duplicates refer to existing articles.

Files already checked for an earlier release, and identical by their hashes, are only compared with new files, one at a time.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import BrokenInvariantError
from flows.integrity import checks
from flows.store.digests import DigestIndex, Digests, digests_from
from newstables.files import Place, read_parquet
from newstables.manifest import FileEntry


def check_release(base: Place, files: Sequence[FileEntry], checked: Collection[str] = ()) -> None:
    """Check a release whose parts are valid individually.

    Args:
        base: what the paths of its files begin at.
        files: its files.
        checked: paths of those that a release which was checked holds too.

    Raises:
        BrokenInvariantError: the sentence says which promise.
    """
    articles = [file["path"] for file in files if file["table"] == "articles"]
    old = [base / path for path in articles if path in checked]
    new = [base / path for path in articles if path not in checked]
    rejects = pa.concat_tables([read_parquet(base / file["path"], ["seed"]) for file in files if file["table"] == "rejects"])
    _check_seeds(rejects.column("seed").combine_chunks(), new, old)
    _check_articles(new, old)
    duplicates = pa.concat_tables([read_parquet(base / file["path"]) for file in files if file["table"] == "duplicates"])
    checks.check_duplicates(duplicates, _columns([*new, *old], "article_id"))


def _columns(paths: Iterable[Place], name: str) -> Iterator[pa.Array]:
    return (read_parquet(path, [name]).column(name).combine_chunks() for path in paths)


def _check_seeds(rejects: pa.Array, new: Sequence[Place], old: Sequence[Place]) -> None:
    """Check that no seed occurs twice: as two articles, or as an article and a reject."""
    prints = np.concatenate([_prints(rejects), *map(_prints, _columns(new, "seed"))])
    if _is_any_twice(prints):
        raise BrokenInvariantError("a seed is both an article and a reject, or is there twice")
    fresh = pa.chunked_array([rejects, *_columns(new, "seed")]) if old else rejects
    for seeds in _columns(old, "seed"):
        if pc.any(pc.is_in(fresh, value_set=seeds), min_count=0).as_py():
            raise BrokenInvariantError("a seed is both an article and a reject, or is there twice")


def _check_articles(new: Sequence[Place], old: Sequence[Place]) -> None:
    """Check that no article is in two parts."""
    ids = np.concatenate([np.zeros(0, "S16"), *(digests_from(column, 16) for column in _columns(new, "article_id"))])
    twins = DigestIndex(ids)
    if (twins.first != np.arange(len(ids))).any() or any((twins.find(digests_from(c, 16)) >= 0).any() for c in _columns(old, "article_id")):
        raise BrokenInvariantError("an article is in two parts")


def _is_any_twice(prints: Digests) -> bool:
    return bool((DigestIndex(prints).first != np.arange(len(prints))).any())


def _prints(strings: pa.Array) -> Digests:
    """Return a 16-byte digest of each string; equal digests mean equal strings."""
    return np.frombuffer(b"".join(blake2b(text.encode(), digest_size=16).digest() for text in strings.to_pylist()), "S16")
