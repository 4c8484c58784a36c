"""The notebook run in a kernel of its own: `python -m tests.notebook` writes its outputs anew. Needs the extra `notebook`."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.running import ROOT

PAGE = ROOT / "notebooks" / "first-look.ipynb"
TIMEOUT = 600


def executed(folder: Path) -> dict[str, Any]:
    """Return the notebook as it looks after a run in a folder that holds the bundled seeds."""
    import nbformat  # noqa: PLC0415 - of the extra
    from nbclient import NotebookClient  # noqa: PLC0415 - the same

    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    page = nbformat.read(PAGE, as_version=4)
    NotebookClient(page, timeout=TIMEOUT, startup_timeout=TIMEOUT, resources={"metadata": {"path": str(folder)}}).execute(env=os.environ)
    for cell in page["cells"]:
        cell["metadata"] = {}  # the kernel's times
    found: dict[str, Any] = json.loads(nbformat.writes(page))
    return found


def outputs(page: dict[str, Any]) -> list[list[str]]:
    """Return what each cell of code says in words, without the run itself, which tells its time, and without pictures."""
    return [[_words(output) for output in cell["outputs"]] for cell in _quiet(page) if "matplotlib" not in "".join(cell["source"])]


def codes(page: dict[str, Any]) -> list[str]:
    """Return the code of the same cells."""
    return [code for cell in _quiet(page) if "matplotlib" not in (code := "".join(cell["source"]))]


def pictures(page: dict[str, Any]) -> list[str]:
    """Return all pictures, as base64."""
    return [output["data"]["image/png"] for cell in _quiet(page) for output in cell["outputs"] if "image/png" in output.get("data", {})]


def _quiet(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in page["cells"] if cell["cell_type"] == "code" and not "".join(cell["source"]).startswith("!")]


def _words(output: dict[str, Any]) -> str:
    return "".join(output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]).rstrip("\n")


def main() -> None:
    """Write the notebook anew."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(json.dumps(executed(Path(folder)), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
