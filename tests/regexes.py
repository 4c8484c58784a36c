"""Strings on which a pattern that is not linear takes its time, made from the pattern itself.

`python -m tests.regexes` prints the patterns of the package that are not linear when they are searched for in a text of any length.
"""

import ast
import importlib
import json
import re
import re._constants as ops  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import ROOT

SUFFIXES = ("\0", "!", "a", "")
MOST = 16
"""Strings that are tried for a pattern."""
_MANY = 64
"""Repeats up to so many that are bounded cost their bound at most."""
_CHARACTERS = "a A1.,“\"'-\n(é—/"
_COLLECT = """
import json, pathlib, re, sys
found, compile_, root = [], re.compile, pathlib.Path.cwd()
def recorded(pattern, flags=0):
    made = compile_(pattern, flags)
    file = pathlib.Path(sys._getframe(1).f_code.co_filename)
    if isinstance(made.pattern, (str, bytes)) and file.is_relative_to(root) and file.relative_to(root).parts[0] in ("flows", "transforms"):
        bare = made.pattern if isinstance(made.pattern, str) else made.pattern.decode("latin-1")
        found.append([file.relative_to(root).as_posix(), bare, made.flags, isinstance(made.pattern, bytes)])
    return made
re.compile = recorded
import importlib
for folder in ("transforms", "flows"):
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        if path.stem not in ("__init__", "__main__", "pipeline", "tasks"):
            importlib.import_module(".".join(path.with_suffix("").parts))
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern and how it is used: `search` stands for all methods that look at every place of a text."""

    name: str
    pattern: re.Pattern[str]
    method: str


def uses() -> list[Use]:
    """Return all patterns of the package: those compiled when it is imported, and those in calls of `re`."""
    done = subprocess.run([sys.executable, "-c", _COLLECT], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)
    found = []
    for file, pattern, flags, is_bytes in json.loads(done.stdout):
        name, methods = _methods(file, pattern)
        made = re.compile(pattern, flags & ~re.UNICODE if is_bytes else flags)
        found += [Use(f"{file}: {name}", made, method) for method in methods]
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "re":
                first = node.args[0] if node.args and node.func.attr != "compile" else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.append(Use(f"{path.relative_to(ROOT)}: {first.value}", re.compile(first.value), node.func.attr))
    return found


def _sources() -> list[Path]:
    return [*(ROOT / "transforms").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]


def _methods(file: str, pattern: str) -> tuple[str, list[str]]:
    """Return the name of a pattern, and whether it is only tried at one place; `search` where that cannot be told."""
    path = ROOT / file
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    named = [name for name, value in vars(module).items() if isinstance(value, re.Pattern) and _bare(value) == pattern]
    if not named:
        return pattern[:40], ["search"]
    readers = [path] if named[0].startswith("_") else _sources()
    calls = set(re.findall(rf"\b{named[0]}\.(\w+)\(", "\n".join(reader.read_text(encoding="utf-8") for reader in readers)))
    mentions = len(re.findall(rf"\b{named[0]}\b(?! = |: )", path.read_text(encoding="utf-8")))
    called = len(re.findall(rf"\b{named[0]}\.\w+\(", path.read_text(encoding="utf-8")))
    exact = sorted(calls & {"match", "fullmatch"})
    return named[0], exact if calls <= {"match", "fullmatch"} and called == mentions and calls else [*exact, "search"]


def _bare(pattern: re.Pattern[Any]) -> str:
    return pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")


def attacks(pattern: re.Pattern[str], size: int) -> Iterator[str]:
    """Yield strings of about `size` characters: what the pattern begins with, what it repeats, again and again, and a bad end."""
    units = list(dict.fromkeys(_units(parser.parse(pattern.pattern, pattern.flags), "")))[: MOST // 2]
    for prefix, pump in units:
        for suffix in SUFFIXES[: max(1, MOST // (2 * len(units)))]:
            yield prefix + pump * (size // len(pump)) + suffix
            yield (prefix + pump) * (size // len(prefix + pump)) + suffix


def slow(pattern: re.Pattern[str], method: str, size: int, seconds: float, *, squeezed: bool = False) -> tuple[str, float] | None:
    """Return a string for which a method of the pattern takes more than these seconds of CPU, at this size or a smaller one.

    With `squeezed` none of the strings has two spaces in a row.
    """
    once = {"match": pattern.match, "fullmatch": pattern.fullmatch}.get(method) or (lambda text: pattern.sub("", text))
    for text in (text for length in (size // 50, size // 5, size) for text in attacks(pattern, length)):
        if squeezed and re.search(r"\s\s", text):
            continue
        begun = time.process_time()
        once(text)
        if (took := time.process_time() - begun) > seconds:
            return text, took
    return None


def _units(tokens: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield a beginning and a repeated string for each repeat without a bound."""
    for token in tokens:
        kind, value = token
        if kind in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            _, most, item = value
            if most == ops.MAXREPEAT or most > _MANY:
                yield from ((prefix, pump) for pump in _samples(item)[:3] if pump)
            yield from _units(item, prefix)
        elif kind == ops.SUBPATTERN:
            yield from _units(value[3], prefix)
        elif kind == ops.BRANCH:
            for branch in value[1]:
                yield from _units(branch, prefix)
        elif kind in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _units(value[1], prefix)
        prefix += (_samples([token]) or [""])[0]


def _samples(tokens: Any) -> list[str]:
    """Return a few short strings that match."""
    found = [""]
    for kind, value in tokens:
        if kind == ops.LITERAL:
            some = [chr(value)]
        elif kind in (ops.NOT_LITERAL, ops.ANY, ops.IN):
            some = [character for character in _CHARACTERS + _literals(value) if _accepts(kind, value, character)][:3]
        elif kind == ops.BRANCH:
            some = [text for branch in value[1][:3] for text in _samples(branch)[:1]]
        elif kind == ops.SUBPATTERN:
            some = _samples(value[3])
        elif kind in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            some = [text * value[0] for text in _samples(value[2])]
        else:
            some = [""]
        found = [before + text for before in found for text in some][:4]
    return found


def _literals(value: Any) -> str:
    items = value if isinstance(value, list) else []
    return "".join(chr(item if isinstance(item, int) else item[0]) for kind, item in items if kind in (ops.LITERAL, ops.RANGE))


def _accepts(kind: Any, value: Any, character: str) -> bool:
    if kind == ops.ANY:
        return character != "\n"
    if kind == ops.NOT_LITERAL:
        return chr(value) != character
    negated, found = False, False
    for part, item in value:
        if part == ops.NEGATE:
            negated = True
        elif part == ops.LITERAL:
            found |= ord(character) == item
        elif part == ops.RANGE:
            found |= item[0] <= ord(character) <= item[1]
        elif part == ops.CATEGORY:
            found |= _CATEGORIES[str(item).rpartition("_")[2]](character) != ("NOT" in str(item))
    return found != negated


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda character: character.isalnum() or character == "_",
}


def main() -> None:
    """Print what is not linear, and how long it takes at 20,000 characters or fewer."""
    for use in uses():
        if found := slow(use.pattern, use.method, 20_000, 0.15):
            text, took = found
            print(f"{took:8.2f} s at {len(text):,} {use.name} {use.method} {text[:30]!r}", flush=True)  # noqa: T201 - what this is for


if __name__ == "__main__":
    main()
