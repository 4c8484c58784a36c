"""The report without a browser: every page is well formed, whole, escaped, linked and the same each time."""

import csv
import dataclasses
import http.client
import io
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any

import lxml.html
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from flows import Release, open_release
from flows.cli.app import main
from flows.errors import UsageError
from flows.publish.part import write_file
from flows.report import make_report, names, server
from flows.report.articles import web_address
from flows.report.charts import timeline
from flows.report.gather import DATES, attributed
from flows.report.languages import NAMES, language_name
from flows.report.listing import packed
from flows.report.marks import Mark, marked
from flows.report.search_index import words
from flows.report.site import POLICY, article_path, linked_pages, name_path
from flows.report.speakers import number_speakers
from flows.report.statements import Tally, clusters, codes, statement_ids
from flows.report.text import plain, visible
from flows.store.files import schema
from tests.running import rows, run_plainly, story
from transforms.metadata.language import load_identifier
from transforms.schema import PRONOUNS, QUOTE_KINDS, SOURCE_TYPES, TABLES

HOSTILE = """Mayor </title><script>alert(1)</script> of <img src=x onerror=alert(2)> opens "bridge"

By Ana "><svg onload=alert(3)> Ruiz

LISBON (Reuters) - The mayor <b onclick="alert(4)">said</b> on Tuesday that the \u202ebridge\u202c would open before the storms.

"We have </script><script>alert(5)</script> waited years for this," said Rui Matos, who runs the 'pilots' office. "Nobody wants a storm."
"""
RECORD = (
    '{"title": "</script><script>alert(6)</script>", "url": "javascript:alert(7)", "publisher": "P\\"><img src=x onerror=alert(8)>",'
    ' "published": "2026-03-01", "text": "The minister Jo Vale said on Monday that taxes would fall. \\"We will do it,\\" Jo Vale said."}\n'
)


