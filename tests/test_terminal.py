"""What a terminal shows, and what a pipe gets; help and completion."""

import io
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from flows import Release
from flows.cli import tables
from flows.cli.app import _parser, main
from flows.cli.completion import SHELLS, script
from flows.cli.examples import EXAMPLES
from tests.running import ROOT, run_plainly, story

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-7]|9[0-7])m")


def on_terminal(*arguments: str, width: int = 80, **environment: str) -> str:
    """Return what a command prints on a terminal."""
    near, far = pty.openpty()
    chosen = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(width), "PYTHONPATH": str(ROOT)} | environment
    process = subprocess.Popen([sys.executable, "-m", "flows", *arguments], stdout=far, stderr=far, env=chosen, cwd=ROOT)
    os.close(far)
    pieces = []
    try:
        while piece := os.read(near, 4096):
            pieces.append(piece)
    except OSError:  # the other end is closed
        pass
    os.close(near)
    assert process.wait(60) == 0, b"".join(pieces)
    return b"".join(pieces).decode()


@pytest.mark.usefixtures("released")
def test_a_terminal_gets_colours_within_its_width_unless_it_wants_none(data: Path) -> None:
    assert COLOUR.search(on_terminal("show", "story-2", "--data", str(data)))
    for command in (["show", "story-2"], ["entities"]):
        plain = on_terminal(*command, "--data", str(data), NO_COLOR="1")
        assert not COLOUR.search(plain)
        assert max(len(line.rstrip()) for line in ESCAPE.sub("", plain).split("\n")) <= 80


@pytest.mark.usefixtures("released")
def test_a_pipe_gets_plain_lines_that_stay_the_same(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["status"], ["releases"], ["entities", "--type", "person"]):
        assert main([*command, "--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "  rows articles                 5\n" in out
    assert "      1        1        1  person        " not in out
    assert " person        Rui Matos (Matos)\n" in out


@pytest.mark.usefixtures("released")
def test_a_terminal_without_unicode_gets_the_rest(data: Path) -> None:
    assert "articles" in on_terminal("status", "--data", str(data), PYTHONIOENCODING="ascii", PYTHONUTF8="0")


def test_what_the_tables_say(released: Release, seeds: Path, data: Path) -> None:
    (seeds / "new.txt").write_text(story(9))
    second = run_plainly(seeds, data)
    assert second
    wide = Console(width=120, no_color=True, force_terminal=True, record=True, file=io.StringIO())
    found = {
        "added": ["new.txt"],
        "changed": ["a\u202eb"],
        "removed": [],
        "moved": [{"from": "x", "to": "y"}],
        "repeats": {"come": 2, "gone": 0},
    }
    wide.print(tables.diff_table({**found, "rows": {"articles": {"from": 5, "to": 6}, "quotes": {"from": 9, "to": 9}}}))
    wide.print(
        tables.releases_table(
            [{"release": released.name, "latest": True, "created": "2026-11-23T08:09:10+00:00", "articles": 1234, "bytes": 5678}]
        )
    )
    text = wide.export_text()
    for line in ("+ new.txt", "~ a\ufffdb", "> x to y", "copies that came: 2"):
        assert line in text
    assert "quotes" not in text
    assert "+1" in text
    for part in ("1,234", "5.7 kB", "2026-11-23 08:09 UTC"):
        assert part in text


def test_every_example_in_the_help_can_be_parsed() -> None:
    parser = _parser({})
    lines = [line for examples in EXAMPLES.values() for line, _ in examples]
    for line in lines:
        words = shlex.split(line.removeprefix('eval "$(').removesuffix(')"').removesuffix("| source"))
        assert words[0] == "newstables"
        assert parser.parse_args(words[1:]).command
    (commands,) = (action.choices for action in parser._actions if action.metavar == "COMMAND")
    assert set(commands or ()) == set(EXAMPLES)


def completed(data: Path, *words: str) -> list[str]:
    """Return what a real bash offers for the last word."""
    typed = " ".join(map(shlex.quote, words))
    asked = f'eval "$(cat)"; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _newstables; printf \'%s\\n\' "${{COMPREPLY[@]}}"'
    bash = shutil.which("bash")
    assert bash
    environment = {"PATH": os.environ["PATH"], "NEWSTABLES_DATA": str(data)}
    done = subprocess.run(
        [bash, "--norc", "-c", asked], input=script("bash", _parser({})), capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes(tmp_path: Path) -> None:
    (tmp_path / "releases" / "2026-11-23.1").mkdir(parents=True)
    (tmp_path / "releases" / "$(touch bad)").mkdir()
    assert completed(tmp_path, "newstables", "st") == ["status"]
    assert completed(tmp_path, "newstables", "describe", "qu") == ["quotes"]
    assert completed(tmp_path, "newstables", "entities", "--type", "pe") == ["person"]
    assert completed(tmp_path, "newstables", "diff", "2026") == ["2026-11-23.1"]
    assert "--port" in completed(tmp_path, "newstables", "view", "--")
    assert completed(tmp_path, "newstables", "status", "--data", f"{tmp_path}/re") == [f"{tmp_path}/releases"]
    assert completed(tmp_path, "newstables", "sql", "--release", "") == ["2026-11-23.1"]
    assert completed(tmp_path, "newstables", "run", "--runner", "d") == ["dask"]
    (tmp_path / "answer.parquet").touch()
    assert completed(tmp_path, "newstables", "sql", "--parquet", f"{tmp_path}/a") == [f"{tmp_path}/answer.parquet"]
    assert completed(tmp_path, "newstables", "view", "") == ["2026-11-23.1"]  # options only once a dash is there
    assert not Path("bad").exists()
    assert len(completed(tmp_path, "newstables", "")) == len(EXAMPLES)


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_is_one_its_shell_can_read(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert all(command in text for command in EXAMPLES)
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([found, "-n"], input=text, text=True, check=True)


def test_json_is_as_it_was(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json", "--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["release"] == released.name
