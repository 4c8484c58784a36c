"""Bytes to text: binary data, the character encoding (charset), control characters."""

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "ELF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
)
# Control characters that do occur in saved pages: tab, line and page breaks, separators, backspace, escape, end of file.
_USUAL_CONTROLS = frozenset("\t\n\v\f\r\x08\x1a\x1b\x1c\x1d\x1e\x1f")
# Marks and symbols beyond ASCII in Western news text, as Windows-1252 encodes them.
_WESTERN_MARKS = frozenset("‘’“”‚„‹›«»–—…•€£¥§©®°±²³·¿¡´ªº½¼¾×\xa0\xad™†‡".encode("cp1252"))
_SAMPLE = 64 * 1024
"""Bytes given to charset-normalizer."""


class NotTextError(ValueError):
    """The bytes are not text; the message says what they look like."""


class UndecodableError(ValueError):
    """No character encoding fits the bytes."""


def decode(data: bytes, declared: Iterable[str] = ()) -> tuple[str, str]:
    r"""Return the decoded text and the Python name of the encoding.

    A byte order mark decides and is not part of the text. Without one, the first that fits of:

    1. UTF-16 or UTF-32, if the positions of NUL bytes show it;
    2. a declared ISO 2022 encoding, if there are escape bytes;
    3. UTF-8; if nearly all characters beyond ASCII are valid, invalid bytes become U+FFFD;
    4. the declared encodings, in order;
    5. UTF-8, if at least half of the characters beyond ASCII are valid;
    6. Windows-1252, if all bytes beyond ASCII are its punctuation marks: detection is unreliable on a few curly quotes;
    7. the encoding that charset-normalizer detects.

    Args:
        data: the bytes.
        declared: names of encodings that the source states, the most trusted first; those that do not fit are ignored.

    Raises:
        NotTextError: the bytes are a known binary format, or decode to control characters.
        UndecodableError: no encoding fits.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise NotTextError(f"the bytes are not text ({name})")
    text, encoding = _decode(data, declared)
    check_characters(text)
    return text, encoding


def check_characters(text: str) -> None:
    """Reject text with NUL or many other control characters.

    Raises:
        NotTextError: there are such characters.
    """
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in _USUAL_CONTROLS)
    if "\0" in text or controls > max(2, len(text) // 200):
        raise NotTextError("the bytes are not text (control characters)")


def _decode(data: bytes, declared: Iterable[str]) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_strictly(data[len(bom) :], encoding), encoding
    wide = _wide_encoding(data)
    if wide:
        return _decode_strictly(data, wide), wide
    names = list(declared)
    if b"\x1b" in data and (escaped := _first_fitting(data, [name for name in names if name.lower().startswith("iso-2022")])):
        return escaped
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass  # the usual case for older pages; other encodings are tried next
    if b"\0" in data:
        raise NotTextError("the bytes are not text (NUL bytes)")
    repaired = data.decode("utf-8", "replace")
    invalid = repaired.count("\ufffd")
    valid = sum(character > "\x7f" for character in repaired) - invalid
    if valid >= _LEAST_VALID * invalid:
        return repaired, "utf-8"
    return _first_fitting(data, names) or (repaired, "utf-8") if valid >= invalid else _first_fitting(data, names) or _decode_detected(data)


_LEAST_VALID = 10
"""Valid UTF-8 characters per invalid byte from which a text counts as UTF-8, whatever is declared: rare by chance in other encodings."""


def _decode_detected(data: bytes) -> tuple[str, str]:
    if all(byte in _WESTERN_MARKS for byte in data if byte >= 0x80):
        return data.decode("cp1252"), "cp1252"
    encoding = _detected(data)
    return _decode_strictly(data, encoding), encoding


def _first_fitting(data: bytes, names: Iterable[str]) -> tuple[str, str] | None:
    return next((found for name in names if (found := _decode_as_declared(data, name))), None)


_AS_BROWSERS_READ = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
}  # fmt: skip
"""Encoding names that mean a larger encoding on the web, by Python's name (WHATWG Encoding Standard, section 4.2)."""
_PAGES = re.compile(r"cp(?:125\d|874|866|932|949)|iso8859-\d+|koi8-[ru]|gb18030|big5(?:hkscs)?|euc_jp|iso2022_jp|mac-(?:roman|cyrillic)$")


def _decode_as_declared(data: bytes, name: str) -> tuple[str, str] | None:
    """Return the text and encoding; None if the encoding is unknown or more than one non-ASCII character in a hundred does not fit."""
    try:
        python = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    encoding = _AS_BROWSERS_READ.get(python, python)
    if not _PAGES.fullmatch(encoding):
        return None
    text = data.decode(encoding, "replace")
    beyond = sum(character > "\x7f" for character in text)
    return None if text.count("\ufffd") * 100 > beyond else (text, encoding)


def _detected(data: bytes) -> str:
    matches = from_bytes(data[:_SAMPLE])
    best = matches.best()
    if best is None or best.encoding == "utf_7":  # UTF-7 can spell characters that UTF-8 cannot
        raise UndecodableError("no character encoding fits the bytes")
    # Western pages are Windows-1252 (browsers read ISO 8859-1 as that too). The detection names code page 1250 first where both fit.
    western = best.encoding in {"latin_1", "iso8859_1"} or (
        best.encoding == "cp1250" and any(match.encoding == "cp1252" for match in matches)
    )
    if not western and data.decode("cp1252", "replace") != data.decode(best.encoding, "replace"):
        return best.encoding
    return "cp1254" if _TURKISH.search(data) and not _ICELANDIC.search(data) else "cp1252"


_TURKISH = re.compile(rb"[a-z][\xfd\xfe\xf0]|[\xfd\xfe\xf0][a-z]")
"""Turkish letters that Windows-1252 decodes as Icelandic ones: ı, ş, ğ as ý, þ, ð."""
_ICELANDIC = re.compile("[æáíúéóÆÁÉÍÓÚ]".encode("cp1252"))


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableError(f"byte {error.start} is not valid {encoding}") from None


def _wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 encoding shown by the positions of NUL bytes, if any."""
    sample = data[: 4096 - 4096 % 4]
    if not sample or len(data) % 2 or b"\0" not in sample:
        return None
    if len(data) % 4 == 0:
        columns = [sample[i::4].count(0) / len(sample[i::4]) for i in range(4)]
        if min(columns[1:]) > 0.9 and columns[0] < 0.1:
            return "utf-32-le"
        if min(columns[:3]) > 0.9 and columns[3] < 0.1:
            return "utf-32-be"
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None
