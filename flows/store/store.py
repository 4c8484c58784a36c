"""The dataset of releases and its writer, on disk and in object storage."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.store.bucket import Bucket
from flows.store.local import Folder
from flows.store.lock import writer_lock
from newstables.files import Place, data_place
from newstables.manifest import Manifest
from newstables.objects import Remote


class Writer(Protocol):
    """Interface of the only process that may change a dataset; readers use `release`."""

    data: Place
    """The dataset."""

    def recover(self) -> None:
        """Delete the leftovers of crashed runs; finished batches are kept."""

    def claim(self, now: datetime) -> str:
        """Reserve and return the name of the next release: the day and a counter."""

    def location_for(self, name: str) -> tuple[Place, str]:
        """Return the root of a release's file paths, and the prefix of its new files."""

    def link_file(self, old: Place, path: str) -> None:
        """Add a file of an earlier release to the staged one."""

    def delete_file(self, path: str) -> None:
        """Remove a file from the staged release."""

    def abandon(self, name: str) -> None:
        """Discard the staged release."""

    def check(self, previous: str | None) -> None:
        """Raise a NewstablesError if another writer has published since `previous`."""

    def commit(self, manifest: Manifest, descriptions: Mapping[str, str]) -> None:
        """Publish: make the release the latest, in one atomic step."""

    def set_latest(self, name: str) -> None:
        """Make an existing release the latest."""

    def delete_releases(self, names: Sequence[str]) -> None:
        """Delete releases and objects that no release needs."""

    def clear(self, batches: Sequence[str] = ()) -> None:
        """Delete the run's temporary files and its published batches."""


@dataclass(frozen=True, slots=True)
class Store:
    """The releases of one dataset."""

    data: Place

    @contextlib.contextmanager
    def writer(self, wait: float = 0) -> Iterator[Writer]:
        """Hold the lock of the dataset for the block, and yield its only writer.

        Raises:
            NewstablesError: another process holds the lock and did not let go within `wait` seconds.
        """
        with writer_lock(self.data, wait):
            yield Bucket(self.data) if isinstance(self.data, Remote) else Folder(self.data)


def open_store(data: str | os.PathLike[str]) -> Store:
    """Return the dataset in a folder or at a URI."""
    return Store(data_place(data))
