"""Packages that not everybody needs: imported where they are used, and named in one sentence where they are missing."""

import importlib
from types import ModuleType

from newstables.errors import NewstablesError


def extra(package: str) -> ModuleType:
    """Import a package.

    Raises:
        NewstablesError: it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        raise NewstablesError(f"this needs {package}, which is not installed: pip install {package}") from None
