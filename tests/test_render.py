"""Markup to readable text: no word lost, none glued, nothing hidden shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.html.render import Rendered, render
from transforms.html.tree import DEEPEST, clean, parse


def rendered(markup: str) -> tuple[str, list[Rendered]]:
    root = parse(clean(markup))
    assert root is not None
    return render(root)


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<p>One <b>bold</b> word<p>Two", ["One bold word", "Two"]),
        ("<p>The<b> bold</b>\n  word", ["The bold word"]),
        ("<p><span>T</span>he drop cap", ["The drop cap"]),
        ("<p><span>T</span><span>he small caps</span>", ["The small caps"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("<a href=a>News</a><a href=b>Sport</a>", ["News Sport"]),
        ("<span>By</span><span>Ana Ruiz</span><time>3 May</time>", ["By Ana Ruiz 3 May"]),
        ("<span>AP</span><span>Rep. Holm</span>", ["AP Rep. Holm"]),
        ("<p>one<img src=x>two", ["one two"]),
        ("<p>10<sup>th</sup> of May", ["10th of May"]),
        ("<p>first<br>second<br><br>third", ["first\nsecond", "third"]),
        ("<div>Name<br>Street 1<br>Town</div>", ["Name", "Street 1", "Town"]),
        ("<ul><li>one<li>two<ul><li>inner</ul></ul>", ["one", "two", "inner"]),
        ("<table><tr><th>Team<th>Points<tr><td>North<td>3</table>", ["Team | Points", "North | 3"]),
        ("<table><tr><td>menu<td><p>The story.</table>", ["menu", "The story."]),
        ("<dl><dt>Term<dd>Meaning</dl>", ["Term", "Meaning"]),
        ("<figure><img><figcaption>A caption</figcaption></figure>", ["A caption"]),
        ("<blockquote>Words</blockquote><h2>Head</h2>", ["Words", "Head"]),
        ("<pre>a  b\n c</pre>", ["a  b\n c"]),
        ("<p>nbsp&nbsp;stays, soft&shy;hyphens too", ["nbsp\xa0stays, soft\xadhyphens too"]),
        ("<p>&#8203;</p><p> </p><p>x", ["x"]),
        ("<p>a<!-- comment -->b", ["ab"]),
        ("<p hidden>no<p style='color:red;display: none'>no<div aria-hidden=true>yes</div>", ["yes"]),
        ("<p>a<script>no</script><style>no</style><noscript>no</noscript><svg><text>no</text></svg> b", ["a b"]),
        ("<nav><a href=/>Menu</a></nav><footer>Foot</footer>", ["Menu", "Foot"]),
        ("<button>Share</button><label>Name</label>", ["Share Name"]),
        ("no element at all", ["no element at all"]),
    ],
)
def test_blocks(markup: str, blocks: list[str]) -> None:
    text, found = rendered(markup)
    assert [block.span.of(text) for block in found] == blocks
    assert text == "\n\n".join(blocks)


def test_an_article_behind_a_click_is_read() -> None:
    paragraphs = "".join(f"<p>{number} this is a paragraph of an article that a click on the page shows.</p>" for number in range(6))
    text, found = rendered(f"<div style='display:none'>{paragraphs}</div>")
    assert len(found) == 6
    assert text.startswith("0 this")


def test_lines_of_old_pages_are_paragraphs() -> None:
    line = "The ferry sailed in the morning, and it came back in the evening with a load of salt."
    _, found = rendered(f"<p>{line}<br>{line}<br>{line}")
    assert len(found) == 3


def test_links_within_the_page_are_none() -> None:
    _, found = rendered("<p><a href=/x>All of it</a><p><a href=#top>All of it</a>")
    assert [block.links for block in found] == [1.0, 0.0]


def test_too_deep_elements_lose_their_tags_alone() -> None:
    text, found = rendered("<div>" * 3000 + "one<script>no</script>" + "</div>" * 2500 + "two" + "</div>" * 500 + "three")
    assert text.split() == ["one", "two", "three"]
    assert len(found) == 3
    root = parse("<b>" * 5000 + "x")
    assert root is not None
    depth, inner = 0, root
    while len(inner):
        depth, inner = depth + 1, inner[0]
    assert depth <= DEEPEST


TAGS = ["p", "div", "span", "b", "a", "li", "ul", "td", "tr", "table", "br", "h2", "section", "figcaption", "pre", "i"]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]), st.from_regex(r"[a-z]{1,8} ", fullmatch=True)
)


@given(st.lists(PIECES, max_size=60))
def test_no_word_is_lost_or_glued_in_any_soup(pieces: list[str]) -> None:
    words = [piece.strip() for piece in pieces if not piece.startswith("<")]
    root = parse("".join(pieces))
    text, found = render(root) if root is not None else ("", [])
    assert sorted(text.replace("|", " ").split()) == sorted(words)
    place = 0
    for block in found:
        assert not text[place : block.span.start].strip()
        assert block.span.of(text).strip() == block.span.of(text) != ""
        place = block.span.end
    assert not text[place:].strip()
