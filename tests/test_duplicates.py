"""Near-identical articles: what makes a copy, which one is the original, and that runs, orders and cuts do not matter."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from flows import Release, open_release
from flows.duplicates.clusters import candidate_clusters
from flows.duplicates.find import find_duplicates
from flows.duplicates.signatures import SIGNATURES, sign_articles
from flows.errors import BrokenInvariantError
from flows.integrity.checks import check_duplicates, check_signatures
from flows.integrity.history import diff, verify
from flows.store.files import schema, write_parquet
from tests.running import rows, run_plainly
from transforms.signatures import LEAST_SHARED, SKETCH, _sketch, keys, sign, similarities

WIRE = """The ferry Northern Light ran aground on a sandbank off the island of Vesterholm early on Monday with 214 passengers on board,
and nobody was hurt, the coastguard said.
The captain had left the marked channel to let a fishing boat pass and did not turn back in time, a spokesman told reporters at the port.
Two tugs tried to pull the ship free at noon but gave up when the wind rose, and a third was on its way from the mainland.
Passengers were taken off in lifeboats in groups of thirty and were given tea and blankets in the sports hall of the island's school.
The company that runs the line apologised and said that it would colour the buoys of the channel anew, whatever the harbour office decided.
The accident is the second in the sound this year, after a coal barge lost its rudder in February and drifted for nine hours.
Islanders have asked for a lightship since the old lighthouse was switched off, and their mayor said she would ask for it once more."""

FORECAST = """{day} begins with {sky} over the whole of the coast, and the wind turns to the {wind} at {knots} knots in the morning.
Towards noon it grows {warm} with {degrees} degrees in the valleys and {cool} in the hills, where {rain} may fall after three.
In the evening the air pressure {moves} to {pressure}, and the night stays {night} with lows of {low} at {place}.
The outlook for the days after that is {outlook}, the office said, and it asks sailors to mind {mind} near {cape}."""


def paragraphs(story: str = WIRE) -> list[str]:
    return story.replace(",\nand", ", and").splitlines()


def alike(one: list[str], other: list[str]) -> float:
    a, b = sign(one), sign(other)
    assert a
    assert b
    left, right = (np.frombuffer(found.sketch, np.uint8) for found in (a, b))
    shared = float(similarities(left, a.runs, right[None], np.array([b.runs]))[0])
    return shared if (keys(left[None]) == keys(right[None])).any() else 0.0


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(["Vesterholm (AP) — " + paragraphs()[0], *paragraphs()[1:]], id="dateline"),
        pytest.param([line.upper() for line in paragraphs()], id="case"),
        pytest.param([line.replace(" ", "\n ").replace("'", "’").replace(",", " –") for line in paragraphs()], id="marks-and-space"),
        pytest.param([line.replace("ise", "ize").replace("our", "or") for line in paragraphs()], id="spelling"),
        pytest.param(paragraphs()[:5], id="end-cut"),
        pytest.param(
            [*paragraphs()[:3], "Our reporter saw children wave from the upper deck while a band went on playing.", *paragraphs()[3:]],
            id="more",
        ),
        pytest.param([paragraphs()[0], *paragraphs()[2:]], id="paragraph-lost"),
        pytest.param([" ".join(paragraphs())], id="one-paragraph"),
        pytest.param([line.replace("said", "stated") for line in paragraphs()], id="words-changed"),
    ],
)
def test_edited_copies_are_alike(copy: list[str]) -> None:
    assert alike(paragraphs(), copy) >= LEAST_SHARED
    assert alike(copy, paragraphs()) == alike(paragraphs(), copy)


def forecast(number: int) -> list[str]:
    draw = random.Random(number)  # noqa: S311 - any days will do
    words = {
        "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        "sky": ["fog", "a clear sky", "low cloud", "drizzle", "broken cloud", "haze", "a red dawn"],
        "wind": ["north", "south-west", "east", "south", "north-west"], "warm": ["milder", "close", "no warmer", "sultry"],
        "rain": ["showers", "snow", "a few drops", "hail", "sleet"], "moves": ["falls", "rises", "keeps"],
        "night": ["dry", "wet", "cold", "starry", "windy"], "place": ["Grena", "Holm", "Tarn", "Lista", "Odde"],
        "outlook": ["unsettled", "fair", "poor", "uncertain", "good"], "mind": ["ice", "squalls", "the swell", "the spring tide"],
        "cape": ["Cape Ruth", "the Skerries", "Long Point", "the Mull"],
    }  # fmt: skip
    numbers = {name: draw.randrange(1, 99) for name in ("knots", "degrees", "cool", "low", "pressure")}
    return paragraphs(FORECAST.format(**numbers, **{name: draw.choice(some) for name, some in words.items()}))


def test_reports_of_one_template_are_not_alike() -> None:
    reports = [forecast(number) for number in range(40)]
    assert [alike(a, b) for a, b in pairwise(reports)] == [0.0] * 39


def test_the_same_opening_makes_no_copy() -> None:
    opening = (
        "Every week our readers ask and our gardener answers, from the first frost to the last apple; write to her, and mind the slugs."
    )
    other = (
        "A rose that was cut in March needs no feed until it has flowered, says she, but water it from below and never in the sun at noon."
    )
    third = "Whoever sows beans before the ice saints sows them twice; put a fleece over the bed and wait until the soil is warm."
    assert alike([opening, other], [opening, third]) == 0.0


def test_short_articles_have_no_signature() -> None:
    words = " ".join(str(number) for number in range(39))
    assert sign([words]) is None
    assert sign([f"{words} more"]) is not None
    assert sign(["again and again " * 200]) is None
    assert sign([]) is None


def test_a_signature_is_the_same_everywhere() -> None:
    found = sign(paragraphs())
    assert found
    assert found.runs == 176
    assert found.sketch.hex()[:32] == "4b0529f27c35e1fe974cbdd3a8ce5702"


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    text = "港湾当局は火曜日、冬の嵐が来る前に水路を広げると発表した。漁師たちは長い間この工事を待っていたと話している。"
    assert alike([text], [text + "工事は来年の春まで続く見込みだ。"]) > 0.9


def test_sketches_tell_the_overlap_and_keys_find_it() -> None:
    draw = np.random.default_rng(5)
    for overlap, found_at_least, found_at_most in ((0.5, 0.94, 1.0), (0.4, 0.7, 0.9), (0.1, 0.0, 0.03)):
        errors, found = [], 0
        for _ in range(300):
            common = round(600 * overlap / (1 + overlap))
            runs = draw.integers(0, 2**64, 600 - common, np.uint64)
            pair = np.stack([_sketch(runs[:300]), _sketch(runs[-300:])])
            errors.append(((pair[0] == pair[1]).sum() - 0.5) / 127.5 - overlap)
            cut = keys(pair)
            found += int((cut[0] == cut[1]).any())
        assert abs(np.mean(errors)) < 0.01
        assert np.std(errors) < 0.055
        assert found_at_least <= found / 300 <= found_at_most


Row = tuple[int, int | None, bytes]
"""An article of these tests: a number for its id, its day, its sketch."""


def write(found: list[Row], path: Path) -> Path:
    days = [day if day is None else datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=day) for _, day, _ in found]
    columns = [[f"{number:032x}" for number, _, _ in found], days, [400] * len(found), [sketch for *_, sketch in found]]
    write_parquet(pa.table(columns, schema=SIGNATURES), path)
    return path


def by_hand(found: list[Row]) -> dict[str, str]:
    """Compare everything with everything, the earliest first."""
    ordered = sorted(found, key=lambda row: (row[1] is None, row[1] or 0, row[0]))
    sketches = np.array([list(row[2]) for row in ordered], np.uint8).reshape(-1, SKETCH)
    originals: list[int] = []
    cut, repeats = keys(sketches), {}
    for place, (number, *_) in enumerate(ordered):
        shared = similarities(sketches[place], 400, sketches, np.full(len(ordered), 400))
        of = next((o for o in originals if shared[o] and (cut[o] == cut[place]).any()), None)
        if of is None:
            originals.append(place)
        else:
            repeats[f"{number:032x}"] = f"{ordered[of][0]:032x}"
    return repeats


def drifting(draw: random.Random, count: int) -> list[Row]:
    """Make articles of which each differs from one before by up to half of its sketch, so that likeness forms chains and knots."""
    found: list[Row] = []
    for number in draw.sample(range(10_000), count):
        sketch = bytearray(draw.choice(found)[2] if found and draw.random() < 0.85 else draw.randbytes(SKETCH))
        for place in draw.sample(range(SKETCH), draw.randrange(SKETCH // 2)):
            sketch[place] = draw.randrange(256)
        found.append((number, draw.choice([None, *range(8)]), bytes(sketch)))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_whatever_the_runs_the_duplicates_are_those_of_all_against_all(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles come, go, change their date and move to other files over ten runs."""
    for name, value in (("LEAST", 1 + seed), ("NEAR", 1 + seed % 5), ("PAIRS", 1 + 7 * seed), ("AT_A_TIME", 1 << seed % 7)):
        monkeypatch.setattr(f"flows.duplicates.clusters.{name}", value)
    monkeypatch.setattr("flows.duplicates.signature_file._BLOCK", 1 + seed % 9)
    draw = random.Random(seed)  # noqa: S311 - any articles will do
    waiting = drifting(draw, 120)
    parts: dict[Path, list[Row]] = {}
    known = None
    for run in range(10):
        for path in draw.sample(sorted(parts), min(len(parts), draw.randrange(3))):
            stay = [row for row in parts.pop(path) if draw.random() < 0.8]
            redated = [(number, draw.choice([None, 3, 9]) if draw.random() < 0.2 else day, sketch) for number, day, sketch in stay]
            parts[write(redated, tmp_path / f"{run}-{path.name}")] = redated
        come, waiting = waiting[:12], waiting[12:]
        parts[write(come, tmp_path / f"part-{run}")] = come
        known = find_duplicates(draw.sample(sorted(parts), len(parts)))
        every = [row for part in parts.values() for row in part]
        assert dict(zip(*(known.column(name).to_pylist() for name in ("article_id", "duplicate_of")), strict=True)) == by_hand(every)
        assert known.equals(find_duplicates(sorted(parts)))
    assert known is not None
    assert known.num_rows > 10


