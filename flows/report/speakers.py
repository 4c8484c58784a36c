"""Speakers of an article: numbered, coloured, marked in the text and listed with all their quotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from flows.display import LOW_CONFIDENCE
from flows.report.marks import Mark
from flows.report.site import anchor
from flows.report.text import html, shortened

COLOURS = 10
NOBODY = "no speaker found"
PRONOUNS = frozenset("he her him i it one others she that they this us we which who you".split())
"""Sources that name nobody."""
SHORT = 110
"""Maximum characters of a quote in the list."""


@dataclass(slots=True)
class Speaker:
    """A speaker of an article: number, colour and quotes."""

    number: int
    name: str
    href: str | None
    quotes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def colour(self) -> str:
        """The class that colours the quotes."""
        return f"s{(self.number - 1) % COLOURS}" if self.number else "nobody"


def number_speakers(quotes: Sequence[dict[str, Any]], pages: dict[str, str]) -> list[Speaker]:
    """Number the speakers in order of appearance and set the speaker of each quote. Unattributed quotes come last.

    Those who speak together are one speaker. A source that is not an entity counts by its words, but a pronoun does not: two unknown
    people may be meant. `pages` are the addresses of the entities that have a page.
    """
    found: dict[str, Speaker] = {}
    numbers = 0
    for quote in quotes:
        text = quote["speaker_text"] or ""
        key = " ".join(quote["speaker_ids"]) or ("" if text.casefold() in PRONOUNS else text.casefold())
        if key not in found:
            numbers += bool(key)
            name = (quote["speaker_name"] or text) if key else NOBODY
            found[key] = Speaker(numbers if key else 0, name, pages.get(quote["speaker_id"]))
        found[key].quotes.append(quote)
        quote["speaker"] = found[key]
    return sorted(found.values(), key=lambda speaker: speaker.number == 0)


def quote_marks(quotes: Sequence[dict[str, Any]]) -> Iterator[Mark]:
    """Yield contents, sources and cues; a span shared by several quotes is marked once with all of them."""
    shared: dict[tuple[str, int, int], list[int]] = {}
    for number, quote in enumerate(quotes):
        colour = quote["speaker"].colour
        quote["low"] = quote["confidence"] < LOW_CONFIDENCE
        low = " low" if quote["low"] else ""
        identity = f' id="{anchor(quote["quote_id"])}"'
        last = len(quote["spans"]) - 1
        for index, span in enumerate(quote["spans"]):
            first, after = "" if index else identity, _footnote(quote, number) if index == last else ""
            yield Mark(span["start"], span["end"], "span", f' class="q {colour}{low}" data-q="{number}"', first, after)
        for what, column in (("source", "speaker"), ("cue", "cue")):
            if quote[f"{column}_start"] is not None:
                shared.setdefault((f"{what} {colour}", quote[f"{column}_start"], quote[f"{column}_end"]), []).append(number)
    for (classes, start, end), numbers in shared.items():
        joined = " ".join(map(str, numbers))
        yield Mark(start, end, "span", f' class="{classes}" data-q="{joined}"')


def _footnote(quote: dict[str, Any], number: int) -> str:
    """Return the small number after a quote that links to its speaker, like a footnote."""
    speaker: Speaker = quote["speaker"]
    label = f"{html(speaker.name)}: {html(quote['kind'])} quote{', low confidence' if quote['low'] else ''}"
    shown = f"{speaker.number or '–'}{'?' if quote['low'] else ''}"
    return f'<a class="no {speaker.colour}" href="#speaker-{speaker.number}" data-q="{number}" aria-label="{label}">{shown}</a>'


def speaker_list(speakers: Sequence[Speaker]) -> Markup:
    """Return the list of speakers, each with all quotes."""
    return Markup("".join(map(_listed, speakers)))  # noqa: S704 - all strings of the release are escaped below


def _listed(speaker: Speaker) -> str:
    page = f'<p class="more"><a href="{html(speaker.href)}">All quotes in all articles</a></p>\n' if speaker.href else ""
    quotes = "\n".join(_quoted(quote, speaker.name) for quote in speaker.quotes)
    number = speaker.number or "–"
    return (
        f'<details class="speaker {speaker.colour}" id="speaker-{speaker.number}">\n'
        f'<summary><span class="no" aria-hidden="true">{number}</span> <bdi>{html(speaker.name)}</bdi>'
        f' <span class="count">{len(speaker.quotes):,}<span class="vh"> quotes</span></span></summary>\n'
        f"{page}<ol>\n{quotes}\n</ol>\n</details>\n"
    )


def _quoted(quote: dict[str, Any], name: str) -> str:
    text = quote["speaker_text"]
    called = f", “<bdi>{html(text)}</bdi>”" if text and text != name else ""
    low = ", <b>low confidence</b>" if quote["low"] else ""
    return (
        f'<li><a href="#{anchor(quote["quote_id"])}"><bdi>{html(shortened(quote["text"], SHORT))}</bdi></a>'
        f" <small>{html(quote['kind'])}{called}{low} {quote['confidence']:.2f}</small></li>"
    )
