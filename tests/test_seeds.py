"""Which files are seeds, and why some become no article."""

import gzip
import os
from pathlib import Path

import pytest

from flows.errors import NewstablesError, RejectedError
from flows.ingest import documents
from flows.ingest.documents import read_file, read_record
from flows.ingest.formats.entry import Reading
from flows.ingest.scan import scan
from flows.ingest.seed import Seed
from tests.containers import found
from transforms.records import Document

LIMIT = 10_000
READING = Reading(LIMIT)


def reasons(folder: Path) -> dict[str, str | None]:
    return {seed.name: seed.reason for seed in scan(folder, READING)}


def test_order_is_that_of_names_whatever_the_folder_says(tmp_path: Path) -> None:
    for name in ("b.txt", "Z.txt", "a/c.txt", "a.txt", "ä.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    assert [seed.name for seed in scan(tmp_path, READING)] == ["Z.txt", "a.txt", "a/c.txt", "b.txt", "ä.txt"]


def test_reasons(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Good.")
    (tmp_path / "UPPER.TXT").write_text("Also good.")
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(b"Packed."))
    (tmp_path / "empty.txt").touch()
    (tmp_path / "large.txt").write_bytes(b"x" * (LIMIT + 1))
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"x" * 100 * LIMIT))
    (tmp_path / "broken.txt.gz").write_bytes(b"\x1f\x8b not really")
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(b"Packed and cut.")[:-9])
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / ".hidden.txt").write_text("left out")
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(tmp_path) == {
        "UPPER.TXT": None,
        "bomb.txt.gz": "too_large",
        "broken.txt.gz": "corrupt",
        "cut.txt.gz": "corrupt",
        "empty.txt": "empty",
        "good.txt": None,
        "large.txt": "too_large",
        "packed.txt.gz": None,
        "picture.jpg": "unsupported",
        "pipe.txt": "unreadable",
    }


def test_a_packed_seed_has_the_digest_of_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"The same words.")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"The same words."))
    first, second = scan(tmp_path, READING)
    assert first.sha256 == second.sha256
    assert (first.length, second.length) == (15, 15)


def test_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    folder = tmp_path / "seeds"
    (folder / "real").mkdir(parents=True)
    (folder / "real" / "a.txt").write_text("A.")
    (folder / "inside.txt").symlink_to(folder / "real" / "a.txt")
    (folder / "inside-folder").symlink_to(folder / "real")
    (folder / "leaves.txt").symlink_to(outside / "secret.txt")
    (folder / "leaves-folder").symlink_to(outside)
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "unmounted.txt").symlink_to(outside / "gone.txt")
    (folder / "round.txt").symlink_to(folder / "round.txt")
    assert reasons(folder) == {
        "inside.txt": None,
        "leaves-folder": "outside",
        "leaves.txt": "outside",
        "nowhere.txt": "unreadable",
        "real/a.txt": None,
        "round.txt": "unreadable",
        "unmounted.txt": "outside",
    }
    told = {seed.name: seed.message for seed in scan(folder, READING)}
    assert told["nowhere.txt"] == told["unmounted.txt"] == "the symbolic link leads to a file that does not exist"
    assert told["leaves.txt"] == "the symbolic link leaves the seed folder and is not followed"


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text("Coffee.")
    (seed,) = scan(tmp_path, READING)
    assert seed.name == "caf\\xe9.txt"
    assert read_file(seed, LIMIT).text == "Coffee."


def test_no_folder() -> None:
    with pytest.raises(NewstablesError, match="cannot be read"):
        scan(Path("no/such/folder"), READING)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A.")
    (tmp_path / "a.txt").chmod(0)
    assert reasons(tmp_path) == {"a.txt": "unreadable"}


def read_after(folder: Path, change: str) -> RejectedError:
    (folder / "a.txt").write_bytes(b"before")
    (seed,) = scan(folder, READING)
    if change == "vanish":
        (folder / "a.txt").unlink()
    else:
        (folder / "a.txt").write_bytes(change.encode("latin-1"))
    with pytest.raises(RejectedError) as caught:
        read_file(seed, LIMIT)
    return caught.value


@pytest.mark.parametrize(("change", "reason"), [("vanish", "unreadable"), ("after", "changed")])
def test_a_seed_that_changes_while_it_is_read(tmp_path: Path, change: str, reason: str) -> None:
    assert read_after(tmp_path, change).reason == reason


@pytest.mark.parametrize(("data", "reason"), [(b" \n\t\xc2\xa0 \n", "blank"), (b"a\0b\0\0\0c", "binary"), (b"\xff\xfea", "undecodable")])
def test_bytes_without_an_article(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (seed,) = scan(tmp_path, READING)
    with pytest.raises(RejectedError) as caught:
        read_file(seed, LIMIT)
    assert caught.value.reason == reason
    assert isinstance(seed, Seed)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"x\r\n" * 100),
        ("a.txt", b"x\v" * 100),
        ("a.html", b"<pre>" + b"x\n\n" * 100),
        ("a.json", b'{"text": "' + b"x\\n" * 100 + b'"}'),
    ],
)
def test_texts_of_more_lines_than_an_article_has(tmp_path: Path, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_bytes(data)
    (seed,) = scan(tmp_path, READING)
    records = [entry.record for entry in found(tmp_path, name, data)] if name == "a.json" else []

    def read() -> Document:
        return read_record(seed, records[0]) if records else read_file(seed, LIMIT)

    assert read().text.split() == ["x"] * 100
    monkeypatch.setattr(documents, "MOST_LINES", 99)
    with pytest.raises(RejectedError) as caught:
        read()
    assert (caught.value.reason, str(caught.value)) == ("too_large", "the text has more than 99 lines, which no article has")
