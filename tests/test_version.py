"""What decides that articles are read again: code, models and libraries, but no comment, docstring or version of the package."""

import ast
import io
import shutil
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import transforms
from flows import version
from flows.version import digest_of, reader_version
from tests.running import rows, run_plainly

PROJECT = Path(version.__file__).parents[1]
PLACE = "quotes/cues.py"
RULE, OTHER_RULE = "import re", "import re, sys"


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `transforms` that the version is taken from."""
    copy = shutil.copytree(Path(transforms.__file__).parent, tmp_path / "transforms", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(transforms, "__file__", str(copy / "__init__.py"))
    reader_version.cache_clear()
    assert RULE in (copy / PLACE).read_text(encoding="utf-8")
    return copy / PLACE


@pytest.fixture(autouse=True)
def _forget() -> None:
    reader_version.cache_clear()


def changed(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    reader_version.cache_clear()


def test_a_changed_comment_reads_nothing_again_and_a_changed_rule_does(code: Path, seeds: Path, data: Path) -> None:
    first = run_plainly(seeds, data)
    assert first
    changed(code, RULE, f"# why\n\n{RULE}  # and what")
    changed(code, '"""', '"""In other words: ')
    assert run_plainly(seeds, data) is None
    changed(code, RULE, OTHER_RULE)
    second = run_plainly(seeds, data)
    assert second
    assert second.manifest["changes"]["reread"] == 5
    assert {row["reader_version"] for row in rows(second, "articles")} == {reader_version()}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ('"""What."""\nx = 1\n', True),
        ("x = 1  # one\n\n\n", True),
        ('x = 1\n"""One."""\n', True),
        ("x = 2\n", False),
        ("x = '# 1'\n", False),
        ('x = 1\ny = f"""\n# no comment\n"""\n', False),
    ],
)
def test_what_changes_a_digest(tmp_path: Path, other: str, same: bool) -> None:  # noqa: FBT001
    for folder, text in (("a", "x = 1\n"), ("b", other)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m.py").write_text(text)
    assert (digest_of(tmp_path / "a" / "m.py") == digest_of(tmp_path / "b" / "m.py")) is same


def test_docstrings_are_told_from_other_strings_in_all_code() -> None:
    for path in [*PROJECT.glob("flows/**/*.py"), *PROJECT.glob("transforms/**/*.py")]:
        source = path.read_text(encoding="utf-8")
        docstrings = {
            (node.lineno, node.col_offset)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        }
        expected = [token.string for token in code_tokens(source) if token.start not in docstrings]
        assert [token.string for token in code_tokens(version._code_of(source))] == expected, path


def code_tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens that are neither comments nor white space."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return (token for token in tokens if token.type != tokenize.COMMENT and token.string.strip())


def test_comments_are_told_from_what_looks_like_them(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("""x = "a # b"  # c\ny = '''# d'''\n""")
    before = digest_of(path)
    path.write_text("""x = "a # b"\ny = '''# d'''\n""")
    assert digest_of(path) == before
    path.write_text("""x = "a # c"\ny = '''# d'''\n""")
    assert digest_of(path) != before


def test_weights_and_libraries_count_and_notes_do_not(code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = reader_version()
    (code.parent.parent / "weights" / "MODEL_CARD.md").write_text("Another card.")
    reader_version.cache_clear()
    assert reader_version() == before
    monkeypatch.setattr(version, "version", lambda name: "0" if name == "trafilatura" else "1")
    reader_version.cache_clear()
    assert reader_version() != before
