"""Which names of an article mean the same, and ids that depend on nothing but the name."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import paragraphs_of
from tests.test_quotes import marked
from transforms.entities.resolving import entity_id, normalized, resolve_names
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
        ("{p|Ana Ruiz} spoke. {p|Anaji} smiled.", {"Ana Ruiz": ["Ana Ruiz", "Anaji"]}),
        ("{p|Tom Ruiz} spoke. {p|Anaji} smiled.", {"Tom Ruiz": ["Tom Ruiz"], "Anaji": ["Anaji"]}),
        # two who share their surname
        ("{p|Ana} and {p|Tom Ruiz} met. Mrs. {p|Ruiz} left.", {"Ana Ruiz": ["Ana", "Ruiz"], "Tom Ruiz": ["Tom Ruiz"]}),
        # one surname, two people
        ("{p|Ana Ruiz} spoke, then {p|Tom Ruiz}. {p|Ruiz} left.", {"Ana Ruiz": ["Ana Ruiz"], "Tom Ruiz": ["Tom Ruiz", "Ruiz"]}),
        ("{p|Ana Ruiz} spoke, then {p|Tom Ruiz}. Mrs. {p|Ruiz} left.", {"Ana Ruiz": ["Ana Ruiz", "Ruiz"], "Tom Ruiz": ["Tom Ruiz"]}),
        # … is whom the article is about, not the one named last
        ("{p|Ana Ruiz} met {p|Tom Ruiz}; {p|Ana Ruiz} and {p|Ruiz}", {"Ana Ruiz": ["Ana Ruiz", "Ruiz"], "Tom Ruiz": ["Tom Ruiz"]}),
        ("{p|Ana Ruiz} spoke. Mr. {p|Ruiz} left.", {"Ana Ruiz": ["Ana Ruiz"], "Mr. Ruiz": ["Ruiz"]}),
        ("Mr. {p|Ruiz} met Mrs. {p|Ruiz}.", {"Ruiz": ["Ruiz"], "Mrs. Ruiz": ["Ruiz"]}),
        (
            "Gen. {p|Ana Ruiz}, {p|Vera Ruiz} twice: {p|Vera Ruiz}. Gen. {p|Ruiz}",
            {"Ana Ruiz": ["Ana Ruiz", "Ruiz"], "Vera Ruiz": ["Vera Ruiz"]},
        ),
        ("{p|Tom Holm} and {p|Tom Holm Jr.}; {p|Holm Jr.}", {"Tom Holm": ["Tom Holm"], "Tom Holm Jr.": ["Tom Holm Jr.", "Holm Jr."]}),
        ("Gen. {p|Addo Ruiz} and Mrs. {p|Ruiz}", {"Addo Ruiz": ["Addo Ruiz"], "Mrs. Ruiz": ["Ruiz"]}),
        # the surname of a well-known family means its best-known member alone
        ("{p|Trump} and {p|Ivanka Trump}", {"Trump": ["Trump"], "Ivanka Trump": ["Ivanka Trump"]}),
        ("President {p|Obama} and {p|Michelle Obama}; Mr. {p|Obama}", {"Mr. Obama": ["Obama"], "Michelle Obama": ["Michelle Obama"]}),
        # a surname beats another's first name, which may not mean anyone before he is named
        ("{p|Vera Paul} and {p|Paul Holm}; {p|Paul}", {"Vera Paul": ["Vera Paul", "Paul"], "Paul Holm": ["Paul Holm"]}),
        ("{p|Paul} and {p|Paul Holm}", {"Paul": ["Paul"], "Paul Holm": ["Paul Holm"]}),
        (
            "{p|Vale-Ruiz} for {p|Ana Vale} and {p|Tom Ruiz}",
            {"Vale-Ruiz": ["Vale-Ruiz"], "Ana Vale": ["Ana Vale"], "Tom Ruiz": ["Tom Ruiz"]},
        ),
        # surnames of two words, and names in another order
        ("{p|Enzo Peña Nievo} and {p|Peña Nievo}", {"Enzo Peña Nievo": ["Enzo Peña Nievo", "Peña Nievo"]}),
        ("{p|Nur Salma binti Hasan} and {p|Nur Salma}", {"Nur Salma binti Hasan": ["Nur Salma binti Hasan", "Nur Salma"]}),
        ("{p|Ula von der Brenn}, {p|Von der Brenn}", {"Ula von der Brenn": ["Ula von der Brenn", "Von der Brenn"]}),
        ("{p|Suu Tala Kyin}, {p|Suu Tala}", {"Suu Tala Kyin": ["Suu Tala Kyin"], "Suu Tala": ["Suu Tala"]}),
        ("{p|Shinzo Arabe} or {p|Arabe Shinzo}", {"Shinzo Arabe": ["Shinzo Arabe", "Arabe Shinzo"]}),
        ("{p|Xin Weiping}, then {p|Xin}", {"Xin Weiping": ["Xin Weiping", "Xin"]}),
        # spellings, short forms, initials, nicknames
        ("{p|Danylo Zorensky} is {p|Zorenskyy}", {"Danylo Zorensky": ["Danylo Zorensky", "Zorenskyy"]}),
        ("{p|Oleg Lukaschenkov}, {p|Lukashenkov}", {"Oleg Lukaschenkov": ["Oleg Lukaschenkov", "Lukashenkov"]}),
        ("{p|Mike Holm}, {p|Michael Holm}", {"Mike Holm": ["Mike Holm", "Michael Holm"]}),
        ("{p|A. Ruiz} or {p|Ana Ruiz}", {"Ana Ruiz": ["A. Ruiz", "Ana Ruiz"]}),
        ('{p|Robert "Bob" Holm}, {p|Bob}', {'Robert "Bob" Holm': ['Robert "Bob" Holm', "Bob"]}),
        ("Sen. {p|Lee} and {p|Li}", {"Lee": ["Lee"], "Li": ["Li"]}),
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
        ("{o|Bank of Jorvik} and {o|BoJ}", {"Bank of Jorvik": ["Bank of Jorvik", "BoJ"]}),
        ("{o|Jorvik People's Party}, {o|JPP}", {"Jorvik People's Party": ["Jorvik People's Party", "JPP"]}),
        ("{o|World Unity Sum}, {o|Wide Union Ship}, {o|WUS}", {name: [name] for name in ("World Unity Sum", "Wide Union Ship", "WUS")}),
        ("{o|World Union of Sailors}, {l|W.U.S.}", {"World Union of Sailors": ["World Union of Sailors", "W.U.S."]}),
        ("{o|United Sailors}, {l|U.S.}", {"United Sailors": ["United Sailors"], "U.S.": ["U.S."]}),
        # a part behind the name of a body or country of several words
        (
            "{o|United Nations Port Council}, {o|Port Council}",
            {"United Nations Port Council": ["United Nations Port Council", "Port Council"]},
        ),
        ("{l|New Brenn} ({o|AP}) and the {o|AP}", {"New Brenn": ["New Brenn"], "AP": ["AP"]}),
        ("the {o|EU} and the {o|European Union}", {"European Union": ["EU", "European Union"]}),
        # short forms of bodies and places
        ("{o|Harbour Corp.} and {o|Harbour}", {"Harbour Corp.": ["Harbour Corp.", "Harbour"]}),
        ("the {o|Harbour Council}, then the {o|Council}", {"Harbour Council": ["Harbour Council", "Council"]}),
        ("the {o|Council}, then the {o|Harbour Council}", {"Council": ["Council"], "Harbour Council": ["Harbour Council"]}),
        (
            "{o|Harbour Council}, {o|Island Council}, {o|Council}",
            {name: [name] for name in ("Harbour Council", "Island Council", "Council")},
        ),
        ("the {o|Ohio Unity Party} and the {o|Unity Party}", {"Ohio Unity Party": ["Ohio Unity Party"], "Unity Party": ["Unity Party"]}),
        ("{l|Gorz Strip}, {l|Gorz}", {"Gorz Strip": ["Gorz Strip", "Gorz"]}),
        ("{l|Orvane}, {l|Orvane County}", {"Orvane": ["Orvane"], "Orvane County": ["Orvane County"]}),
        ("{g|Sunderites} and {g|Sunderite}", {"Sunderites": ["Sunderites", "Sunderite"]}),
        # one word, two types
        ("{p|Tom Brenn} of {o|Brenn}", {"Tom Brenn": ["Tom Brenn"], "Brenn": ["Brenn"]}),
        ("{l|Washington} and {p|Washington}", {"Washington": ["Washington"]}),
        (
            "the {o|Coastal Roads Authority of Norland} ({o|Cran}); {o|Cran}",
            {"Coastal Roads Authority of Norland": ["Coastal Roads Authority of Norland", "Cran"]},
        ),
        (
            "the {o|Office of Roads and Coasts Affairs in Norland} (the {o|ORCA}); the {o|ORCA}",
            {"Office of Roads and Coasts Affairs in Norland": ["Office of Roads and Coasts Affairs in Norland", "ORCA"]},
        ),
        (
            "the {o|Coastal Roads Authority} ({o|Cram}); {o|Cram}",
            {"Coastal Roads Authority": ["Coastal Roads Authority"], "Cram": ["Cram"]},
        ),
    ],
)
def test_names_that_mean_the_same_are_one_entity(text: str, expected: dict[str, list[str]]) -> None:
    assert {entity.name: entity.aliases for entity in resolved(text)[1]} == expected


def test_an_acronym_has_the_type_of_what_it_is_said_to_stand_for() -> None:
    mentions, entities = resolved("the {o|Great Dam Act} ({l|GDA}); the {l|GDA}")
    assert [mention.type for mention in mentions] == ["organization"] * 3
    assert len(entities) == 1


@pytest.mark.parametrize(
    ("text", "partial"), [("{p|Ruiz}", True), ("Mrs. {p|Ruiz}", True), ("{p|Ana Ruiz}, {p|Ruiz}", False), ("{o|Ruiz}", False)]
)
def test_people_of_a_single_name_are_marked(text: str, *, partial: bool) -> None:
    _, entities = resolved(text)
    assert [entity.is_partial for entity in entities] == [partial]


def test_two_people_who_differ_by_an_initial_alone_have_two_ids() -> None:
    _, entities = resolved("{p|Ana J. Ruiz} and {p|Ana K. Ruiz}")
    assert [entity.name for entity in entities] == ["Ana J. Ruiz", "Ana K. Ruiz"]
    assert entities[0].entity_id == entity_id("person", "Ana Ruiz") != entities[1].entity_id


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
        st.tuples(
            st.one_of(
                st.sampled_from(
                    [
                        "Ana Ruiz",
                        "Ruiz",
                        "Ana",
                        "Mr. Ruiz",
                        "Ana J. Ruiz",
                        "Ana K. Ruiz",
                        "UN",
                        "U.N.",
                        "United Nations",
                        "Ñ",
                        "-",
                        "Tom Ruiz Jr.",
                    ]
                ),
                st.text(alphabet="AaBé R.-'’“(), \n\u00ad7", min_size=1, max_size=14).filter(str.strip),
            ),
            st.sampled_from(NAME_TYPES),
        ),
        max_size=12,
    )
)
def test_every_mention_has_its_entity(names: list[tuple[str, str]]) -> None:
    text, labels = "", []
    for name, kind in names:
        labels.append(Label(Span(len(text), len(text) + len(name)), kind, 0.6))
        text += name + " "
    paragraphs = paragraphs_of([text], "body")[1] if text else []
    mentions, entities = resolve_names("a", text, paragraphs, labels)
    ids = {entity.entity_id: entity for entity in entities}
    assert len(mentions) == len(names)
    assert len(ids) == len(entities)
    assert sum(entity.mention_count for entity in entities) == len(mentions)
    assert all(mention.type == ids[mention.entity_id].type and text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(entity.first_start == min(m.start for m in mentions if m.entity_id == entity.entity_id) for entity in entities)
    assert len({mention.mention_id for mention in mentions}) == len(mentions)


@pytest.mark.parametrize(
    ("kind", "name"), [("person", "Ana{} Ruiz"), ("person", "Ana Ruiz{}"), ("organization", "Harbour{} Council"), ("other", "Act {}")]
)
def test_thousands_of_names_take_time_in_proportion(kind: str, name: str) -> None:
    def steps(count: int) -> int:
        labels, text = [], ""
        for number in range(count):
            letters = "".join(chr(97 + int(digit)) for digit in str(number))
            for surface in (name.format(letters), name.format(letters).split()[-1]):
                labels.append(Label(Span(len(text), len(text) + len(surface)), kind, 0.9))
                text += surface + " "
        paragraphs = paragraphs_of([text])[1]
        calls = 0

        def count_calls(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count_calls)
        try:
            resolve_names("a", text, paragraphs, labels)
        finally:
            sys.setprofile(None)
        return calls

    steps(10)
    assert steps(1600) < 12 * steps(200)
