"""Versions of the models and of everything else that decides rows."""

import hashlib
import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import transforms
from flows.errors import NewstablesError
from transforms.models import MODELS, WeightsError, file_digest, model_digests


@cache
def model_version() -> dict[str, str]:
    """Return the sha256 of each model that reads, by its file, all files checked.

    Raises:
        NewstablesError: a file is missing or damaged.
    """
    try:
        return {f"{name}.onnx": model_digests(name)[f"{name}.onnx"] for name in MODELS}
    except WeightsError as error:
        raise NewstablesError(str(error)) from error


LIBRARIES = ("charset-normalizer", "dateparser", "ftfy", "lxml", "onnxruntime", "py3langid", "tokenizers", "trafilatura")
"""Packages whose version can change rows."""


@cache
def reader_version(languages: tuple[str, ...] = ()) -> str:
    """Return a digest of all that rows depend on: when it differs, articles are read again.

    It is of the code of `transforms` and of the reading of documents without comments and docstrings, the weights, the word lists and
    the versions of the libraries, taken from the files themselves, so nobody can forget to raise a number. The version of the
    package is not in it. The languages that a run reads, if not all, are, since they decide which articles there are.
    """
    code = [Path(transforms.__file__).parent, Path(__file__).parent / "ingest" / "documents.py"]
    libraries = ",".join(f"{name}={version(name)}" for name in LIBRARIES)
    digest = hashlib.sha256("\n".join([libraries, *map(digest_of, code)]).encode()).hexdigest()
    return ".".join([digest[:12], *languages])


@cache
def matching_version() -> str:
    """Return a digest of all code that matches names to the user's list; see `flows.publish.authority`."""
    return f"{digest_of(Path(__file__).parent / 'publish' / 'authority.py')[:12]}.{reader_version()}"


@cache
def scanner_version() -> str:
    """Return a digest of all code that finds seeds and records in files, and of the versions of Python and of the parsers."""
    libraries = ".".join(map(_installed, ("pyarrow", "lxml", "pypdf")))
    return f"{digest_of(Path(__file__).parent / 'ingest')[:12]}.{reader_version()}.{platform.python_version()}.{libraries}"


def _installed(library: str) -> str:
    """Return the version of a library, or "none": a file that needs an extra is scanned again once the extra is installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def digest_of(root: Path) -> str:
    """Return a digest of a file or folder that no comment, docstring, note or figure of quality changes."""
    paths = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file() and _decides(path))
    digest = hashlib.sha256()
    for path in paths:
        is_code = path.suffix == ".py"
        own = hashlib.sha256(_code_of(path.read_text(encoding="utf-8")).encode()).hexdigest() if is_code else file_digest(path)
        digest.update(f"{path.relative_to(root.parent).as_posix()}\0{own}".encode())
    return digest.hexdigest()


def _decides(path: Path) -> bool:
    return path.suffix not in {".pyc", ".md"} and path.name not in {"figures.json", "py.typed"}


_TEXT = re.compile(
    r"""
      (?P<docstring> ^[ \t]* r?\"{3} (?: \\. | (?!\"{3}) [^\\] )* \"{3} [ \t]*$ )
    | (?P<string>    \"{3} (?: \\. | [^\\] )*? \"{3} | '{3} (?: \\. | [^\\] )*? '{3}
                   | " (?: \\. | [^"\\\n] )* " | ' (?: \\. | [^'\\\n] )* ' )
    | (?P<comment>   \# [^\n]* )
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


def _code_of(source: str) -> str:
    """Return Python code without comments, docstrings and blank lines; the same for every version of Python.

    A docstring is a string in triple quotes that has its lines to itself.
    """
    code = _TEXT.sub(lambda found: found["string"] or "", source)
    return "\n".join(line.rstrip() for line in code.split("\n") if line.strip())
