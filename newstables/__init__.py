"""Reading releases of news tables: `open_release` and what it returns. Nothing here writes, locks or waits.

What takes time to load (pyarrow, the version of the package) is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Any

from newstables.errors import NewstablesError

if TYPE_CHECKING:
    from newstables.release import Release, open_release

    __version__: str

__all__ = ["NewstablesError", "Release", "__version__", "open_release"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from newstables import release  # noqa: PLC0415 - see above

    return getattr(release, name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - see above

    try:
        return version("newstables")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0+checkout"
