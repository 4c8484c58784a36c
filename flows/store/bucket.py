"""Releases in object storage: shared parts, a manifest per release, and the pointer that lists the releases."""

import contextlib
import itertools
import json
import os
import socket
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from flows.errors import ConflictError, NewstablesError
from flows.store.files import remove, write_text
from flows.store.latest import change_pointer
from flows.store.manifest import write_manifest
from flows.store.staging import run_folder, staging_folder
from newstables.files import Place
from newstables.manifest import Manifest
from newstables.objects import Remote, delete
from newstables.pointer import Pointer, read_pointer
from newstables.release import next_name, open_release, release_names, sort_key

ABANDONED = timedelta(days=7)
"""Age after which files in the staging area are considered abandoned."""


class Bucket:
    """Writes the releases of a data URI; see `store.Writer`.

    A writer claims the name of its release and writes only below that name, so that no two write the same object. An unused claim is kept
    for days, so that late writes cannot land in another release; objects written for it are found by the claim.
    """

    def __init__(self, data: Remote) -> None:
        """Store the location; nothing is accessed yet."""
        self.data: Place = data
        self._data = data
        self._staging = staging_folder(data)
        self._claims = self._staging / "claims"

    def recover(self) -> None:
        """Delete what was abandoned long ago: a live run may be using the rest."""
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
        day, counter = sort_key(next_name(now, release_names(self._data)))
        for name in (f"{day}.{number}" for number in itertools.count(counter)):
            if (self._claims / name).create(json.dumps(facts).encode()):
                if name not in release_names(self._data):  # otherwise its writer published it and released the claim in between
                    _try_conditions(self._claims / name)
                    return name
                (self._claims / name).unlink()
        raise AssertionError

    def location_for(self, name: str) -> tuple[Place, str]:
        """Return the dataset, and the prefix with the release's name for its own parts."""
        return self._data, f"parts/{name}/"

    def link_file(self, old: Place, path: str) -> None:
        """Do nothing: a part is shared by being listed in the manifest."""

    def delete_file(self, path: str) -> None:
        """Delete an object that this release has written."""
        (self._data / path).unlink()

    def abandon(self, name: str) -> None:
        """Delete what was written for a release; its name is not reused."""
        self._delete_written(name)

    def _delete_written(self, name: str) -> None:
        remove(self._data / "releases" / name)
        remove(self._data / "parts" / name)

    def check(self, previous: str | None) -> None:
        """Raise if the latest release is not the one that the run is based on."""
        self._check(read_pointer(self._data), previous)

    def _check(self, found: Pointer | None, previous: str | None) -> None:
        latest = found.release if found else None
        if latest != previous:
            raise ConflictError(
                f"another run published {latest} in {self._data} while this one was running; nothing of this one was published; run again"
            )

    def commit(self, manifest: Manifest, descriptions: Mapping[str, str]) -> None:
        """Write the manifest and add the release to the pointer, unless another writer has published since."""
        name = manifest["release"]
        for file, text in descriptions.items():
            write_text(text, self._data / "releases" / name / file)
        write_manifest(manifest, self._data / "releases" / name)

        def published(found: Pointer | None) -> Pointer:
            if found and found.release == name:  # the answer to an earlier attempt was lost
                return found
            self._check(found, manifest["previous"])
            if not (self._claims / name).exists():
                raise ConflictError(f"the release {name} of {self._data} took so long that it was considered abandoned; run again")
            return Pointer(name, [*(found.releases if found else []), name])

        try:
            change_pointer(self._data, published)
        except ConflictError:
            self.abandon(name)
            raise
        with contextlib.suppress(NewstablesError):  # it is published; leftovers are deleted later
            (self._claims / name).unlink()

    def set_latest(self, name: str) -> None:
        """Make another release the latest in the pointer."""

        def pointed(found: Pointer | None) -> Pointer:
            if not found or name not in found.releases:
                raise NewstablesError(f"there is no readable release {name} in {self._data}")
            return Pointer(name, found.releases)

        change_pointer(self._data, pointed)

    def clear(self, batches: Sequence[str] = ()) -> None:
        """Delete the run's workspace and its batches; failures are left to a later run."""
        with contextlib.suppress(NewstablesError):
            for folder in (run_folder(self._data), *(self._staging / "batches" / batch for batch in batches)):
                remove(folder)

    def delete_releases(self, names: Sequence[str]) -> None:
        """Remove releases from the pointer, then delete objects that only they needed and objects never published.

        The objects are listed first, then the claims, then the pointer: so each listed object belongs to a writer whose claim still exists,
        to a release that the pointer lists, or is unused.
        """
        gone = {*names}

        def shorter(found: Pointer | None) -> Pointer:
            if found is None or found.release in gone:
                raise NewstablesError(f"the latest release of {self._data} has changed; run again")
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
    """Raise if the store ignores write conditions: then two concurrent writers could both succeed."""
    facts, version = claim.read_version()
    claim.write_bytes(facts + b"\n")
    if claim.create(facts) or claim.replace_version(facts, version):
        raise NewstablesError(f"{claim.bucket} ignores write conditions (If-None-Match, If-Match), so it cannot hold releases")
