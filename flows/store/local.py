"""Releases on disk: folders with hard links to unchanged files, published by a rename and by moving the link `latest`."""

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from flows.store.files import read_json, remove, sync, sync_tree, write_json, write_text
from flows.store.latest import move_link
from flows.store.manifest import write_manifest
from flows.store.staging import RECORDS, RUN, staging_folder
from newstables.files import Place
from newstables.manifest import Manifest
from newstables.release import latest_name, next_name, release_names


class Folder:
    """Writes the releases of a data folder; see `store.Writer`."""

    def __init__(self, data: Path) -> None:
        """Store the location; nothing is accessed yet."""
        self.data: Place = data
        self._data = data
        self._staging = staging_folder(data)
        self._intent = self._staging / "publishing"
        self._stage = self._staging / f"release-{RUN}"

    def recover(self) -> None:
        """Delete the leftovers of a crashed run; finished batches are kept."""
        if self._intent.exists():
            names = release_names(self._data)
            # It crashed between renaming the folder, which is the newest, and moving `latest`.
            if names and _read_name(self._intent) == names[-1] != latest_name(self._data):
                remove(self._data / "releases" / names[-1])
            self._intent.unlink()
        stages = self._staging.glob("release*")  # one per run: a worker may still write for a crashed run
        for rest in (*stages, *(self._staging / name for name in ("parts", "trash", RECORDS))):
            remove(rest)

    def claim(self, now: datetime) -> str:
        """Return the day and the next free counter."""
        self._stage.mkdir(parents=True)
        return next_name(now, release_names(self._data))

    def location_for(self, name: str) -> tuple[Place, str]:  # noqa: ARG002 - a folder is named when it is published
        """Return the staged folder."""
        return self._stage, ""

    def link_file(self, old: Place, path: str) -> None:
        """Link a file into the staged folder: no byte is copied."""
        new = self._stage / path
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, new)
        except OSError:  # a file system without hard links costs a copy but breaks no guarantee
            shutil.copyfile(old, new)
            sync(new)

    def delete_file(self, path: str) -> None:
        """Delete a staged file."""
        (self._stage / path).unlink()

    def abandon(self, name: str) -> None:  # noqa: ARG002 - it has no name yet
        """Delete the staged folder."""
        remove(self._stage)

    def check(self, previous: str | None) -> None:
        """Do nothing: the lock keeps other writers from publishing."""

    def commit(self, manifest: Manifest, descriptions: Mapping[str, str]) -> None:
        """Make the staged folder a release and move `latest` to it.

        The name is recorded first, so that a later run can distinguish a folder that `latest` never reached from a release that was rolled
        back.
        """
        name, releases = manifest["release"], self._data / "releases"
        for file, text in descriptions.items():
            write_text(text, self._stage / file)
        write_manifest(manifest, self._stage)
        releases.mkdir(exist_ok=True)
        sync_tree(self._stage)
        write_json(name, self._intent)
        sync(self._staging)
        self._stage.rename(releases / name)
        sync(releases)
        self.set_latest(name)
        self._intent.unlink()

    def set_latest(self, name: str) -> None:
        """Move the link `latest`."""
        move_link(self._data, name, self._staging / "latest")

    def clear(self, batches: Sequence[str] = ()) -> None:
        """Delete the batches; the next run overwrites or deletes the rest."""
        if batches:
            remove(self._staging / "batches")

    def delete_releases(self, names: Sequence[str]) -> None:
        """Delete releases; each is first renamed out of sight, so that no partial release is visible."""
        trash = self._staging / "trash"
        trash.mkdir(parents=True, exist_ok=True)
        for name in names:
            (self._data / "releases" / name).rename(trash / name)
        shutil.rmtree(trash)


def _read_name(intent: Path) -> str | None:
    """Return the name under which a release was being published, if readable."""
    try:
        return str(read_json(intent))
    except ValueError:
        return None
