"""Where releases stand and how the next one gets there: in a folder by links and a rename, in object storage by a pointer."""

import contextlib
import itertools
import json
import os
import secrets
import shutil
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, overload

from flows.card import dataset_card
from flows.dataset import Manifest, latest_name, open_release, order, release_names
from flows.errors import NewstablesError, OvertakenError
from flows.pointer import Pointer, change_pointer, read_pointer
from flows.remote import Remote, delete
from flows.storage import Place, read_json, remove, sync, sync_tree, write_json, write_text

ABANDONED = timedelta(days=7)
"""Age from which what is in the staging area of object storage is taken to be of a run that died."""

RECORDS = "records"
"""Folder, in a run's workspace, of the records that its batches read."""

_RUN = f"run-{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@overload
def staging(data: Path) -> Path: ...
@overload
def staging(data: Remote) -> Remote: ...
@overload
def staging(data: Place) -> Place: ...
def staging(data: Place) -> Place:
    """Return the folder for all that is not published yet."""
    return data / ".staging" if isinstance(data, Remote) else data.absolute() / ".staging"


def workspace(data: Place) -> Place:
    """Return the folder for what only this run needs; on a disk there is one run at a time."""
    return staging(data) / _RUN if isinstance(data, Remote) else staging(data)


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

    def commit(self, manifest: Manifest) -> None:
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


class Folder:
    """Releases as folders on a disk: what stays the same is linked, and the link `latest` is moved. The caller holds the lock."""

    def __init__(self, data: Path) -> None:
        """Touch nothing yet."""
        self._data = data
        self._staging = data.absolute() / ".staging"
        self._intent = self._staging / "publishing"
        self._stage = self._staging / "release"

    def recover(self) -> None:
        """Clear away what a run that died left half done; finished batches stay."""
        if self._intent.exists():
            name = read_json(self._intent)
            if latest_name(self._data) != name:  # it died between renaming the folder and moving `latest`
                shutil.rmtree(self._data / "releases" / name, ignore_errors=True)
            self._intent.unlink()
        for rest in ("release", "parts", "trash", RECORDS):
            remove(self._staging / rest)

    def claim(self, now: datetime) -> str:
        """Return the day and the next free counter."""
        self._stage.mkdir(parents=True)
        return _next_name(now, release_names(self._data))

    def place_for(self, name: str) -> tuple[Place, str]:  # noqa: ARG002 - a folder is named when it is published
        """Return the staged folder."""
        return self._stage, ""

    def keep(self, old: Place, path: str) -> None:
        """Link a file into the staged folder: no byte is copied."""
        new = self._stage / path
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, new)
        except OSError:  # a file system without hard links costs a copy, and no promise
            shutil.copyfile(old, new)
            sync(new)

    def drop(self, path: str) -> None:
        """Delete a staged file."""
        (self._stage / path).unlink()

    def abandon(self, name: str) -> None:  # noqa: ARG002 - it has no name yet
        """Delete the staged folder."""
        remove(self._stage)

    def check(self, previous: str | None) -> None:
        """Nobody else publishes while the lock is held."""

    def commit(self, manifest: Manifest) -> None:
        """Make the staged folder a release and move `latest` to it.

        What is being published is written down first, so that a run that finds a folder which `latest` never reached can tell it
        from a release that was rolled back.
        """
        name, releases = manifest["release"], self._data / "releases"
        _describe(manifest, self._stage)
        releases.mkdir(exist_ok=True)
        sync_tree(self._stage)
        write_json(name, self._intent)
        sync(self._staging)
        self._stage.rename(releases / name)
        sync(releases)
        self.point(name)
        self._intent.unlink()

    def point(self, name: str) -> None:
        """Move the link."""
        fresh = self._staging / "latest"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path("releases") / name)
        fresh.replace(self._data / "latest")
        sync(self._data)

    def clear(self, batches: Sequence[str] = ()) -> None:
        """Delete the batches; the rest is written over or cleared away by the next run."""
        if batches:
            remove(self._staging / "batches")

    def forget(self, names: Sequence[str]) -> None:
        """Delete releases, each out of sight in one step, so that no half release is ever seen."""
        trash = self._staging / "trash"
        trash.mkdir(parents=True, exist_ok=True)
        for name in names:
            (self._data / "releases" / name).rename(trash / name)
        shutil.rmtree(trash)


