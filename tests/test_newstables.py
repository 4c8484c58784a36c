"""The package that only reads releases: it needs nothing of the pipeline, whatever else is called `flows` where it is used."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import newstables
from flows import Release
from newstables.manifest import KNOWN_SCHEMA
from tests.running import ROOT
from transforms.schema import SCHEMA_VERSION

READ = """
import sys
import newstables
release = newstables.open_release(sys.argv[1])
print(len(release.quotes), len(release.arrow("articles", ["seed"])), release.arrow("quotes", part="none").num_rows)
print({name for name in ("transforms", "prefect", "onnxruntime") if name in sys.modules}, "flows" in sys.modules)
"""


def test_it_reads_beside_flows_of_somebody_else(released: Release, tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").write_text("raise ImportError('these are the flows of somebody else')\n")
    (tmp_path / "script.py").write_text(f"import sys\nsys.path.append({str(ROOT)!r})\n{READ}")  # behind the folder of the script
    command = [sys.executable, str(tmp_path / "script.py"), str(released.data)]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == [f"{len(released.quotes)} 5 0", "set() False"]


def test_it_has_the_version_of_the_package_and_knows_the_tables() -> None:
    assert newstables.__version__ == version("newstables")
    assert KNOWN_SCHEMA == SCHEMA_VERSION
