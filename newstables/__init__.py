"""Read news tables: `open_release` opens a release, `read_text` makes the tables of a text. Nothing here writes, locks or waits.

Modules that take time to load (pyarrow, the version of the package) are loaded on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from newstables.errors import NewstablesError

if TYPE_CHECKING:
    from newstables.in_memory import read_text
    from newstables.release import Release, open_release
    from newstables.tables import Tables
    from newstables.version import __version__

__all__ = ["NewstablesError", "Release", "Tables", "__version__", "open_release", "read_text"]

_MODULES = {"Release": "release", "open_release": "release", "Tables": "tables", "read_text": "in_memory", "__version__": "version"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"newstables.{_MODULES[name]}"), name)
