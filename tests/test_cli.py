"""The command line, as users meet it: what it prints, and what it answers to mistakes."""

import bz2
import dataclasses
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import newstables
from flows import Release, open_release
from flows.cli.app import COMMANDS, Command, app, main
from flows.options import Options
from flows.query import entities
from flows.store.lock import writer_lock
from flows.version import model_version
from tests.running import ROOT, run_plainly, story
from transforms import models
from transforms.schema import TABLES


def ask(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_status(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "status", "--data", data)
    assert (status, err) == (0, "")
    assert released.name in out
    facts = json.loads(ask(capsys, "status", "--data", data, "--json")[1])
    assert facts["rows"]["articles"] == 5
    assert facts["running"] is None
    with writer_lock(data):
        assert f"a run is in progress: process {os.getpid()}" in ask(capsys, "status", "--data", data)[1]


def test_releases_diff_rollback_prune(released: Release, seeds: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (seeds / "new.txt").write_text(story(9))
    second = run_plainly(seeds, data)
    assert second
    found = json.loads(ask(capsys, "releases", "--data", data, "--json")[1])
    assert [(row["release"], row["latest"], row["articles"]) for row in found] == [(released.name, False, 5), (second.name, True, 6)]
    assert f"* {second.name}" in ask(capsys, "releases", "--data", data)[1]
    assert "added new.txt" in ask(capsys, "diff", released.name, second.name, "--data", data)[1]
    assert json.loads(ask(capsys, "diff", released.name, second.name, "--data", data, "--json")[1])["added"] == ["new.txt"]
    assert ask(capsys, "rollback", released.name, "--data", data) == (0, f"the latest release is now {released.name}\n", "")
    assert open_release(data).name == released.name
    assert ask(capsys, "rollback", second.name, "--data", data)[0] == 0
    kept = "nothing to delete: releases younger than 24 hours (--min-age), the latest and those after it stay"
    assert ask(capsys, "prune", "--keep", 1, "--data", data) == (0, "", f"{kept}\n")
    assert ask(capsys, "prune", "--keep", 1, "--min-age", "-1", "--data", data) == (0, f"deleted {released.name}\n", "")


def test_an_empty_answer_has_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none = tmp_path / "none"
    assert ask(capsys, "releases", "--data", none) == (0, "", f"there is no release in {none} yet\n")
    assert ask(capsys, "releases", "--data", none, "--json")[1] == "[]\n"


def test_path_describe_verify(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "path", "--data", data) == (0, f"{released.path}\n", "")
    assert ask(capsys, "path", "quotes", "--data", data) == (0, f"{released.path / 'quotes'}\n", "")
    assert "speaker_resolution" in ask(capsys, "describe", "quotes")[1]
    assert [table["table"] for table in json.loads(ask(capsys, "describe", "--json")[1])] == list(TABLES)
    assert ask(capsys, "describe", "--markdown")[1].startswith("# Data dictionary")
    assert "all checks pass" in ask(capsys, "verify", "--data", data)[1]


def test_show(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "show", "story-2", "--data", data)
    assert status == 0
    assert "Harbour of Aveiro to be widened, plan 2 says" in out
    assert "Rui Matos" in out
    article = released.articles["article_id"].iloc[2]
    facts = json.loads(ask(capsys, "show", article[:12], "--data", data, "--json")[1])
    assert facts["articles"][0]["article_id"] == article
    assert facts["quotes"]


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["status"], 1, "there is no release in"),
        (["run", "no/such/folder"], 2, "there is no seed folder no/such/folder"),
        (["run"], 2, "--seeds requires an argument"),
        (["run", ".", "--workers", "some"], 2, "--workers"),
        (["run", ".", "--batch-size", "0"], 2, "batch_size must be at least 1, not 0"),
        (["run", "/"], 2, "the releases cannot be in the seed folder /"),
        (["fly"], 2, '"fly"'),
        (["path", "cells"], 2, "articles"),
        (["describe", "cells"], 2, "articles"),
        (["sql", "FROM quotes", "--csv", "--json"], 2, "--csv, --json"),
        (["diff"], 1, "there is no release in"),
        (["diff", "2026-11-23.1", "two"], 2, "'two' is not a release name; they look like 2026-11-23.1"),
        (["rollback", "2001-01-01.1"], 1, "there is no readable release 2001-01-01.1"),
        (["prune", "--keep", "0"], 2, "at least one release"),
        (["show", "x"], 1, "there is no release in"),
    ],
)
def test_mistakes_get_one_sentence(
    arguments: list[str], status: int, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = [] if arguments[0] == "fly" else ["--data", tmp_path / "data"]
    answered, out, err = ask(capsys, *arguments, *data)
    assert (answered, out) == (status, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_damaged_weights_get_one_sentence(
    seeds: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = shutil.copytree(models.WEIGHTS, tmp_path / "weights")
    (damaged / "reader.onnx").write_bytes(b"no model")
    monkeypatch.setattr(models, "WEIGHTS", damaged)
    model_version.cache_clear()
    status, out, err = ask(capsys, "run", seeds, "--data", data)
    assert (status, out) == (1, "")
    assert err.splitlines()[1:] == [
        f"newstables: {damaged}/reader.onnx is damaged (its sha256 is not the one in reader.json): install newstables again"
    ]
    assert not data.exists()


def test_a_schedule_needs_a_server(
    seeds: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    status, _, err = ask(capsys, "serve", seeds, "--data", data, "--cron", "0 * * * *")
    assert status == 1
    assert "a schedule needs a Prefect server" in err


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "evil.txt").write_text(story(1) + "\nThe mayor said \x1b[31m\x1b]0;title\x07 that it was fine.\n")
    run_plainly(tmp_path, data)
    out = ask(capsys, "show", "evil", "--data", data)[1]
    assert "\ufffd[31m" in out
    assert "\x1b]" not in out
    assert "\x07" not in out


def test_articles_that_are_not_there_or_not_one(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"no article of {released.name} has an id, a seed or a title like 'zebra'" in ask(capsys, "show", "zebra", "--data", data)[2]
    status, out, err = ask(capsys, "show", "STORY-", "--data", data)
    assert (status, out) == (1, "")
    first, *listed = err.splitlines()
    assert first == f"newstables: 5 articles of {released.name} match 'STORY-'; name one of them:"
    assert [line.split()[0] for line in listed] == sorted(released.articles["seed"])
    assert all("to be widened, plan" in line for line in listed)


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize(
    ("asked", "seed"),
    [
        ("WIDENED, plan 2 says", "story-2.txt"),
        ("says Aveiro 2", "story-2.txt"),
        ("more", "more/story-4.txt"),
        ("ory-4", "more/story-4.txt"),
        ("MORE/story-4.TXT", "more/story-4.txt"),
        ("harbour story-3", "story-3.txt"),
    ],
)
def test_an_article_is_found_by_any_part_of_its_name_or_title(
    asked: str, seed: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = ask(capsys, "show", asked, "--data", data)
    assert (status, f"seed: {seed}" in out) == (0, True)


def test_the_best_match_is_shown(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, name in enumerate(("rent.txt.bz2", "parent.txt", "v1.2/rent-old", "v1.2/rent-old.md")):
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = story(number).encode()
        path.write_bytes(bz2.compress(text) if name.endswith(".bz2") else text)
    run_plainly(tmp_path / "seeds", data)
    assert "seed: rent.txt.bz2" in ask(capsys, "show", "rent", "--data", data)[1]
    assert "seed: v1.2/rent-old.md" in ask(capsys, "show", "rent-old.md", "--data", data)[1]
    assert "2 articles of" in ask(capsys, "show", "rent-old", "--data", data)[2]


def test_without_names_the_latest_release_is_compared_with_the_one_before(
    released: Release, seeds: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = f"newstables: {released.name} is the first release: there is no earlier one to compare it with\n"
    assert ask(capsys, "diff", "--data", data) == (1, "", first)
    (seeds / "new.txt").write_text(story(9))
    second = run_plainly(seeds, data)
    assert second
    status, out, err = ask(capsys, "diff", "--data", data)
    assert (status, out.splitlines()[0], err) == (0, "added new.txt", f"from {released.name} to {second.name}\n")
    assert ask(capsys, "diff", released.name, "--data", data) == (status, out, err)
    assert ask(capsys, "diff", released.name, second.name, "--data", data) == (status, out, "")


def test_the_environment_is_heard(
    released: Release, seeds: Path, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSTABLES_DATA", str(data))
    assert ask(capsys, "path")[1] == f"{released.path}\n"
    for command in (["run", seeds], ["serve", seeds, "--cron", "0 * * * *"]):
        for name, value in {"WORKERS": "x", "FULL": "perhaps", "RUNNER": "dusk"}.items():
            with monkeypatch.context() as more:
                more.setenv(f"NEWSTABLES_{name}", value)
                status, _, err = ask(capsys, *command)
            assert status == 2
            assert f"NEWSTABLES_{name}" in err
            assert value in err


def test_options_win_over_variables_and_variables_over_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"WORKERS": "3", "BATCH_SIZE": "7", "FULL": "yes", "SEEDS": "there", "WEBHOOK": "http://127.0.0.1:1"}.items():
        monkeypatch.setenv(f"NEWSTABLES_{name}", value)
    _, given, _ = app.parse_args(["run", "--batch-size", "8", "--prune-removed"])
    options = given.arguments["options"]
    assert (options.seeds, options.data, options.workers, options.batch_size) == ("there", "data", 3, 8)
    assert (options.full, options.prune_removed, options.accept_loss) == (True, True, False)
    _, given, _ = app.parse_args(["run", "here", "--no-full"])
    assert (given.arguments["options"].seeds, given.arguments["options"].full) == ("here", False)


def test_a_variable_of_a_container_network_is_no_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSTABLES_PORT", "tcp://10.0.0.1:80")
    assert "port" not in app.parse_args(["view"])[1].arguments


def test_the_folder_of_seeds_may_have_the_name_of_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask(capsys, "run", "show") == (2, "", "newstables: there is no seed folder show\n")


def test_the_folder_of_seeds_is_the_only_positional(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ask(capsys, "run", tmp_path, tmp_path / "data")
    assert status == 2
    assert "data" in err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--help"]):
        status, out, err = ask(capsys, *arguments)
        assert (status, err) == (0, "")
        for title, commands in COMMANDS.items():
            assert title in out
            assert all(command.function.partition(":")[2] in out for command in commands)
    assert ask(capsys, "--version") == (0, f"{newstables.__version__}\n", "")


@pytest.mark.parametrize(
    "command", [command for commands in COMMANDS.values() for command in commands], ids=lambda command: command.function
)
def test_the_help_of_a_command_has_an_example_that_can_be_parsed(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    program, name, *arguments = shlex.split(command.example)
    assert (program, name) == ("newstables", command.function.partition(":")[2])
    status, out, _ = ask(capsys, name, "--help")
    assert status == 0
    assert command.help in out
    assert f"Example: {command.example}" in " ".join(out.split())
    assert app.parse_args([name, *arguments])[0].__name__ == name


def test_help_names_every_option_with_its_variable_and_default(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    out = ask(capsys, "run", "--help")[1]
    for option in dataclasses.fields(Options):
        (line,) = [line for line in out.splitlines() if f" --{option.name.replace('_', '-')} " in line and "Example" not in line]
        assert f"NEWSTABLES_{option.name.upper()}" in line
        assert not option.default or option.name == "seeds" or f"[default: {option.default}]" in line


def test_no_command_but_run_loads_prefect() -> None:
    code = "import sys; from flows.cli.app import main; main(['describe']); sys.exit('prefect' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=60).returncode == 0


def test_entities(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "entities", "--data", data, "--type", "person", "--limit", 1)
    assert (status, err) == (0, "")
    heading, first = out.splitlines()
    assert heading.split() == ["quotes", "statements", "mentions", "articles", "type", "name"]
    assert "Rui Matos (Matos)" in first
    found = json.loads(ask(capsys, "entities", "--data", data, "--json", "--limit", 1000)[1])
    rows = released.entities
    assert {row["entity_id"] for row in found} == set(rows["entity_id"])
    assert sum(row["mentions"] for row in found) == rows["mention_count"].sum()
    assert [row["quotes"] for row in found] == sorted((row["quotes"] for row in found), reverse=True)
    matos = next(row for row in found if row["name"] == "Rui Matos")
    assert (matos["articles"], matos["aliases"], matos["is_partial"]) == (5, ["Matos", "Rui Matos"], False)
    assert next(row for row in found if "LISBON" in row["aliases"])["place_code"] == "PT-11"
    assert ask(capsys, "entities", "--data", data, "--limit", 0) == (0, "", "no such entity\n")
    assert ask(capsys, "entities", "--data", data, "--type", "planet")[0] == 2
    assert ask(capsys, "entities", "--data", data, "--limit", "-1")[0] == 2


def test_entities_of_many_parts(seeds: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts are added up part by part, and give what one part gives."""
    monkeypatch.setattr(entities, "_MANY", 1)
    run_plainly(seeds, data)
    run_plainly(seeds, tmp_path / "apart", part_size=1)
    apart = open_release(tmp_path / "apart")
    assert len(apart.manifest["parts"]) == 5
    assert entities.list_entities(apart) == entities.list_entities(open_release(data))
