"""Rich text (`.rtf`): characters and paragraphs, without pictures, fonts and notes."""

import codecs
import re
from collections.abc import Iterator

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.exports import text_entries
from flows.ingest.formats.streams import load

_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote annotation "
    b"themedata datastore listtable listoverridetable rsidtbl generator fldinst xmlnstbl latentstyles".split()
)
_CHARACTERS = {b"par": "\n\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n\n", b"sect": "\n\n", b"page": "\n\n"} | {
    name.encode(): character
    for name, character in zip("emdash endash lquote rquote ldblquote rdblquote bullet".split(), "—–‘’“”•", strict=True)
}
_DEEP = 1000


def rtf_text(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the text of a document.

    Raises:
        RejectedError: it is larger than the limit.
    """
    data = load(path, reading.max_file_bytes)
    if not data.startswith(b"{\\rtf"):
        raise RejectedError("corrupt", "it is not RTF: it does not begin with {\\rtf")
    page = re.search(rb"\\ansicpg(\d{3,5})", data[:4096])
    encoding = f"cp{page[1].decode()}" if page else "cp1252"
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "cp1252"
    text = _Characters(encoding, "utf-8" if _is_utf8(data) else encoding).read(data)
    paragraphs = (" ".join(part.split(" ")).strip() for part in text.split("\n\n"))
    yield from text_entries("\n\n".join(filter(None, paragraphs)), encoding, "rtf", reading)


def _is_utf8(data: bytes) -> bool:
    """Return whether plain characters are UTF-8, which no version of the format allows and some programs write."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Characters:
    """The characters of a document, by group."""

    def __init__(self, encoding: str, plain: str) -> None:
        """Store the encodings of escaped bytes and of plain ones."""
        self._encoding, self._plain, self._parts = encoding, plain, list[str]()
        self._groups, self._hidden, self._fallback, self._skip = list[tuple[bool, int]](), False, 1, 0
        self._held = bytearray()

    def read(self, data: bytes) -> str:
        for token in _TOKEN.finditer(data):
            word, number, code, sign, brace, plain = token.groups()
            if not code:
                self._flush()
            if brace:
                self._group(opens=brace == b"{")
            elif sign == b"*" or word in _LEFT_OUT:
                self._hidden = True
            elif word == b"uc":
                self._fallback = int(number or 1)
            elif not self._hidden:
                self._shown(word, number, code, sign, plain)
        self._flush()
        return "".join(self._parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of a character are joined

    def _flush(self) -> None:
        if self._held:
            self._parts.append(self._held.decode(self._encoding, "replace"))
            self._held.clear()

    def _group(self, *, opens: bool) -> None:
        self._skip = 0
        if not opens:
            self._hidden, self._fallback = self._groups.pop() if self._groups else (False, 1)
        elif len(self._groups) > _DEEP:
            raise RejectedError("corrupt", "its groups are nested too deeply")
        else:
            self._groups.append((self._hidden, self._fallback))

    def _shown(self, word: bytes | None, number: bytes | None, code: bytes | None, sign: bytes | None, plain: bytes | None) -> None:
        if word == b"u" and number:
            self._parts.append(chr(int(number) % 65536))
            self._skip = self._fallback
        elif word:
            self._parts.append(_CHARACTERS.get(word, ""))
        elif sign:
            self._parts.append(_SIGNS.get(sign, sign.decode("latin-1")))
        else:
            self._literal(code, plain)

    def _literal(self, code: bytes | None, plain: bytes | None) -> None:
        """Append characters, except fallbacks that older programs show in place of a Unicode character."""
        letters = bytes([int(code, 16)]) if code else plain or b""
        rest = letters[self._skip :]
        self._skip = max(0, self._skip - len(letters))
        if code:
            self._held += rest
        else:
            self._parts.append(rest.decode(self._plain, "replace"))


_SIGNS = {b"~": " ", b"_": "-", b"\n": "\n\n", b"\r": "\n\n", b"-": ""}
