"""Prefect and I/O: what runs, when, on what, and where it goes.

Its two names are loaded when they are first used, so that a command says its first line before pyarrow is there.
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
