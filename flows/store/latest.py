"""The one step that makes a release the latest: on disk a link is replaced, in object storage the pointer object.

The pointer has the names of all releases and is replaced only if it is unchanged since it was read: if two writers publish at once, one
succeeds. A release that the pointer does not name was never published.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from flows.errors import NewstablesError
from flows.store.files import sync
from newstables.objects import Remote
from newstables.pointer import Pointer, read_version

TRIES = 20
"""Number of retries if another writer was faster."""


def move_link(data: Path, name: str, temporary: Path) -> None:
    """Make the link `latest` of a data folder point to a release; the new link is first made at a temporary path."""
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("releases") / name)
    temporary.replace(data / "latest")
    sync(data)


def change_pointer(data: Remote, change: Callable[[Pointer | None], Pointer]) -> None:
    """Replace the pointer by the result of `change`.

    `change` is called again whenever another writer was faster. If the answer
    to a write was lost, `change` recognises its own result and returns it unchanged.
    """
    for _ in range(TRIES):
        found, version = read_version(data)
        wanted = change(found)
        if wanted == found:
            return
        packed = json.dumps(asdict(wanted), indent=1).encode() + b"\n"
        if (data / "latest").replace_version(packed, version) if version else (data / "latest").create(packed):
            return
    raise NewstablesError(
        f"{data}/latest could not be changed: it changed {TRIES} times during the attempts, or the store ignores write conditions"
    )
