"""Seeds that vanish, change or come while a run reads them: each ends as an article or a reject, and the next run has it right."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import open_release
from flows.integrity.history import verify
from flows.normalize.batch import read_batch
from flows.options import Options
from tests.faults.scene import OPTIONS
from tests.running import ROOT, InlinePool, contents, prepare, publish, rows, run_plainly, story


def vanish(seed: Path) -> None:
    seed.unlink()


def change(seed: Path) -> None:
    seed.write_text(story(77))


def grow(seed: Path) -> None:
    with seed.open("a") as file:
        file.write("One more sentence, said the pilot.\n")


def shrink(seed: Path) -> None:
    seed.write_text("")


def become_a_folder(seed: Path) -> None:
    seed.unlink()
    seed.mkdir()


def become_a_link_to_nowhere(seed: Path) -> None:
    seed.unlink()
    seed.symlink_to("nowhere")


ACTS = (vanish, change, grow, shrink, become_a_folder, become_a_link_to_nowhere)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("known", [False, True])
def test_between_the_scan_and_the_reading(seeds: Path, data: Path, tmp_path: Path, act: Callable[[Path], None], known: bool) -> None:  # noqa: FBT001
    if known:
        run_plainly(seeds, data)
        (seeds / "story-1.txt").write_text(story(66))
    options = Options(seeds=str(seeds), data=str(data))
    work = prepare(options)
    act(seeds / "story-1.txt")
    for batch in work.batches:
        read_batch(batch)
    published = publish(options, InlinePool())
    assert (published is None) is known
    release = open_release(data)
    assert verify(release)
    articles, rejects = ([row["seed"] for row in rows(release, table)] for table in ("articles", "rejects"))
    assert sorted(articles + rejects) == sorted(["more/story-4.txt", *(f"story-{number}.txt" for number in range(4))])
    assert ("story-1.txt" in articles) is known  # what was there before stays until what is new has been read
    run_plainly(seeds, data, prune_removed=True)
    fresh = run_plainly(seeds, tmp_path / "fresh")
    assert fresh
    if known and act is become_a_link_to_nowhere:  # nobody knows whether what cannot be read is gone, so its article stays
        assert "story-1.txt" in [row["seed"] for row in rows(open_release(data), "articles")]
    else:
        assert sorted_rows(open_release(data)) == sorted_rows(fresh)


def sorted_rows(release: object) -> list[str]:
    return sorted(json.dumps(row, default=str, sort_keys=True) for table in ("articles", "quotes") for row in rows(release, table))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6))
def test_a_folder_in_which_all_is_moving(tmp_path: Path, number: int) -> None:
    """Files come, change, move and go all the time while runs go on in another process; when all is still, nothing tells of it."""
    chance = random.Random(number)  # noqa: S311 - any order will do
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    for name in range(12):
        (seeds / f"{name}.txt").write_text(story(name))
    assert run_plainly(seeds, data, **OPTIONS)  # a first run of which every seed is rejected would end with an error
    command = [sys.executable, "-c", RUNS, str(seeds), str(data), json.dumps(OPTIONS)]
    runs = subprocess.Popen(command, cwd=ROOT)
    acts = 0
    while runs.poll() is None:
        path = seeds / f"{chance.randrange(16)}.txt"
        act = chance.choice(["write", "write", "append", "remove", "rename"])
        if act == "write":
            path.write_text(story(chance.randrange(1000)))
        elif path.exists():
            {"append": grow, "remove": vanish, "rename": lambda p: p.rename(seeds / f"{chance.randrange(16)}.txt")}[act](path)  # type: ignore[no-untyped-call]
        acts += 1
    assert runs.returncode == 0
    assert acts > 100
    run_plainly(seeds, data, prune_removed=True, **OPTIONS)
    fresh = run_plainly(seeds, tmp_path / "fresh")
    assert fresh
    assert verify(open_release(data))
    assert sorted_rows(open_release(data)) == sorted_rows(fresh)
    assert contents(fresh)


RUNS = """
import json, sys
from pathlib import Path
from flows.integrity.history import verify
from tests.running import rows, run_plainly
seeds, data = map(Path, sys.argv[1:3])
for _ in range(8):
    release = run_plainly(seeds, data, prune_removed=True, **json.loads(sys.argv[3]))  # else a folder of changed files alone is refused
    if release:
        verify(release)
        ended = [row["seed"] for table in ("articles", "rejects") for row in rows(release, table)]
        assert len(set(ended)) == len(ended)
"""
