"""What newstables is made of: the lock says what pyproject.toml asks for, and no licence comes in unnoticed."""

import re
import runpy
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.running import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LICENCES: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "licences.py"))
LISTED = dict(re.findall(r"^\| (\S+) \| (.*) \|$", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE))


def locked() -> dict[str, list[str]]:
    """Return the versions in the lock, by name; several where they differ by system or version of Python."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==([^\s;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("line", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]])
def test_the_lock_satisfies_the_project(line: str) -> None:
    wanted = Requirement(line)
    versions = locked().get(canonicalize_name(wanted.name))
    assert versions, f"requirements.lock has no {wanted.name}: run `make lock`"
    for version in versions:
        assert wanted.specifier.contains(version), f"requirements.lock has {wanted.name} {version}, not {wanted.specifier}: run `make lock`"


def test_every_locked_package_has_hashes() -> None:
    blocks = re.split(r"^(?=\S)", re.sub(r"^ *#.*\n", "", LOCK, flags=re.MULTILINE), flags=re.MULTILINE)
    packages = [block for block in blocks if "==" in block]
    assert len(packages) > 50
    for block in packages:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_no_licence_is_copyleft_alone() -> None:
    for name, text in LICENCES["rows"]():
        assert LICENCES["is_free_to_use"](text), f"{name} is under {text!r}"


def test_every_package_is_listed() -> None:
    for name, text in LICENCES["rows"]():
        if name in locked():
            assert LISTED.get(name) is not None, (
                f"{name} ({text}) is not in docs/licences.md: run `make licences`, and read what has come in"
            )


def test_copyleft_would_be_seen() -> None:
    is_free = LICENCES["is_free_to_use"]
    for text in (
        "GPL-3.0-or-later",
        "GNU General Public License v3 (GPLv3)",
        "AGPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "unknown",
        "SSPL-1.0",
    ):
        assert not is_free(text), text
    for text in ("MIT", "Apache-2.0 OR GPL-2.0-only", "GNU Lesser General Public License v3 (LGPLv3)", "MPL-2.0 AND MIT", "BSD License"):
        assert is_free(text), text
