import pytest

from tests.pages import LEAD, page
from transforms.metadata.authors import people_in, read_authors, split_authors
from transforms.metadata.masthead import find_masthead


def authors(*lines: tuple[str, str]) -> list[str]:
    rows = page(*lines)
    return read_authors(rows, find_masthead(rows))


TITLE, BODY = ("title", "Lighthouse closes"), ("body", LEAD)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ana Ruiz and Li Wei", ["Ana Ruiz", "Li Wei"]),
        ("By Ana Ruiz, Li Wei and Jon Dahl", ["Ana Ruiz", "Li Wei", "Jon Dahl"]),
        ("By ANA RUIZ, SEAN McDONALD and MARY O'BRIEN", ["Ana Ruiz", "Sean McDonald", "Mary O'Brien"]),
        ("BY SEAN MCDONALD", ["Sean McDonald"]),
        ("JAN VAN DER BERG and ANNE-MARIE SMITH", ["Jan van der Berg", "Anne-Marie Smith"]),
        ("LUIS DE LA TORRE Jr.", ["Luis de la Torre Jr"]),
        ("By J.R. SMITH", ["J.R. Smith"]),
        ("By Abdul-Rahman al-Sayed", ["Abdul-Rahman al-Sayed"]),
        ("By Dr. Ana Ruiz, MD", ["Ana Ruiz"]),
        ("By Ana Ruiz, Senior Correspondent", ["Ana Ruiz"]),
        ("Ana Ruiz Parliamentary editor", ["Ana Ruiz"]),
        ("By Ana Ruiz in Geneva and Li Wei in Beijing", ["Ana Ruiz", "Li Wei"]),
        ("By Ana Ruiz, @anaruiz, HARBOUR TODAY", ["Ana Ruiz"]),
        ("By Ana Ruiz For Harbour.Com", ["Ana Ruiz"]),
        ("By Bo Lund, Harbour Cricket Ground", ["Bo Lund"]),
        ("By Bo Lund, Maria Holm", ["Bo Lund", "Maria Holm"]),
        ("Written by Ana Ruiz April 3, 2025", ["Ana Ruiz"]),
        ("Posted on April 3, 2025 by Ana Ruiz", ["Ana Ruiz"]),
        ("* by: Ana Ruiz Political Reporter", ["Ana Ruiz"]),
        ("Ana RuizPublished Apr 3, 2025, 11:21am", ["Ana Ruiz"]),
        ("Author: Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz | AP", ["Ana Ruiz"]),
        ("By Crime Reporter Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz, pictures by Li Wei", ["Ana Ruiz"]),
        ("By Ana Ruiz, Rural Affairs Correspondent", ["Ana Ruiz"]),
        ("Texte : Ana Ruiz – Photos : Li Wei", ["Ana Ruiz"]),
        ("Texto: Ana Ruiz / Fotos: Li Wei", ["Ana Ruiz"]),
        ("Holm’s Funeral", []),
        ("By Ana Ruiz - Associated Press - Friday, April 3, 2025", ["Ana Ruiz"]),
        ("By Ana Ruiz and Li Wei The Associated Press", ["Ana Ruiz", "Li Wei"]),
        ("Ana Ruiz and AP", ["Ana Ruiz", "AP"]),
        ("By The Associated Press", ["The Associated Press"]),
        ("By Agence France-Presse", ["Agence France-Presse"]),
        ("AFP, MANILA", ["AFP"]),
        ("By Harbour with Agencies", ["Harbour"]),
        ("By Harbour Shopping Team", ["Harbour Shopping Team"]),
        ("By Staff Reporter", []),
        ("By admin", []),
        ("Photograph: Ana Ruiz", []),
        ("View all posts by Ana Ruiz", []),
        ("Edited by Ana Ruiz", []),
        ("Von Anna Müller", ["Anna Müller"]),
        ("Ein Kommentar von Anna Müller", ["Anna Müller"]),
        ("Mark Di Stefano", ["Mark Di Stefano"]),
        ("Ana Ruiz Ana Ruiz", ["Ana Ruiz"]),
        ("Иван Петров", ["Иван Петров"]),
    ],
)
def test_bylines(byline: str, names: list[str]) -> None:
    assert authors(TITLE, ("byline", byline), BODY) == names


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["By", "Ana Ruiz"], ["Ana Ruiz"]),
        (["By", "Ana Ruiz", "and", "Li Wei"], ["Ana Ruiz", "Li Wei"]),
        (["By", "Ana Ruiz", ",", "Li Wei", "and", "Jon Dahl", "Share"], ["Ana Ruiz", "Li Wei", "Jon Dahl"]),
        (["Ana Ruiz", "April 3, 2025"], ["Ana Ruiz"]),
        (["Ana Ruiz", "3 hours ago"], ["Ana Ruiz"]),
        (["Ana Ruiz 2 minutes ago"], ["Ana Ruiz"]),
        (["Ana Ruiz", "Share"], []),
        (["New York", "April 3, 2025"], []),
        (["Puerto Holm - 3 April 2025"], []),
        (["By Taboola"], []),
        (["Politics", "Published April 3, 2025 by Ana Ruiz"], ["Ana Ruiz"]),
    ],
)
def test_lines_that_no_role_marks(lines: list[str], names: list[str]) -> None:
    assert authors(TITLE, *(("boilerplate", line) for line in lines), BODY) == names


