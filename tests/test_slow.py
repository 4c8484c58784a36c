"""Inputs that hang their parser: a reject once their processor time is up, at no cost to others."""

import re
import threading
import zipfile
from pathlib import Path

import pytest

from flows.errors import RejectedError
from flows.ingest import cpu_limit
from flows.ingest.formats.entry import Reading
from flows.ingest.parser_process import ParserProcess
from flows.ingest.scan import scan
from flows.ingest.seed import Seed
from flows.normalize.time_limits import seed_timer, timed_out
from flows.normalize.workers import Pool, closing
from flows.options import Options
from flows.plan.jobs import BatchJob
from flows.run import run
from newstables import open_release
from tests.running import silent, story

READING = Reading(50_000_000)
NAMES = ("office:document-content", "office:body", "office:text")


def write_odt(path: Path, paragraphs: int) -> None:
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text"))
    inner = "".join(f"<text:p>Barge {number} passed the lock.</text:p>" for number in range(paragraphs))
    start, end = f"<{NAMES[0]}{spaces}><{NAMES[1]}><{NAMES[2]}>", "".join(f"</{name}>" for name in reversed(NAMES))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", start + inner + end)


def hang(path: str) -> dict[int, str]:
    """Hang at every second of nine seeds, in native code that holds the interpreter lock; return those left out and why."""
    left_out = {}
    with seed_timer(path, 0.05) as timer:
        for number in range(9):
            try:
                timer.start(number)
            except RejectedError as error:
                left_out[number] = f"{error.reason}: {error}"
            else:
                re.match(r"(a|a)*$", "a" * 60 + "b" * (number % 2))
    return left_out


def test_a_file_that_hangs_its_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_odt(tmp_path / "a.odt", 100_000)
    write_odt(tmp_path / "b.odt", 1)
    (tmp_path / "c.txt").write_text(story(1))
    monkeypatch.setattr(cpu_limit, "SECONDS", 0.1)
    slow, *others = scan(tmp_path, READING)
    assert (slow.name, slow.reason) == ("a.odt", "failed")
    assert slow.message == "taking the file apart was ended after 0.1 seconds of processor time"
    assert [(seed.name, seed.reason) for seed in others] == [("b.odt", None), ("c.txt", None)]


def test_a_file_that_ends_the_process(tmp_path: Path) -> None:
    write_odt(tmp_path / "a.odt", 100_000)
    parser = ParserProcess()
    found = parser.scan(str(tmp_path / "a.odt"), 1, READING)
    write_odt(tmp_path / "b.odt", 1)
    assert len(list(parser.scan(str(tmp_path / "b.odt"), 1, READING))) == 1
    assert parser._process
    threading.Timer(0.05, parser._process._process.kill).start()
    with pytest.raises(RejectedError, match=r"ended its process \(SIGKILL\), as when memory runs out"):
        list(found)
    assert len(list(parser.scan(str(tmp_path / "b.odt"), 1, READING))) == 1
    parser.close()


def test_seeds_that_hang_their_process_count_as_no_deaths_of_the_batch(tmp_path: Path) -> None:
    job = tmp_path / "0123.json"
    BatchJob("done", "spooled", False, 1, (), "1", 60, [Seed("a.txt", "a.txt", 1)]).write(job)  # noqa: FBT003 - not the point
    why = "failed: the reading was ended after 0.05 seconds of processor time"
    with closing(Pool(2)) as pool:
        assert pool.submit(hang, str(job)).result() == dict.fromkeys((1, 3, 5, 7), why)
    assert timed_out(str(job)) == frozenset()


def test_a_run_rejects_a_seed_that_hangs_and_reads_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    (seeds / "a.txt").write_text(story(1))
    (seeds / "b.txt").write_text("\n".join(f"Barge {number} of Aveiro passed the lock, said Rui Matos." for number in range(30_000)))
    (seeds / "c.txt").write_text(story(2, "Porto"))
    monkeypatch.setattr(cpu_limit, "SECONDS", 4)
    with closing(Pool(1)) as pool:
        run(Options(seeds=str(seeds), data=str(data), workers=1), pool, silent)
    release = open_release(data)
    assert release.arrow("articles").column("seed").to_pylist() == ["a.txt", "c.txt"]
    (reject,) = release.arrow("rejects").to_pylist()
    assert (reject["seed"], reject["reason"]) == ("b.txt", "failed")
    assert reject["message"] == "the reading was ended after 4 seconds of processor time"
    assert not list(data.rglob("*.slow"))
