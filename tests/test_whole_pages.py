"""Pages whose article is there, but not where most pages have it: nothing of it is lost, and nothing is read twice."""

import pytest

from flows.ingest.formats.whole import text_record
from transforms.html.document import read_html
from transforms.html.text_markup import is_markup, unescaped, without_heading_marks
from transforms.page.paragraphs import read_paragraphs
from transforms.rows import read_row

FIRST = "The council of Arden voted on Monday to close three of its nine swimming pools, since heating them costs too much."
SECOND = "“My children learned to swim there,” said Lotte Brandis, who has led the swimmers’ club for twenty years."
THIRD = "The mayor, Piet Solheim, told the meeting that the town would pay for buses to the six pools that are left."
STORY = [FIRST, SECOND, THIRD]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)
HEAD = "<html><head><meta charset=utf-8><title>Arden closes three of its nine pools</title></head><body><nav><a href=/>The Post</a></nav>"
TITLE = "<h1>Arden closes three of its nine pools</h1>"
FOOT = "<footer><p>© 2026 The Post. All rights reserved.</p></footer></body></html>"


def body(page: str) -> list[str]:
    read = read_html(page.encode())
    return [row.text for row in read_paragraphs("a", read.text, read.blocks) if row.is_body]


@pytest.mark.parametrize(
    "article",
    [
        f"<div hidden>{PARAGRAPHS}</div><p>Loading…</p>",
        f"<p>{FIRST}</p><div style='display:none'><p>{SECOND}</p><p>{THIRD}</p></div>",
        f"<div style='visibility:hidden'>{'<br><br>'.join(STORY)}</div>",
        f"<noscript>{PARAGRAPHS}</noscript>",
        f"<p>{FIRST}</p><noscript><p>{SECOND}</p></noscript><p>{THIRD}</p>",
        f"<post-body><template shadowrootmode=open>{PARAGRAPHS}</template></post-body>",
        f"<p>{FIRST}</p><template><p>{SECOND}</p><p>{THIRD}</p></template>",
        "".join(f"<post-text>{text}</post-text>" for text in STORY),
        "".join(f"<span class=para>{text}</span>" for text in STORY),
        PARAGRAPHS.replace("<", "&lt;").replace(">", "&gt;").join(["<div>", "</div>"]),
        f'<div data-html="{PARAGRAPHS.replace("<", "&lt;")}"></div>',
        f'<div id=app></div><script type=application/json>{{"story": {{"body": "{PARAGRAPHS.replace("/", chr(92) + "/")}"}}}}</script>',
        f"<div class=comment-text>{PARAGRAPHS}</div>",
        f"<aside>{PARAGRAPHS}</aside>",
        f"<p>{FIRST}</p><p>{SECOND}</p></body></html><p>{THIRD}</p>",
        f"<p>{FIRST}</p><table><tr><td>{SECOND}</td></tr></table><p>{THIRD}</p>",
        f"<div class=dropcap>T</div><p>{FIRST[1:]}</p><p>{SECOND}</p><p>{THIRD}</p>",
    ],
)
def test_an_article_is_read_wherever_the_page_has_it(article: str) -> None:
    assert body(f"{HEAD}<main><article>{TITLE}{article}</article></main>{FOOT}") == STORY


@pytest.mark.parametrize("opening", ["<article>", "<main>", "<header><a href=/>The Post</a></header><main>", "<section class=story>"])
def test_a_page_may_leave_out_the_tags_of_head_and_body(opening: str) -> None:
    assert (
        body(f"<!doctype html><meta charset=utf-8><title>Arden closes three of its nine pools</title>{opening}{TITLE}{PARAGRAPHS}") == STORY
    )
    assert body(f"<!doctype html><html lang=en><head><title>Pools</title>{opening}{TITLE}{PARAGRAPHS}<p>") == STORY


