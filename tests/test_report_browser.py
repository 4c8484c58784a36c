"""The report in a real headless Chromium, from disk: clicks, keys, search, both modes, a phone, hostile text."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import Release, open_release
from flows.report import make_report
from flows.report.site import article_path, name_path
from tests.browser import CHROMIUM, Browser, browser
from tests.running import rows, run_plainly
from tests.test_report import write_seeds

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

CONTRAST = """(() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (element) => { for (let e = element; e; e = e.parentElement) {
    const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest(".vh, .skip, svg, [hidden]") || !element.getClientRects().length) continue;
    if (getComputedStyle(element).opacity === "0") continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
})()"""
"""Lists what has less contrast with what lies behind it than WCAG's AA asks for."""

Place = tuple[Release, Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("browsed")
    run_plainly(write_seeds(folder / "seeds"), folder / "data")
    release = open_release(folder / "data")
    return release, make_report(release, folder / "report").parent


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as tab:
        yield tab


@pytest.fixture
def tab(chromium: Browser, made: Place) -> Iterator[Browser]:
    """A tab of a desktop in light mode; after each test, nothing was asked from elsewhere and nothing went wrong."""
    chromium.requests.clear()
    chromium.complaints.clear()
    chromium.look()
    yield chromium
    assert not chromium.complaints
    assert chromium.requests
    assert not [address for address in chromium.requests if not address.startswith((made[1].as_uri(), "about:blank"))]


def article_of(made: Place, seed: str) -> str:
    article = next(row["article_id"] for row in rows(made[0], "articles") if row["seed"] == seed)
    return (made[1] / article_path(article)).as_uri()


def test_from_the_overview_to_a_quote_and_its_place(tab: Browser, made: Place) -> None:
    tab.open((made[1] / "index.html").as_uri())
    tab.click("section[aria-labelledby=speakers] .bars a")
    tab.arrive("/names/")
    name = tab.run("document.querySelector('h1').textContent")
    tab.click(".said .place")
    tab.arrive("/articles/")
    tab.until("!document.getElementById('card').hidden")
    assert tab.run("document.querySelector('#card h2').textContent") == name
    assert tab.run("document.querySelectorAll('.q.lit').length") >= 1
    assert tab.run("location.hash.startsWith('#q-')")


def test_a_click_on_a_quote_tells_who_speaks(tab: Browser, made: Place) -> None:
    tab.open(article_of(made, "story-2.txt"))
    quote = next(row for row in rows(made[0], "quotes") if row["text"].startswith('"We have waited 2 years'))
    tab.click(f"#q-{quote['quote_id'][:12]}")
    assert tab.run("document.querySelector('#card h2').textContent") == quote["speaker_name"] == "Rui Matos"
    assert "direct" in tab.run("document.querySelector('#card p').textContent")
    lit = tab.run("[...document.querySelectorAll('.lit')].map((e) => e.textContent)")
    assert {"said", "Rui Matos"} <= set(lit)
    tab.press("Escape")
    assert tab.run("document.getElementById('card').hidden && !document.querySelector('.lit')")


def test_the_number_after_a_quote_opens_its_speaker(tab: Browser, made: Place) -> None:
    tab.open(article_of(made, "story-2.txt"))
    tab.click("a.no")
    number = tab.run("document.querySelector('a.no').hash.slice(1)")
    assert tab.run(f"document.getElementById('{number}').open")
    tab.run("[...document.querySelectorAll('#card button')].find((b) => b.textContent === 'Only this speaker')?.click()")
    assert tab.run("document.querySelector('.text').classList.contains('one')") == (tab.run("document.querySelectorAll('.own').length") > 0)


def test_hovering_a_name_shows_it_everywhere(tab: Browser, made: Place) -> None:
    tab.open(article_of(made, "story-2.txt"))
    tab.run("document.querySelector('.text .name.person').dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
    lit = tab.run("[...document.querySelectorAll('.name.lit')].map((e) => e.getAttribute('href'))")
    assert lit
    assert len(set(lit)) == 1
    assert tab.run("document.querySelector('.name.lit').title") == "person"


def test_search(tab: Browser, made: Place) -> None:
    tab.open((made[1] / "articles.html").as_uri())
    tab.until("document.getElementById('status').textContent === '6 articles'")
    tab.run("document.getElementById('q').focus()")
    tab.type('speaker:"rui matos" plan 2')
    tab.until("document.getElementById('status').textContent === '1 article of 6'")
    assert tab.run("document.querySelector('#rows a').textContent") == "Harbour of Aveiro to be widened, plan 2 says"
    assert tab.run("decodeURIComponent(location.hash)") == '#q=speaker:"rui matos" plan 2'
    tab.click("#rows a")
    tab.arrive("/articles/")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("date:2026-03", 1),
        ("agency:reuters", 5),
        ("kind:direct language:en", 6),
        ("arbour", 0),
        ("harb", 4),
        ("seed:evil", 1),
        ("nobody", 0),
    ],
)
def test_what_narrows_a_search(tab: Browser, made: Place, asked: str, found: int) -> None:
    tab.open((made[1] / "articles.html").as_uri() + f"#q={asked}")
    tab.until("document.getElementById('status').textContent.endsWith('of 6')")
    assert tab.run("document.querySelectorAll('#rows li').length") == found


