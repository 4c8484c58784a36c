"""Which names of an article mean the same, and ids that depend on nothing but the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_quotes import marked
from transforms.entities import entity_id, normalized, resolve_names
from transforms.records import Label, Span
from transforms.schema import NAME_TYPES, EntityRow, MentionRow


def resolved(*texts: str) -> tuple[list[MentionRow], list[EntityRow]]:
    text, paragraphs, labels = marked(*texts)
    return resolve_names("a", text, paragraphs, labels)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a surname joins its full name, wherever that stands
        ("{p|Ana Ruiz} met {p|Ruiz}.", {"Ana Ruiz": ["Ana Ruiz", "Ruiz"]}),
        ("{p|Ruiz} won. {p|Ana Ruiz} smiled.", {"Ana Ruiz": ["Ruiz", "Ana Ruiz"]}),
        ("{p|Ana Ruiz} spoke. {p|Ana} smiled.", {"Ana Ruiz": ["Ana Ruiz", "Ana"]}),
        # one surname, two people
        ("{p|Ana Ruiz} spoke, then {p|Tom Ruiz}. {p|Ruiz} left.", {"Ana Ruiz": ["Ana Ruiz"], "Tom Ruiz": ["Tom Ruiz", "Ruiz"]}),
        ("{p|Ana Ruiz} spoke, then {p|Tom Ruiz}. Mrs. {p|Ruiz} left.", {"Ana Ruiz": ["Ana Ruiz", "Ruiz"], "Tom Ruiz": ["Tom Ruiz"]}),
        # fuller and shorter forms of one name
        ("{p|Ana Ruiz} is {p|Ana M. Ruiz}.", {"Ana M. Ruiz": ["Ana Ruiz", "Ana M. Ruiz"]}),
        ("{p|Tom Holm Jr.} and {p|Holm}", {"Tom Holm Jr.": ["Tom Holm Jr.", "Holm"]}),
        ("{p|Tom A. Holm} is no {p|Tom B. C. Holm}.", {"Tom A. Holm": ["Tom A. Holm"], "Tom B. C. Holm": ["Tom B. C. Holm"]}),
        ("{p|José Núñez} is {p|JOSÉ NÚÑEZ} or {p|Jose Nunez}.", {"José Núñez": ["José Núñez", "JOSÉ NÚÑEZ", "Jose Nunez"]}),
        # acronyms
        ("The {o|World Union of Sailors} ({o|WUS}); {o|WUS}", {"World Union of Sailors": ["World Union of Sailors", "WUS"]}),
        ("{o|Ports of the North} ({o|PNX}) and {o|PNX}", {"Ports of the North": ["Ports of the North", "PNX"]}),
        ("the {l|U.S.} and the {l|United States}", {"United States": ["U.S.", "United States"]}),
        ("{l|US} and {l|U.S.} and {l|USA}", {"US": ["US", "U.S.", "USA"]}),
        # one word, two types
        ("{l|Washington} and {p|Washington}", {"Washington": ["Washington"]}),
    ],
)
def test_names_that_mean_the_same_are_one_entity(text: str, expected: dict[str, list[str]]) -> None:
    assert {entity.name: entity.aliases for entity in resolved(text)[1]} == expected


def test_types_keep_entities_apart() -> None:
    _, entities = resolved("{l|Washington} and {p|Washington}")
    assert [entity.type for entity in entities] == ["location", "person"]
    assert entities[0].entity_id != entities[1].entity_id


def test_mentions_and_entities_count_in_order_of_the_text() -> None:
    mentions, entities = resolved("{p|Ana Ruiz} left {l|Geneva}.", "{p|Ruiz} came back to {l|Geneva} on {d|Monday}.")
    assert [(m.paragraph, m.text, m.type) for m in mentions] == [
        (0, "Ana Ruiz", "person"),
        (0, "Geneva", "location"),
        (1, "Ruiz", "person"),
        (1, "Geneva", "location"),
        (1, "Monday", "date"),
    ]
    assert [(e.name, e.mention_count, e.first_start, e.quote_count) for e in entities] == [
        ("Ana Ruiz", 2, 0, 0),
        ("Geneva", 2, 14, 0),
        ("Monday", 1, 51, 0),
    ]
    assert mentions[0].entity_id == mentions[2].entity_id == entities[0].entity_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kirill  Dmitriev", "kirill dmitriev"),
        ("Núñez-Ruiz", "Nunez Ruiz"),
        ("O’Brien", "O'Brien"),
        ("ﬁnance", "finance"),
        ("Zürich", "Zu\u0308rich"),
        ("Bruun", "Bru\u00adun"),
    ],
)
def test_ids_ignore_case_marks_and_punctuation(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)
    assert entity_id("person", one) == entity_id("person", other) != entity_id("group", one)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ana Ruiz", "Ruiz", "Ana", "UN", "U.N.", "United Nations", "Ñ", "-"]), st.sampled_from(NAME_TYPES)),
        max_size=12,
    )
)
def test_every_mention_has_its_entity(names: list[tuple[str, str]]) -> None:
    text, labels = "", []
    for name, kind in names:
        labels.append(Label(Span(len(text), len(text) + len(name)), kind, 0.6))
        text += name + " "
    paragraphs = marked(text)[1] if text else []
    mentions, entities = resolve_names("a", text, paragraphs, labels)
    ids = [entity.entity_id for entity in entities]
    assert len(mentions) == len(names)
    assert len(ids) == len(set(ids))
    assert sum(entity.mention_count for entity in entities) == len(mentions)
    assert all(mention.entity_id in ids and text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(entity.entity_id == entity_id(entity.type, entity.name) for entity in entities)
    assert len({mention.mention_id for mention in mentions}) == len(mentions)
