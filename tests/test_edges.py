"""Names that the reader takes too far, by what stands in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.edges import corrected_names
from transforms.records import Span


def names(marked: str, kind: str) -> list[tuple[str, str]]:
    """Return what becomes of the name between brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    return [(span.of(text), told) for span, told in corrected_names(text, Span(start, end), kind)]


@pytest.mark.parametrize(
    ("marked", "kind", "expected"),
    [
        ("[Sen. Ana Ruiz (R-Vt.)] said", "organization", [("Ana Ruiz", "person")]),
        ("[Ana Ruiz (D-Ohio]) said", "person", [("Ana Ruiz", "person")]),
        ("[Ana Ruiz] (D-Ohio) said", "organization", [("Ana Ruiz", "person")]),
        ("[Gov. Ana Ruiz, D-N.Y.], said", "organization", [("Ana Ruiz", "person")]),
        ("[Mayor Ana Ruiz (I)] said", "person", [("Ana Ruiz", "person")]),
        ("[Rep. Ana Ruiz (D., Ohio)] said", "person", [("Ana Ruiz", "person")]),
        ("[Majority\u00a0Leader\u00a0Ana Ruiz (R-IN]) said", "organization", [("Ana Ruiz", "person")]),
        (
            "[Rep. Ana Ruiz (D-Ohio), head of the Congressional Harbour Caucus].",
            "organization",
            [("Ana Ruiz", "person"), ("Congressional Harbour Caucus", "organization")],
        ),
        ("([D-Ohio), chairwoman of the Harbour Caucus] and", "organization", [("Harbour Caucus", "organization")]),
        ("[Rep. Ana Ruiz of Vermont] said", "person", [("Ana Ruiz", "person")]),
        ("[Mr. Ruiz] said", "person", [("Ruiz", "person")]),
        ("[Ana Ruiz Jr.] said", "person", [("Ana Ruiz Jr.", "person")]),
        ("[Sheikh Salim] said", "person", [("Sheikh Salim", "person")]),
        ("[the nominee] said", "person", [("the nominee", "person")]),
        ("the [Ruiz administration] said", "person", [("Ruiz administration", "organization")]),
        ("the [nonpartisan Budget Office] said", "organization", [("Budget Office", "organization")]),
        ("the [Geneva-based Union of Ports] said", "organization", [("Union of Ports", "organization")]),
        ("[Union of Ports (UP)] said", "organization", [("Union of Ports (UP)", "organization")]),
        ("[Democrats] (D) said", "organization", [("Democrats", "organization")]),
        ("[Harbour Radio’s Ana Ruiz] said", "person", [("Ana Ruiz", "person")]),
        ("[Ana O’Ruiz] said", "person", [("Ana O’Ruiz", "person")]),
        ("said Mary [Ruiz]", "person", [("Mary Ruiz", "person")]),
        ("said Musa ag [Ruiz]", "person", [("Musa ag Ruiz", "person")]),
        ("said Monday [Ruiz]", "person", [("Ruiz", "person")]),
        ("the Mary [Ruiz]", "organization", [("Ruiz", "organization")]),
        ("said D’[Andre Ruiz]", "person", [("D’Andre Ruiz", "person")]),
        ("‘[Ruiz]’ said", "person", [("Ruiz", "person")]),
        ("[Ana Tembo]’o said", "person", [("Ana Tembo’o", "person")]),
        ("[Ana Ruiz]’s said", "person", [("Ana Ruiz", "person")]),
        ("[Ana Ruiz]’d said", "person", [("Ana Ruiz", "person")]),
        ("Ana Ruiz, [R-Texas], said", "organization", [("Texas", "location")]),
        ("Ana Ruiz ([D-N.J.]), said", "location", [("N.J.", "location")]),
        ("[75 percent of Democrats] said", "organization", [("Democrats", "organization")]),
        ("[Sixty-two percent of Republicans] said", "organization", [("Republicans", "organization")]),
        ("[Ruiz and Holm] said", "person", [("Ruiz", "person"), ("Holm", "person")]),
        ("[Ruiz & Holm] said", "person", [("Ruiz & Holm", "organization")]),
        ("the law firm [Ruiz Holm] said", "person", [("Ruiz Holm", "organization")]),
        ("a firm [Ana Ruiz] owns", "location", [("Ana Ruiz", "location")]),
        ("shares in [Ruiz Holm] fell", "person", [("Ruiz Holm", "organization")]),
        ("[Al Rashed] Holding fell", "person", [("Al Rashed Holding", "organization")]),
        ("[Mary] Holding won", "person", [("Mary", "person")]),
        ("said [Tom Holm. Holm] told", "person", [("Tom Holm", "person"), ("Holm", "person")]),
        ("said [Prof. Tom Li] here", "person", [("Tom Li", "person")]),
        ("said [Monday Okoro] here", "date", [("Monday Okoro", "person")]),
        ("on [Monday Morning] here", "date", [("Monday Morning", "date")]),
        ("[Ana & Mara Ruiz (D-Ohio)] said", "person", [("Ana", "person"), ("Mara Ruiz", "person")]),
        ("from [Iowa and New Hampshire].", "location", [("Iowa", "location"), ("New Hampshire", "location")]),
        ("[Ana Ruiz, Holm]’s aide, said", "person", [("Ana Ruiz", "person"), ("Holm", "person")]),
        ("[Ruiz, Ana] said", "person", [("Ruiz, Ana", "person")]),
        ("[Ana Ruiz, Jr.] said", "person", [("Ana Ruiz, Jr.", "person")]),
        ("from [Trinidad and Tobago].", "location", [("Trinidad and Tobago", "location")]),
        ("from [Brenn and Tarvia].", "location", [("Brenn and Tarvia", "location")]),
        ("in the U.[K]., where", "location", [("U.K", "location")]),
        ('says Ana "[Shorty" Ruiz], who', "person", [('Ana "Shorty" Ruiz', "person")]),
        ("“[Shorty” Ruiz], who", "person", [("“Shorty” Ruiz", "person")]),
        ("told [Xinhua] that", "location", [("Xinhua", "organization")]),
        ("said [@]anaruiz and", "person", []),
        ("said [@] and", "person", [("@", "person")]),
        (
            "[Port Policy Center at the more liberal Harbour Institute] said",
            "organization",
            [("Port Policy Center", "organization"), ("Harbour Institute", "organization")],
        ),
        ("the [University at the Lake] said", "organization", [("University at the Lake", "organization")]),
        ("[Brenn], R-Vt.", "location", [("Brenn", "location")]),
    ],
)
def test_names_end_where_the_text_says(marked: str, kind: str, expected: list[tuple[str, str]]) -> None:
    assert names(marked, kind) == expected


PIECES = ("Sen. ", "Ana ", "Ruiz", " (R-Vt.)", " (D", "-Ohio", ", I-", ")", ", head of the ", "Caucus", "federal ", " of ", "\u00a0", "é")


KINDS = st.sampled_from(["person", "organization", "group"])


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join), KINDS, st.data())
def test_ends_stay_inside_and_in_order(text: str, kind: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    place = span.start
    for found, _ in corrected_names(text, span, kind):
        assert place <= found.start < found.end <= span.end
        place = found.end


@pytest.mark.parametrize("kind", ["organization", "person", "location"])
@pytest.mark.parametrize(
    "text", ["(R-" * 30_000, "a " * 50_000, "," * 100_000, "R-A " * 25_000, "federal " * 12_000, "A B, " * 20_000, "Ohio and " * 10_000]
)
def test_long_names_take_no_time(text: str, kind: str) -> None:
    assert len(list(corrected_names(text, Span(0, len(text)), kind))) <= 2