def test_a_paragraph_in_common_makes_no_family(tmp_path: Path) -> None:
    """Of articles of which each has keys in common with many others, only those that are alike are looked at together."""
    draw = np.random.default_rng(3)
    firsts, sketches = draw.random((60, SKETCH)), draw.integers(0, 256, (60, SKETCH), np.uint8)
    made = [draw.choice(60, 4, replace=False) for _ in range(300)]
    made += [some[:3] for some in made[:20]]
    found = [sketches[some[firsts[some].argmin(axis=0)], np.arange(SKETCH)] for some in made]
    cut = keys(np.array(found))
    assert sum((cut[:, None] == cut[None]).any(axis=2).sum(axis=1) > 1) > 300
    rows: list[Row] = [(number, number % 9, sketch.tobytes()) for number, sketch in enumerate(found)]
    grouped = {name.decode() for some in candidate_clusters([write(rows, tmp_path / "part-0")]) for name in some.ids.tolist()}
    repeats = by_hand(rows)
    assert len(repeats) >= 20
    assert {*repeats, *repeats.values()} <= grouped
    assert len(grouped) < 100


def page(body: list[str], title: str = "Ferry aground", date: str = "March 3, 2025") -> str:
    return "\n\n".join([title, "By Ana Ruiz", date, *body]) + "\n"


