"""Orchestration and I/O: runs, Prefect flow, storage and the command line.

The two public names are imported on first use, so that a command prints its first line before pyarrow is loaded.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newstables.release import Release, open_release

__all__ = ["Release", "open_release"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from newstables import release  # noqa: PLC0415 - see above

    return getattr(release, name)
