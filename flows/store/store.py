"""Where releases stand and how the next one gets there, on a disk and in object storage."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from flows.store.bucket import Bucket
from flows.store.files import Place
from flows.store.local import Folder
from flows.store.objects import Remote
from flows.store.release import Manifest


class Shelf(Protocol):
    """The releases of one dataset, for those who write; `dataset` is for those who read."""

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


def shelf(data: Place) -> Shelf:
    """Return the shelf of a dataset."""
    return Bucket(data) if isinstance(data, Remote) else Folder(data)
