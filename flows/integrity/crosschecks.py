"""Checks across the parts of a release: each article and seed occurs once, and duplicates refer to existing articles.

Files already checked for an earlier release, and identical by their hashes, are only compared with new files, one at a time.
"""

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import BrokenInvariantError
from flows.integrity import checks
from flows.store.digests import DigestIndex, Digests, digests_from
from newstables.files import Place, read_parquet
from newstables.manifest import FileEntry

_TWICE = "a seed is both an article and a reject, or is there twice"


def check_release(base: Place, files: Sequence[FileEntry], checked: Collection[str] = ()) -> None:
    """Check a release whose parts are valid individually.

    Args:
        base: the root of its file paths.
        files: its files.
        checked: paths of the files that an earlier, checked release has too.

    Raises:
        BrokenInvariantError: the sentence says which invariant.
    """
    articles = [file["path"] for file in files if file["table"] == "articles"]
    old = [base / path for path in articles if path in checked]
    new = [base / path for path in articles if path not in checked]
    rejects = pa.concat_tables([read_parquet(base / file["path"], ["seed"]) for file in files if file["table"] == "rejects"])
    duplicates = pa.concat_tables([read_parquet(base / file["path"]) for file in files if file["table"] == "duplicates"])
    checks.check_duplicates(duplicates, _checked_ids(rejects.column("seed").combine_chunks(), new, old))


def _checked_ids(rejects: pa.Array, new: Sequence[Place], old: Sequence[Place]) -> Iterator[pa.Array]:
    """Yield the ids of the articles in each file, read once, and check that no article and no seed occurs twice."""
    prints, digests, seeds = [_prints(rejects)], [np.zeros(0, "S16")], [rejects]
    for ids, names in map(_read, new):
        prints.append(_prints(names))
        digests.append(digests_from(ids, 16))
        seeds += [names] if old else []
        yield ids
    every = DigestIndex(np.concatenate(digests))
    if _has_repeats(DigestIndex(np.concatenate(prints))):
        raise BrokenInvariantError(_TWICE)
    if _has_repeats(every):
        raise BrokenInvariantError("an article is in two parts")
    fresh = pa.chunked_array(seeds)
    for ids, names in map(_read, old):
        if pc.any(pc.is_in(fresh, value_set=names), min_count=0).as_py():
            raise BrokenInvariantError(_TWICE)
        if (every.find(digests_from(ids, 16)) >= 0).any():
            raise BrokenInvariantError("an article is in two parts")
        yield ids


def _read(path: Place) -> tuple[pa.Array, pa.Array]:
    table = read_parquet(path, ["article_id", "seed"])
    return table.column("article_id").combine_chunks(), table.column("seed").combine_chunks()


def _has_repeats(digests: DigestIndex) -> bool:
    return bool((digests.first != np.arange(len(digests.first))).any())


def _prints(strings: pa.Array) -> Digests:
    """Return a 16-byte digest of each string; equal digests mean equal strings."""
    return np.frombuffer(b"".join(blake2b(text.encode(), digest_size=16).digest() for text in strings.to_pylist()), "S16")
