"""Cities used alone in datelines, for `training/places.py`.

Capitals and cities of 1.5 million people or more (fewer where much English-language press is written), but for those that are also common
names or words, and the homes of news below: the domestic list of the Associated Press's stylebook, seats of courts, fairs and wars.
"""

from collections.abc import Iterator, Mapping, Sequence

from transforms.entities.names import normalized

PEOPLE = 1_500_000
PEOPLE_IN = {
    "AU": 250_000, "BD": 300_000, "CA": 450_000, "DE": 500_000, "ES": 600_000, "FR": 260_000, "GB": 300_000, "GH": 250_000, "IN": 400_000,
    "IT": 500_000, "JP": 600_000, "KE": 300_000, "MY": 150_000, "NG": 400_000, "NZ": 400_000, "PH": 400_000, "PK": 400_000, "PL": 450_000,
    "RU": 600_000, "TZ": 300_000, "UA": 330_000, "UG": 200_000, "US": 300_000, "ZA": 150_000, "ZW": 150_000,
}  # fmt: skip
"""Minimum population of a city, by country."""

NEVER = frozenset(
    normalized(name)
    for name in """Adachi, Aihara, Alexandria, Arlington, Aurora, Austin, Bradford, Brent, Brooklyn, Central Coast, Chiba, Columbus,
    Douglas, Enterprise, Essen, Flying Fish Cove, Fresno, George, Georgetown, Gold Coast, Hamilton, Henderson, Honcho, Irvine, Jackson,
    Jamestown, Kingston, Kota, Lexington, Lexington-Fayette, Logan City, Male, Manhattan, Marigot, Mesa, Nanyang, New South Memphis, New
    Territories, Nice, Oakland, Orlando, Ota, Perm, Preston, Puxi, Quebec, Queens, Reading, Richmond, Riverside, Roseau, Sakai, Salem,
    Salvador, Santiago, Sofia, South Boston, Stanley, Staten Island, Stockton, Sucre, Sunshine Coast, Surrey, The Bronx, The Valley,
    Valencia, Victoria, West Island, West Raleigh""".split(",")
)
"""Also surnames, first names, words, or parts of a city."""

ALSO = {
    "AT": "Salzburg", "AU": "Darwin|Hobart", "AF": "Kandahar", "CH": "Davos|Geneva|Zurich", "CA": "Halifax|Quebec City", "CN": "Lhasa",
    "DE": "Cologne|Frankfurt|Munich", "ES": "Seville", "GR": "Thessaloniki", "ID": "Denpasar", "IL": "Haifa|Tel Aviv|East Jerusalem",
    "IN": "Bombay|Calcutta|Bangalore", "IT": "Venice", "KW": "Kuwait|Kuwait City", "LY": "Benghazi", "MM": "Rangoon", "MO": "Macau", "MY":
    "Putrajaya", "NL": "The Hague", "NZ": "Christchurch", "PS": "Gaza|Gaza City|Ramallah", "PT": "Porto", "RU": "Grozny", "TZ": "Zanzibar",
    "UA": "Kherson|Kiev|Mariupol|Odessa", "UN": "United Nations", "US":
    "Atlantic City|Cincinnati|Honolulu|New York|Pittsburgh|Salt Lake City|St. Louis|St. Petersburg|Washington DC", "GB": "Belfast|Cardiff",
    "VN": "Saigon",
}  # fmt: skip
"""Important news locations with fewer people, or with another name than in GeoNames."""

City = Mapping[str, str | int]


def stand_alone(cities: Sequence[City], capitals: frozenset[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield country and name of each city used alone in datelines; `capitals` are (country, name)."""
    for country, names in ALSO.items():
        yield from ((country, name) for name in names.split("|"))
    yield from ((country, name) for country, name in sorted(capitals) if normalized(name) not in NEVER)
    for city in sorted(cities, key=lambda city: (-int(city["population"]), str(city["name"]))):
        country, name = str(city["countrycode"]), str(city["name"])
        if int(city["population"]) >= PEOPLE_IN.get(country, PEOPLE) and normalized(name) not in NEVER:
            yield country, name
