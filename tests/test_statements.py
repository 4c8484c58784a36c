"""Articles that set traps for who said what: each row that is expected, by its first words, and what must never be in a row.

A line after the text is `kind | first words | speakers`: several kinds that are right are joined by `/`, people who speak together by `&`,
forms of one name by `=`, and `-` is a speaker whom the article does not name.

The reader is a model, so not all of them come out right; the floors say how many do. Who makes more of them right raises the floor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from transforms import read_article
from transforms.entities.names import normalized, person_name
from transforms.records import Document
from transforms.schema import QuoteRow

ARTICLES = Path(__file__).parent / "statements"
RIGHT = 0.88
"""Least share of the expected rows that are there with the right speaker."""
NEVER = 3
"""Most rows that hold what is no statement."""


@dataclass(frozen=True)
class Article:
    name: str
    text: str
    expected: list[tuple[list[str], str, list[list[str]]]]
    """The kinds that are right, first words, and the forms of each speaker's name."""
    never: list[str]


def articles() -> Iterator[Article]:
    for path in sorted(ARTICLES.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = part.partition("\n")
            text, _, lines = rest.partition("\n--\n")
            fields = [line.split(" | ") for line in lines.strip().splitlines()]
            expected = [
                (kinds.split("/"), begins, [forms.split(" = ") for forms in speakers.split(" & ")] if speakers != "-" else [])
                for kinds, begins, speakers in (f for f in fields if len(f) == 3)
            ]
            yield Article(name, text, expected, [line[1] for line in fields if line[0] == "never"])


def rows(article: Article) -> list[QuoteRow]:
    tables = read_article(Document("a.txt", "0" * 64, "text", "utf-8", article.text), "test")
    return [row for row in tables["quotes"] if isinstance(row, QuoteRow)]


def same_person(found: str, wanted: str) -> bool:
    words, others = normalized(person_name(found).shown).split(), normalized(person_name(wanted).shown).split()
    return words == others or (len(words) > 1 and words[-1] == others[-1] and words[0] == others[0]) or words == others[-len(words) :]


def difference(expected: tuple[list[str], str, list[list[str]]], found: list[QuoteRow]) -> str | None:
    kinds, begins, speakers = expected
    row = next((row for row in found if begins in row.text), None)
    if row is None:
        return f"no row: {begins}"
    if row.kind not in kinds:
        return f"{row.kind}, not {kinds}: {begins}"
    names = [name for name in (row.speaker_name or "").split("; ") if name]
    if len(names) == len(speakers) and all(any(same_person(name, form) for name in names for form in forms) for forms in speakers):
        return None
    return f"by {names}, not {speakers}: {begins}"


def is_no_statement(words: str, row: QuoteRow) -> bool:
    return (row.text.strip("\"“”'‘’.,").startswith(words.strip('"')) and len(row.text) < 2 * len(words) + 10) or (
        " " in words and words in row.text
    )


def test_what_articles_expect_stands_in_them() -> None:
    for article in articles():
        assert article.text.strip(), article.name
        for _, begins, speakers in article.expected:
            assert begins in article.text, (article.name, begins)
            for speaker in (form for forms in speakers for form in forms):
                assert all(word.casefold() in article.text.casefold() for word in speaker.split()), (article.name, speaker)
        for words in article.never:
            assert words in article.text, (article.name, words)


def test_who_said_what() -> None:
    wrong, count, extra = [], 0, []
    for article in articles():
        found = rows(article)
        count += len(article.expected)
        wrong += [f"{article.name}: {told}" for one in article.expected if (told := difference(one, found))]
        extra += [f"{article.name}: {row.text}" for words in article.never for row in found if is_no_statement(words, row)]
    assert 1 - len(wrong) / count >= RIGHT, "\n".join(wrong)
    assert len(extra) <= NEVER, "\n".join(extra)


@pytest.mark.parametrize("article", list(articles()), ids=lambda article: article.name)
def test_rows_hold_to_the_text(article: Article) -> None:
    for row in rows(article):
        assert all(span.of(article.text) in row.text for span in row.spans)
        assert 0 <= row.confidence <= 1
