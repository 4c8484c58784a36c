"""The pointer object in object storage: all releases and the latest one."""

import json
from dataclasses import dataclass

from newstables.errors import NewstablesError
from newstables.objects import Remote


@dataclass(frozen=True, slots=True)
class Pointer:
    """All releases, oldest first, and the latest one."""

    release: str
    releases: list[str]


def read_pointer(data: Remote) -> Pointer | None:
    """Return the pointer, or None before the first release."""
    return read_version(data)[0]


def read_version(data: Remote) -> tuple[Pointer | None, dict[str, str] | None]:
    """Return the pointer and the version of its object, with which it can be replaced."""
    try:
        packed, version = (data / "latest").read_version()
        return Pointer(**json.loads(packed)), version
    except FileNotFoundError:
        return None, None
    except (ValueError, TypeError):
        raise NewstablesError(f"{data}/latest does not say which release is the latest: it is damaged, or not of newstables") from None
