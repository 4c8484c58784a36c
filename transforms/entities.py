"""Mentions and entities: which names of an article mean the same, and the id that is the same in every article."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from transforms.records import Label, digest
from transforms.schema import NAME_TYPES, EntityRow, MentionRow, ParagraphRow

_SURE = 0.8
_SMALL_WORDS = frozenset({"of", "the", "for", "and", "de", "la"})


def resolve_names(
    article_id: str, text: str, paragraphs: Sequence[ParagraphRow], labels: Sequence[Label]
) -> tuple[list[MentionRow], list[EntityRow]]:
    """Return the mentions of an article in order, and its entities in order of first mention (quote counts still 0)."""
    names = sorted((label for label in labels if label.label in NAME_TYPES), key=lambda label: label.span)
    surfaces = [label.span.of(text) for label in names]
    types = _agreed_types(names, surfaces)
    fullest = _fullest_names(surfaces, types)
    starts = [row.start for row in paragraphs]
    mentions: list[MentionRow] = []
    entities: dict[str, EntityRow] = {}
    for label, surface, kind, full in zip(names, surfaces, types, fullest, strict=True):
        start, end = label.span.start, label.span.end
        entity = entity_id(kind, full)
        paragraph = bisect_right(starts, start) - 1
        mention = digest(article_id, "mention", kind, start, end)
        mentions.append(MentionRow(mention, article_id, paragraph, start, end, surface, kind, entity, label.confidence))
        row = entities.setdefault(entity, EntityRow(article_id, entity, full, kind, [], 0, 0, start))
        row.mention_count += 1
        if surface not in row.aliases:
            row.aliases.append(surface)
    return mentions, list(entities.values())


def entity_id(kind: str, name: str) -> str:
    """Return the id of an entity: a pure function of its type and its normalised full name."""
    return digest("entity", kind, normalized(name))


def normalized(name: str) -> str:
    """Return a name without case, diacritics, punctuation and extra space: `José  Núñez-Ruiz` is `jose nunez ruiz`."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", letters)) or letters.strip()


def _agreed_types(names: Sequence[Label], surfaces: Sequence[str]) -> list[str]:
    """Return a type for each name: what the reader is unsure of follows the surest reading of the same words in the article."""
    best: dict[str, tuple[float, str]] = {}
    for label, surface in zip(names, surfaces, strict=True):
        key = normalized(surface)
        if key not in best or label.confidence > best[key][0]:
            best[key] = (label.confidence, label.label)
    surnames = {key.split()[-1] for key, (_, kind) in best.items() if kind == "person" and len(key.split()) > 1}
    types = []
    for label, surface in zip(names, surfaces, strict=True):
        key = normalized(surface)
        unsure = label.confidence < _SURE
        types.append("person" if unsure and key in surnames else best[key][1] if unsure else label.label)
    return types


def _fullest_names(surfaces: Sequence[str], types: Sequence[str]) -> list[str]:
    """Return for each name the fullest form of it in the article: the full name of a surname, the long form of an acronym."""
    full: dict[str, list[tuple[int, str]]] = defaultdict(list)
    acronyms: dict[str, str] = {}
    for place, (surface, kind) in enumerate(zip(surfaces, types, strict=True)):
        words = surface.split()
        if kind == "person" and len(words) > 1:
            for part in {normalized(words[-1]), normalized(words[0])}:
                full[part].append((place, surface))
        if kind == "organization" and len(words) > 1:
            acronyms.setdefault("".join(word[0] for word in words if word.lower() not in _SMALL_WORDS).upper(), surface)
    first_form: dict[tuple[str, str], str] = {}
    fullest = []
    for place, (surface, kind) in enumerate(zip(surfaces, types, strict=True)):
        name = surface
        if kind == "person" and len(surface.split()) == 1:
            name = _nearest(full, normalized(surface), place) or surface
        elif kind == "organization" and surface.isupper():
            name = acronyms.get(surface, surface)
        fullest.append(first_form.setdefault((kind, normalized(name)), name))
    return fullest


def _nearest(full: Mapping[str, Sequence[tuple[int, str]]], part: str, place: int) -> str | None:
    """Return the full name with this part that was used last before a place, else the first one after it."""
    found = full.get(part, ())
    before = [name for at, name in found if at < place]
    return before[-1] if before else found[0][1] if found else None
