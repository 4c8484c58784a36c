"""Optional packages: imported on use, with one sentence that names the extra if they are missing."""

import importlib
from types import ModuleType

from newstables.errors import NewstablesError


def import_optional(package: str) -> ModuleType:
    """Import a package.

    Raises:
        NewstablesError: it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        raise NewstablesError(f"this needs {package}, which is not installed: pip install {package}") from None
