"""SQL, polars, pandas and DuckDB over a release: the same rows by every way, one sentence for each mistake, and no way to do harm."""

import csv
import errno
import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import Release, open_release
from flows.errors import NewstablesError, UsageError
from flows.query import results
from flows.query.sql import run_query
from tests.running import contents, rows, run_plainly, story
from tests.test_cli import ask
from transforms.schema import TABLES

COUNT = "SELECT kind, count(*) AS n FROM quotes GROUP BY kind ORDER BY kind"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one release, for all tests here: nothing that they ask may change it."""
    folder = tmp_path_factory.mktemp("sql")
    (folder / "seeds").mkdir()
    for number in range(3):
        (folder / "seeds" / f"story-{number}.txt").write_text(story(number))
    run_plainly(folder / "seeds", folder / "data")
    return folder / "data"


@pytest.fixture(scope="module")
def released(data: Path) -> Release:
    """Its release."""
    return open_release(data)


def counted(release: Release) -> list[tuple[str, int]]:
    kinds = [row["kind"] for row in rows(release, "quotes")]
    return [(kind, kinds.count(kind)) for kind in sorted(set(kinds))]


def test_every_way_gives_the_same_rows(released: Release) -> None:
    wanted = counted(released)
    assert released.duckdb().sql(COUNT).fetchall() == wanted
    assert released.polars("quotes").group_by("kind").len().sort("kind").collect().rows() == wanted
    assert list(released.pandas("quotes", ["kind"]).groupby("kind").size().items()) == wanted
    with run_query(released, COUNT) as found:
        assert [tuple(row.values()) for row in found.read_all().to_pylist()] == wanted


def test_every_table_is_a_view_in_order(released: Release) -> None:
    connection = released.duckdb(locked=True)
    for table, definition in TABLES.items():
        found = connection.sql(f"SELECT {', '.join(definition.key)} FROM {table}").fetchall()  # noqa: S608 - our own names
        assert found == [tuple(row[name] for name in definition.key) for row in rows(released, table)]
        lazy = released.polars(table)
        assert isinstance(lazy, pl.LazyFrame)
        assert lazy.collect().height == released.manifest["rows"][table]
    with pytest.raises(UsageError, match="there is no table 'cells'"):
        released.polars("cells")


def test_forms_of_the_answer(released: Release, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = counted(released)
    status, out, err = ask(capsys, "sql", COUNT, "--data", data)
    assert (status, err) == (0, "")
    assert [part.strip() for part in out.splitlines()[3].strip("│").split("│")] == [wanted[0][0], str(wanted[0][1])]
    lines = list(csv.reader(io.StringIO(ask(capsys, "sql", COUNT, "--csv", "--data", data)[1])))
    assert lines == [["kind", "n"], *([kind, str(n)] for kind, n in wanted)]
    assert json.loads(ask(capsys, "sql", COUNT, "--json", "--data", data)[1]) == [{"kind": kind, "n": n} for kind, n in wanted]
    assert ask(capsys, "sql", COUNT, "--parquet", tmp_path / "n.parquet", "--data", data)[0] == 0
    assert [tuple(row.values()) for row in pq.read_table(tmp_path / "n.parquet").to_pylist()] == wanted
    values = "SELECT spans, 0.5::float AS half, 1/0 AS none, sum(1) OVER () AS whole, make_timestamp(0) AS then FROM quotes LIMIT 1"
    (row,) = json.loads(ask(capsys, "sql", values, "--json", "--data", data)[1])
    assert row["spans"] == rows(released, "quotes")[0]["spans"]
    assert (row["half"], row["none"], row["whole"], row["then"]) == (0.5, None, len(rows(released, "quotes")), "1970-01-01T00:00:00")
    assert json.loads(ask(capsys, "sql", "FROM quotes WHERE false", "--json", "--data", data)[1]) == []


def test_an_answer_that_breaks_off_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    batch = pa.record_batch({"n": [1, 2]})
    path = tmp_path / "n.parquet"
    assert results.write_parquet(pa.RecordBatchReader.from_batches(batch.schema, [batch]), path) == 2

    def breaking() -> Iterator[pa.RecordBatch]:
        yield batch
        raise OSError(errno.EIO, "the disk fails")

    with pytest.raises(OSError, match="the disk fails"):
        results.write_parquet(pa.RecordBatchReader.from_batches(batch.schema, breaking()), path)
    assert pq.read_table(path).to_pydict() == {"n": [1, 2]}
    assert [found.name for found in tmp_path.iterdir()] == ["n.parquet"]


def test_a_query_from_standard_input_and_of_an_older_release(
    released: Release, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(COUNT))
    assert ask(capsys, "sql", "-", "--csv", "--data", data, "--release", released.name)[1].startswith("kind,n\n")


def test_a_long_answer_says_that_it_is_cut(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert released
    status, out, err = ask(capsys, "sql", "FROM range(101)", "--data", data)
    assert status == 0
    assert out.count("│") == 200
    assert err == "these are the first 100 rows; --csv, --json and --parquet FILE give all\n"


def test_times_do_not_depend_on_the_machine(
    released: Release, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert released
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    out = ask(capsys, "sql", "SELECT '2026-01-01 00:00:00+00'::timestamptz AS t, t::varchar AS s", "--csv", "--data", data)[1]
    assert out == "t,s\n2026-01-01T00:00:00+00:00,2026-01-01 00:00:00+00\n"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT spaker_name FROM quotes", 'Referenced column "spaker_name" not found in FROM clause; the nearest are "speaker_name"'),
        ("FROM quote", 'Table with name quote does not exist; did you mean "quotes"?'),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT 1\nFROM quotes WHERE kind", "(line 2)"),
        ("SELECT 'x'::int", "Could not convert string 'x' to INT32"),
        ("", "the query is empty"),
        ("-- nothing", "the query is empty"),
    ],
)
def test_mistakes_get_one_sentence(query: str, sentence: str, released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert released
    status, out, err = ask(capsys, "sql", query, "--data", data)
    assert (status, out) == (2, "")
    assert err.startswith("newstables: ")
    assert err.count("\n") == 1
    assert sentence in err


@pytest.mark.parametrize(
    "query",
    [
        "COPY quotes TO '{out}'",
        "COPY (SELECT 1 AS a) TO '{own}' (USE_TMP_FILE false)",
        "EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO '{own}' (USE_TMP_FILE false)",
        "EXPLAIN /* one two three four */ (ANALYZE) COPY (SELECT 1 AS a) TO '{own}' (USE_TMP_FILE false)",
        "-- a comment\nCOPY (PIVOT quotes ON kind USING count(*)) TO '{own}' (USE_TMP_FILE false)",
        "PREPARE p AS COPY (SELECT 1 AS a) TO '{own}' (USE_TMP_FILE false); EXECUTE p",
        "SELECT 1; COPY (SELECT 1 AS a) TO '{own}' (USE_TMP_FILE false)",
        "SELECT * FROM query('COPY quotes TO ''{out}''')",
        "FROM '{secret}'",
        "FROM read_text('{secret}')",
        "FROM glob('{folder}/*')",
        "FROM read_csv('/dev/stdin')",
        "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
        "ATTACH '{out}' AS other",
        "EXPORT DATABASE '{out}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE SECRET s (TYPE s3)",
        "SET enable_external_access = true",
        "SET autoinstall_known_extensions = true",
        "CALL enable_logging(storage = 'file', storage_path = '{out}')",
        "PRAGMA enable_profiling",
        "DROP VIEW quotes",
        "CREATE TABLE t AS FROM quotes",
        "SELECT getenv('HOME')",
        "FROM csv",
    ],
)
def test_a_query_cannot_write_or_leave_the_release(
    query: str, released: Release, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    before = [path.read_bytes() for path in released.files("quotes")]
    asked = query.format(out=tmp_path / "out", own=released.files("quotes")[0], secret=tmp_path / "secret.txt", folder=tmp_path)
    status, out, err = ask(capsys, "sql", asked, "--data", data)
    assert (status, out) == (2, ""), out
    assert "a secret" not in err
    assert err.count("\n") == 1
    assert [path.read_bytes() for path in released.files("quotes")] == before
    assert not (tmp_path / "out").exists()


def test_what_reads_may_begin_in_many_ways(released: Release) -> None:
    for query in (
        "(SELECT 1)",
        "/* a */ -- b\n WITH a AS (FROM quotes) SELECT count(*) FROM a",
        "PIVOT (SELECT kind, paragraph FROM quotes) ON kind USING count(*) GROUP BY paragraph",
        "DESCRIBE quotes",
        "SHOW TABLES",
        "SUMMARIZE quotes",
        "EXPLAIN FROM quotes",
        "VALUES (1)",
        "FROM quotes",
    ):
        with run_query(released, query) as found:
            assert found.read_all().num_rows


def test_open_lets_a_query_do_what_duckdb_can(released: Release, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(released)
    status, _, err = ask(capsys, "sql", "--open", f"COPY quotes TO '{tmp_path}/out.csv'", "--data", data)
    assert (status, err) == (0, "")
    assert len((tmp_path / "out.csv").read_text().splitlines()) > len(rows(released, "quotes"))
    assert contents(released) == before
    assert "--open lets a query use other files" in ask(capsys, "sql", f"FROM read_text('{tmp_path}/out.csv')", "--data", data)[2]


def test_a_missing_file_is_no_mistake_of_the_user(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = shutil.copytree(data, tmp_path / "data", symlinks=True)
    open_release(data).files("mentions")[0].unlink()
    status, _, err = ask(capsys, "sql", "FROM mentions", "--data", data)
    assert status == 1
    assert err.startswith("newstables: the query could not be answered: ")
    assert err.count("\n") == 1


def test_control_characters_do_not_reach_the_terminal(released: Release, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert released
    out = ask(capsys, "sql", "SELECT chr(27) || '[31m' AS a, '[bold]' AS \"[b]\"", "--data", data)[1]
    assert "\x1b" not in out
    assert "\ufffd[31m" in out
    assert "[bold]" in out


def test_a_missing_package_is_named(released: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(NewstablesError) as caught:
        released.polars("quotes")
    assert str(caught.value) == "this needs polars, which is not installed: pip install polars"


class Elsewhere(str):
    """The name of a file that is not on this machine, with what is asked of it: to be opened."""

    __slots__ = ()

    def open(self) -> io.BytesIO:
        return io.BytesIO(Path(self.removeprefix("far://")).read_bytes())


def test_files_that_are_not_on_this_machine_are_read_through_arrow(released: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    near, wanted = Release.files, counted(released)
    monkeypatch.setattr(Release, "files", lambda release, table: [Elsewhere(f"far://{path}") for path in near(release, table)])
    connection = released.duckdb(locked=True)
    assert connection.sql(COUNT).fetchall() == wanted
    assert connection.sql("SELECT count(*) FROM articles WHERE published > '1990-01-01'").fetchall() == [(0,)]


def test_what_is_too_large_for_memory_goes_to_a_folder_that_is_removed(
    released: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spill"))
    (tmp_path / "spill").mkdir()
    with released.duckdb() as connection:
        connection.execute("SET memory_limit = '60MB'")
        connection.execute("SELECT row_number() OVER (ORDER BY hash(range)) AS n FROM range(6000000)").fetchmany(1)
        assert list((tmp_path / "spill").iterdir())
    assert not list((tmp_path / "spill").iterdir())
