"""Mentions and entities: which names of an article denote the same entity, and ids that are stable across articles."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from transforms.entities.base_forms import base_forms
from transforms.entities.exonyms import english_name
from transforms.entities.names import PersonName, cleaned, in_mixed_case, normalized, person_name
from transforms.entities.other_names import Key, fullest_form, name_key, resolve_other_names
from transforms.entities.people import resolve_people
from transforms.entities.person import Person, parse_mention
from transforms.entities.places import disambiguated_code, known_place
from transforms.entities.romanized import romanized
from transforms.records import Label, digest
from transforms.schema import NAME_TYPES, EntityRow, MentionRow, ParagraphRow

__all__ = ["entity_id", "normalized", "resolve_names"]

_DISTINGUISHING = frozenset({"miss", "mr", "mrs", "ms"})
"""Titles that distinguish a person known only by surname: Mrs. Ruiz beside Tom Ruiz."""

_UNINFLECTED = frozenset({None, "en"})
"""Languages whose names are resolved as written: English, and None for an unknown language."""


def resolve_names(
    article_id: str, text: str, paragraphs: Sequence[ParagraphRow], labels: Sequence[Label], language: str | None = "en"
) -> tuple[list[MentionRow], list[EntityRow]]:
    """Return the mentions of an article in order, and its entities by first mention; quote counts are 0.

    In languages other than English, names are resolved by their base forms, which also name the entities.

    Args:
        article_id: the id of the article.
        text: its text.
        paragraphs: its paragraphs.
        labels: the labels of the reader; only names are used.
        language: the language of the article.
    """
    names = sorted((label for label in labels if label.label in NAME_TYPES), key=lambda label: label.span)
    surfaces = [cleaned(label.span.of(text)) for label in names]
    forms = surfaces if language in _UNINFLECTED else base_forms(text, names, surfaces, str(language))
    referents = _referents(text, names, forms)
    aliases: dict[Person | Key, dict[str, None]] = {}
    forms_of: dict[Person | Key, dict[str, None]] = {}
    for surface, form, referent in zip(surfaces, forms, referents, strict=True):
        aliases.setdefault(referent, {})[surface] = None
        forms_of.setdefault(referent, {})[form] = None
    rows = _entities(article_id, forms_of, language)
    for referent, row in rows.items():
        row.aliases = list(aliases[referent])
    starts = [row.start for row in paragraphs]
    mentions: list[MentionRow] = []
    entities: dict[str, EntityRow] = {}
    for label, referent in zip(names, referents, strict=True):
        start, end = label.span.start, label.span.end
        kind = "person" if isinstance(referent, Person) else referent[0]
        row = entities.setdefault(rows[referent].entity_id, rows[referent])
        if row is not rows[referent]:
            row.aliases += [alias for alias in rows[referent].aliases if alias not in row.aliases]
            if language not in _UNINFLECTED:
                row.name = max(row.name, rows[referent].name, key=lambda name: (not name.isupper(), name.count(" ")))
        row.first_start = start if row.mention_count == 0 else row.first_start
        row.mention_count += 1
        mention = digest(article_id, "mention", kind, start, end)
        paragraph = bisect_right(starts, start) - 1
        mentions.append(MentionRow(mention, article_id, paragraph, start, end, text[start:end], kind, row.entity_id, label.confidence))
    return mentions, list(entities.values())


def entity_id(kind: str, name: str, language: str | None = None) -> str:
    """Return the id of an entity: a digest of its type and its normalised, romanised full name in the nominative."""
    latin = romanized(name, language)
    if language not in _UNINFLECTED or latin != name:
        name = english_name(kind, name, language) or latin
    return _person_id(person_name(name)) if kind == "person" else digest("entity", kind, name_key(kind, name))


def _person_id(name: PersonName, *, exact: bool = False) -> str:
    """Return the id of a person; with `exact`, including a middle initial. The id of a single name is shared by all its bearers."""
    if name.is_full:
        return digest("entity", "person", "".join((*name.words, name.suffix)) if exact else name.key)
    title = name.title.strip(".").casefold()
    return digest("entity", "person", "by one name", title if title in _DISTINGUISHING else "", name.key)


def _other_id(referent: Key, name: str, language: str | None) -> str:
    """Return the id of an entity that is not a person; outside English, by its romanised name."""
    return digest("entity", *referent) if language in _UNINFLECTED and romanized(name) == name else entity_id(referent[0], name, language)


def _referents(text: str, names: Sequence[Label], surfaces: Sequence[str]) -> list[Person | Key]:
    """Return the referent of each name: a person, or the key of another entity."""
    pairs = zip(names, surfaces, strict=True)
    mentions = [parse_mention(surface, text, label.span.start) for label, surface in pairs if label.label == "person"]
    people = iter(resolve_people(mentions))
    others = iter(resolve_other_names(text, names, surfaces))
    return [next(people) if label.label == "person" else next(others) for label in names]


def _entities(article_id: str, aliases: Mapping[Person | Key, Iterable[str]], language: str | None) -> dict[Person | Key, EntityRow]:
    """Return a row for each person and other entity, without mention counts."""
    rows: dict[Person | Key, EntityRow] = {}
    codes = {referent: place.codes for referent in aliases if isinstance(referent, tuple) and (place := known_place(*referent))}
    known_codes = {code[0] for code in codes.values() if len(code) == 1}
    people: dict[str, PersonName] = {}
    for referent, forms in aliases.items():
        if isinstance(referent, Person):
            name = _full_form(referent, forms)
            latin = person_name(romanized(name.shown, language)) if romanized(name.shown, language) != name.shown else name
            entity = _person_id(latin)
            if people.setdefault(entity, latin).words != latin.words:
                entity = _person_id(latin, exact=True)
            rows[referent] = EntityRow(article_id, entity, name.shown, "person", list(forms), None, not name.is_full, 0, 0, 0)
        else:
            name_shown = fullest_form(referent, forms)
            code = disambiguated_code(codes.get(referent, ()), known_codes)
            rows[referent] = EntityRow(
                article_id,
                _other_id(referent, name_shown, language),
                name_shown,
                referent[0],
                list(forms),
                code,
                is_partial=False,
                mention_count=0,
                quote_count=0,
                first_start=0,
            )
    return rows


def _full_form(person: Person, forms: Iterable[str]) -> PersonName:
    """Return a person's fullest name, in mixed case if possible; with the title if it distinguishes two people."""
    written = [name for name in map(person_name, forms) if (name.words, name.suffix) == (person.name.words, person.name.suffix)]
    best = next((name for name in written if not name.shown.isupper()), person.name)
    best = replace(best, shown=in_mixed_case(best.shown, forms))
    titled = f"{person.distinguishing_title} {best.shown}"
    return replace(best, shown=titled, title=person.distinguishing_title) if person.distinguishing_title else best