BRIDGE = [
    "The county will close the old bridge at Marn to lorries from May, because two of its six piers have moved since the spring floods.",
    "Engineers who dived to the footings found holes as deep as a man is tall, and one said that nobody should wait for a second flood.",
    "Hauliers will have to drive forty kilometres more, and the dairy in the valley has asked for a temporary bridge of the army.",
]


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A seed folder: a wire story, a copy of it of the next day, one without a date, and two stories of their own."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "b-wire.txt").write_text(page(paragraphs()))
    (folder / "a-copy.txt").write_text(page(["GRENA (AP) — " + paragraphs()[0], *paragraphs()[1:6]], "Stuck!", "March 4, 2025"))
    (folder / "c-undated.txt").write_text(page(paragraphs(), "Ferry stuck", ""))
    (folder / "d-bridge.txt").write_text(page(BRIDGE, "Bridge to close"))
    (folder / "e-short.txt").write_text(page(["The ferry is free again."], "Ferry free"))
    return folder


def told(release: Release) -> dict[str, str]:
    """Return what repeats what, by the names of the seeds."""
    names = {row["article_id"]: row["seed"] for row in rows(release, "articles")}
    return {names[row["article_id"]]: names[row["duplicate_of"]] for row in rows(release, "duplicates")}


def test_copies_repeat_the_earliest_of_them(copies: Path, tmp_path: Path) -> None:
    run_plainly(copies, tmp_path / "data")
    release = open_release(tmp_path / "data")
    assert told(release) == {"a-copy.txt": "b-wire.txt", "c-undated.txt": "b-wire.txt"}
    assert [row["similarity"] for row in rows(release, "duplicates") if row["similarity"] < 0.9] == []
    assert len(release.files("duplicates")) == 1
    assert verify(release)


