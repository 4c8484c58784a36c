"""Rich text (`.rtf`): its characters and paragraphs; pictures, fonts and notes are left out."""

import codecs
import re
from collections.abc import Iterator
from functools import partial

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry
from flows.ingest.formats.streams import open_unpacked
from flows.ingest.formats.whole import text_record
from transforms.rows import Record, RowError

_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote annotation "
    b"themedata datastore listtable listoverridetable rsidtbl generator fldinst xmlnstbl latentstyles".split()
)
_CHARACTERS = {b"par": "\n\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n\n", b"sect": "\n\n", b"page": "\n\n"} | {
    name.encode(): character for name, character in zip("emdash endash lquote rquote ldblquote rdblquote bullet".split(), "—–‘’“”•", strict=True)
}
_DEEP = 1000


def rtf_text(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the text of a document.

    Raises:
        RejectedError: it is larger than the limit.
    """
    most = reading.max_bytes * 20
    with open_unpacked(path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise RejectedError("too_large", f"the file is larger than the limit of {most} bytes")
    yield entry(0, len(data), partial(_read, data), reading)


def _read(data: bytes) -> Record:
    if not data.startswith(b"{\\rtf"):
        raise RowError("corrupt", "it is no RTF: it does not begin as RTF does")
    page = re.search(rb"\\ansicpg(\d{3,5})", data[:4096])
    encoding = f"cp{page[1].decode()}" if page else "cp1252"
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "cp1252"
    paragraphs = (" ".join(part.split(" ")).strip() for part in "".join(_characters(data, encoding)).split("\n\n"))
    return text_record("\n\n".join(filter(None, paragraphs)), encoding, form="rtf")


def _characters(data: bytes, encoding: str) -> Iterator[str]:
    """Yield the characters of a document, group by group; `skip` counts those that stand for a Unicode one in older programs."""
    groups: list[tuple[bool, int]] = []
    hidden, fallback, skip = False, 1, 0
    held = bytearray()
    for token in _TOKEN.finditer(data):
        word, number, code, sign, brace, plain = token.groups()
        if held and not code:
            yield held.decode(encoding, "replace")
            held.clear()
        if brace == b"{":
            if len(groups) > _DEEP:
                raise RowError("corrupt", "its groups are nested too deep")
            groups.append((hidden, fallback))
            skip = 0
        elif brace:
            hidden, fallback = groups.pop() if groups else (False, 1)
            skip = 0
        elif sign == b"*" or word in _LEFT_OUT:
            hidden = True
        elif word == b"uc":
            fallback = int(number or 1)
        elif hidden:
            continue
        elif word == b"u" and number:
            yield chr(int(number) % 65536)
            skip = fallback
        elif word:
            yield _CHARACTERS.get(word, "")
        elif skip and (code or plain):
            rest = plain[skip:] if plain else b""
            skip = max(0, skip - len(plain or b"1"))
            yield rest.decode(encoding, "replace")
        elif code:
            held.append(int(code, 16))
        elif sign:
            yield {b"~": " ", b"_": "-", b"\n": "\n\n", b"\r": "\n\n", b"-": ""}.get(sign, sign.decode("latin-1"))
        elif plain:
            yield plain.decode(encoding, "replace")
    yield held.decode(encoding, "replace")
