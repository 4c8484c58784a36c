"""Optional packages, imported when they are used."""

import importlib
from types import ModuleType

from newstables.errors import NewstablesError


def import_optional(package: str, feature: str = "this") -> ModuleType:
    """Import a package that only one feature needs.

    Raises:
        NewstablesError: it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        raise NewstablesError(f"{feature} needs {package}, which is not installed: pip install {package}") from None
