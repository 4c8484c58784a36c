"""What closes press releases and letters, and captions that name who took the picture."""

import pytest

from transforms.page.blocks import begins_with_dateline, names_photographer
from transforms.page.closing import behind_release, signatures
from transforms.page.paragraphs import read_paragraphs

STORY = [
    "Norfield Power has sold two wind farms on the coast to a fund in Tarrenburg.",
    '"We will build batteries with the money," said Ingrid Solheim, who runs the company.',
    "The sale was agreed in January and needs the consent of both states.",
]


def behind(*lines: str) -> list[str]:
    text = [*STORY, *lines]
    return [text[place] for place in behind_release(text, ["body"] * len(text))]


@pytest.mark.parametrize(
    "lines",
    [
        ["Contacts", "Ola Berg", "Norfield Power", "+47 22 55 01 00", "ola.berg@norfield.example"],
        ["Media contact:", "Ola Berg, Tel: +47 22 55 01 00", "E-mail: ola.berg@norfield.example"],
        ["For further information, please contact:", "Ola Berg", "www.norfield.example/news"],
        ["About Norfield Power", "Norfield Power is a maker of power. It has 400 people in Ulm."],
        ["About the company:", "It makes power."],
        ["Press contacts", "Norfield Power", "Ola Berg, +47 22 55 01 00, ola.berg@norfield.example"],
        ["Forward-Looking Statements", "This release holds statements that may not come true."],
        ["ENDS", "Notes: Norfield is a company."],
        ["###", "Norfield is a company."],
        ["About Norfield Power", "It makes power.", "Press contact", "Ola Berg", "(617) 555-0193"],
    ],
)
def test_what_stands_behind_a_release(lines: list[str]) -> None:
    assert behind(*lines) == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["About 40 people came to the gate on Monday."],
        ["About the bridge", *STORY, *STORY],
        ["Contacts with the fund began in May."],
        [
            "Contacts",
            "The two sides have spoken since May, by letter and over a good many dinners, but they have not yet shaken hands on it.",
        ],
        ["for more information", "The state has a site of its own."],
        ["The end", "Nobody knows how it ends."],
    ],
)
def test_what_stays_in_the_article(lines: list[str]) -> None:
    assert behind(*lines) == []


def test_contacts_above_the_story_and_in_a_short_text_stay() -> None:
    text = ["Media contact", "Ola Berg", "ola@norfield.example", *STORY]
    assert list(behind_release(text, ["body"] * len(text))) == []


LETTER = "Sir, I read with dismay that the ferry is to stop. Has nobody at the town hall ever missed a train?"


def test_who_signs_a_letter_is_named_and_the_village_is_not_read() -> None:
    lines = ["Bins and boats", LETTER, "Agnes Pilling", "Little Thorpe", LETTER, "Tom Barrow,", "Upper Marsh, near Tenby"]
    found = dict(signatures(lines, ["title", *["body"] * 6]))
    assert found == {2: "byline", 3: "boilerplate", 5: "byline", 6: "boilerplate"}


@pytest.mark.parametrize(
    "lines",
    [
        [STORY[0], "Agnes Pilling", "Little Thorpe"],
        ["Sir Humphrey Vane came too.", STORY[0], "Agnes Pilling", STORY[1]],
        [LETTER, "Agnes Pilling wrote it.", STORY[1]],
    ],
)
def test_names_elsewhere_sign_nothing(lines: list[str]) -> None:
    assert dict(signatures(lines, ["body"] * len(lines))) == {}


@pytest.mark.parametrize(
    "line",
    [
        "Picture by Gordon Hale",
        "The oven in the window of the shop. Picture by Gordon Hale",
        "The quay at night. Photo: Ida Ruud/Bay Agency",
        "The quay at night (Image courtesy of Bay Museum)",
        "PHOTO: IDA RUUD",
        "The quay. Illustration by Ida Ruud.",
    ],
)
def test_captions_name_who_took_the_picture(line: str) -> None:
    assert names_photographer(line)


@pytest.mark.parametrize(
    "line",
    [
        "The court was shown a photo by Ida Ruud.",
        "She sold a picture by Gordon Hale to the museum, and kept the frame.",
        "The image: a hat on the water, and nobody near it for a mile",
        "He took the photo. By noon it was everywhere.",
    ],
)
def test_prose_about_pictures_is_no_caption(line: str) -> None:
    assert not names_photographer(line)


def test_a_lead_is_no_standfirst() -> None:
    assert begins_with_dateline("TARRENBURG, June 3 (AP) — Two wind farms were sold.")
    assert not begins_with_dateline("Two wind farms - the last on the coast - were sold.")
    text = "Two wind farms were sold on Friday.\n\n" + "\n\n".join(STORY[1:]) + "\n\nPhoto: Ida Ruud\n"
    assert [row.role for row in read_paragraphs("a", text)] == ["body", "body", "body", "caption"]


def test_a_line_in_capitals_signs_no_letter() -> None:
    lines = ["Sir – The heron has been on the tower since the spring and nobody from the council has looked at it.", "MOST READ"]
    assert list(signatures(lines, ["body", "body"])) == []


@pytest.mark.parametrize(
    ("signed", "roles"),
    [
        (["The Holm family", "Orton"], ["byline", "boilerplate"]),
        (["Edith Lowe (Mrs)", "Via email"], ["byline", "boilerplate"]),
        (["Name and address supplied"], ["byline"]),
        (["EDITH LOWE", "Orton, May 5", "The writer was a nurse."], ["byline", "boilerplate", "boilerplate"]),
    ],
)
def test_families_unnamed_people_and_names_in_capitals_sign_letters(signed: list[str], roles: list[str]) -> None:
    letter = "To the editor: Your report of the bus to Orton left out those who have no car and live up the hill."
    lines = [letter, *signed]
    assert dict(signatures(lines, ["body"] * len(lines))) == dict(enumerate(roles, 1))
