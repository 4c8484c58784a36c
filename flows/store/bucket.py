"""Releases in object storage: parts that all releases share, a manifest for each, and the pointer that names them."""

import contextlib
import itertools
import json
import os
import socket
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from flows.errors import ConflictError, NewstablesError
from flows.store.files import remove, write_text
from flows.store.manifest import write_manifest
from flows.store.pointer import change_pointer
from flows.store.workspace import staging, workspace
from newstables.files import Place
from newstables.manifest import Manifest
from newstables.objects import Remote, delete
from newstables.pointer import Pointer, read_pointer
from newstables.release import next_name, open_release, order, release_names

ABANDONED = timedelta(days=7)
"""Age from which what is in the staging area is taken to be of a run that died."""


class Bucket:
    """Writes the releases of a data URI; see `store.Writer`.

    A writer claims the name of its release and writes only below that name, so that no two write the same object. A claim that
    came to nothing stays until its day is long over, so that what is late to be written for it meets no other release; what there
    is of it is found by the claim.
    """

    def __init__(self, data: Remote) -> None:
        """Touch nothing yet."""
        self.data: Place = data
        self._data = data
        self._staging = staging(data)
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
        day, counter = order(next_name(now, release_names(self._data)))
        for name in (f"{day}.{number}" for number in itertools.count(counter)):
            if (self._claims / name).create(json.dumps(facts).encode()):
                if name not in release_names(self._data):  # else its writer has published it and given up the claim meanwhile
                    _try_conditions(self._claims / name)
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
        """Delete what was written for a release; its name is not used again."""
        self._delete_written(name)

    def _delete_written(self, name: str) -> None:
        remove(self._data / "releases" / name)
        remove(self._data / "parts" / name)

    def check(self, previous: str | None) -> None:
        """Raise where the latest release is not the one that the run has built upon."""
        self._check(read_pointer(self._data), previous)

    def _check(self, found: Pointer | None, previous: str | None) -> None:
        latest = found.release if found else None
        if latest != previous:
            raise ConflictError(
                f"another run has made {latest} the latest release of {self._data} while this one went on; nothing of this one is"
                " published; run again"
            )

    def commit(self, manifest: Manifest, descriptions: Mapping[str, str]) -> None:
        """Write the manifest and name the release in the pointer, if nobody else has published since."""
        name = manifest["release"]
        for file, text in descriptions.items():
            write_text(text, self._data / "releases" / name / file)
        write_manifest(manifest, self._data / "releases" / name)

        def published(found: Pointer | None) -> Pointer:
            if found and found.release == name:  # an answer was lost on the way
                return found
            self._check(found, manifest["previous"])
            if not (self._claims / name).exists():
                raise ConflictError(f"the release {name} of {self._data} took so long that it was taken for abandoned; run again")
            return Pointer(name, [*(found.releases if found else []), name])

        try:
            change_pointer(self._data, published)
        except ConflictError:
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
        """Delete the run's workspace, and the batches; what cannot be deleted now is some day."""
        with contextlib.suppress(NewstablesError):
            for folder in (workspace(self._data), *(self._staging / "batches" / batch for batch in batches)):
                remove(folder)

    def forget(self, names: Sequence[str]) -> None:
        """Take releases out of the pointer, then delete what only they needed, and what nobody has ever published.

        First all is listed, then the claims, last the pointer: what was there then is of a writer whose claim is still there, or of a
        release that the pointer names by now, or of no use.
        """
        gone = {*names}

        def shorter(found: Pointer | None) -> Pointer:
            if found is None or found.release in gone:
                raise NewstablesError(f"the latest release of {self._data} has changed meanwhile; run again")
            return Pointer(found.release, [name for name in found.releases if name not in gone])

        if gone:
            change_pointer(self._data, shorter)
        releases, parts = self._data / "releases", self._data / "parts"
        written = [(place, place.removeprefix(f"{top}/").split("/")[0]) for top in (releases, parts) for place in _all(top)]
        claimed = {place.name for place in _all(self._claims)}
        stay = release_names(self._data)
        used = {self._data / file["path"] for name in stay for file in open_release(self._data, name).manifest["files"]}
        used |= {place for place, name in written if name in stay and place.startswith(f"{releases}/")}
        delete([place for place, name in written if place not in used and name not in claimed])


def _all(top: Remote) -> list[Remote]:
    return [one.place for one in top.below()]


def _try_conditions(claim: Remote) -> None:
    """Raise where the store writes though a condition does not hold: there, two writers at once could both win."""
    facts, version = claim.read_version()
    claim.write_bytes(facts + b"\n")
    if claim.create(facts) or claim.replace_version(facts, version):
        raise NewstablesError(
            f"{claim.bucket} writes objects though the condition does not hold (If-None-Match, If-Match): no place for releases"
        )
