"""The direction of imports, and the sizes that keep the whole readable."""

import ast
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.running import ROOT

MODULES = sorted(path for folder in ("flows", "transforms", "training") for path in (ROOT / folder).rglob("*.py"))
ENGINE = {"tasks.py", "pipeline.py"}
"""The only modules that import Prefect; what runs in reading processes must not."""

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
EXCEPTIONS = {"models.py": {"os", "pathlib"}, "places.py": {"pathlib"}, "words.py": {"pathlib"}}
"""The model's files, the table of places and the lexicon are part of the code; what loads models turns telemetry off in the environment."""
LONGEST_FUNCTION = 40
LONGEST_MODULE = 300


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
    if "transforms" in path.relative_to(ROOT).parts:
        assert "flows" not in roots
        assert not found & IMPURE - EXCEPTIONS.get(path.name, set())
        assert path.name == "models.py" or "onnxruntime" not in roots
    elif path.name not in ENGINE:
        assert "prefect" not in roots
        assert not found & {f"flows.{name.removesuffix('.py')}" for name in ENGINE}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def package_of(module: str) -> str:
    """Return the folder of a module; one at the top stands for itself."""
    return module.rpartition(".")[0] if module.count(".") > 1 else module


@pytest.mark.parametrize("unit", [package_of, str], ids=["packages", "modules"])
@pytest.mark.parametrize("root", ["flows", "transforms", "training"])
def test_imports_have_an_order(root: str, unit: Callable[[str], str]) -> None:
    modules = {name_of(path): imports(path) for path in MODULES if path.is_relative_to(ROOT / root)}
    graph: dict[str, set[str]] = {}
    for name, found in modules.items():
        graph.setdefault(unit(name), set()).update(unit(other) for other in found & modules.keys() - {root} if unit(other) != unit(name))
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)  # it raises CycleError, with the cycle


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sizes(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= LONGEST_FUNCTION, node.name
