"""The pointer object in object storage: all releases and the latest one, replaced only if unchanged since it was read.

So if two writers publish at once, one succeeds. A release that the pointer does not name was never published.
"""

import json
from collections.abc import Callable
from dataclasses import asdict

from flows.errors import NewstablesError
from newstables.objects import Remote
from newstables.pointer import Pointer, read_version

TRIES = 20
"""Number of retries if another writer was faster."""


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
