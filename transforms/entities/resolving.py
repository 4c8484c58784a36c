"""Mentions and entities: which names of an article mean the same, and ids that are stable across articles."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from transforms.entities.base_forms import base_forms
from transforms.entities.bodies import Key, body_key, resolve_bodies, shown
from transforms.entities.exonyms import english_name
from transforms.entities.names import PersonName, cleaned, gender_told, in_mixed_case, normalized, person_name
from transforms.entities.people import Person, named, resolve_people
from transforms.entities.places import code_among, place
from transforms.entities.romanized import romanized
from transforms.records import Label, digest
from transforms.schema import NAME_TYPES, EntityRow, MentionRow, ParagraphRow

__all__ = ["entity_id", "gender_told", "normalized", "resolve_names"]

_APART = frozenset({"miss", "mr", "mrs", "ms"})
"""Titles that identify a person named by surname only: Mrs. Ruiz beside Tom Ruiz."""

_AS_IT_STANDS = frozenset({None, "en"})
"""Languages whose names are resolved as they stand: English, and where the language is not known."""


def resolve_names(
    article_id: str, text: str, paragraphs: Sequence[ParagraphRow], labels: Sequence[Label], language: str | None = "en"
) -> tuple[list[MentionRow], list[EntityRow]]:
    """Return the mentions of an article in order, and its entities by first mention (quote counts are still 0).

    In other languages than English, names are resolved by their nominatives, and entities are named by them.
    """
    names = sorted((label for label in labels if label.label in NAME_TYPES), key=lambda label: label.span)
    surfaces = [cleaned(label.span.of(text)) for label in names]
    forms = surfaces if language in _AS_IT_STANDS else base_forms(text, names, surfaces, str(language))
    meant = _meant(text, names, forms)
    aliases: dict[Person | Key, dict[str, None]] = {}
    called: dict[Person | Key, dict[str, None]] = {}
    for surface, form, whom in zip(surfaces, forms, meant, strict=True):
        aliases.setdefault(whom, {})[surface] = None
        called.setdefault(whom, {})[form] = None
    rows = _entities(article_id, called, language)
    for whom, row in rows.items():
        row.aliases = list(aliases[whom])
    starts = [row.start for row in paragraphs]
    mentions: list[MentionRow] = []
    entities: dict[str, EntityRow] = {}
    for label, whom in zip(names, meant, strict=True):
        start, end = label.span.start, label.span.end
        kind = "person" if isinstance(whom, Person) else whom[0]
        row = entities.setdefault(rows[whom].entity_id, rows[whom])
        if row is not rows[whom]:
            row.aliases += [alias for alias in rows[whom].aliases if alias not in row.aliases]
            if language not in _AS_IT_STANDS:
                row.name = max(row.name, rows[whom].name, key=lambda name: (not name.isupper(), name.count(" ")))
        row.first_start = start if row.mention_count == 0 else row.first_start
        row.mention_count += 1
        mention = digest(article_id, "mention", kind, start, end)
        paragraph = bisect_right(starts, start) - 1
        mentions.append(MentionRow(mention, article_id, paragraph, start, end, text[start:end], kind, row.entity_id, label.confidence))
    return mentions, list(entities.values())


def entity_id(kind: str, name: str, language: str | None = None) -> str:
    """Return the id of an entity: a pure function of its type and its normalised full name, in the nominative and in Latin letters."""
    latin = romanized(name, language)
    if language not in _AS_IT_STANDS or latin != name:
        name = english_name(kind, name, language) or latin
    return _person_id(person_name(name)) if kind == "person" else digest("entity", kind, body_key(kind, name))


def _person_id(name: PersonName, *, exact: bool = False) -> str:
    """Return the id of a person; `exact` includes a single middle initial. A single name's id is for the name, not the person."""
    if name.is_full:
        return digest("entity", "person", "".join((*name.words, name.suffix)) if exact else name.key)
    title = name.title.strip(".").casefold()
    return digest("entity", "person", "by one name", title if title in _APART else "", name.key)


def _body_id(whom: Key, name: str, language: str | None) -> str:
    """Return the id of an entity that is not a person; of one in another language than English, by its name in Latin letters."""
    return digest("entity", *whom) if language in _AS_IT_STANDS and romanized(name) == name else entity_id(whom[0], name, language)


def _meant(text: str, names: Sequence[Label], surfaces: Sequence[str]) -> list[Person | Key]:
    """Return the person, or the type and key of another entity, for each name."""
    people = iter(
        resolve_people(
            [named(surface, text, label.span.start) for label, surface in zip(names, surfaces, strict=True) if label.label == "person"]
        )
    )
    bodies = iter(resolve_bodies(text, names, surfaces))
    return [next(people) if label.label == "person" else next(bodies) for label in names]


def _entities(article_id: str, aliases: Mapping[Person | Key, Iterable[str]], language: str | None) -> dict[Person | Key, EntityRow]:
    """Return a row for each person and other entity, without mention counts."""
    rows: dict[Person | Key, EntityRow] = {}
    codes = {whom: known.codes for whom in aliases if isinstance(whom, tuple) and (known := place(*whom))}
    sure = {code[0] for code in codes.values() if len(code) == 1}
    people: dict[str, PersonName] = {}
    for whom, forms in aliases.items():
        if isinstance(whom, Person):
            name = _full_form(whom, forms)
            latin = person_name(romanized(name.shown, language)) if romanized(name.shown, language) != name.shown else name
            entity = _person_id(latin)
            if people.setdefault(entity, latin).words != latin.words:
                entity = _person_id(latin, exact=True)
            rows[whom] = EntityRow(article_id, entity, name.shown, "person", list(forms), None, not name.is_full, 0, 0, 0)
        else:
            name_shown = shown(whom, forms)
            code = code_among(codes.get(whom, ()), sure)
            rows[whom] = EntityRow(
                article_id,
                _body_id(whom, name_shown, language),
                name_shown,
                whom[0],
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
    titled = f"{person.told_by_title} {best.shown}"
    return replace(best, shown=titled, title=person.told_by_title) if person.told_by_title else best
