"""The report in a real headless Chromium, from disk: clicks, keys, search, both modes, a phone, hostile text."""

import csv
import io
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import Release, open_release
from flows.report import make_report, server
from flows.report.search_index import words
from flows.report.site import article_path, name_path
from flows.report.text import plain, visible
from tests.browser import CHROMIUM, Browser, browser
from tests.running import rows, run_plainly
from tests.test_report import write_copies, write_seeds

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
    own = (made[1].as_uri(), "about:blank", "data:")  # the last: Chromium's own picture of a calendar
    assert not [address for address in chromium.requests if not address.startswith(own)]


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


def settled(tab: Browser) -> str:
    """Wait until a list shows what is asked for; return what it says of it."""
    tab.until("document.getElementById('rows') && !document.getElementById('rows').hasAttribute('aria-busy')")
    return str(tab.run("document.getElementById('status').textContent"))


def ask(tab: Browser, made: Place, page: str, state: str = "") -> str:
    """Open a list in a state."""
    tab.open((made[1] / page).as_uri() + (f"#{state}" if state else ""))
    return settled(tab)


def choose(tab: Browser, key: str, value: str) -> str:
    """Choose a filter as a person does; return what the list then says."""
    tab.run(
        f"{{ const c = document.getElementById('{key}'); if (c.type === 'checkbox') c.checked = !c.checked; else c.value = '{value}';"
        " c.dispatchEvent(new Event('change', {bubbles: true})); document.getElementById('rows').setAttribute('aria-busy', 'true'); }"
    )
    return settled(tab)


def state_of(tab: Browser) -> dict[str, str]:
    found: dict[str, str] = tab.run("Object.fromEntries(new URLSearchParams(location.hash.slice(1)))")
    return found


def test_search(tab: Browser, made: Place) -> None:
    assert ask(tab, made, "articles.html") == "6 articles"
    tab.run("document.getElementById('q').focus()")
    tab.type('speaker:"rui matos" plan 2')
    tab.until("document.getElementById('status').textContent === '1 article of 6'")
    assert tab.run("document.querySelector('#rows a').textContent") == "Harbour of Aveiro to be widened, plan 2 says"
    assert state_of(tab) == {"q": 'speaker:"rui matos" plan 2'}
    tab.click("#rows a")
    tab.arrive("/articles/")
    assert tab.run("[...CSS.highlights.get('found')].map(String)").count("plan") >= 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("from=2026-03-01&to=2026-03-31", 1),
        ("from=2026-03-02", 0),
        ("q=agency:reuters", 5),
        ("kind=direct&language=en", 6),
        ("q=arbour", 0),
        ("q=harb", 4),
        ("q=HÁRB", 4),
        ("q=million ships", 4),
        ("q=title:ships", 0),
        ("q=seed:evil", 1),
        ("q=nobody wants", 5),
        ("publisher=P", 1),
        ("q=xyzzy", 0),
        ("order=longest&kind=no such", 6),
    ],
)
def test_what_narrows_a_search(tab: Browser, made: Place, asked: str, found: int) -> None:
    ask(tab, made, "articles.html", asked)
    assert tab.run("document.querySelectorAll('#rows li').length") == found