class Bucket:
    """Releases in object storage: parts that all releases share, a manifest for each, and the pointer that names them.

    A writer claims the name of its release and writes only below that name, so that no two write the same object. What it has
    written is found by the claim if it dies.
    """

    def __init__(self, data: Remote) -> None:
        """Touch nothing yet."""
        self._data = data
        self._staging = data / ".staging"
        self._claims = self._staging / "claims"

    def recover(self) -> None:
        """Clear away what was abandoned long ago: a live run may be using the rest."""
        limit = datetime.now(UTC) - ABANDONED
        stale = [one.place for one in self._staging.below() if one.modified < limit and one.place.parent != self._staging / "scans"]
        published = {*release_names(self._data)}
        for claim in (place for place in stale if place.parent == self._claims):
            if claim.name not in published:
                self._delete_written(claim.name)
        delete(stale)

    def claim(self, now: datetime) -> str:
        """Claim the day and the next free counter."""
        facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": now.isoformat(timespec="seconds")}
        day, counter = now.strftime("%Y-%m-%d"), order(_next_name(now, release_names(self._data)))[1]
        for name in (f"{day}.{number}" for number in itertools.count(counter)):
            if (self._claims / name).create(json.dumps(facts).encode()):
                if name not in release_names(self._data):  # else its writer has published it and given up the claim meanwhile
                    return name
                (self._claims / name).unlink()
        raise AssertionError

    def place_for(self, name: str) -> tuple[Place, str]:
        """Return the dataset, below which a release's own parts have its name."""
        return self._data, f"parts/{name}/"

    def keep(self, old: Place, path: str) -> None:
        """A part is shared by being named in the manifest."""

    def drop(self, path: str) -> None:
        """Delete an object that this release has written."""
        (self._data / path).unlink()

    def abandon(self, name: str) -> None:
        """Delete what was written for a release, and then give up its name."""
        self._delete_written(name)
        (self._claims / name).unlink()

    def _delete_written(self, name: str) -> None:
        remove(self._data / "releases" / name)
        remove(self._data / "parts" / name)

    def check(self, previous: str | None) -> None:
        """Raise where the latest release is not the one that the run has built upon."""
        self._check(read_pointer(self._data), previous)

    def _check(self, found: Pointer | None, previous: str | None) -> None:
        latest = found.release if found else None
        if latest != previous:
            raise OvertakenError(
                f"another run has made {latest} the latest release of {self._data} while this one went on; nothing of this one is"
                " published; run again"
            )

    def commit(self, manifest: Manifest) -> None:
        """Write the manifest and name the release in the pointer, if nobody else has published since."""
        name = manifest["release"]
        _describe(manifest, self._data / "releases" / name)

        def published(found: Pointer | None) -> Pointer:
            if found and found.release == name:  # an answer was lost on the way
                return found
            self._check(found, manifest["previous"])
            if not (self._claims / name).exists():
                raise OvertakenError(f"the release {name} of {self._data} took so long that it was taken for abandoned; run again")
            return Pointer(name, [*(found.releases if found else []), name])

        try:
            change_pointer(self._data, published)
        except OvertakenError:
            self.abandon(name)
            raise
        with contextlib.suppress(NewstablesError):  # it is published; what is left over is cleared away some day
            (self._claims / name).unlink()

    def point(self, name: str) -> None:
        """Name another release in the pointer."""

        def pointed(found: Pointer | None) -> Pointer:
            if not found or name not in found.releases:
                raise NewstablesError(f"there is no readable release {name} in {self._data}")
            return Pointer(name, found.releases)

        change_pointer(self._data, pointed)

    def clear(self, batches: Sequence[str] = ()) -> None:
        """Delete the run's workspace, and the batches."""
        for folder in (workspace(self._data), *(self._staging / "batches" / batch for batch in batches)):
            remove(folder)

    def forget(self, names: Sequence[str]) -> None:
        """Take releases out of the pointer, then delete what only they needed, and what nobody has ever published.

        First the parts are listed, then the claims, last the pointer: a part that was there is of a writer whose claim is still
        there, or of a release that the pointer names by then, or of no use.
        """
        gone = {*names}

        def shorter(found: Pointer | None) -> Pointer:
            if found is None or found.release in gone:
                raise NewstablesError(f"the latest release of {self._data} has changed meanwhile; run again")
            return Pointer(found.release, [name for name in found.releases if name not in gone])

        if gone:
            change_pointer(self._data, shorter)
        parts = (self._data / "parts").below()
        claimed = {one.place.name for one in self._claims.below()}
        stay = release_names(self._data)
        used = {self._data / file["path"] for name in stay for file in open_release(self._data, name).manifest["files"]}
        unused = [one.place for one in parts if one.place not in used and one.place.parent.parent.name not in claimed]
        delete([one.place for name in gone for one in (self._data / "releases" / name).below()] + unused)


def _describe(manifest: Manifest, folder: Place) -> None:
    write_text(dataset_card(manifest), folder / "README.md")
    write_json(manifest, folder / "manifest.json", indent=1)


def _next_name(now: datetime, names: Sequence[str]) -> str:
    day = now.strftime("%Y-%m-%d")
    counters = [order(name)[1] for name in names if order(name)[0] == day]
    return f"{day}.{max(counters, default=0) + 1}"
