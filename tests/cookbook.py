"""The questions of docs/querying.md, run as they stand; `python -m tests.shown` writes the answers anew."""

import ast
import re
from datetime import date
from typing import Any

from flows import Release
from tests.running import ROOT

PAGE = ROOT / "docs" / "querying.md"
ANSWER = re.compile(r"(?<=<!-- answer -->)\n.*?(?=<!-- end -->)", re.DOTALL)
_BLOCK = re.compile(r"(pandas|SQL|polars):\n\n```\w+\n(.*?)```", re.DOTALL)

Answer = tuple[list[str], list[tuple[Any, ...]]]
"""The names of the columns, and the rows."""


def sections() -> list[str]:
    """Return the text of each question."""
    return [part for part in re.split(r"(?m)^(?=### )", PAGE.read_text(encoding="utf-8")) if "<!-- answer -->" in part]


def setup(release: Release) -> dict[str, Any]:
    """Return the names that every block may use, as the page's first block of Python makes them."""
    found = re.search(r"```python\n(import pandas as pd\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    names: dict[str, Any] = {"_release": release}
    code = found[1].replace('open_release("data")', "_release").replace("from newstables import open_release\n", "")
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - our own page
    return names


def answers(section: str, names: dict[str, Any]) -> dict[str, Answer]:
    """Return what each block of a question answers."""
    found = {}
    for way, code in _BLOCK.findall(section):
        result = names["sql"](code) if way == "SQL" else last_value(code, dict(names))
        found[way] = _table(way, result)
    return found


def last_value(code: str, names: dict[str, Any]) -> Any:
    """Run code and return the value of its last line, as a notebook does."""
    lines = ast.parse(code).body
    last = lines.pop() if isinstance(lines[-1], ast.Expr) else None
    exec(compile(ast.Module(lines, []), str(PAGE), "exec"), names)  # noqa: S102 - our own page
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)  # noqa: S307 - the same


def _table(way: str, result: Any) -> Answer:
    if way == "pandas":
        return list(result.columns), [tuple(map(_plain, row)) for row in result.itertuples(index=False)]
    if way == "polars":
        frame = result.lazy().collect()
        return frame.columns, [tuple(map(_plain, row)) for row in frame.rows()]
    return list(result.columns), [tuple(map(_plain, row)) for row in result.fetchall()]


def _plain(value: Any) -> Any:
    """Return a value as all three ways have it."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 6) if isinstance(value, float) else value


def shown(answer: Answer) -> str:
    """Return an answer as Markdown."""
    names, rows = answer
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value).replace("|", "\\|").replace("\n", " ")


def current(names: dict[str, Any]) -> str:
    """Return the page with the answers that a release gives, by the names of its set-up."""
    page = PAGE.read_text(encoding="utf-8")
    for section in sections():
        old, answer = ANSWER.search(section), "\n\n" + shown(answers(section, names)["SQL"]) + "\n"
        page = page.replace(section, section[: old.start()] + answer + section[old.end() :] if old else section)
    return page
