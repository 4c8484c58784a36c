"""In object storage too, a run that is killed at any operation leaves the latest release, and the next run ends as if nothing had been."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows import open_release
from flows.integrity.history import verify
from flows.store.files import below
from newstables.files import place
from newstables.objects import Remote
from tests.faults.scene import OPTIONS, Zygote
from tests.running import ROOT, contents, rows, run_plainly, story
from tests.s3_server import S3Server
from tests.test_remote import nothing_is_left_over


def copy(old: str, new: str) -> None:
    for name in below(place(old)):
        (Remote(new) / name).write_bytes((Remote(old) / name).read_bytes())


class Scene:
    """A first release, seeds that have since come, changed and gone, and the release an undisturbed run makes of them."""

    def __init__(self, folder: Path) -> None:
        self.seeds, self.before = folder / "seeds", f"s3://news/{folder.name}/before"
        self.seeds.mkdir()
        for number in range(6):
            (self.seeds / f"s{number}.txt").write_text(story(number))
        run_plainly(self.seeds, self.before, **OPTIONS)
        self.first = open_release(self.before)
        (self.seeds / "s1.txt").write_text(story(41))
        (self.seeds / "s5.txt").unlink()
        for number in range(10, 13):
            (self.seeds / f"t{number}.txt").write_text(story(number))
        self.zygote = Zygote()
        undisturbed = f"s3://news/{folder.name}/undisturbed"
        copy(self.before, undisturbed)
        status, steps = self.zygote.run(self.seeds, undisturbed)
        assert status == 0
        self.total = len(steps)
        self.second = open_release(undisturbed)

    def kill_at(self, uri: str, operation: int) -> None:
        """Readers see one of the two releases, whole; the next run gives the second one; then nothing is left lying about."""
        copy(self.before, uri)
        status, _ = self.zygote.run(self.seeds, uri, operation)
        assert status == -signal.SIGKILL
        seen = open_release(uri)
        assert contents(seen) in (contents(self.first), contents(self.second))
        assert pl.read_parquet([str(file) for file in seen.files("articles")]).height == len(rows(seen, "articles"))
        run_plainly(self.seeds, uri, **OPTIONS)
        after = open_release(uri)
        assert contents(after) == contents(self.second)
        assert verify(after)
        nothing_is_left_over(uri)


@pytest.fixture(scope="module")
def scene(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    assert s3
    made = Scene(tmp_path_factory.mktemp("remote-scene"))
    yield made
    made.zygote.close()


@pytest.mark.parametrize("share", [0.6, 0.8, 0.98])
def test_killed_at_a_few_operations(scene: Scene, uri: str, share: float) -> None:
    scene.kill_at(uri, max(1, int(scene.total * share)))


@pytest.mark.slow
@pytest.mark.parametrize("share", [n / 40 for n in range(40)])
def test_killed_at_many_operations(scene: Scene, uri: str, share: float) -> None:
    scene.kill_at(uri, max(1, int(scene.total * share)))


@pytest.mark.slow
def test_killed_at_every_operation_of_the_commit(scene: Scene, uri: str) -> None:
    for operation in range(scene.total - 20, scene.total + 1):
        scene.kill_at(f"{uri}/{operation}", operation)


WRITER = """
import sys
from pathlib import Path
from tests.running import run_plainly, story
seeds, data, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(1, count):
    (seeds / f"s{number}.txt").write_text(story(number))
    run_plainly(seeds, data)
"""


@pytest.mark.parametrize("count", [5, pytest.param(40, marks=pytest.mark.slow)])
def test_readers_are_never_disturbed_by_runs(tmp_path: Path, uri: str, count: int) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "s0.txt").write_text(story(0))
    run_plainly(seeds, uri)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(seeds), uri, str(count)], cwd=ROOT)
    reads = 0
    while writer.poll() is None:
        release = open_release(uri)
        articles = set(pl.read_parquet([str(file) for file in release.files("articles")])["article_id"])
        assert len(articles) == release.manifest["rows"]["articles"]
        assert set(release.arrow("paragraphs", ["article_id"]).column(0).to_pylist()) == articles
        reads += 1
    assert writer.returncode == 0
    assert reads > 5
    assert open_release(uri).manifest["rows"]["articles"] == count