def test_names_are_searched_in_all_their_forms(tab: Browser, made: Place) -> None:
    tab.open((made[1] / "names.html").as_uri() + "#q=type:person matos")
    tab.until("/^1 name of/.test(document.getElementById('status').textContent)")
    assert tab.run("document.querySelector('#rows a').textContent") == "Rui Matos"


def test_the_keyboard_alone_is_enough(tab: Browser, made: Place) -> None:
    tab.open(article_of(made, "story-2.txt"))
    tab.press("Tab")
    assert tab.run("document.activeElement.className") == "skip"
    assert tab.run("document.activeElement.getBoundingClientRect().left >= 0")
    tab.press("Enter")
    tab.until("document.activeElement.id === 'main'")
    reached = []
    for _ in range(60):
        tab.press("Tab")
        reached.append(tab.run("document.activeElement.className"))
        style = tab.run("(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))")
        assert style[0] != "none", reached
        if re.match(r"no ", reached[-1]):
            break
    assert reached[-1].startswith("no ")
    tab.press("Enter")
    assert tab.run("!document.getElementById('card').hidden")


@pytest.mark.parametrize("dark", [False, True])
def test_contrast(tab: Browser, made: Place, *, dark: bool) -> None:
    tab.look(dark=dark)
    speaker = next(row["speaker_id"] for row in rows(made[0], "quotes") if row["speaker_id"])
    addresses = [(made[1] / page).as_uri() for page in ("index.html", "articles.html", "names.html", "rejects.html", name_path(speaker))]
    for address in [*addresses, article_of(made, "story-2.txt"), article_of(made, "evil.txt")]:
        tab.open(address)
        assert tab.run(CONTRAST) == [], address


def test_the_mode_can_be_switched_and_stays(tab: Browser, made: Place) -> None:
    page = (made[1] / "index.html").as_uri()
    tab.open(page)
    light = tab.run("getComputedStyle(document.body).backgroundColor")
    tab.click("#theme")
    dark = tab.run("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    tab.open((made[1] / "names.html").as_uri())
    assert tab.run("getComputedStyle(document.body).backgroundColor") == dark
    tab.click("#theme")
    assert tab.run("getComputedStyle(document.body).backgroundColor") == light


def test_a_phone_needs_no_sideways_scroll(tab: Browser, made: Place) -> None:
    tab.look(360, 740)
    for path in sorted(made[1].rglob("*.html")):
        tab.open(path.as_uri())
        assert tab.run("document.documentElement.scrollWidth") <= 360, path


def test_hostile_text_runs_nothing(tab: Browser, made: Place) -> None:
    for path in sorted(made[1].rglob("*.html")):
        tab.open(path.as_uri())
    tab.open((made[1] / "articles.html").as_uri() + "#q=</script><img src=x onerror=alert(1)>")
    tab.until("document.getElementById('status').textContent.endsWith('of 6')")
    assert tab.run("document.querySelectorAll('img, script:not([src])').length") == 0


def test_the_policy_stops_what_escaping_would_miss(tab: Browser, made: Place) -> None:
    tab.open((made[1] / "index.html").as_uri())
    tab.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = 1\">')")
    tab.run("{ const s = document.createElement('script'); s.textContent = 'document.title = 2'; document.body.append(s); }")
    assert tab.run("document.title").startswith("Overview")
    assert "Content Security Policy" in tab.complaints[0]
    tab.complaints.clear()


def test_without_scripts_everything_can_be_read(tab: Browser, made: Place) -> None:
    tab.look(script=False)
    tab.open((made[1] / "articles.html").as_uri())
    assert tab.run("document.querySelectorAll('#rows li').length") == 6
