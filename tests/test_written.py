"""Files that other programs wrote of one article (`written/README.md`): each is read whole, and a broken one costs itself."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.ingest.documents import read_file, read_record
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import CONTAINERS, file_format, records
from flows.ingest.scan import scan
from transforms.article import read_article
from transforms.codes import REJECT_REASONS
from transforms.records import Document
from transforms.schema import ArticleRow

FOLDER = Path(__file__).parent / "written"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix not in {".sh", ".md"})
READING = Reading(1_000_000)
TITLE = "Bridge closed after cracks are found"
BODY = [
    "The council closed the old bridge over the río on Monday, after an inspection.",
    "“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.",
    "Repairs are to begin in May & will cost €4 million.",
]
NITF = (
    "<?xml version='1.0' encoding='UTF-8'?><nitf><head><title>Bridge</title></head><body><body.head><hedline>"
    f"<hl1>{TITLE}</hl1></hedline></body.head>"
    f"<body.content>{''.join(f'<p>{html.escape(line)}</p>' for line in BODY)}</body.content></body></nitf>"
)
NEWSML = (
    "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet><newsItem><contentMeta><headline>"
    f"{TITLE}</headline></contentMeta><contentSet><inlineXML>{NITF.partition('?>')[2]}</inlineXML></contentSet></newsItem></itemSet></newsMessage>"
)
OTHERS = {"agency.nitf": NITF.encode(), "agency.newsml": NEWSML.encode()}


def data_of(name: str) -> bytes:
    return OTHERS[name] if name in OTHERS else (FOLDER / name).read_bytes()


def articles(folder: Path) -> list[Document]:
    found = []
    for seed in scan(folder, READING):
        assert seed.reason is None, seed.message
        if file_format(seed.path) not in CONTAINERS:
            found.append(read_file(seed, READING.max_bytes))
        else:
            record = next(entry.record for entry in records(seed.path, 0, READING) if entry.number == seed.record)
            found.append(read_record(seed, record))
    return found


@pytest.mark.parametrize("name", [*FILES, *OTHERS])
def test_the_article_is_read_whole(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(data_of(name))
    documents = articles(tmp_path)
    if name.endswith(".epub"):  # a book has a page for its title too
        documents = [document for document in documents if BODY[0] in document.text]
    (document,) = documents
    lines = [re.sub(r"\s+", " ", line).strip() for line in re.split(r"\n\s*\n", document.text)]
    assert [line for line in lines if line in BODY] == BODY, document.text
    assert TITLE in (*lines, document.stated.title) or name == "pandoc.epub"
    assert set("".join(lines)) <= set("".join([*BODY, TITLE]) + "0123456789The Harbour Post") or name.endswith((".pdf", ".epub")), lines


@pytest.mark.parametrize(
    ("name", "authors", "publisher"),
    [
        ("superdesk.nitf", ["Ana Ruiz"], None),
        ("superdesk.newsml", ["Ana Ruiz"], "The Harbour Post"),
        ("collective-nitf.nitf", ["Ana Ruiz"], None),
        ("collective-syndication.newsml", [], None),
    ],
)
def test_an_agency_states_who_wrote_it_and_when(tmp_path: Path, name: str, authors: list[str], publisher: str | None) -> None:
    (tmp_path / name).write_bytes(data_of(name))
    (document,) = articles(tmp_path)
    (row,) = read_article(document, "")["articles"]
    assert isinstance(row, ArticleRow)
    assert (row.title, row.authors, row.published, row.publisher) == (TITLE, authors, datetime(2025, 3, 3, 10, tzinfo=UTC), publisher)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "zeros": lambda data: data[: len(data) // 3] + bytes(len(data) // 3) + data[2 * len(data) // 3 :],
    "turned": lambda data: data[: len(data) // 2] + bytes(byte ^ 0x55 for byte in data[len(data) // 2 :]),
    "head alone": lambda data: data[:24],
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [name for name in [*FILES, *OTHERS] if not name.endswith(".pdf")] + ["reportlab.pdf"])
def test_a_broken_file_costs_itself(tmp_path: Path, name: str, damage: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / name).write_bytes(DAMAGES[damage](data_of(name)))
    (tmp_path / "seeds" / "~whole.txt").write_text("\n\n".join(BODY), encoding="utf-8")
    seeds = list(scan(tmp_path / "seeds", READING))
    assert seeds[-1].name == "~whole.txt"
    assert seeds[-1].reason is None
    for seed in seeds[:-1]:
        assert seed.reason is None or seed.reason in REJECT_REASONS.keys() - {"failed"}, seed.message
        if seed.reason:
            assert seed.message
    assert len(seeds) > 1
    if damage == "head alone":
        assert all(seed.reason for seed in seeds[:-1]) or not name.endswith((".docx", ".odt", ".xlsx", ".epub", ".pdf", ".parquet", ".zip"))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".bz2", ".xz", ".gz", ".zst"))])
def test_a_packed_file_that_breaks_off_says_so(tmp_path: Path, name: str) -> None:
    data = data_of(name)
    (tmp_path / name).write_bytes(data[: len(data) * 3 // 4])
    seeds = list(scan(tmp_path, READING))
    assert {seed.reason for seed in seeds if seed.reason} == {"corrupt"}
    assert "cannot be unpacked" in (seeds[-1].message or seeds[0].message or "")
