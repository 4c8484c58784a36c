"""What made a row: the version of the package and of everything that reads."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import transforms
from flows.errors import NewstablesError
from transforms.models import MODELS, WeightsError, model_files


@cache
def code_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("newstables")
    except PackageNotFoundError:
        return "0+checkout"


@cache
def model_version() -> dict[str, str]:
    """Return the sha256 of each model that reads, by its file, all files checked.

    Raises:
        NewstablesError: a file is missing or damaged.
    """
    try:
        return {f"{name}.onnx": model_files(name).sha256[f"{name}.onnx"] for name in MODELS}
    except WeightsError as error:
        raise NewstablesError(str(error)) from error


@cache
def reader_version(languages: tuple[str, ...] = ()) -> str:
    """Return the package version and a digest of the code and the model of `transforms`: when it differs, articles are read again.

    The languages that a run reads, if not all, belong to it, since they decide which articles there are.

    The digest is taken from the files themselves, so nobody can forget to raise a number.
    """
    return ".".join([f"{code_version()}+{_digest(Path(transforms.__file__).parent)[:8]}", *languages])


@cache
def scanner_version() -> str:
    """Return a digest of all code that finds seeds and records in files, Python and the libraries that take files apart included."""
    libraries = ".".join(map(_installed, ("pyarrow", "lxml", "pypdf")))
    return f"{_digest(Path(__file__).parent / 'ingest')[:8]}.{reader_version()}.{platform.python_version()}.{libraries}"


def _installed(library: str) -> str:
    """Return the version of a library; one of an extra may be missing, and what it reads is read once it is there."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _digest(root: Path) -> str:
    """Return a digest of all files that can change a row: notes and figures of quality cannot."""
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.suffix not in {".pyc", ".md"} and p.name != "figures.json"):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
