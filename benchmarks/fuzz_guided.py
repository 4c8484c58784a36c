"""Fuzz decoders and parsers with coverage as the guide, by `atheris` (`pip install atheris`; needed only here).

    python benchmarks/fuzz_guided.py TARGET [-max_total_time=300 -seed=1 …]     TARGET is one of TARGETS; the rest is libFuzzer's

Only the errors that say why something is refused may come out; any other exception is a finding, and libFuzzer keeps the input that
raised it in the working folder. The first inputs are made by `benchmarks/hostile.py`.
"""

import contextlib
import random
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import atheris
from hostile import base

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["flows", "transforms"]):
    from flows.errors import RejectedError
    from flows.ingest.formats.entry import Reading
    from flows.ingest.formats.http import read_response
    from flows.ingest.formats.registry import records
    from transforms.encoding import NotTextError, UndecodableError, decode
    from transforms.entities.resolving import resolve_names
    from transforms.html.document import UnreadablePageError, read_html
    from transforms.metadata.reading import read_metadata
    from transforms.page.paragraphs import read_paragraphs
    from transforms.quotes.attributions import find_attributions
    from transforms.quotes.marks import pair_marks
    from transforms.records import Label, Span, Stated
    from transforms.rows import RowError
    from transforms.speakers.context import build_context
    from transforms.speakers.quote_rows import resolve_speakers

REFUSALS = (RejectedError, RowError, NotTextError, UndecodableError, UnreadablePageError)
READING = Reading(100_000)
LABELS = ("person", "organization", "location", "group", "source", "cue", "content")


def decoded(data: bytes) -> None:
    """Decode bytes; the first ones name an encoding."""
    name, _, rest = data.partition(b"\n")
    decode(rest, [name.decode("latin-1")])


def answered(data: bytes) -> None:
    """Read an HTTP response."""
    read_response(data, 100_000)


def paged(data: bytes) -> None:
    """Read an HTML page into paragraphs and metadata."""
    page = read_html(data)
    read_metadata(read_paragraphs("a", page.text, page.blocks), page.stated)


def read(data: bytes) -> None:
    """Read a text with labels at any places: all steps but the model."""
    provider = atheris.FuzzedDataProvider(data)
    stated = Stated(published=provider.ConsumeUnicodeNoSurrogates(30), title=provider.ConsumeUnicodeNoSurrogates(30))
    numbers = [provider.ConsumeIntInRange(0, 400) for _ in range(24)]
    text = provider.ConsumeUnicodeNoSurrogates(4000)
    if text.isspace() or not text:
        return
    paragraphs = read_paragraphs("a", text)
    read_metadata(paragraphs, stated)
    ends = sorted({min(number, len(text)) for number in numbers})
    spans = [Span(start, end) for start, end in pairwise(ends) if text[start:end].strip() == text[start:end]]
    labels = [Label(span, LABELS[(span.start + span.end) % len(LABELS)], 0.9) for span in spans]
    quoted = pair_marks(text, paragraphs)
    mentions, entities = resolve_names("a", text, paragraphs, labels)
    said = find_attributions(text, paragraphs, quoted, labels)
    resolve_speakers("a", build_context(text, paragraphs, said, mentions, entities, None), entities)


def contained(form: str) -> Callable[[bytes], None]:
    """Return what reads the records of a file of one format."""
    path = Path(tempfile.mkdtemp()) / f"input.{form}"

    def taken_apart(data: bytes) -> None:
        path.write_bytes(data)
        for _ in records(str(path), len(data), READING):
            pass

    return taken_apart


CONTAINED = ("jsonl", "json", "csv", "tsv", "parquet", "warc", "wet")
TARGETS = {"decode": decoded, "response": answered, "html": paged, "text": read}


def first_inputs(form: str) -> str:
    """Return a folder of inputs to begin with."""
    folder, chance = Path(tempfile.mkdtemp()), random.Random(1)  # noqa: S311 - chance here has a seed and guards nothing
    for number in range(60):
        (folder / str(number)).write_bytes(base(chance, form)[:20_000])
    return str(folder)


def main() -> None:
    """Fuzz one target."""
    target = sys.argv[1]
    function = TARGETS.get(target) or contained(target)

    def once(data: bytes) -> None:
        with contextlib.suppress(*REFUSALS):
            function(data)

    form = target if target in {*CONTAINED, "html"} else "txt"
    atheris.Setup([sys.argv[0], *sys.argv[2:], "-max_len=20000", "-timeout=60", "-rss_limit_mb=4000", first_inputs(form)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
