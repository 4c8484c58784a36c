"""Long patterns can be read: they are verbose, with a sample for each branch, or made of phrases of the lexicon."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ROOT
from transforms.lexicon.phrases import any_phrase, any_word, beginnings, pattern_of
from transforms.lexicon.words import LANGUAGES, languages_with, lines_of, words_of_all

LONG = 200
"""Characters from which on a pattern that stands in one piece has to be verbose."""
_BRANCH = re.compile(r"^(?P<before>\s*\|?)(?P<branch>.*?)\s+# `(?P<sample>.*)`$")
MODULES = sorted((ROOT / "transforms").rglob("*.py"))


def written(path: Path) -> Iterator[tuple[int, int, bool]]:
    """Yield line, length and verbosity of the patterns that a module compiles, without what they take from elsewhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            literals = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield node.lineno, sum(map(len, literals)), "VERBOSE" in ast.unparse(node)


def samples() -> Iterator[tuple[str, re.Pattern[str], int, str]]:
    """Yield name, pattern, line and sample of each branch of the verbose patterns."""
    for path in MODULES:
        name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for label, pattern in vars(importlib.import_module(name)).items():
            if isinstance(pattern, re.Pattern) and pattern.flags & re.VERBOSE:
                for number, line in enumerate(pattern.pattern.splitlines()):
                    if found := _BRANCH.match(line):
                        yield f"{name}.{label}", pattern, number, found["sample"]


SAMPLES = list(samples())


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "flows").rglob("*.py"))], ids=lambda path: path.stem)
def test_long_patterns_are_verbose(path: Path) -> None:
    assert [line for line, length, verbose in written(path) if length > LONG and not verbose] == []


@pytest.mark.parametrize(("name", "pattern", "number", "sample"), SAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_sample_is_matched_by_its_branch_alone(name: str, pattern: re.Pattern[str], number: int, sample: str) -> None:
    assert pattern.search(sample), f"{name} does not match {sample!r}"
    lines = pattern.pattern.splitlines()
    lines[number] = _BRANCH.sub(r"\g<before>(?!)", lines[number])
    without = re.compile("\n".join(lines), pattern.flags)
    assert matches(without, sample) != matches(pattern, sample), f"{name} matches {sample!r} without line {number}"


def matches(pattern: re.Pattern[str], sample: str) -> list[tuple[str | None, ...] | None]:
    return [(found[0], *found.groups()) if found else None for found in (pattern.search(sample), pattern.fullmatch(sample))]


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 50


@pytest.mark.parametrize(
    ("phrase", "matching", "others"),
    [
        ("read more/next", ["read more", "read next"], ["read", "read more next"]),
        ("(the) author(s)", ["author", "the authors"], ["the", "theauthor"]),
        ("about (the) us", ["about us", "about the us"], ["aboutus"]),
        ("comment (9)", ["comment", "comment 12"], ["comment ", "comment12"]),
        ("editor's choice", ["editors choice", "editor’s choice"], ["editor choice"]),
        ("subscri*", ["subscribe", "subscription"], ["subscri be"]),
        ("loading…5", ["loading", "loadings", "loading..."], ["loading the page"]),
        ("more on …5", ["more on", "more on us"], ["more only"]),
        (r"a \(9\) 16x\9", ["a (3) 16x9"], ["a 3 16x9", "a (3) 16x3"]),
        ("c++", ["c++"], ["cc"]),
    ],
)
def test_a_phrase_stands_for_what_the_lexicon_says(phrase: str, matching: list[str], others: list[str]) -> None:
    plain, verbose = re.compile(pattern_of(phrase)), re.compile(pattern_of(phrase), re.VERBOSE)
    for pattern in (plain, verbose):
        assert all(map(pattern.fullmatch, matching))
        assert not any(map(pattern.fullmatch, others))


def test_the_longest_word_is_found() -> None:
    assert re.match(any_word(["AP", "AP Photo", "c.t"]), "AP Photo")[0] == "AP Photo"  # type: ignore[index]
    assert not re.match(any_word(["c.t"]), "cat")


def test_a_line_with_a_phrase_holds_one_of_the_beginnings() -> None:
    pattern = re.compile(any_phrase("page", "service"))
    for line in ("accept cookies", "log in", "third parties", "donations", "personal data", "subscribers"):
        assert pattern.search(line)
        assert any(begin in line for begin in beginnings("page", "service"))
    assert not any(begin in "the old lighthouse" for begin in beginnings("page", "service"))


def test_every_list_is_read() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    names = {name for path in LANGUAGES.glob("*/*.txt") if path.stem != "markup" for name in lines_of(path.stem, path.parent.name)}
    assert {name for name in names if f'"{name}"' not in code and f"'{name}'" not in code} == set()


def test_other_languages_are_read_with_english() -> None:
    assert languages_with("dates")[0] == "en"
    assert {"de", "fr", "ar"} < {*languages_with("dates")}
    assert words_of_all("masthead", "by")[0] == "by"
    assert {"von", "par"} < {*words_of_all("masthead", "by")}


def test_no_name_is_of_two_months() -> None:
    forms: dict[str, str] = {}
    for code in languages_with("dates"):
        for line in lines_of("dates", code).get("months", ()):
            number, _, names = line.partition(": ")
            assert number in map(str, range(1, 13)), line
            assert all(forms.setdefault(name, number) == number for name in names.split())
    assert forms["märz"] == forms["march"] == "3"
