"""Where releases stand and how the next one gets there, on a disk and in object storage."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.store.bucket import Bucket
from flows.store.local import Folder
from flows.store.lock import writer_lock
from newstables.files import Place, place
from newstables.manifest import Manifest
from newstables.objects import Remote


class Writer(Protocol):
    """The releases of one dataset, for the one process that changes them; `release` is for those who read."""

    data: Place
    """The dataset."""

    def recover(self) -> None:
        """Clear away what runs that died left half done; finished batches stay."""

    def claim(self, now: datetime) -> str:
        """Return the name of the next release, which no other writer gets: the day and a counter."""

    def place_for(self, name: str) -> tuple[Place, str]:
        """Return what the paths of a release's files begin at, and how those of new files begin."""

    def keep(self, old: Place, path: str) -> None:
        """Take a file of an earlier release into the one in the making."""

    def drop(self, path: str) -> None:
        """Take a file out of the release in the making."""

    def abandon(self, name: str) -> None:
        """Forget the release in the making."""

    def check(self, previous: str | None) -> None:
        """Raise a NewstablesError where another writer has published since `previous`."""

    def commit(self, manifest: Manifest, descriptions: Mapping[str, str]) -> None:
        """Publish: make the release the latest, in one step that a reader sees before or after."""

    def point(self, name: str) -> None:
        """Make a release that is there the latest."""

    def forget(self, names: Sequence[str]) -> None:
        """Delete releases, and all that nobody needs."""

    def clear(self, batches: Sequence[str] = ()) -> None:
        """Delete what a run that ends has left for itself, and batches that are published."""


@dataclass(frozen=True, slots=True)
class Store:
    """The releases of one dataset."""

    data: Place

    @contextlib.contextmanager
    def writer(self, wait: float = 0) -> Iterator[Writer]:
        """Hold the lock of the dataset for the block, and yield the only way to change it.

        Raises:
            NewstablesError: another process holds the lock and did not let go within `wait` seconds.
        """
        with writer_lock(self.data, wait):
            yield Bucket(self.data) if isinstance(self.data, Remote) else Folder(self.data)


def open_store(data: str | os.PathLike[str]) -> Store:
    """Return the dataset in a folder or at a URI."""
    return Store(place(data))