def test_a_byline_above_the_headline_or_below_the_body_stands_in() -> None:
    assert authors(("byline", "By Ana Ruiz"), TITLE, BODY) == ["Ana Ruiz"]
    assert authors(TITLE, BODY, ("byline", "Ana Ruiz")) == ["Ana Ruiz"]
    assert authors(TITLE, ("byline", "Li Wei"), BODY, ("byline", "Ana Ruiz")) == ["Li Wei"]


def test_bylines_of_teasers_further_down_are_not_of_this_article() -> None:
    teasers = [("boilerplate", "Other news"), ("boilerplate", "Ferry sinks"), ("boilerplate", "Fish rise"), ("boilerplate", "By Li Wei")]
    assert authors(TITLE, ("byline", "By Ana Ruiz"), *teasers, BODY) == ["Ana Ruiz"]


def test_captions_and_prose_name_no_author() -> None:
    assert authors(TITLE, ("caption", "By Ana Ruiz"), ("summary", "By Ana Ruiz"), BODY, ("body", "By Monday he had left.")) == []


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["By Ana Ruiz and Li Wei"], ["Ana Ruiz", "Li Wei"]),
        (["Ana Ruiz, Li Wei"], ["Ana Ruiz", "Li Wei"]),
        (["Ana Ruiz; Li Wei"], ["Ana Ruiz", "Li Wei"]),
        (["['Ana Ruiz', 'Li Wei']"], ["Ana Ruiz", "Li Wei"]),
        (['["Ana Ruiz"]'], ["Ana Ruiz"]),
        (["Ana Ruiz", "ANA RUIZ", "Li Wei"], ["Ana Ruiz", "Li Wei"]),
        (["Ruiz, Ana"], ["Ana Ruiz"]),
        (["Ana Ruiz", "Rural Affairs Correspondent"], ["Ana Ruiz"]),
        (["Anna Vogt", "Wirtschaftsredakteurin"], ["Anna Vogt"]),
        (["ana ruiz"], ["ana ruiz"]),
        (["Reuters"], ["Reuters"]),
        (["The Harbour Post"], ["The Harbour Post"]),
        (["李伟"], ["李伟"]),
        (["admin"], []),
        (["ana@example.org"], []),
        ([], []),
    ],
)
def test_stated_authors(stated: list[str], names: list[str]) -> None:
    assert split_authors(stated) == names


def test_people_are_told_from_outlets() -> None:
    assert people_in(["Ana Ruiz", "Reuters", "The Harbour Post", "Harbour"]) == ["Ana Ruiz"]