def write_seeds(folder: Path) -> Path:
    """Write ordinary and hostile seeds, one of them a reject."""
    folder.mkdir()
    for number in range(4):
        (folder / f"story-{number}.txt").write_text(story(number), encoding="utf-8")
    (folder / "evil.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "rows.jsonl").write_text(RECORD, encoding="utf-8")
    (folder / "<img src=x onerror=alert(9)>.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("viewed")
    run_plainly(write_seeds(folder / "seeds"), folder / "data", part_size=3)
    return open_release(folder / "data")


@pytest.fixture(scope="module")
def report(release: Release) -> Path:
    return make_report(release, release.path.parents[1] / "report").parent


def pages(report: Path) -> dict[str, Any]:
    return {str(path.relative_to(report)): lxml.html.parse(str(path)).getroot() for path in sorted(report.rglob("*.html"))}


def script(path: Path) -> Any:
    """Return what a script of data gives to the page."""
    found = re.fullmatch(r'newstables\.add\("([a-z0-9/-]+)", (.*)\);\n', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    assert path.as_posix().endswith(f"/data/{found[1]}.js")
    return json.loads(found[2])


def data(report: Path, kind: str) -> list[list[Any]]:
    """Return the rows of a list, file by file."""
    files = [script(path) for path in sorted((report / "data" / kind).glob("rows-*.js"))]
    return [[row for _, rows in file for row in rows] for file in files] if kind == "quotes" else files


def test_every_page_can_be_used_without_a_mouse_and_without_eyes(report: Path) -> None:
    for path, page in pages(report).items():
        assert page.get("lang") == "en", path
        assert page.findtext(".//title"), path
        assert len(page.xpath("//h1")) == 1, path
        assert len(page.xpath("//main[@id='main']")) == len(page.xpath("//header//nav[@aria-label]")) == len(page.xpath("//footer")) == 1
        assert page.xpath("//body/*[1]")[0].get("href") == "#main", path
        for field in page.xpath("//input | //select"):
            assert page.xpath("//label[@for=$id]", id=field.get("id")) or field.xpath("ancestor::label"), path
        for section in page.xpath("//*[@aria-labelledby]"):
            assert page.xpath("//*[@id=$id]", id=section.get("aria-labelledby")), path
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_every_link_leads_to_its_place(report: Path) -> None:
    found = pages(report)
    links = 0
    for path, page in found.items():
        for href in page.xpath("//a/@href"):
            target, _, place = href.partition("#")
            name = str((report / path).parent.joinpath(target).resolve().relative_to(report.resolve())) if target else path
            if name.endswith(".csv"):
                assert (report / name).is_file(), (path, href)
                continue
            assert name in found, (path, href)
            if place and "=" not in place:
                assert found[name].xpath("//*[@id=$id]", id=place), (path, href)
            links += 1
    assert links > 200


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inside_a_page(report: Path) -> None:
    for path, page in pages(report).items():
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
        for source in page.xpath("//script/@src | //link/@href | //img/@src"):
            assert (report / path).parent.joinpath(source).resolve().is_relative_to(report.resolve())
        assert not page.xpath("//script[not(@src)] | //style | //*[@style] | //img | //iframe | //form")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        assert not page.xpath("//a[starts-with(@href, 'javascript')]")


def test_an_article_page_shows_every_character_once(release: Release, report: Path) -> None:
    for paragraph in rows(release, "paragraphs"):
        page = lxml.html.parse(str(report / article_path(paragraph["article_id"]))).getroot()
        (block,) = page.xpath("//*[@id=$id]/*[self::p or self::h1 or self::h2]", id=f"p{paragraph['paragraph']}")
        for number in block.xpath(".//a[contains(@class, 'no ')]"):
            number.drop_tree()
        assert block.text_content() == visible(paragraph["text"])


def test_hostile_text_is_text(release: Release, report: Path) -> None:
    article = next(row for row in rows(release, "articles") if row["seed"] == "evil.txt")
    source = (report / article_path(article["article_id"])).read_text(encoding="utf-8")
    assert "<script>alert" not in source
    page = lxml.html.fromstring(source)
    assert "Mayor </title><script>alert(1)</script> of <img src=x onerror=alert(2)> opens" in page.xpath("//h1")[0].text_content()
    assert "the ⟨U+202E⟩bridge⟨U+202C⟩ would" in page.text_content()
    assert "\u202e" not in source
    assert "<img src=x onerror=alert(9)>.txt" in lxml.html.parse(str(report / "rejects.html")).getroot().text_content()
    assert "</script><script>alert(6)</script>" in (report / "data" / "articles" / "rows-0000.js").read_text(encoding="utf-8")


EVIL = "\"'><i evil>\u202e&"
ENUMERATED = {"role", "type", "speaker_resolution"}
KEPT = {"published_precision", "kind", "reason", "source_type", "pronoun"}
"""Of a few values each, which are looked up: others would break the report."""


def spoilt(rows: pa.Table, left: set[str]) -> pa.Table:
    """Return rows with markup before the value of every column of text but ids and those left; offsets stay within the text."""
    for place, field in enumerate(rows.schema):
        values = rows.column(place).to_pylist()
        if field.name.endswith(("_id", "_ids")) or field.name in left | {"duplicate_of", "quote_group"}:
            continue
        if pa.types.is_string(field.type):
            rows = rows.set_column(place, field, pa.array([value and EVIL + value for value in values], field.type))
        elif field.type == pa.list_(pa.field("element", pa.string(), nullable=False)):
            rows = rows.set_column(place, field, pa.array([[EVIL + item for item in value] for value in values], field.type))
    return rows


@pytest.mark.parametrize("left", [KEPT | ENUMERATED, KEPT], ids=["texts", "enumerations too"])
def test_markup_in_any_column_is_text(release: Release, tmp_path: Path, left: set[str]) -> None:
    files = []
    for file in release.manifest["files"]:
        rows = release.arrow(file["table"], None, file["part"]) if file["table"] in TABLES else pa.table({})
        if file["table"] in TABLES and rows.num_rows:
            files.append(write_file(spoilt(rows, left), file["table"], file["part"], tmp_path, ""))
    one, other = release.arrow("articles").column("article_id").to_pylist()[:2]
    copied = pa.table({"article_id": [one], "duplicate_of": [other], "similarity": [0.9]}, schema("duplicates"))
    files.append(write_file(copied, "duplicates", "evil", tmp_path, ""))
    alike: Any = {**release.manifest, "files": files}
    report = make_report(Release(tmp_path, tmp_path, alike), tmp_path / "report").parent
    for path, page in pages(report).items():
        source = (report / path).read_text(encoding="utf-8")
        assert not page.xpath("//i | //*[@evil]"), path
        assert "\u202e" not in source, path
        assert not re.search("<i evil|&(?!amp;|lt;|gt;|#34;|#39;)", source), path
        assert "&gt;&lt;i evil&gt;⟨U+202E⟩&amp;" in source, path
    assert not any("\u202e" in shard.read_text(encoding="utf-8") for shard in (report / "data").rglob("*.js"))


def test_quotes_lead_to_the_speaker_and_back(release: Release, report: Path) -> None:
    quote = next(row for row in rows(release, "quotes") if row["speaker_name"] == "Rui Matos" and row["kind"] == "direct")
    article = lxml.html.parse(str(report / article_path(quote["article_id"]))).getroot()
    (content,) = article.xpath("//*[@id=$id]", id=f"q-{quote['quote_id'][:12]}")
    (number,) = article.xpath("//a[contains(@class, 'no ') and @data-q=$q]", q=content.get("data-q"))
    assert number.get("aria-label") == "Rui Matos: direct quote"
    (speaker,) = article.xpath("//*[@id=$id]", id=number.get("href")[1:])
    assert speaker.xpath(".//a/@href")[0] == f"../../{name_path(quote['speaker_id'])}"
    said = lxml.html.parse(str(report / name_path(quote["speaker_id"]))).getroot()
    assert f"../../{article_path(quote['article_id'])}#{content.get('id')}" in said.xpath("//a[contains(@class, 'place')]/@href")
    assert said.xpath("count(//article)") == 4 + 1


def test_low_confidence_is_said_in_words(release: Release, report: Path) -> None:
    low = [row for row in rows(release, "quotes") if row["confidence"] < 0.5]
    found = [number for page in pages(report).values() for number in page.xpath("//a[contains(@aria-label, 'low confidence')]/text()")]
    assert len(found) == len(low)
    assert all(text.endswith("?") for text in found)


def test_the_same_release_gives_the_same_bytes_however_it_is_cut(release: Release, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds")
    run_plainly(seeds, tmp_path / "data")
    whole = open_release(tmp_path / "data")
    assert len(whole.manifest["parts"]) < len(release.manifest["parts"])
    alike: Any = {**whole.manifest, "parts": release.manifest["parts"], "files": release.manifest["files"]}
    cut = dataclasses.replace(release, manifest=alike)

    def content(viewed: Release, out: str) -> dict[str, bytes]:
        folder = make_report(viewed, tmp_path / out).parent
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    first = content(whole, "one")
    assert first == content(whole, "two")
    assert first | {"report.json": b""} == content(cut, "cut") | {"report.json": b""}


def test_long_lists_are_split(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "PER_PAGE", 2)
    for module in ("build", "listing", "quotes"):
        monkeypatch.setattr(f"flows.report.{module}.SHARD", 4)
    report = make_report(release, tmp_path / "report").parent
    assert len(list((report / "data" / "articles").glob("rows-*.js"))) == 2
    assert sum(map(len, data(report, "quotes"))) == release.manifest["rows"]["quotes"]
    speaker = next(row["speaker_id"] for row in rows(release, "quotes") if row["speaker_name"] == "Rui Matos")
    counts = [lxml.html.parse(str(report / name_path(speaker, page))).getroot().xpath("count(//article)") for page in (1, 2, 3)]
    assert counts == [2, 2, 1]
    test_every_link_leads_to_its_place(report)


def test_names_of_one_article_have_no_page_in_a_large_release(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "SMALL", 1)
    report = make_report(release, tmp_path / "report").parent
    of_one = {entity for entity, count in Counter(row["entity_id"] for row in rows(release, "entities")).items() if count == 1}
    assert of_one
    assert not any((report / name_path(entity)).exists() for entity in of_one)
    test_every_link_leads_to_its_place(report)
    quoted = next(row for row in rows(release, "quotes") if row["speaker_id"] in of_one)
    (line,) = lxml.html.parse(str(report / "names.html")).getroot().xpath("//li[a/bdi=$name]", name=quoted["speaker_name"])
    assert line.xpath("a/@href")[0].startswith(f"{article_path(quoted['article_id'])}#q-")
    assert quoted["speaker_name"] in (report / "data" / "names" / "rows-0000.js").read_text(encoding="utf-8")
    unquoted = {row["name"] for row in rows(release, "entities") if row["entity_id"] in of_one and not row["quote_count"]}
    assert unquoted
    assert not any(f'"{name}"' in (report / "data" / "names" / "rows-0000.js").read_text(encoding="utf-8") for name in unquoted)


@pytest.mark.parametrize(("languages", "heading", "figure"), [("de", "No articles", "1 reject"), ("", "1 article and", "1 article")])
def test_of_one_article_or_none(tmp_path: Path, languages: str, heading: str, figure: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("The market opens at six, and the traders of the port are there at five with their nets.\n")
    run_plainly(tmp_path / "seeds", tmp_path / "data")
    if languages:
        run_plainly(tmp_path / "seeds", tmp_path / "data", languages=languages)
    report = make_report(open_release(tmp_path / "data"), tmp_path / "report").parent
    page = lxml.html.parse(str(report / "index.html")).getroot()
    assert page.findtext(".//h1").startswith(heading)
    assert figure in [" ".join(item.text_content().split()) for item in page.xpath("//*[@class='figures']/li")]
    for name in ("articles.html", "names.html", "rejects.html"):
        assert (report / name).is_file()
    assert lxml.html.parse(str(report / "articles.html")).getroot().xpath("string(//*[@id='status'])") == (
        "0 articles" if languages else "1 article"
    )


def held(report: Path, kind: str, word: str) -> list[int]:
    """Return the rows that the index of a list gives for a word."""
    folder = report / "data" / kind
    lines = [line.split() for path in sorted(folder.glob("words-*.js")) for line in script(path).splitlines()]
    assert [line[0] for line in lines] == sorted({line[0] for line in lines})
    return [int(row) for line in lines if line[0] == word for row in accumulate(map(int, line[1:]))]


@pytest.mark.parametrize("long", [80, 100_000])
def test_the_index_has_every_word_of_every_text(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: int) -> None:
    monkeypatch.setattr("flows.report.listing.WORDS", long)
    monkeypatch.setattr("flows.report.search_index.AT_ONCE", long)
    report = make_report(release, tmp_path / "report").parent
    for kind in ("articles", "quotes", "names"):
        facts, files = script(report / "data" / kind / "facts.js"), sorted((report / "data" / kind).glob("words-*.js"))
        assert facts["words"] == [script(path).split(" ", 1)[0] for path in files]
    assert len(files) == 1 or long == 80
    (articles,) = data(report, "articles")
    texts = {row["article_id"]: "" for row in rows(release, "articles")}
    for row in rows(release, "paragraphs"):
        if row["role"] not in {"boilerplate", "credit"}:
            texts[row["article_id"]] += f" {row['text']}"
    for word in ("storm", "the", "12", "pilots"):
        assert held(report, "articles", word) == [place for place, row in enumerate(articles) if word in words(texts[row[0]])]
    assert held(report, "articles", "nosuchword") == []
    (quotes,) = data(report, "quotes")
    assert held(report, "quotes", "speaker:matos") == [place for place, row in enumerate(quotes) if "matos" in words(f"{row[3]} {row[4]}")]
    said = {row["quote_id"]: row["speaker_ids"] for row in rows(release, "quotes")}
    speaker = next(ids[0] for ids in said.values() if ids)
    assert held(report, "quotes", f"who:{speaker[:16]}") == [place for place, row in enumerate(quotes) if speaker in said[row[0]]]


def test_the_list_of_quotes_has_them_all_in_order_with_their_facts(release: Release, report: Path) -> None:
    (file,) = [script(path) for path in sorted((report / "data" / "quotes").glob("rows-*.js"))]
    wanted = {row["quote_id"]: row for row in rows(release, "quotes")}
    assert [article[2] for article, _ in file] == sorted((article[2] for article, _ in file), reverse=True)
    found = [(article, quote) for article, quotes in file for quote in quotes]
    assert {quote[0] for _, quote in found} == wanted.keys()
    facts = script(report / "data" / "quotes" / "facts.js")
    numbers = {name: unpacked(text) for name, text in facts["facts"].items()}
    for place, (article, quote) in enumerate(found):
        row = wanted[quote[0]]
        assert (article[0], quote[2], quote[5]) == (row["article_id"], row["kind"], row["source_type"])
        assert QUOTE_KINDS[numbers["kind"][place]] == row["kind"]
        assert SOURCE_TYPES[numbers["type"][place]] == row["source_type"]
        assert abs(numbers["confidence"][place] - 100 * row["confidence"]) < 1
    groups = [wanted[quote[0]]["quote_group"] or quote[0] for _, quote in found]
    for one, other in combinations(range(len(found)), 2):
        if groups[one] == groups[other]:
            assert numbers["statement"][one] == numbers["statement"][other]


def unpacked(text: str) -> list[int]:
    width = int(text[0])
    return [int("".join(f"{ord(digit) - 48:05b}" for digit in text[place : place + width]), 2) for place in range(1, len(text), width)]


@given(st.lists(st.integers(0, 2**31)))
def test_numbers_are_packed_and_unpacked(numbers: list[int]) -> None:
    assert unpacked(packed(numbers)) == numbers


def quotes_of(*rows: tuple[str, str, str | None, str | None]) -> pa.Table:
    """Return quotes of an article, a text, a speaker and a group each."""
    made = [
        {"quote_id": f"{n:032x}", "article_id": a, "text": text, "speaker_id": who, "speaker_text": "it", "quote_group": group}
        for n, (a, text, who, group) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made)


LONG = "that the bridge would be closed until May"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("a", "x", "p", "ab" * 16), ("b", "y", "p", "ab" * 16), True),
        (("a", LONG, "p", None), ("b", "That the bridge would be closed until May.", "p", None), True),
        (("a", LONG, "p", None), ("b", LONG, "q", None), False),
        (("a", "of course", "p", None), ("b", "of course", "p", None), False),
        (("a", "of course", "p", None), ("copy", "of course", "p", None), True),
        (("a", "of course", "p", None), ("a", "of course", "p", None), False),
    ],
)
def test_copies_are_one_statement(one: Any, other: Any, *, same: bool) -> None:
    copied = pa.table({"article_id": ["copy"], "duplicate_of": ["a"]})
    ids = statement_ids(quotes_of(one, other), clusters(copied))
    assert (ids[0] == ids[1]) is same


def test_a_statement_counts_once_as_its_most_direct_copy() -> None:
    tally = Tally()
    tally.add([7, 8], codes(["indirect", "direct"], QUOTE_KINDS), codes(["person", "group"], SOURCE_TYPES), codes([None, None], PRONOUNS))
    tally.add([7], codes(["mixed"], QUOTE_KINDS), codes(["person"], SOURCE_TYPES), codes(["she"], PRONOUNS))
    assert tally.count() == {"type": {("person", "mixed"): 1, ("group", "direct"): 1}, "pronoun": {("she", "mixed"): 1}}
    assert Tally().count() == {"type": {}, "pronoun": {}}


SHARED = """
"Nobody wants to wait for another storm on this coast," said Rui Matos, who runs the pilots' office.

Matos said that the channel would be open again before the winter.
"""
BESIDE = (
    "Harbour of Aveiro to close\n\nThe harbour of Aveiro closes for a week in May, when divers look at its oldest wall.\n",
    "Ships wait off Leiria\n\nEleven ships lay off the coast of Leiria on Friday, most of them with grain and timber on board.\n",
)


def write_copies(folder: Path) -> Release:
    """Make a release of two articles that have a direct and an indirect statement in common."""
    (folder / "seeds").mkdir()
    for number, text in enumerate(BESIDE):
        (folder / "seeds" / f"{number}.txt").write_text(text + SHARED, encoding="utf-8")
    run_plainly(folder / "seeds", folder / "data")
    return open_release(folder / "data")


def test_copies_count_once_and_direct_apart_from_indirect(tmp_path: Path) -> None:
    release = write_copies(tmp_path)
    kinds = Counter(row["kind"] for row in rows(release, "quotes") if row["speaker_name"] == "Rui Matos")
    assert kinds == {"direct": 2, "indirect": 2}
    report = make_report(release, tmp_path / "report").parent
    overview = lxml.html.parse(str(report / "index.html")).getroot()
    for section in ("speakers", "sources"):
        (bar,) = overview.xpath("//section[@aria-labelledby=$section]//li", section=section)
        assert [part.text_content() for part in bar.xpath(".//*[@class='part']")] == ["1 direct", "–", "1 indirect"]
    speaker = next(row["speaker_id"] for row in rows(release, "quotes"))
    page = lxml.html.parse(str(report / name_path(speaker))).getroot()
    assert page.xpath("string(//*[@class='lead'])").startswith("2 statements in 2 articles (1 direct, 1 indirect; 4 with copies)")


def test_unknown_sources_are_not_one_person() -> None:
    def quote(number: int, text: str | None, ids: list[str], name: str | None) -> dict[str, Any]:
        return {
            "quote_id": f"{number:032x}", "speaker_text": text, "speaker_ids": ids, "speaker_id": ids[0] if len(ids) == 1 else None,
            "speaker_name": name,
        }  # fmt: skip

    found = number_speakers(
        [
            quote(0, "They", [], None),
            quote(1, "they", [], None),
            quote(2, "Vale and Oake", ["a", "b"], "Vale; Oake"),
            quote(3, "officials", [], None),
            quote(4, None, [], None),
            quote(5, "Officials", [], None),
            quote(6, "she", ["a"], "Vale"),
        ],
        {},
    )
    assert [(speaker.number, speaker.name, len(speaker.quotes)) for speaker in found] == [
        (1, "Vale; Oake", 1),
        (2, "officials", 2),
        (3, "Vale", 1),
        (0, "no speaker found", 3),
    ]


def test_those_who_speak_together_each_have_the_quote() -> None:
    quote = {
        "quote_id": "0" * 32,
        "article_id": "a",
        "speaker_ids": ["p", "q"],
        "speaker_id": None,
        "speaker_name": "",
        "quote_group": None,
    }
    assert attributed(pa.Table.from_pylist([quote])).column("speaker_id").to_pylist() == ["p", "q"]


def test_the_table_of_a_person(release: Release, report: Path) -> None:
    speaker = next(row["speaker_id"] for row in rows(release, "quotes") if row["speaker_name"] == "Rui Matos")
    text = (report / name_path(speaker).replace(".html", ".csv")).read_bytes().decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    said = {row["quote_id"]: row["text"] for row in rows(release, "quotes") if speaker in row["speaker_ids"]}
    assert {row["quote_id"]: row["quote"] for row in found} == said
    assert len({row["statement"] for row in found}) < len(found)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "＝1", "\r\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert plain(text) == f"'{text}"
    assert plain(f"a{text}") == f"a{text}"


def test_languages_are_named_and_times_have_their_zone(release: Release, report: Path) -> None:
    assert language_name("en") == "English"
    assert language_name("xx") == "xx"
    assert "English" in lxml.html.parse(str(report / "index.html")).getroot().xpath("string(//section[@aria-labelledby='languages'])")
    article = rows(release, "articles")[0] | {"published_precision": "minute", "published": datetime(2026, 3, 1, 9, 30, tzinfo=UTC)}
    assert article["published"].strftime(DATES["minute"]) == "2026-03-01 09:30 UTC"
    codes_found = {row["language"] for row in rows(release, "articles")}
    assert codes_found <= NAMES.keys() | {None}
    assert {code for code in load_identifier().nb_classes if len(code) == 2} <= NAMES.keys()


def test_pages_link_to_the_first_the_last_and_their_neighbours() -> None:
    assert linked_pages(1, 2) == [1, 2]
    assert linked_pages(1, 1250) == [1, 2, 3, 1250]
    assert linked_pages(600, 1250) == [1, 598, 599, 600, 601, 602, 1250]


def test_only_a_report_is_replaced(released: Release, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="holds files that are not a report"):
        make_report(released, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    page = make_report(released, tmp_path / "new" / "report")
    (page.parent / "stale.html").touch()
    make_report(released, tmp_path / "new" / "report")
    assert not (page.parent / "stale.html").exists()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report"]


@pytest.mark.usefixtures("released")
def test_the_command(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", "--data", str(data)]) == 0
    assert capsys.readouterr().out == f"{(data / 'report' / 'index.html').resolve()}\n"
    assert main(["view", "2001-01-01.1", "--data", str(data)]) == 1
    assert main(["status", "--data", str(data)]) == 0


@pytest.fixture
def fetch(report: Path) -> Iterator[Callable[..., tuple[int, str]]]:
    with server(report) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()

        def get(path: str, host: str | None = None) -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", running.server_port, timeout=10)
            connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{running.server_port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")

        yield get
        running.shutdown()


def test_it_is_served_to_this_machine_alone(fetch: Callable[..., tuple[int, str]]) -> None:
    assert fetch("/")[0] == 200
    assert "<h1" in fetch("/index.html")[1]
    assert fetch("/", host="evil.example:80")[0] == 403
    assert fetch("/articles/")[0] == 404
    assert fetch("/../../../etc/passwd")[0] == 404
    assert fetch("/%2e%2e/%2e%2e/manifest.json")[0] == 404


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=8)


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), max_size=30), spans=SPANS)
def test_marks_that_nest_touch_and_cross(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [
        Mark(start, min(start + length, len(text)), "i", f' class="m{n}"') for n, (start, length) in enumerate(spans) if start < len(text)
    ]
    found = str(marked(text, 0, len(text), marks))
    open_now: list[str] = []
    seen: dict[str, str] = {f"m{n}": "" for n in range(len(spans))}
    plain = ""
    for piece in re.findall(r'<i class="m\d">|</i>|[^<]+', found):
        if piece.startswith("<i"):
            open_now.append(piece[10:-2])
        elif piece == "</i>":
            open_now.pop()
        else:
            plain += piece
            for mark in set(open_now):
                seen[mark] += piece
    assert not open_now
    assert plain == escape(text)
    for wanted in marks:
        assert seen[wanted.attributes[8:-1]] == escape(text[wanted.start : wanted.end])


def test_an_id_is_given_once_and_the_number_stands_at_the_end() -> None:
    long = Mark(0, 6, "b", "", ' id="x"', "<sup>1</sup>")
    assert marked("abcdefgh", 0, 8, [Mark(2, 8, "i", ""), long]) == '<b id="x">ab<i>cdef</i></b><sup>1</sup><i>gh</i>'
    assert marked("abcdefgh", 4, 8, [long]) == "<b>ef</b><sup>1</sup>gh"


@pytest.mark.parametrize(
    ("days", "unit", "first", "last", "left_out"),
    [
        (["2026-03-01", "2026-03-05", "2026", ""], "day", "2026-03-01", "2026-03-05", 2),
        (["2026-03-01", "2025-03", "2026", ""], "month", "2025-03", "2026-03", 2),
        (["1901-03-01", "2025-03", "2026", ""], "year", "1901", "2026", 1),
    ],
)
def test_a_course_takes_the_unit_that_fits(days: list[str], unit: str, first: str, last: str, left_out: int) -> None:
    found = timeline(Counter(days), "articles", str)
    assert found
    assert (found.unit, found.first, found.last, found.left_out) == (unit, first, last, left_out)
    assert timeline(Counter(["2026-01-01", ""]), "articles", str) is None


@pytest.mark.parametrize(
    ("url", "linked"),
    [("https://a.example/x", True), ("HTTP://a.example", True), ("javascript:alert(1)", False), (" javascript:x", False), ("//[", False)],
)
def test_only_addresses_of_the_web_become_links(url: str, linked: bool) -> None:  # noqa: FBT001 - of the table
    assert (web_address(url) == url) is linked