def test_a_picture_and_one_text_in_a_table_are_a_figure() -> None:
    table = "<table align=left><tr><td><img src=a.jpg></td></tr><tr><td>The pool in winter</td></tr></table>"
    read = read_html(f"{HEAD}<article>{TITLE}<p>{FIRST}</p>{table}<p>{SECOND}</p><p>{THIRD}</p></article>{FOOT}".encode())
    assert {row.role for row in read_paragraphs("a", read.text, read.blocks) if row.text == "The pool in winter"} == {"caption"}
    facts = table.replace("<img src=a.jpg>", "Depth")
    assert "The pool in winter" in body(f"{HEAD}<article>{TITLE}<p>{FIRST}</p>{facts}<p>{SECOND}</p><p>{THIRD}</p></article>{FOOT}")


@pytest.mark.parametrize(
    ("header", "published"),
    [
        ("<header><time datetime=2026-03-12T09:00Z>12 March</time></header>", "2026-03-12T09:00Z"),
        ("<p>Last updated <time datetime=2026-03-12T09:00Z>12 March</time></p>", None),
        ("<time datetime=2026-03-12>12 March</time><time datetime=2026-03-14>14 March</time>", None),
        ("<nav><time datetime=2026-03-12>12 March</time></nav>", None),
    ],
)
def test_the_only_time_of_a_page_is_of_its_publication(header: str, published: str | None) -> None:
    assert read_html(f"{HEAD}<article>{TITLE}{header}{PARAGRAPHS}</article>{FOOT}".encode()).stated.published == published


def test_the_heading_of_a_part_of_a_page_is_its_headline() -> None:
    assert read_html(f"<h2>Arden closes three pools</h2>{PARAGRAPHS}".encode()).stated.title == "Arden closes three pools"
    assert read_html(f"{PARAGRAPHS}<h2>What comes next now</h2>".encode()).stated.title is None


def test_bare_text_in_the_body_is_paragraphs() -> None:
    assert body(f"<html><body>{TITLE}{'<br><br>'.join(STORY)}</body></html>") == STORY


def test_paragraphs_after_the_end_of_a_page_are_of_its_article() -> None:
    page = f"{HEAD}<main><article>{TITLE}<p>{FIRST}</p><p>{SECOND}</p></article></main>{FOOT}<p>{THIRD}</p>"
    assert body(page) == STORY


def test_a_page_behind_another_is_read() -> None:
    waiting = "<html><head><title>Please wait</title></head><body><p>Just a second.</p></body></html>"
    page = read_html(f"{waiting}{HEAD}<article>{TITLE}{PARAGRAPHS}</article>{FOOT}".encode())
    assert page.stated.title == "Arden closes three of its nine pools"


@pytest.mark.parametrize("names", [("phone-only", "desk-only"), ("visible-xs", "hidden-xs")])
def test_a_copy_for_other_screens_is_not_read_twice(names: tuple[str, str]) -> None:
    one, other = (f"<div class={name}>{PARAGRAPHS}</div>" for name in names)
    assert body(f"{HEAD}<main><article>{TITLE}{one}{other}</article></main>{FOOT}") == STORY


def test_another_story_below_the_article_is_not_of_it() -> None:
    other = "<hr><h1>Bakers of Lindholm bring back a forgotten loaf</h1>" + "".join(
        f"<p>The bakers of Lindholm sold {n} loaves of the old rye on the first morning, and the queue went round the church.</p>"
        for n in (40, 50, 60)
    )
    assert body(f"{HEAD}<main><article>{TITLE}{PARAGRAPHS}{other}</article></main>{FOOT}") == STORY


def test_items_that_are_paragraphs_are_of_a_list() -> None:
    items = "<ul><li><p>Bathers from the north take the blue bus.</p></li><li><div>Those from the south walk.</div></li></ul>"
    read = read_html(f"{HEAD}<main><article>{TITLE}<p>{FIRST}</p><p>{SECOND}</p>{items}<p>{THIRD}</p></article></main>{FOOT}".encode())
    roles = {row.text: row.role for row in read_paragraphs("a", read.text, read.blocks)}
    assert roles["Bathers from the north take the blue bus."] == roles["Those from the south walk."] == "list"


def test_rows_of_a_table_in_an_article_are_of_its_body() -> None:
    table = "<table><tr><th>Pool</th><th>Visitors</th></tr><tr><td>North</td><td>1,200</td></tr><tr><td>South</td><td>900</td></tr></table>"
    page = f"{HEAD}<main><article>{TITLE}<p>{FIRST}</p><p>{SECOND}</p>{table}<p>{THIRD}</p></article></main>{FOOT}"
    assert body(page) == [FIRST, SECOND, "Pool | Visitors", "North | 1,200", "South | 900", THIRD]


