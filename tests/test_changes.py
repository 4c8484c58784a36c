"""`changes.jsonl`: what became of each article since the release before, and why; and files that share what stayed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from flows import Release, open_release
from flows.publish.changes import CHANGES
from flows.store.files import write_parquet
from tests.running import contents, rows, run_plainly, story


def changes(release: Release) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (release.path / CHANGES).read_text(encoding="utf-8").splitlines()]


def told(release: Release) -> dict[str, tuple[str, str]]:
    return {one["seed"]: (one["change"], one["why"]) for one in changes(release)}


def ids(release: Release) -> dict[str, str]:
    return {row["seed"]: row["article_id"] for row in rows(release, "articles")}


def test_every_change_is_told_with_its_reason(released: Release, seeds: Path, data: Path) -> None:
    assert not (released.path / CHANGES).exists()
    (seeds / "story-0.txt").write_text(story(0).replace("Rui Matos", "Eva Lind").replace("Matos", "Lind"), encoding="utf-8")
    (seeds / "story-1.txt").rename(seeds / "elsewhere.txt")
    (seeds / "story-2.txt").write_bytes(b"\0\1\2" * 100)
    (seeds / "story-3.txt").unlink()
    (seeds / "story-8.txt").write_text(story(8), encoding="utf-8")
    second = run_plainly(seeds, data, prune_removed=True, part_size=2)
    assert second
    assert told(second) == {
        "elsewhere.txt": ("moved", "its seed is in another place"),
        "story-0.txt": ("changed", "its seed has other bytes"),
        "story-2.txt": ("removed", "its seed is a reject: binary"),
        "story-3.txt": ("removed", "its seed is gone"),
        "story-8.txt": ("new", "its seed is new"),
    }
    by_seed = {one["seed"]: one for one in changes(second)}
    before, after = ids(released), ids(second)
    moved, changed = by_seed["elsewhere.txt"], by_seed["story-0.txt"]
    assert (moved["article_id"], moved["previous_seed"]) == (before["story-1.txt"], "story-1.txt")
    assert (changed["article_id"], changed["previous_article_id"]) == (after["story-0.txt"], before["story-0.txt"])
    names = {row["entity_id"]: row["name"] for release in (released, second) for row in rows(release, "entities")}
    named = [
        {row["entity_id"] for row in rows(one, "entities") if row["article_id"] == ids(one)["story-0.txt"]} for one in (released, second)
    ]
    assert {*changed["entities_came"]} == named[1] - named[0]
    assert {*changed["entities_gone"]} == named[0] - named[1]
    assert "Eva Lind" in {names[one] for one in changed["entities_came"]}
    assert "Rui Matos" in {names[one] for one in changed["entities_gone"]}
    assert before["story-3.txt"] == by_seed["story-3.txt"]["article_id"]
    third = run_plainly(seeds, data, full=True, prune_removed=True, part_size=1)
    assert third
    assert changes(third) == []
    for seed in seeds.rglob("story-[48].txt"):
        seed.unlink()
    fourth = run_plainly(seeds, data, prune_removed=True, part_size=1)
    assert fourth
    assert {seed: case for seed, (case, _) in told(fourth).items()} == {"more/story-4.txt": "removed", "story-8.txt": "removed"}


def test_another_reader_reads_again(released: Release, seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    was = released.manifest["reader_version"]
    monkeypatch.setattr("flows.plan.prepare.reader_version", lambda _languages=(): "another")
    second = run_plainly(seeds, data)
    assert second
    assert {one["change"] for one in changes(second)} == {"read again"}
    assert {one["why"] for one in changes(second)} == {f"the reader was {was} and is another"}
    assert {one["article_id"] for one in changes(second)} == set(ids(released).values())
    assert not any(one["entities_came"] or one["entities_gone"] for one in changes(second))


def test_another_list_is_told_once(released: Release, seeds: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,name,type\nQ1,Rui Matos,person\n")
    assert run_plainly(seeds, data, authorities=str(tmp_path / "list.csv"))
    (one,) = changes(open_release(data))
    assert (one["change"], one["article_id"]) == ("matched again", None)
    assert contents(open_release(data)) != contents(released)


def test_files_that_differ_in_a_row_share_the_rest(tmp_path: Path) -> None:
    def table(numbers: list[int]) -> pa.Table:
        texts = [np.random.default_rng(number).bytes(1500).hex() for number in numbers]
        return pa.table({"text": pa.array(texts, pa.string())})

    numbers = list(range(6000))
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    assert write_parquet(table(numbers), one) == write_parquet(table(numbers), two)
    write_parquet(table([*numbers[:1500], 9999, *numbers[1501:]]), two)
    pages = [{hashlib.sha256(page).digest() for page in path.read_bytes().split(b"\x28\xb5\x2f\xfd")} for path in (one, two)]  # of zstd
    assert len(pages[0]) > 5
    assert len(pages[0] - pages[1]) <= len(pages[0]) / 2
