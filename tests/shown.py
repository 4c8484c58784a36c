"""The outputs that pages show: `python -m tests.shown` rewrites every output of README, docs, notebook and golden files.

In a page, a block of `text` that follows a block of shell or Python is its output; where it ends with a line `…`, it is cut there. A part
between `<!-- NAME -->` and `<!-- end -->` is made by the function of that name in `PARTS`.
"""

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from flows.cli.app import main as command_line
from flows.ingest.formats.registry import TABLE, formats_page
from flows.publish import card
from newstables.release import Release, open_release
from tests import cookbook, golden_rows, notebook
from tests.running import ROOT, story
from transforms.codes import REJECT_REASONS

README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
DICTIONARY = ROOT / "data" / "DICTIONARY.md"

OUTPUT = re.compile(r"```(?P<language>sh|python)\n(?P<code>(?:(?!```).)*)```\n\n(?:[^\n`#|<]+:\n\n)?```text\n(?P<shown>.*?)```", re.DOTALL)
PART = re.compile(r"<!-- (?P<name>[a-z ]+) -->\n(?P<shown>.*?)<!-- end -->", re.DOTALL)
FIRST = "newstables run seeds"
"""The command that makes the release which all others ask."""

CHANGING = {r"\d+\.\d s\b": "0.0 s", r"\b20\d\d-\d\d-\d\d\.\d+\b": "2026-11-28.1", r"made 20[\dT:+-]+": "made 2026-11-28"}
"""What differs from run to run: seconds, names of releases, and when they were made."""


class Scene:
    """A folder with the bundled seeds, their release and a few articles of somebody's own, and what the first run printed."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, with the very command that the README shows."""
        self.folder = folder
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        own = folder / "my-articles"
        own.mkdir()
        for number in range(3):
            (own / f"story-{number}.txt").write_text(story(number), encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "flows", *shlex.split(FIRST)[1:]]
        done = subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.first = re.sub(r"^reading: ([\d,]+) of (?!\1 ).*\n", "", done.stdout, flags=re.MULTILINE)  # how far it is each second

    @property
    def release(self) -> Release:
        """The release of the bundled seeds."""
        return open_release(self.folder / "data")

    def output(self, language: str, code: str) -> str:
        """Return what a block prints where it is run in this folder, on both channels."""
        out = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            if language == "python":
                exec(compile(code, "page", "exec"), {})  # noqa: S102 - our own pages
            for command in commands(code) if language == "sh" else ():
                if command == FIRST:
                    out.write(self.first)
                else:
                    assert command_line(shlex.split(command)[1:]) == 0, out.getvalue()
        return re.sub(r"[^\S\n]+$", "", out.getvalue(), flags=re.MULTILINE)


def commands(code: str) -> list[str]:
    """Return the commands of newstables in a block of shell lines, but those that go on until they are stopped."""
    parts = [part.strip() for line in code.splitlines() for part in line.partition("  #")[0].split("&&")]
    return [part for part in parts if part.startswith("newstables ") and not part.startswith("newstables serve")]


def current(page: str, scene: Scene) -> str:
    """Return a page with the outputs and the parts that are right."""

    def output(match: re.Match[str]) -> str:
        shown, found = match["shown"], scene.output(match["language"], match["code"])
        if shown.endswith("…\n"):
            found = "".join(found.splitlines(keepends=True)[: shown.count("\n") - 1]) + "…\n"
        return match[0].removesuffix(f"{shown}```") + f"{found}```"

    def part(match: re.Match[str]) -> str:
        make = PARTS.get(match["name"])
        return f"<!-- {match['name']} -->\n{make(scene)}<!-- end -->" if make else match[0]

    return PART.sub(part, OUTPUT.sub(output, page))


def steady(page: str) -> str:
    """Return a page without what differs from run to run."""
    for pattern, instead in CHANGING.items():
        page = re.sub(pattern, instead, page)
    return page


def _rows(scene: Scene) -> str:
    """Return the quotes of the first raw text that the README shows, as a table."""
    raw = re.search(r"```text\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert raw
    columns = ["kind", "text", "speaker_text", "speaker_name", "speaker_resolution"]
    quotes = scene.release.arrow("quotes").to_pylist()
    found = [[quote[name] for name in columns] for quote in quotes if all(piece in raw[1] for piece in quote["text"].split(" … "))]
    return cookbook.shown((columns, list(map(tuple, found))))


def _file_types(_scene: Scene) -> str:
    endings: dict[str, list[str]] = {}
    for row in TABLE:
        endings.setdefault(row.what, []).extend(f"`{ending}`" for ending in row.endings)
    lines = [f"|{what}|{' '.join(found)}|" for what, found in endings.items()]
    return "\n".join(["|what it is|endings|", "|---|---|", *lines]) + "\n"


def _formats(_scene: Scene) -> str:
    return formats_page().partition("\n\n")[2].replace("\n## ", "\n### ")


def _reasons(_scene: Scene) -> str:
    return (
        "\n".join(["| reason | what it says |", "|---|---|", *(f"| `{code}` | {what} |" for code, what in REJECT_REASONS.items())]) + "\n"
    )


PARTS: dict[str, Callable[[Scene], str]] = {"rows": _rows, "file types": _file_types, "formats": _formats, "reasons": _reasons}


@contextlib.contextmanager
def scene() -> Iterator[Scene]:
    """Yield a scene in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Scene(Path(folder))


def main() -> None:
    """Write everything anew."""
    golden_rows.main()
    DICTIONARY.write_text(card.dictionary(), encoding="utf-8")
    with scene() as made:
        for page in PAGES:
            page.write_text(current(page.read_text(encoding="utf-8"), made), encoding="utf-8")
        cookbook.PAGE.write_text(cookbook.current(cookbook.setup(made.release)), encoding="utf-8")
    if all(map(importlib.util.find_spec, ("nbclient", "ipykernel", "matplotlib"))):
        notebook.main()
    else:
        sys.exit("all but the notebook is written: pip install '.[notebook]', then `python -m tests.notebook`")


if __name__ == "__main__":
    main()
