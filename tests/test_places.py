"""Well-known places: their codes, and one id for all their names."""

import pytest

from tests.test_entities import resolved
from transforms.entities.places import TABLE, us_state
from transforms.entities.resolving import entity_id


@pytest.mark.parametrize(
    ("kind", "names", "code"),
    [
        ("location", ["Kyiv", "Kiev"], "UA-30"),
        ("location", ["USA", "U.S.", "US", "United States", "the United States of America", "America"], "US"),
        ("location", ["Burma", "Myanmar"], "MM"),
        ("location", ["UK", "Britain", "United Kingdom"], "GB"),
        ("location", ["Czech Republic", "Czechia"], "CZ"),
        ("location", ["Ohio"], "US-OH"),
        ("location", ["Calif.", "California"], "US-CA"),
        ("location", ["Washington", "Washington, D.C."], "US-DC"),
        ("location", ["Paris", "Paris, France"], "FR-75C"),
        ("location", ["Mecca's", "Mecca"], "SA-02"),
        ("group", ["German", "Germans"], "DE"),
        ("group", ["British", "Britons"], "GB"),
    ],
)
def test_all_names_of_a_place_are_one_entity_with_its_code(kind: str, names: list[str], code: str) -> None:
    tag = {"location": "l", "group": "g"}[kind]
    _, entities = resolved(". ".join(f"{{{tag}|{name}}}" for name in names))
    assert [entity.place_code for entity in entities] == [code]
    assert {entity_id(kind, name) for name in names} == {entities[0].entity_id}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{l|Georgia}", {"Georgia": None}),
        ("{l|Georgia} and {l|Armenia}", {"Georgia": "GE", "Armenia": "AM"}),
        ("{l|Georgia} and {l|Ohio}", {"Georgia": "US-GA", "Ohio": "US-OH"}),
        ("{l|Georgia}, {l|Ohio} and {l|Armenia}", {"Georgia": None, "Ohio": "US-OH", "Armenia": "AM"}),
        ("{l|Cambridge}", {"Cambridge": None}),
        ("{g|Republicans} in {l|Brenn}", {"Republicans": None, "Brenn": None}),
        ("{o|Germany}", {"Germany": None}),
    ],
)
def test_what_may_be_two_places_has_no_code(text: str, codes: dict[str, str | None]) -> None:
    assert {entity.name: entity.place_code for entity in resolved(text)[1]} == codes


def test_a_state_behind_a_place_tells_it_from_the_well_known_one() -> None:
    _, entities = resolved("From {l|Paris} to {l|Paris}, {l|Texas}; {l|Paris} is small.")
    assert [(entity.mention_count, entity.place_code) for entity in entities] == [(1, "FR-75C"), (2, None), (1, "US-TX")]
    assert entities[1].entity_id == entity_id("location", "Paris, Texas") != entities[0].entity_id


@pytest.mark.parametrize(
    "text", ["{l|Paris}, {l|London} and {l|Berlin}", "{l|China}, {l|Japan}, {l|Ohio}", "{l|Zürich}, {d|Jan. 17}", "{l|ZÜRICH}"]
)
def test_places_in_a_row_are_not_in_one_another(text: str) -> None:
    _, entities = resolved(text)
    assert [entity.entity_id for entity in entities] == [entity_id(entity.type, entity.aliases[0]) for entity in entities]


def test_people_of_a_place_are_not_the_place() -> None:
    _, entities = resolved("{l|Germany} and the {g|Germans}")
    assert [(entity.type, entity.place_code) for entity in entities] == [("location", "DE"), ("group", "DE")]
    assert entities[0].entity_id != entities[1].entity_id


@pytest.mark.parametrize(
    ("short", "state"),
    [("S.C.", "south carolina"), ("W. Va.", "west virginia"), ("AK", "alaska"), ("Tex.", "texas"), ("Ohio", "ohio"), ("Brenn", None)],
)
def test_states_as_they_are_written_behind_a_party(short: str, state: str | None) -> None:
    assert us_state(short) == state


@pytest.mark.parametrize("name", ["Belfast", "Miss."])
def test_names_that_datelines_or_parties_alone_make_places_are_no_known_ones(name: str) -> None:
    assert resolved(f"{{l|{name}}}")[1][0].place_code is None


def test_the_table_is_made_of_whole_rows() -> None:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["code", "kind", "name", "other names", "datelines"]
    assert {len(row) for row in rows} == {5}
    assert {row[1] for row in rows[1:]} == {"country", "state", "city", "nationality", "dateline", "short"}
    assert {row[4] for row in rows[1:]} == {"", "alone"}
    assert len({tuple(row[1:3]) for row in rows}) == len(rows)
