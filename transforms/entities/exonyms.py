"""Names of places, the European Union and the United Nations in other languages (`exonyms.tsv`, made by `training/exonyms.py`)."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from transforms.entities.names import normalized

TABLE = Path(__file__).parent / "exonyms.tsv"
_ANY = "mul"
_UNIONS = frozenset({"European Union", "United Nations"})
_TYPES = frozenset({"location", "facility", "organization"})


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Return the written name and the English name by language and normalised name."""
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        language, name, english = line.split("\t")
        found[language].setdefault(normalized(name), (name, english))
    return MappingProxyType(found)


def english_name(kind: str, name: str, language: str | None) -> str | None:
    """Return the English name of a well-known place or union, given its nominative (`Germany` for `Niemcy`); None for other names."""
    if kind not in _TYPES:
        return None
    plain = normalized(name)
    _, english = _table().get(language or _ANY, {}).get(plain) or _table()[_ANY].get(plain, ("", ""))
    return english if english and (kind != "organization" or english in _UNIONS) else None


def places_called(language: str, *, everywhere: bool) -> list[str]:
    """Return the names of places in a language; with `everywhere`, also city names of unspecified languages."""
    return [name for code in (language, *([_ANY] if everywhere else [])) for name, _ in _table().get(code, {}).values()]
