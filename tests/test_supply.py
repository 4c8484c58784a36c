"""What newstables is made of: the lock says what pyproject.toml asks for, and no licence comes in unnoticed."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.running import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LICENCES = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
LISTED = [canonicalize_name(name) for name in re.findall(r"^\| (\S+) \| .* \|$", LICENCES, re.MULTILINE)]

OF_OTHER_PYTHONS = {"async-timeout"}
"""Packages that only some versions of Python need: this one up to 3.11.2, under Apache-2.0."""

ACCEPTED = {
    *("MIT", "MIT License", "MIT-0", "MIT AND PSF-2.0", "PSF-2.0", "ISC", "ISC License (ISCL)"),
    *("BSD License", "BSD-2-Clause", "BSD-3-Clause", "3-Clause BSD License", "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"),
    *("Apache-2.0", "Apache Software License", "Apache Software License; BSD License", "Apache Software License; MIT License"),
    *("Apache-2.0 AND BSD-2-Clause", "Apache-2.0 AND CNRI-Python", "Apache-2.0 OR BSD-2-Clause", "Apache-2.0 OR BSD-3-Clause"),
    # These ask for the source code of the package itself only, which is installed, not copied.
    *("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0 AND MIT", "MPL-2.0 AND (Apache-2.0 OR MIT)"),
    # Of these, the first is ours to choose.
    "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later",
    "Artistic License; GNU General Public License (GPL); GNU General Public License v2 or later (GPLv2+)",
}
"""Licences that packages may have, in the words of their metadata."""


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


def test_every_licence_is_accepted() -> None:
    command = [sys.executable, "-m", "piplicenses", "--with-system", "--format", "json", "--packages", *LISTED]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert len(found) > 50
    assert {row["Name"]: row["License"] for row in found if row["License"] not in ACCEPTED} == {}


def needed(name: str, extra: str = "") -> list[Requirement]:
    """Return what an installed package needs here, or an extra of it; nothing where it is not installed, being of another system."""
    try:
        wanted = [Requirement(line) for line in requires(name) or []]
    except PackageNotFoundError:
        return []
    return [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": extra})]


def test_every_package_is_listed() -> None:
    """What newstables needs is listed, and so is what any listed package needs."""
    wanted = [Requirement(line) for line in PROJECT["dependencies"]] + [one for name in LISTED for one in needed(name)]
    wanted += [inner for one in wanted for extra in one.extras for inner in needed(one.name, extra)]
    names = {canonicalize_name(one.name) for one in wanted}
    assert len(names) > 50
    assert names - OF_OTHER_PYTHONS - set(LISTED) == set(), "run `make licences`, and read what has come in"
