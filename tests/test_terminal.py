"""What a terminal shows, and what a pipe gets; completion."""

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

from flows import Release
from flows.cli.app import COMMANDS, main
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
    (seeds / "new\u202e.txt").write_text(story(9))
    (seeds / "story-2.txt").unlink()
    (seeds / "story-1.txt").write_text(story(8))
    (seeds / "story-3.txt").rename(seeds / "other.txt")
    second = run_plainly(seeds, data, prune_removed=True)
    assert second
    shown = on_terminal("diff", released.name, second.name, "--data", str(data), width=120, NO_COLOR="1")
    lines = [line.rstrip() for line in ESCAPE.sub("", shown).splitlines()]
    assert {"+ new\ufffd.txt", "~ story-1.txt", "- story-2.txt", "> story-3.txt to other.txt"} <= set(lines)
    assert not any(line.split()[:1] == ["articles"] for line in lines)  # as many as before
    assert on_terminal("diff", released.name, released.name, "--data", str(data)).rstrip() == "no difference"
    shown = on_terminal("releases", "--data", str(data), width=120)
    assert f"* {second.name}" in " ".join(ESCAPE.sub("", shown).split())
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC +5 +[\d.]+ kB", ESCAPE.sub("", shown))


@pytest.mark.usefixtures("released")
def test_an_answer_too_wide_for_a_table_is_shown_a_column_a_line(data: Path) -> None:
    shown = ESCAPE.sub("", on_terminal("sql", "FROM quotes ORDER BY ALL LIMIT 2", "--data", str(data), width=110))
    lines = [line.rstrip() for line in shown.splitlines()]
    assert max(map(len, lines)) <= 110
    assert [line for line in lines if line.startswith("row ")] == ["row 1", "row 2"]
    assert sum(bool(re.match(r"speaker_name +Rui Matos$", line)) for line in lines) > 0
    narrow = ESCAPE.sub("", on_terminal("sql", "SELECT kind, count(*) FROM quotes GROUP BY ALL", "--data", str(data), width=80))
    assert "┃ kind" in narrow
    assert "row 1" not in narrow


@pytest.mark.usefixtures("released")
def test_a_pipe_gets_a_wide_answer_a_column_a_line_and_nothing_is_cut(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", "SELECT *, repeat('word ', 100) AS long, '' AS void FROM quotes LIMIT 2", "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("row ")] == ["row 1", "row 2"]
    assert max(map(len, lines)) <= 120
    assert [line for line in lines if line != line.rstrip()] == []
    assert sum(line.count("word") for line in lines) == 200
    assert lines.count("void") == 2


@pytest.mark.usefixtures("released")
def test_a_word_that_is_too_long_for_its_column_is_folded(data: Path) -> None:
    shown = ESCAPE.sub("", on_terminal("sql", "SELECT repeat('x', 90) AS a, repeat('y', 90) AS b", "--data", str(data)))
    assert (shown.count("x"), shown.count("y")) == (90, 90)


@pytest.mark.usefixtures("released")
def test_long_values_are_cut_on_a_terminal_alone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = ESCAPE.sub("", on_terminal("sql", "SELECT repeat('word ', 100) AS w", "--data", str(data)))
    assert "these are the first 300 characters of long values; --csv, --json and --parquet FILE give all" in " ".join(shown.split())
    assert shown.count("word") == 60
    assert main(["sql", "SELECT repeat('word ', 100) AS w", "--data", str(data)]) == 0
    assert capsys.readouterr().out.count("word") == 100


def completed(data: Path, *words: str) -> list[str]:
    """Return what a real bash offers for the last word."""
    typed = " ".join(map(shlex.quote, words))
    asked = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _newstables newstables; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    asked = f'eval "$(newstables completion bash)"; {asked}'
    bash = shutil.which("bash")
    assert bash
    programs = data.parent / "bin"
    programs.mkdir(exist_ok=True)
    command = programs / "newstables"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m flows "$@"\n')
    command.chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "NEWSTABLES_DATA": str(data), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([bash, "--norc", "-c", asked], capture_output=True, text=True, check=True, env=environment)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "releases" / "2026-11-23.1").mkdir(parents=True)
    (data / "releases" / "$(touch bad)").mkdir()
    assert completed(data, "newstables", "st") == ["status"]
    assert completed(data, "newstables", "describe", "qu") == ["quotes"]
    assert completed(data, "newstables", "entities", "--type", "pe") == ["person"]
    assert completed(data, "newstables", "diff", "2026") == ["2026-11-23.1"]
    assert "--port" in completed(data, "newstables", "view", "--")
    assert completed(data, "newstables", "status", "--data", f"{data}/re") == [f"{data}/releases"]
    assert completed(data, "newstables", "run", f"{tmp_path}/da") == [str(data)]
    assert completed(data, "newstables", "sql", "--release", "") == ["2026-11-23.1"]
    assert completed(tmp_path, "newstables", "sql", "--data", str(data), "--release", "") == ["2026-11-23.1"]
    assert completed(data, "newstables", "run", "--runner", "d") == ["dask"]
    assert completed(data, "newstables", "view", "") == ["2026-11-23.1"]  # options only once a dash is there
    assert not Path("bad").exists()
    assert len(completed(data, "newstables", "")) == 1 + sum(map(len, COMMANDS.values()))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_is_one_its_shell_can_read(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert all(command.function.partition(":")[2] in text for commands in COMMANDS.values() for command in commands)
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([found, "-n"], input=text, text=True, check=True)


def test_json_is_as_it_was(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json", "--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["release"] == released.name