def test_an_earlier_copy_that_comes_later_takes_over_and_hands_back_when_it_goes(copies: Path, tmp_path: Path) -> None:
    run_plainly(copies, tmp_path / "data", part_size=2)
    first = open_release(tmp_path / "data")
    (copies / "f-first.txt").write_text(page(paragraphs(), "Ship aground", "March 2, 2025"))
    second = run_plainly(copies, tmp_path / "data", part_size=2)
    assert second
    assert told(second) == dict.fromkeys(["a-copy.txt", "b-wire.txt", "c-undated.txt"], "f-first.txt")
    assert verify(second)
    linked = {file["path"] for file in first.manifest["files"]} & {file["path"] for file in second.manifest["files"]}
    assert linked == {file["path"] for file in first.manifest["files"] if file["table"] != "duplicates"}
    (copies / "f-first.txt").unlink()
    (copies / "b-wire.txt").unlink()
    third = run_plainly(copies, tmp_path / "data", part_size=2, prune_removed=True)
    assert third
    assert told(third) == {"c-undated.txt": "a-copy.txt"}
    assert diff(first, second)["repeats"] == {"come": 1, "gone": 0, "moved": 2}
    assert diff(second, third)["repeats"] == {"come": 0, "gone": 2, "moved": 1}
    assert verify(third)


def test_a_changed_seed_and_a_reject_leave_no_reference(copies: Path, tmp_path: Path) -> None:
    run_plainly(copies, tmp_path / "data")
    (copies / "b-wire.txt").write_text(page(BRIDGE, "Bridge to close", "March 9, 2025"))
    (copies / "a-copy.txt").write_text(" ")
    second = run_plainly(copies, tmp_path / "data")
    assert second
    assert told(second) == {"b-wire.txt": "d-bridge.txt"}
    assert verify(second)


