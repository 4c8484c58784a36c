"""What a run decides to do, case by case, without a file."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest

from flows.ingest.seed import Paths, Seed, file_name
from flows.ingest.seed_table import Seeds, build_seeds, scan_array
from flows.options import Options
from flows.plan import layout as laying_out
from flows.plan.layout import PartPlan, cut
from flows.plan.plan import ARTICLE_COLUMNS, OldPart, Plan, PreviousRelease, make_plan
from flows.store.files import to_arrow
from transforms.records import article_id
from transforms.schema import RejectRow, Row

VERSION = "1"
OPTIONS = Options(part_size=4)


class Known(NamedTuple):
    """An article of the previous release."""

    article_id: str
    seed: str
    sha256: str
    version: str
    part: str


def sha(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def seed(name: str, content: str) -> Seed:
    record = int(name.partition("#")[2] or 0)
    return Seed(name, f"/{file_name(name)}", len(content), sha(content), len(content), record=record)


def known(name: str, content: str, part: str = "p1", version: str = VERSION) -> Known:
    return Known(article_id(sha(content)), name, sha(content), version, part)


def before(*articles: Known, rejects: Sequence[RejectRow] = ()) -> PreviousRelease:
    parts = list(dict.fromkeys(article.part for article in articles))
    tables = {part: pa.table(list(zip(*(a[:4] for a in articles if a.part == part), strict=True)), names=ARTICLE_COLUMNS) for part in parts}
    ordered: list[Row] = [*sorted(rejects, key=attrgetter("seed"))]
    return PreviousRelease([OldPart(part, 10) for part in parts], tables.__getitem__, to_arrow("rejects", ordered), VERSION)


def columns(seeds: Sequence[Seed]) -> Seeds:
    """Return seeds as a scan does."""
    blocks = []
    for file, some in groupby(seeds, lambda seed: file_name(seed.name)):
        rows = [(s.record, s.size, bytes.fromhex(s.sha256) if s.sha256 else None, s.length, s.reason, s.message) for s in some]
        blocks.append((pa.array([file]), np.array([len(rows)]), scan_array(rows)))
    return build_seeds(Paths("/"), blocks)


def plan_for(earlier: PreviousRelease, seeds: Sequence[Seed], version: str, options: Options) -> Plan:
    return make_plan(earlier, columns(seeds), version, options)


def cases(plan: Plan) -> dict[str, int]:
    return {case: count for case, count in plan.counts.items() if count}


def places(plan: Plan, part: PartPlan) -> list[tuple[str, str, bool, str | None]]:
    """Article, seed, whether it is read, and what stays if it cannot be, of each place in a part."""
    slots, rows = plan.slots(part)
    assert len(rows) == sum(slots.to_read)
    return list(zip(slots.articles, slots.seeds, slots.to_read, slots.fallbacks, strict=True))


def layout(plan: Plan) -> list[list[str]]:
    """Seeds by part; those that are to be read carry a mark."""
    return [[seed + ("*" if read else "") for _, seed, read, _ in places(plan, part)] for part in plan.parts]


def rejected(plan: Plan) -> dict[str, str]:
    return dict(zip(*(plan.rejects.column(name).to_pylist() for name in ("seed", "reason")), strict=True))


def test_first_run_cuts_parts_in_order_of_name() -> None:
    plan = plan_for(PreviousRelease(), [seed(f"{n}.txt", str(n)) for n in range(6)], VERSION, OPTIONS)
    assert layout(plan) == [["0.txt*", "1.txt*", "2.txt*", "3.txt*"], ["4.txt*", "5.txt*"]]
    assert cases(plan) == {"new": 6}


@pytest.mark.parametrize(
    ("seeds", "expected_layout", "expected_cases", "dirty"),
    [
        ([seed("a", "A"), seed("b", "B")], [["a", "b"]], {"unchanged": 2}, [False]),
        ([seed("a", "A"), seed("b", "X")], [["a", "b*"]], {"unchanged": 1, "changed": 1}, [True]),
        ([seed("a", "A"), seed("b", "B"), seed("c", "C")], [["a", "b"], ["c*"]], {"unchanged": 2, "new": 1}, [False, True]),
        ([seed("a", "A")], [["a", "b"]], {"unchanged": 1, "kept_without_seed": 1}, [False]),
        ([seed("a", "A"), seed("z", "B")], [["a", "z"]], {"unchanged": 1, "moved": 1}, [True]),
        ([seed("a", "B"), seed("b", "A")], [["b", "a"]], {"moved": 2}, [True]),
    ],
    ids=["same", "changed", "new", "removed", "moved", "swapped"],
)
def test_later_runs(seeds: list[Seed], expected_layout: list[list[str]], expected_cases: dict[str, int], dirty: list[bool]) -> None:
    plan = plan_for(before(known("a", "A"), known("b", "B")), seeds, VERSION, OPTIONS)
    assert layout(plan) == expected_layout
    assert cases(plan) == expected_cases
    assert [part.dirty for part in plan.parts] == dirty


def test_prune_removed_drops_what_is_gone() -> None:
    plan = plan_for(before(known("a", "A"), known("b", "B")), [seed("a", "A")], VERSION, replace(OPTIONS, prune_removed=True))
    assert layout(plan) == [["a"]]
    assert cases(plan) == {"unchanged": 1, "removed": 1}


def test_duplicates_go_to_the_first_by_name_and_say_which() -> None:
    plan = plan_for(PreviousRelease(), [seed("a", "A"), seed("b", "A"), seed("c", "A")], VERSION, OPTIONS)
    assert layout(plan) == [["a*"]]
    assert [(row["seed"], row["reason"], row["message"]) for row in plan.rejects.to_pylist()] == [
        ("b", "duplicate", "the same bytes as a"),
        ("c", "duplicate", "the same bytes as a"),
    ]


def test_an_article_keeps_its_seed_when_an_earlier_name_has_the_same_bytes() -> None:
    plan = plan_for(before(known("b", "B")), [seed("a", "B"), seed("b", "B")], VERSION, OPTIONS)
    assert layout(plan) == [["b"]]
    assert rejected(plan) == {"a": "duplicate"}


def test_a_duplicate_takes_over_when_the_first_goes() -> None:
    earlier = before(known("a", "A"), rejects=[RejectRow("b", sha("A"), "duplicate", "the same bytes as a", 1)])
    plan = plan_for(earlier, [seed("b", "A")], VERSION, OPTIONS)
    assert layout(plan) == [["b"]]
    assert rejected(plan) == {}


def test_a_seed_that_becomes_a_copy_of_another_loses_its_article() -> None:
    plan = plan_for(before(known("a", "A"), known("b", "B")), [seed("a", "A"), seed("b", "A")], VERSION, OPTIONS)
    assert layout(plan) == [["a"]]
    assert rejected(plan) == {"b": "duplicate"}


@pytest.mark.parametrize("full", [False, True])
def test_an_article_whose_seed_cannot_be_opened_for_the_moment_stays(*, full: bool) -> None:
    broken = Seed("a", "/a", None, reason="unreadable", message="no permission")
    plan = plan_for(before(known("a", "A")), [broken], VERSION, replace(OPTIONS, full=full))
    assert layout(plan) == [["a"]]
    assert rejected(plan) == {}


def test_an_article_whose_seed_is_emptied_goes() -> None:
    plan = plan_for(before(known("a", "A")), [Seed("a", "/a", 0, reason="empty", message="no bytes")], VERSION, OPTIONS)
    assert layout(plan) == []
    assert rejected(plan) == {"a": "empty"}


def test_a_new_reader_reads_all_again_in_place() -> None:
    plan = plan_for(before(known("b", "B"), known("a", "A")), [seed("a", "A"), seed("b", "B")], "2", OPTIONS)
    assert layout(plan) == [["b*", "a*"]]


def test_full_lays_out_as_a_first_run_does_and_keeps_what_cannot_be_read_again() -> None:
    now = [seed("a", "A"), seed("c", "C")]
    plan = plan_for(before(known("c", "C"), known("gone", "G"), known("a", "A")), now, VERSION, replace(OPTIONS, full=True))
    assert layout(plan) == [["a*", "c*"], ["gone"]]


def test_bytes_that_were_no_article_are_not_read_again() -> None:
    earlier = before(rejects=[RejectRow("x", sha("X"), "binary", "not text", 1), RejectRow("y", sha("Y"), "failed", "oops", 1)])
    plan = plan_for(earlier, [seed("x", "X"), seed("y", "Y")], VERSION, OPTIONS)
    assert layout(plan) == [["y*"]]
    assert rejected(plan) == {"x": "binary"}
    assert layout(plan_for(earlier, [seed("x", "X"), seed("y", "Y")], "2", OPTIONS)) == [["x*", "y*"]]


def test_rejects_of_gone_seeds_stay_until_pruned() -> None:
    earlier = before(rejects=[RejectRow("x", sha("X"), "binary", "not text", 1)])
    assert rejected(plan_for(earlier, [], VERSION, OPTIONS)) == {"x": "binary"}
    assert rejected(plan_for(earlier, [], VERSION, replace(OPTIONS, prune_removed=True))) == {}


def test_small_parts_are_merged_once_enough_have_piled_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laying_out, "MERGE_AT", 3)
    full = [known(f"f{n}", f"F{n}", "full") for n in range(3)]
    earlier = before(known("a", "A", "p1"), *full, known("b", "B", "p2"))
    now = [seed("a", "A"), seed("b", "B"), *(seed(f"f{n}", f"F{n}") for n in range(3))]
    assert [part.dirty for part in plan_for(earlier, now, VERSION, OPTIONS).parts] == [False, False, False]
    plan = plan_for(earlier, [*now, seed("c", "C")], VERSION, OPTIONS)
    assert layout(plan) == [["f0", "f1", "f2"], ["a", "b", "c*"]]
    assert [part.dirty for part in plan.parts] == [False, True]
    assert plan.parts[1].sources == ["p1", "p2"]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([], []), ([1, 1, 1], [[1, 1], [1]]), ([9, 1], [[9], [1]]), ([99, 1, 1], [[99], [1, 1]]), ([8, 1, 1], [[8, 1], [1]])],
)
def test_cut(sizes: list[int], expected: list[list[int]]) -> None:
    assert [sizes[run] for run in cut(np.array(sizes, np.int64), most=2, most_bytes=9)] == expected
