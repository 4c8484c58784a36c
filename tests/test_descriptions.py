"""What an article calls those whom it names, and by which pronoun it means them."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.corpora import golden_descriptions, paragraph_rows
from training.descriptions import same_description
from transforms import models
from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.entities.names import normalized, person_name
from transforms.lexicon.words import word_set
from transforms.models import WeightsError
from transforms.people.descriptions import descriptions
from transforms.people.pronouns import load_antecedents, pronouns, sexes
from transforms.quotes.marks import pair_marks
from transforms.records import Span
from transforms.schema import MentionRow


def mentions_of(text: str, *names: str, kind: str = "person") -> list[MentionRow]:
    """Return the mentions of names in a text of one paragraph; the last word of a name is the entity."""
    found = []
    for name in names:
        place = text.find(name)
        while place >= 0:
            found.append(MentionRow("m", "a", 0, place, place + len(name), name, kind, name.split()[-1], 1.0))
            place = text.find(name, place + len(name))
    return sorted(found, key=lambda mention: mention.start)


def described(text: str, *names: str, kind: str = "person") -> dict[str, str]:
    rows = paragraph_rows(text)
    found = descriptions(text, rows, pair_marks(text, rows), mentions_of(text, *names, kind=kind))
    return {entity: span.of(text) for entity, span in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Port minister Ana Ruiz spoke.", "Port minister"),
        ("They met former Secretary of State Ana Ruiz on Monday.", "former Secretary of State"),
        ("Ana Ruiz, head of the harbour company, said so.", "head of the harbour company"),
        ("Ana Ruiz, 37, a nurse from Ulm, said so.", "37, a nurse from Ulm"),
        ("Ana Ruiz, 37, said so.", None),
        ("A 37-year-old nurse, Ana Ruiz, was hurt.", "A 37-year-old nurse"),
        ("The company’s lawyer, Ana Ruiz, was there.", "The company’s lawyer"),
        ("Ana Ruiz is the first captain of the ferry.", "the first captain of the ferry"),
        ("Ana Ruiz, who was a member of the board, left.", "a member of the board"),
        ("Mayor Ana Ruiz came. Ana Ruiz, chair of the port board, left.", "chair of the port board"),
        ("They tried to persuade owner Ana Ruiz.", "owner"),
        ("Ana Ruiz is a woman of many words and few deeds. The mayor, Ana Ruiz, left.", "The mayor"),
        ("The ousted leader Ana Ruiz came.", "The ousted leader"),
        ("Orvane coast police spokesperson, Brigadier Ana Ruiz, spoke.", "Orvane coast police spokesperson"),
        ("It was told by National Secretary of Ports, Ana Ruiz in May.", "National Secretary of Ports"),
        ("Ana Ruiz of Lone Quay, chair of the club, paid.", "chair of the club"),
        ("Ana Ruiz was the candidate for the Nov. 26 election.", "the candidate for the Nov. 26 election"),
        ("The hospital’s chief doctor Ana Ruiz came.", "The hospital’s chief doctor"),
        ("Former trade and port minister Ana Ruiz came.", "Former trade and port minister"),
        ("The first captain and Orvane’s Woman of the Year Ana Ruiz came.", "The first captain and Orvane’s Woman of the Year"),
        ("The actor, singer and writer Ana Ruiz came.", "The actor, singer and writer"),
        ("They met the port minister, Her Excellency Dr Ana Ruiz.", "the port minister"),
        ("Ana Ruiz, president of the club on the eve of the vote, spoke.", "president of the club"),
        ("Secretary for Ports, Lighthouses and Fish Ana Ruiz came.", "Secretary for Ports, Lighthouses and Fish"),
        ("The owners of Ports, Lighthouses and Fish Ana Ruiz came.", None),
        ("They met Ambassador in Ulm Ana Ruiz.", "Ambassador in Ulm"),
        ("It is led by the vice-president-elect, Ana Ruiz, and others.", "the vice-president-elect"),
        ("Colonel Ana Ruiz came. Ana Ruiz, a baker of bread, left.", "a baker of bread"),
        ("The death of Ana Ruiz was a captain of chaos.", None),
        ("If they want Ana Ruiz, they call.", None),
        ("The 21-year-old Ana Ruiz slept.", None),
        ("The man Ana Ruiz lived with came.", None),
        ("Ana Ruiz, together with other officials, came.", None),
        ("Mrs Ana Ruiz, the mayor said, is late.", None),
        ("Dr Ana Ruiz came.", None),
        ("“Ana Ruiz is a liar,” he said.", None),
    ],
)
def test_the_fullest_noun_phrase_beside_a_name(text: str, expected: str | None) -> None:
    assert described(text, "Ana Ruiz").get("Ruiz") == expected


def test_a_description_does_not_begin_or_end_within_a_name() -> None:
    text = (
        "The Harbour Board (HB) chief Ana Ruiz came. Ulm States judge Tom Li, head of the Port of Ulm, left. Ana Ruiz and judge Tom Li ate."
    )
    rows = paragraph_rows(text)
    names = [
        *mentions_of(text, "Ana Ruiz", "Tom Li"),
        *mentions_of(text, "The Harbour Board", "Ulm States", "Port of Ulm", kind="organization"),
    ]
    found = descriptions(text, rows, pair_marks(text, rows), sorted(names, key=lambda mention: mention.start))
    assert {entity: span.of(text) for entity, span in found.items()} == {
        "Ruiz": "The Harbour Board (HB) chief",
        "Li": "head of the Port of Ulm",
    }


def test_a_description_is_of_the_name_it_stands_beside() -> None:
    text = "Ana Ruiz, general secretary of the union Tom Li, and others came. Ana Ruiz, the mayor, Tom Li and others left."
    assert "Li" not in described(text, "Ana Ruiz", "Tom Li")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orvane, the luxury conglomerate led by a friend, paid.", "the luxury conglomerate led by a friend"),
        ("Ulm-based auction house Orvane sold it.", "Ulm-based auction house"),
        ("Orvane, a charity bringing food to families, paid.", "a charity bringing food to families"),
        ("Orvane, the charity she founded in May, paid.", "the charity"),
        ("Saudi travel, tourism, and hotel company Orvane paid.", "Saudi travel, tourism, and hotel company"),
        ("The opposition Orvane won.", None),
        ("The State Bank, Orvane, and others paid.", None),
    ],
)
def test_bodies_are_described_by_common_nouns(text: str, expected: str | None) -> None:
    assert described(text, "Orvane", kind="organization").get("Orvane") == expected


def meant(text: str, *names: str) -> dict[str, str]:
    rows = paragraph_rows(text)
    return dict(pronouns(text, rows, pair_marks(text, rows), mentions_of(text, *names), []))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vale Orm lost her keys and her hat.", {"Orm": "she"}),
        ("Vale Orm came home. He slept, and he woke.", {"Orm": "he"}),
        ("Vale Orm came home. He slept.", {"Orm": "he"}),
        ("Vale Orm came home with Kim Holm. He slept.", {}),
        ("Vale Orm came home with Kim Holm. He slept, and he woke. Kim Holm lost her keys and her hat.", {"Orm": "he", "Holm": "she"}),
        ("Vale Orm (they/them) came home.", {"Orm": "they"}),
        ("Mary Orm came home.", {}),
        ("Mrs Orm came home.", {}),
        ("Vale Orm called her.", {}),
        ("Vale Orm, his lawyer, came.", {}),
        ("Vale Orm came. “He is ill,” it was said.", {}),
    ],
)
def test_pronouns_are_the_articles_own(text: str, expected: dict[str, str]) -> None:
    assert meant(text, "Mary Orm", "Vale Orm", "Mrs Orm", "Kim Holm") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oksana Orm and Kwame Holm came.", {"Orm": "she", "Holm": "he"}),
        ("Vale Orm, a retired actress from Ulm, met Kim Holm (father of two).", {"Orm": "she", "Holm": "he"}),
        ("Kim Holm, his wife and the king came.", {}),
        ("Kim Holm, his wife, and the king came with the widow Kim Orm.", {"Orm": "she"}),
        ("Kim Holm, a German judge, came.", {}),
        ("Prince Vale Orm met Sheikh Kim Holm.", {"Orm": "he"}),
        ("Belindrina Orm met Kim Holm and Ossandrov Lind.", {"Orm": "she", "Lind": "he"}),
        ("Mark-Orm came.", {}),
    ],
)
def test_titles_nouns_and_first_names_tell_who_can_be_meant(text: str, expected: dict[str, str]) -> None:
    told = sexes(
        text,
        mentions_of(text, "Vale Orm", "Kim Holm", "Oksana Orm", "Kwame Holm", "Belindrina Orm", "Ossandrov Lind", "Mark-Orm", "Kim Orm"),
    )
    assert {one: "he" if male > 0.5 else "she" for one, male in told.items()} == expected


def test_no_first_name_is_in_two_lists() -> None:
    male, female = word_set("first_names", "male"), word_set("first_names", "female")
    assert len(male | female | MALE_NAMES | FEMALE_NAMES) == sum(map(len, (male, female, MALE_NAMES, FEMALE_NAMES)))
    assert all(name == normalized(name) for name in male | female)


def test_a_first_name_gives_nobody_a_pronoun() -> None:
    assert meant("Oksana Orm met Kwame Holm.", "Oksana Orm", "Kwame Holm") == {}


def test_a_pronoun_goes_past_those_whom_others_mean() -> None:
    text = "Vale Orm shut her shop and her eyes, and she slept until she heard her dog. Vale Orm saw Kim Holm with his hand on his hat."
    assert meant(text, "Vale Orm", "Kim Holm") == {"Orm": "she", "Holm": "he"}


def test_a_name_that_several_bear_has_no_pronoun() -> None:
    text = "Vale Orm and Kim Orm came. Orm lost her keys. She slept."
    rows = paragraph_rows(text)
    names = [replace(mention, entity_id=mention.text) for mention in mentions_of(text, "Vale Orm", "Kim Orm")]
    bare = next(mention for mention in mentions_of(text, "Orm") if text.startswith("Orm lost", mention.start))
    assert dict(pronouns(text, rows, pair_marks(text, rows), [*names, bare], [])) == {}


def test_the_model_of_pronouns_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "WEIGHTS", tmp_path)
    load_antecedents.cache_clear()
    with pytest.raises(WeightsError, match="the model antecedents in"):
        load_antecedents()


def test_descriptions_are_the_same_but_for_determiners_and_clauses() -> None:
    text = "the mayor of Ulm, who left"
    assert same_description(text, Span(0, 16), Span(4, 26))
    assert not same_description(text, Span(0, 9), Span(4, 16))


@pytest.mark.parametrize("name", ["Encik Tom Li", "Maj-Gen Tom Li", "Mullah Tom Li", "Señor Tom Li", "Tom Li CMG", "Tom Li, FRS"])
def test_titles_of_the_world_are_no_part_of_names(name: str) -> None:
    assert person_name(name).words == ("tom", "li")


def test_golden_texts_are_only_read_where_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(golden_descriptions(tmp_path, "measure"))
