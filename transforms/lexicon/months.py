"""Months, weekdays and time zones, as the press of many languages writes them."""

from transforms.lexicon.words import languages_with, word_lists, word_map


def _all(name: str) -> list[tuple[str, str]]:
    """Return the pairs of a list in all languages, as (form, key)."""
    pairs = (pair for code in languages_with("dates") for pair in word_map("dates", name, code).items())
    return [(form, key) for key, forms in pairs for form in forms]


MONTHS = {form: int(number) for form, number in _all("months")}
"""Numbers of months by their names in all languages, in lower case."""
ENGLISH_MONTHS = tuple(form for forms in word_map("dates", "months").values() for form in forms)
MONTH_STEMS = tuple(forms[0][:3] for forms in word_map("dates", "months").values())
"""The first three letters of the English months."""
WEEKDAYS = {form: int(number) for number, forms in word_map("dates", "weekdays").items() for form in forms}
"""Numbers of weekdays by their English names; Monday is 0."""
ZONES = {zone: float(hours) for zone, hours in _all("zones")}
"""Offsets from UTC, in hours, of time zones with a fixed offset."""
SUMMER_ZONES = {zone: float(hours) for zone, hours in _all("zones with summer time")}
"""Offsets from UTC in winter, in hours, of time zones with daylight saving time."""
AMERICAN_ZONES = frozenset(word_lists("dates")["american zones"])
ZONES_OF_ANYWHERE = frozenset(word_lists("dates")["zones of anywhere"])
"""Time zones that are used in all countries."""
ALL_ZONES = (*ZONES, *SUMMER_ZONES, *word_lists("dates")["open zones"])
