"""PDF with embedded text, parsed in a separate process: a file that hangs the parser or exhausts memory is a reject.

The lines of a page keep their layout, so that columns can be detected; if the layout would lose characters (vertical text), the lines are
used in file order.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.exports import text_entries
from flows.ingest.formats.page_layout import text_of
from flows.ingest.formats.parquet import open_seekable

SECONDS = 60
"""Timeout in seconds."""
MEMORY = 2_000_000_000
_PROGRAM = """
import logging, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
logging.disable(logging.CRITICAL)
import pypdf
reader = pypdf.PdfReader(sys.stdin.buffer)
if reader.is_encrypted and not reader.decrypt(""):
    sys.exit(3)
left = int(sys.argv[2])
for page in reader.pages:
    text = page.extract_text()
    left -= len(text.encode("utf-8", "replace"))
    if left < 0:
        sys.exit(4)
    try:
        placed = page.extract_text(extraction_mode="layout", layout_mode_font_height_weight=0.25)
    except Exception:
        placed = ""
    if len("".join(placed.split())) >= 0.98 * len("".join(text.split())):
        text = placed
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\\f")
"""
_FAULTS = {3: ("unsupported", "it is encrypted"), 4: ("too_large", "its text is larger than the limit")}


def pdf_text(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the text of a PDF, or the articles of an export.

    Raises:
        RejectedError: pypdf is not installed, or it cannot be read in a minute.
    """
    if find_spec("pypdf") is None:
        raise RejectedError("unsupported", "PDF is read with the extra `pdf`: pip install 'newstables[pdf]'")
    with open_seekable(path) as file, tempfile.TemporaryFile() as out:
        command = [sys.executable, "-I", "-c", _PROGRAM, str(MEMORY), str(reading.max_bytes)]
        try:
            done = subprocess.run(command, stdin=file, stdout=out, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)  # noqa: S603 - fixed command
        except subprocess.TimeoutExpired:
            raise RejectedError("corrupt", f"the PDF could not be read in {SECONDS} seconds") from None
        out.seek(0)
        data = out.read()
    if done.returncode:
        raise RejectedError(*_FAULTS.get(done.returncode, ("corrupt", "the PDF cannot be read")))
    text = text_of(data.decode().split("\f"))
    if text:
        yield from text_entries(text, "utf-8", "pdf", reading)
    else:
        yield Entry(0, None, None, "blank", "the PDF contains no text: it is a scan and needs OCR first")