def test_rows_of_a_table_in_a_text_are_of_its_body() -> None:
    rows = ["Pool\tVisitors\tCost", "North\t1,200\t$40", "South\t900\t$30"]
    text = "\n\n".join(["Arden closes three of its nine pools", FIRST, SECOND, "\n".join(rows), THIRD])
    roles = {row.text: row.role for row in read_paragraphs("a", text)}
    assert [roles[row] for row in rows] == ["table"] * 3
    assert roles[THIRD] == "body"


@pytest.mark.parametrize(
    ("head", "headings", "title"),
    [
        ('<meta property="og:title" content="The Post">', "<h1>Arden closes pools for good</h1>", "Arden closes pools for good"),
        (
            '<meta property="og:title" content="Which baths will shut?">',
            "<h1>Arden closes pools for good</h1>",
            "Arden closes pools for good",
        ),
        ("", "<h1><span class=kicker>Analysis</span> Arden closes pools for good</h1>", "Arden closes pools for good"),
        (
            "",
            "<h1 class=logo><a href=/>The Post</a></h1><h2 class=headline>Arden closes pools for good</h2>",
            "Arden closes pools for good",
        ),
    ],
)
def test_the_headline_is_the_one_shown(head: str, headings: str, title: str) -> None:
    page = f"<html><head>{head}<meta property='og:site_name' content='The Post'></head><body><a href=/>The Post</a><main><article>"
    assert read_html(f"{page}{headings}{PARAGRAPHS}</article></main></body></html>".encode()).stated.title == title


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body><p>words",
        f"<p>{FIRST}</p>\n<p>{SECOND}</p>",
        f"{FIRST}<br><br>{SECOND}<br/><br/>{THIRD}",
        f"<div class='x'><p>{FIRST}</p></div>",
        f"{FIRST}\n\nMore is on <a href='https://post.example/a'>the page of the town</a>.",
        f"{FIRST} It was <b>loud</b>, and <i>long</i>.",
    ],
)
def test_markup_is_told_from_text(text: str) -> None:
    assert is_markup(text)


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        "Use <br> to end a line. The <p> tag opens a paragraph, and <br> does not.",
        "Write this:\n\n```\n<p>Hello</p>\n<p>World</p>\n```\n\nThat is all that a page needs.",
        "If a < b and c > d, then <x> is none of our business.",
        "He sent a mail to <ana.ruiz@post.example> and one to <lotte@post.example>.",
    ],
)
def test_a_text_about_markup_is_a_text(text: str) -> None:
    assert not is_markup(text)


def test_references_in_texts_are_decoded_where_there_are_several() -> None:
    assert unescaped("&quot;No,&quot; said the town&#39;s mayor.") == '"No," said the town\'s mayor.'
    assert unescaped("An ampersand is written as &amp; in HTML.") == "An ampersand is written as &amp; in HTML."


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# Arden closes pools\n\nIt *voted* on Monday.\n\n## Why\n", "Arden closes pools\n\nIt *voted* on Monday.\n\nWhy\n"),
        ("---\ntitle: Pools\n---\n\n# Pools\n\nIt voted.", "---\ntitle: Pools\n---\n\nPools\n\nIt voted."),
        ("Arden\n\n## Why\n\nHeat.\n\n### How\n", "Arden\n\nWhy\n\nHeat.\n\nHow\n"),
        ("Songs of the year\n# 2 The Pool\n# 1 The Bath\n", "Songs of the year\n# 2 The Pool\n# 1 The Bath\n"),
        ("#pools are closed\n\nItem #1 is cold.", "#pools are closed\n\nItem #1 is cold."),
    ],
)
def test_number_signs_of_headings_in_markdown_are_no_text(text: str, plain: str) -> None:
    assert without_heading_marks(text) == plain
    record = text_record(text, "utf-8")
    assert record.data.decode() == read_row({"text": text}, {}).data.decode() == plain
