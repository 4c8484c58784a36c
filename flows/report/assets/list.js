// A searchable list: its rows come in files that are loaded one after another; text is only ever set as text.
"use strict";

const STEP = 100;
const COLUMNS = {
  articles: ["id", "title", "date", "publisher", "language", "words", "kinds", "speakers", "agencies", "authors", "seed"],
  names: ["id", "name", "type", "quotes", "mentions", "articles", "aliases", "place", "partial", "at"],
};
const FACTS = {
  articles: { speaker: "speakers", author: "authors", publisher: "publisher", agency: "agencies", date: "date", language: "language", seed: "seed", title: "title" },
  names: { type: "type", place: "place", name: "name" },
};
const FREE = { articles: ["title", "speakers", "authors", "publisher", "agencies", "seed"], names: ["name", "aliases"] };
const by = (key, down = true) => (a, b) => (down ? b[key] - a[key] : a[key] - b[key]);
const text = (key) => (a, b) => a[key].localeCompare(b[key]);
const dated = (down) => (a, b) => (a.date === "") - (b.date === "") || (a.date === b.date ? 0 : (a.date < b.date) === down ? 1 : -1);
const ORDERS = {
  newest: dated(true), oldest: dated(false), quotes: by("quotes"), longest: by("words"), title: text("title"),
  mentions: by("mentions"), articles: by("articles"), name: text("name"),
};
const FIRST_ORDER = { articles: "newest", names: "quotes" };

const area = document.querySelector(".search");
const kind = area.dataset.kind;
const shards = Number(area.dataset.shards);
const field = document.getElementById("q");
const order = document.getElementById("order");
const status = document.getElementById("status");
const list = document.getElementById("rows");
const further = document.getElementById("further");
const plain = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const rows = [];
let loaded = 0;
let shown = STEP;

globalThis.newstables = {
  add(_number, added) {
    for (const values of added) {
      const row = Object.fromEntries(COLUMNS[kind].map((name, place) => [name, values[place]]));
      if (kind === "articles") row.quotes = row.kinds[0] + row.kinds[1] + row.kinds[2];
      row.found = ` ${plain(FREE[kind].map((name) => row[name]).join(" "))}`;
      rows.push(row);
    }
  },
};

// One file at a time, in order, so that the rows stand as they were sorted.
function load(number) {
  if (number === shards) return;
  const script = document.createElement("script");
  script.src = `data/${kind}-${String(number).padStart(4, "0")}.js`;
  script.onload = () => { loaded = number + 1; if (loaded === 1 || loaded === shards || loaded % 5 === 0) update(); load(loaded); };
  script.onerror = () => { status.textContent = `The file ${script.src} cannot be read; the list ends here.`; };
  document.head.append(script);
}

function terms(query) {
  return [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(([whole, fact, quoted, word]) => {
    const column = fact && FACTS[kind][fact];
    if (fact === "kind" && kind === "articles") return { kind: ["direct", "mixed", "indirect"].indexOf(quoted ?? word) };
    return column ? { column, value: plain(quoted ?? word) } : { value: plain(fact ? whole.replaceAll('"', "") : quoted ?? word) };
  });
}

function matches(row, wanted) {
  return wanted.every(({ column, kind: place, value }) => {
    if (place !== undefined) return row.kinds[place] > 0;
    if (column === "date" || column === "language" || column === "type") return plain(row[column]).startsWith(value);
    return begins(column ? ` ${plain(row[column])}` : row.found, value);
  });
}

// A word is found at its beginning: "art" finds "Art" and "arts", not "party".
function begins(where, value) {
  for (let place = where.indexOf(value); place >= 0; place = where.indexOf(value, place + 1)) {
    if (!/[\p{L}\p{N}]/u.test(where[place - 1] ?? " ")) return true;
  }
  return false;
}

function element(tag, name, content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(content);
  return made;
}

const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

function line(row) {
  const made = document.createElement("li");
  const link = document.createElement("a");
  link.href = row.at || `${kind}/${row.id.slice(0, 2)}/${row.id.slice(0, 16)}.html`;
  link.append(element("bdi", "", kind === "articles" ? row.title || row.seed : row.name));
  const facts = kind === "articles"
    ? [row.date || "no date", row.publisher, row.agencies, count(row.quotes, "quote", "quotes")]
    : [row.type, row.place, row.partial ? "one name only" : "", count(row.quotes, "quote", "quotes"),
      `named ${count(row.mentions, "time", "times")} in ${count(row.articles, "article", "articles")}`];
  made.append(link, element("span", "meta", facts.filter(Boolean).join(" · ")));
  const who = kind === "articles" ? row.speakers : row.aliases;
  if (who) {
    const names = element("span", "who", kind === "articles" ? "" : "also ");
    names.append(element("bdi", "", who));
    made.append(names);
  }
  return made;
}

function update() {
  const wanted = terms(field.value);
  let found = wanted.length ? rows.filter((row) => matches(row, wanted)) : rows;
  if (order.value !== FIRST_ORDER[kind]) found = [...found].sort(ORDERS[order.value]);
  list.replaceChildren(...found.slice(0, shown).map(line));
  further.hidden = found.length <= shown;
  const all = count(found.length, ...(kind === "articles" ? ["article", "articles"] : ["name", "names"]));
  status.textContent = loaded < shards ? `${all} so far; reading …` : wanted.length ? `${all} of ${rows.length.toLocaleString("en")}` : all;
}

let waiting;
function changed() {
  shown = STEP;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    history.replaceState(null, "", field.value ? `#q=${encodeURIComponent(field.value)}` : location.href.split("#")[0]);
    update();
  }, 120);
}

function fromAddress() {
  const asked = /^#q=(.*)$/.exec(location.hash);
  field.value = asked ? decodeURIComponent(asked[1]) : "";
  shown = STEP;
  if (loaded) update();
}

field.addEventListener("input", changed);
order.addEventListener("change", () => { shown = STEP; update(); });
further.addEventListener("click", () => {
  const place = shown;
  shown += STEP;
  update();
  list.children[place]?.querySelector("a").focus();
});
addEventListener("hashchange", fromAddress);
fromAddress();
load(0);
