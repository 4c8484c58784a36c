"""The direction of imports."""

import ast
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.running import ROOT

MODULES = sorted(path for folder in ("newstables", "flows", "transforms", "training") for path in (ROOT / folder).rglob("*.py"))
ENGINE = {"pipeline.py"}
"""The only module that imports Prefect."""

IMPURE = {
    "os",
    "time",
    "random",
    "datetime.now",
    "logging",
    "pathlib",
    "subprocess",
    "threading",
    "socket",
    "prefect",
    "pandas",
    "io",
    "tempfile",
}
TABLES = ("exonyms.py", "lemmas.py", "places.py", "words.py")
EXCEPTIONS = {"models.py": {"os", "pathlib"}, **{name: {"pathlib"} for name in TABLES}}
"""The model's files, the tables of names and the lexicon are part of the code; what loads models turns telemetry off in the environment."""


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_imports_point_one_way(path: Path) -> None:
    found = imports(path)
    roots = {name.partition(".")[0] for name in found}
    assert not roots & {"tests", "benchmarks"}
    if path.parent.name == "training":
        assert "flows" not in roots
        return
    assert "training" not in roots
    if path.parent.name == "newstables":
        assert not roots & {"flows", "prefect"}
        assert path.name == "in_memory.py" or "transforms" not in roots
        return
    if "transforms" in path.relative_to(ROOT).parts:
        assert "flows" not in roots
        assert not found & IMPURE - EXCEPTIONS.get(path.name, set())
        assert path.name == "models.py" or "onnxruntime" not in roots
    elif path.name not in ENGINE:
        assert "prefect" not in roots
        assert path.parent.name == "cli" or "flows.pipeline" not in found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def package_of(module: str) -> str:
    """Return the folder of a module; one at the top stands for itself."""
    return module.rpartition(".")[0] if module.count(".") > 1 else module


@pytest.mark.parametrize("unit", [package_of, str], ids=["packages", "modules"])
@pytest.mark.parametrize("root", ["newstables", "flows", "transforms", "training"])
def test_imports_have_an_order(root: str, unit: Callable[[str], str]) -> None:
    modules = {name_of(path): imports(path) for path in MODULES if path.is_relative_to(ROOT / root)}
    graph: dict[str, set[str]] = {}
    for name, found in modules.items():
        graph.setdefault(unit(name), set()).update(unit(other) for other in found & modules.keys() - {root} if unit(other) != unit(name))
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)  # it raises CycleError, with the cycle


ORDER = ("store", "ingest", "duplicates", "integrity", "plan", "normalize", "publish", "run", "pipeline", "cli")
"""Packages of `flows`: each may import those before it and the modules at the top that are not named here."""
BESIDE = {"query": "store", "report": "store"}
"""Packages beside that order, and the last one that each may import."""


def task_of(module: str) -> str | None:
    name = module.split(".")[1] if "." in module else ""
    return name if name in {*ORDER, *BESIDE} else None


@pytest.mark.parametrize("path", [path for path in MODULES if path.is_relative_to(ROOT / "flows")], ids=name_of)
def test_tasks_have_an_order(path: Path) -> None:
    task = task_of(name_of(path))
    if task in {None, "cli"}:
        return
    last = ORDER.index(BESIDE.get(task, task))
    for module in imports(path):
        other = task_of(module) if module.startswith("flows.") else None
        assert other in {None, task, *ORDER[: last + 1]}, module