def test_ten_runs_in_any_order_give_the_bytes_of_one(copies: Path, tmp_path: Path) -> None:
    for number in range(6):
        lines = random.Random(number).sample(paragraphs(), 6)  # noqa: S311 - any lines will do
        (copies / f"g-{number}.txt").write_text(page(lines, f"Ferry {number}", ["", "March 1, 2025", "March 9, 2025"][number % 3]))
    run_plainly(copies, tmp_path / "one")
    expected = open_release(tmp_path / "one")
    for way in range(2):
        names = sorted(path.name for path in copies.iterdir())
        random.Random(way).shuffle(names)  # noqa: S311 - any order will do
        seeds, data = tmp_path / f"seeds-{way}", tmp_path / f"data-{way}"
        seeds.mkdir()
        for name in names:
            shutil.copy(copies / name, seeds / name)
            run_plainly(seeds, data, part_size=way + 2, batch_size=way + 1)
        last = open_release(data)
        assert digest_of(last) == digest_of(expected)
        assert verify(last)
        full = run_plainly(seeds, data, full=True, part_size=3)
        assert full is None or digest_of(full) == digest_of(expected)
    assert expected.manifest["rows"]["duplicates"] >= 5


def digest_of(release: Release) -> list[str]:
    return [file["sha256"] for file in release.manifest["files"] if file["table"] == "duplicates"]


def test_a_run_without_copies_links_the_file(copies: Path, tmp_path: Path) -> None:
    first = run_plainly(copies, tmp_path / "data")
    (copies / "z.txt").write_text(page(["The harbour office has a new clock, and it is slow."], "A clock"))
    second = run_plainly(copies, tmp_path / "data")
    assert first
    assert second
    assert [path.name for path in second.files("duplicates")] == [path.name for path in first.files("duplicates")]
    assert Path(second.files("duplicates")[0]).samefile(Path(first.files("duplicates")[0]))


def test_verify_finds_duplicates_that_the_signatures_do_not_tell(copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.publish.release.find_duplicates", lambda *_: schema("duplicates").empty_table())
    run_plainly(copies, tmp_path / "data")
    with pytest.raises(BrokenInvariantError, match="do not match the signatures"):
        verify(open_release(tmp_path / "data"))


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([("b", "x")], "duplicates.duplicate_of points to no row of articles in 1 rows"),
        ([("x", "b")], "duplicates.article_id points to no row of articles in 1 rows"),
        ([("b", "a"), ("c", "b")], "points to an article that is a duplicate itself"),
        ([("b", "a"), ("b", "a")], "two rows of duplicates have the same article_id"),
    ],
)
def test_a_broken_reference_is_refused(pairs: list[tuple[str, str]], sentence: str) -> None:
    articles = [pa.array(["a"]), pa.array(["b", "c"])]
    check_duplicates(duplicates_of([("b", "a"), ("c", "a")]), articles)
    with pytest.raises(BrokenInvariantError, match=sentence):
        check_duplicates(duplicates_of(pairs), articles)


def duplicates_of(pairs: list[tuple[str, str]]) -> pa.Table:
    return pa.table([*zip(*pairs, strict=True), [0.9] * len(pairs)], schema=schema("duplicates"))


def test_signatures_have_to_be_those_of_their_part(copies: Path, tmp_path: Path) -> None:
    run_plainly(copies, tmp_path / "data")
    release = open_release(tmp_path / "data")
    tables: dict[str, Any] = {name: release.arrow(name) for name in ("articles", "paragraphs")}
    ids = tables["articles"].column("article_id").combine_chunks()
    good = sign_articles(tables, ids)
    assert good.num_rows == 4
    check_signatures(good, tables["articles"])
    with pytest.raises(BrokenInvariantError, match="of no article of its part"):
        check_signatures(good, tables["articles"].slice(1))
    with pytest.raises(BrokenInvariantError, match="or of one that has another"):
        check_signatures(pa.concat_tables([good, good]), tables["articles"])
    with pytest.raises(BrokenInvariantError, match="another date"):
        check_signatures(good.set_column(1, SIGNATURES.field(1), pa.nulls(4, SIGNATURES.field(1).type)), tables["articles"])
    with pytest.raises(BrokenInvariantError, match="columns of the signatures"):
        check_signatures(good.drop_columns(["runs"]), tables["articles"])