def test_names_are_searched_in_all_their_forms(tab: Browser, made: Place) -> None:
    assert ask(tab, made, "names.html", "type=person&q=matos").startswith("1 name of")
    assert tab.run("document.querySelector('#rows a').textContent") == "Rui Matos"
    ask(tab, made, "names.html", "order=name")
    shown = tab.run("[...document.querySelectorAll('#rows li > a')].map((a) => a.textContent)")
    assert shown == sorted(shown, key=words)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("q=storm", lambda row: "storm" in row["text"]),
        ("q=storm&kind=direct", lambda row: "storm" in row["text"] and row["kind"] == "direct"),
        ('q="wants to wait"', lambda row: "wants to wait" in row["text"]),
        ('q="wait to wants"', lambda _: False),
        ("speaker=matos", lambda row: "Matos" in f"{row['speaker_name']} {row['speaker_text']}"),
        ("type=organization", lambda row: row["source_type"] == "organization"),
        ("sure=0.75", lambda row: row["confidence"] >= 0.75),
        ("from=2026-03-01&to=2026-03-01", lambda row: row["seed"] == "rows.jsonl"),
    ],
)
def test_quotes_are_found_by_words_and_facts(tab: Browser, made: Place, asked: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
    seeds = {row["article_id"]: row["seed"].partition("#")[0] for row in rows(made[0], "articles")}
    every = [row | {"seed": seeds[row["article_id"]]} for row in rows(made[0], "quotes")]
    ask(tab, made, "quotes.html", asked)
    found = tab.run("[...document.querySelectorAll('#rows .place')].map((a) => a.hash.slice(3))")
    assert sorted(found) == sorted(row["quote_id"][:12] for row in every if wanted(row))


def test_copies_count_once(tab: Browser, made: Place, tmp_path: Path) -> None:
    report = make_report(write_copies(tmp_path), tmp_path / "report").parent
    said = ask(tab, (made[0], report), "quotes.html", "speaker=matos")
    assert said == "4 quotes, 2 statements with copies counted once: 1 direct, 1 indirect"
    assert choose(tab, "once", "").startswith("2 quotes of 4, 2 statements")
    assert tab.run("document.querySelectorAll('#rows li').length") == 2
    assert state_of(tab) == {"speaker": "matos", "once": "1"}
    tab.requests[:] = [(made[1] / "quotes.html").as_uri()]  # this report lies elsewhere


def test_the_state_is_in_the_address_and_back_takes_a_step_back(tab: Browser, made: Place) -> None:
    every = ask(tab, made, "quotes.html")
    tab.until("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")  # what changes before that replaces the entry
    direct = choose(tab, "kind", "direct")
    people = choose(tab, "type", "person")
    assert len({every, direct, people}) > 1
    assert state_of(tab) == {"kind": "direct", "type": "person"}
    for said, state in ((direct, "#kind=direct"), (every, "")):
        history = tab.call("Page.getNavigationHistory")
        before = history["entries"][history["currentIndex"] - 1]
        assert before["url"] == (made[1] / "quotes.html").as_uri() + state
        tab.call("Page.navigateToHistoryEntry", entryId=before["id"])
        tab.until(f"document.getElementById('status').textContent === {json.dumps(said)}")
        assert tab.run("document.getElementById('kind').value") == state.removeprefix("#kind=")
    assert ask(tab, made, "quotes.html", "kind=direct&type=person") == people
    tab.click("#clear")
    tab.until(f"location.hash === '' && document.getElementById('status').textContent === {json.dumps(every)}")


def test_from_a_person_to_their_quotes_and_to_all(tab: Browser, made: Place) -> None:
    speaker = next(row["speaker_id"] for row in rows(made[0], "quotes") if row["speaker_name"] == "Rui Matos")
    tab.open((made[1] / name_path(speaker)).as_uri())
    tab.click(".actions a")
    tab.arrive("/quotes.html")
    said = settled(tab)
    count = sum(speaker in row["speaker_ids"] for row in rows(made[0], "quotes"))
    assert said.startswith(f"{count} quotes of ")
    assert tab.run("document.getElementById('chip').textContent").startswith("Only Rui Matos")
    tab.click("#unwho")
    tab.until("document.getElementById('chip').hidden")
    assert state_of(tab) == {}


def test_a_quote_is_found_in_three_clicks(tab: Browser, made: Place) -> None:
    tab.open((made[1] / "index.html").as_uri())
    tab.click(".top nav a[href='quotes.html']")
    tab.arrive("/quotes.html")
    settled(tab)
    tab.click("#q")
    tab.type("wait for another storm")
    tab.until("/ of /.test(document.getElementById('status').textContent)")
    tab.click("#rows .place")
    tab.arrive("/articles/")
    tab.until("!document.getElementById('card').hidden")
    assert "wait for another storm" in tab.run("[...document.querySelectorAll('.q.lit')].map((e) => e.textContent).join(' ')")


def test_lists_work_from_the_server_too(tab: Browser, made: Place) -> None:
    with server(made[1]) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{running.server_port}/"
        tab.open(f"{address}quotes.html#q=storm&kind=direct")
        assert settled(tab).startswith("5 quotes of ")
        choose(tab, "kind", "")
        assert state_of(tab) == {"q": "storm"}
        running.shutdown()
    assert all(asked.startswith((address, "about:blank", "data:")) for asked in tab.requests)
    tab.requests[:] = ["about:blank"]


def test_what_is_shown_is_saved_as_a_table(tab: Browser, made: Place, tmp_path: Path) -> None:
    ask(tab, made, "quotes.html", "q=storm")
    tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    tab.click("#csv")
    ends = time.monotonic() + 20
    while not (tmp_path / "quotes.csv").exists() and time.monotonic() < ends:
        time.sleep(0.05)
    found = list(csv.DictReader(io.StringIO((tmp_path / "quotes.csv").read_bytes().decode("utf-8-sig"), newline="")))
    wanted = {row["quote_id"]: row for row in rows(made[0], "quotes") if "storm" in row["text"]}
    assert {row["quote_id"]: row["quote"] for row in found} == {key: visible(row["text"]) for key, row in wanted.items()}
    assert len({row["statement"] for row in found}) < len(found)
    tab.requests[:] = [address for address in tab.requests if not address.startswith("blob:")]


def test_a_table_holds_no_formula(tab: Browser, made: Place) -> None:
    ask(tab, made, "quotes.html")
    for text in ("=1+1", "+1", "-1", "@sum", "\t=1", " =1", "＝1"):
        assert tab.run(f"cell({json.dumps(text)})") == plain(text)
    assert tab.run("""cell('a "b", c')""") == '"a ""b"", c"'
    assert tab.run("cell(-1)") == "-1"


@pytest.mark.parametrize("page", ["quotes.html", "articles.html", "names.html"])
def test_a_list_is_used_by_keyboard_alone(tab: Browser, made: Place, page: str) -> None:
    ask(tab, made, page)
    reached: list[str] = []
    for _ in range(60):
        tab.press("Tab")
        reached.append(
            tab.run("document.activeElement.id || document.activeElement.closest('#rows')?.id || document.activeElement.tagName")
        )
        style = tab.run("(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))")
        assert style[0] != "none", reached
        if reached[-1] == "rows":
            break
    keys = tab.run("[...document.querySelectorAll('[data-key]')].map((c) => c.id)")
    assert list(dict.fromkeys(name for name in reached if name in keys)) == keys
    assert reached[-1] == "rows"
    assert "csv" in reached


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
    addresses = [
        (made[1] / page).as_uri()
        for page in ("index.html", "quotes.html", "articles.html", "names.html", "rejects.html", name_path(speaker))
    ]
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
    assert ask(tab, made, "articles.html", "q=</script><img src=x onerror=alert(1)>").endswith("of 6")
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
