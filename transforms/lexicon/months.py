"""Months, weekdays and time zones, as the press of many languages writes them."""

from transforms.lexicon.words import languages_with, word_lists, word_map


def _all(name: str) -> list[tuple[str, str]]:
    """Return the pairs of a list in all languages: what is beside each word, and the word."""
    pairs = (pair for code in languages_with("dates") for pair in word_map("dates", name, code).items())
    return [(form, key) for key, forms in pairs for form in forms]


MONTHS = {form: int(number) for form, number in _all("months")}
"""Numbers of months by their names in all languages, in small letters."""
ENGLISH_MONTHS = tuple(form for forms in word_map("dates", "months").values() for form in forms)
MONTH_STEMS = tuple(forms[0][:3] for forms in word_map("dates", "months").values())
"""The three letters that all forms of an English month begin with."""
WEEKDAYS = {form: int(number) for number, forms in word_map("dates", "weekdays").items() for form in forms}
"""Numbers of weekdays by their English names, Monday 0."""
ZONES = {zone: float(hours) for zone, hours in _all("zones")}
"""Hours from UTC of zones that stand for one offset."""
SUMMER_ZONES = {zone: float(hours) for zone, hours in _all("zones with summer time")}
"""Hours from UTC, in winter, of zones whose offset the date decides."""
AMERICAN_ZONES = frozenset(word_lists("dates")["american zones"])
ZONES_OF_ANYWHERE = frozenset(word_lists("dates")["zones of anywhere"])
"""Zones that say nothing of a country."""
ALL_ZONES = (*ZONES, *SUMMER_ZONES, *word_lists("dates")["open zones"])
