"""The report's files: templates filled with escaped values, assets, and the location of each page."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.display import LOW_CONFIDENCE, format_time
from flows.report.languages import language_name
from flows.report.text import counted, plain, visible
from newstables.manifest import Manifest

HERE = Path(__file__).parent
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""Only the report's own files are loaded, and no inline script or style runs."""

_ID = re.compile(r"[0-9a-f]{32}")
DIGITS = 16
"""Characters of an id used in file names: unique enough, and half as long in every link."""


class Site:
    """A report being written."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Write the assets; every page shows the release name."""
        self.folder = folder
        self._made: set[str] = set()
        self._common = {"manifest": manifest, "made": format_time(manifest["created"]), "policy": POLICY, "low": LOW_CONFIDENCE}
        shutil.copytree(HERE / "assets", folder / "assets")

    def page(self, path: str, template: str, **values: Any) -> None:
        """Write one page from a template."""
        root = "../" * path.count("/")
        self._write(path, _environment().get_template(template).render(root=root, **self._common, **values))

    def data(self, name: str, value: str) -> None:
        """Write JSON as a script, since a page opened from disk cannot load other data."""
        self._write(f"data/{name}.js", f'newstables.add("{name}", {value});\n')

    def csv(self, path: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a table for spreadsheets: no cell is a formula."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows([plain(value) if isinstance(value, str) else value for value in row] for row in rows)
        self._write(path, f"\ufeff{text.getvalue()}")  # without the mark, Excel takes UTF-8 for something else

    def _write(self, path: str, text: str) -> None:
        parent = path.rpartition("/")[0]
        if parent not in self._made:
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        (self.folder / path).write_bytes(text.encode())


def article_path(article: str) -> str:
    """Return the path of an article's page: the same in every report that has it."""
    return f"articles/{_checked(article)[:2]}/{article[:DIGITS]}.html"


def name_path(entity: str, page: int = 1) -> str:
    """Return the path of an entity's page, or of one of its further pages."""
    return f"names/{_checked(entity)[:2]}/{entity[:DIGITS]}{'' if page == 1 else f'-{page}'}.html"


def anchor(quote: str) -> str:
    """Return the anchor of a quote on the page of its article."""
    return f"q-{_checked(quote)[:12]}"


def _checked(digest: str) -> str:
    if not _ID.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a valid id")  # a file name is made of it
    return digest


def as_json(value: Any) -> str:
    """Return a value as JSON, with the invisible characters of its texts written out."""
    return json.dumps(_visible(value), ensure_ascii=False, separators=(",", ":"))


def _visible(value: Any) -> Any:
    return [_visible(item) for item in value] if isinstance(value, list | tuple) else _shown(value)


def linked_pages(number: int, count: int) -> list[int]:
    """Return the page numbers that a page links to: the first, the last and its neighbours."""
    return sorted({1, count, *range(max(number - 2, 1), min(number + 2, count) + 1)})


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"n": "{:,}".format, "of": counted}
    environment.globals |= {
        "article_path": article_path,
        "name_path": name_path,
        "anchor": anchor,
        "linked_pages": linked_pages,
        "language_name": language_name,
    }
    return environment
