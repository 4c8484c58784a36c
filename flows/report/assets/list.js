// A searchable list. Its rows, the facts that filters compare and the index of its words come in small files, loaded as they are needed;
// the state of search and filters stands in the address. Text is only ever set as text.
"use strict";

const STEP = 50;
const AT_ONCE = 12;
const KEPT = 400;
const EPOCH = 719163; // 1970-01-01, counted in days as the facts do
const area = document.querySelector(".search");
const kind = area.dataset.kind;
const [status, list, further, table, clear] = ["status", "rows", "further", "csv", "clear"].map((id) => document.getElementById(id));
const controls = [...area.querySelectorAll("[data-key]")];
const [who, chip] = [document.getElementById("who"), document.getElementById("chip")];
const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

// Files: each calls `newstables.add` with its name and content.
const files = new Map();
const come = {};
globalThis.newstables = { add: (name, content) => come[name]?.(content) };

function load(name) {
  if (!files.has(name)) {
    files.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `data/${name}.js`;
      come[name] = resolve;
      script.onload = () => { delete come[name]; script.remove(); reject(new Error(`The file data/${name}.js is not whole.`)); };
      script.onerror = () => { files.delete(name); reject(new Error(`The file data/${name}.js cannot be read.`)); };
      document.head.append(script);
    }));
  }
  return files.get(name);
}

// Facts: numbers of five bits a digit, as many digits for each as the first character says.
function unpacked(text) {
  const width = Number(text[0]);
  const numbers = new Uint32Array((text.length - 1) / width);
  for (let place = 1, row = 0; row < numbers.length; row += 1) {
    let number = 0;
    for (const end = place + width; place < end; place += 1) number = number * 32 + text.charCodeAt(place) - 48;
    numbers[row] = number;
  }
  return numbers;
}

const opened = new Map();
async function open(name) {
  const found = await load(`${name}/facts`);
  if (!opened.has(name)) opened.set(name, { ...found, ...Object.fromEntries(Object.entries(found.facts).map(([key, text]) => [key, unpacked(text)])) });
  return opened.get(name);
}

async function rowsOf(number) {
  const rows = await load(`${kind}/rows-${String(number).padStart(4, "0")}`);
  if (files.size > KEPT) for (const name of [...files.keys()].filter((one) => one.includes("/rows-")).slice(0, KEPT / 2)) files.delete(name);
  return kind === "quotes" ? rows.flatMap(([article, quotes]) => quotes.map((quote) => named(quote, article))) : rows.map((row) => named(row));
}

const COLUMNS = {
  articles: ["id", "title", "date", "publisher", "language", "words", "direct", "mixed", "indirect", "speakers", "agencies", "authors", "seed"],
  names: ["id", "name", "type", "pronoun", "direct", "mixed", "indirect", "mentions", "articles", "aliases", "place", "partial", "at"],
  quotes: ["id", "text", "kind", "name", "source", "type", "pronoun", "confidence", "speakers"],
};
function named(values, article) {
  const row = Object.fromEntries(COLUMNS[kind].map((name, place) => [name, values[place]]));
  if (article) [row.article, row.title, row.date, row.publisher] = article;
  return row;
}

// Calls `each` with every row of the numbers, in their order; files are read some at a time.
async function read(all, numbers, each, stopped) {
  const left = new Map();
  for (const number of numbers) left.set(Math.floor(number / all.shard), (left.get(Math.floor(number / all.shard)) ?? 0) + 1);
  const shards = [...left.keys()];
  const found = new Map();
  for (let first = 0, place = 0; first < shards.length; first += AT_ONCE) {
    const chosen = shards.slice(first, first + AT_ONCE);
    const read = await Promise.all(chosen.map((shard) => rowsOf(shard)));
    if (stopped()) return false;
    chosen.forEach((shard, index) => found.set(shard, read[index]));
    for (; place < numbers.length; place += 1) {
      const shard = Math.floor(numbers[place] / all.shard);
      if (!found.has(shard)) break;
      each(found.get(shard)[numbers[place] % all.shard], numbers[place]);
      left.set(shard, left.get(shard) - 1);
      if (left.get(shard) === 0) found.delete(shard);
    }
  }
  return true;
}

// Words: a term is found at the beginning of words from three letters on, and as a whole word below that.
const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]+/g, "").toLowerCase();
const wordsOf = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

function terms(query) {
  const fields = area.dataset.fields?.split(" ") ?? [];
  return [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].flatMap(([whole, field, quoted, word]) => {
    const known = fields.includes(field);
    const words = wordsOf(quoted ?? (known || !field ? word : whole));
    return words.map((one, place) => ({
      word: known ? `${field}:${one}`.slice(0, 40) : one.slice(0, 40),
      begins: one.length > 2 && place === words.length - 1 && quoted === undefined,
      phrase: quoted !== undefined && !known && words.length > 1 ? words.join(" ") : null,
    }));
  });
}

// Returns for each row whether it holds a term.
async function holding(all, { word, begins }) {
  const held = new Uint8Array(all.total);
  const last = begins ? `${word}\uffff` : word;
  let shard = Math.max(0, all.words.findIndex((first) => first > word) - 1);
  if (all.words.length && all.words.at(-1) <= word) shard = all.words.length - 1;
  for (; shard < all.words.length && all.words[shard] <= last; shard += 1) {
    const lines = await load(`${kind}/words-${String(shard).padStart(4, "0")}`);
    const start = begins ? `\n${word}` : `\n${word} `;
    const text = `\n${lines}\n`;
    for (let place = text.indexOf(start); place >= 0; place = text.indexOf(start, place + 1)) {
      let row = 0;
      for (const step of text.slice(text.indexOf(" ", place), text.indexOf("\n", place + 1)).trim().split(" ")) held[row += Number(step)] = 1;
    }
  }
  return held;
}

// Filters: each returns a test of row numbers, or null where it asks for nothing.
const day = (text) => Math.floor(Date.parse(text) / 864e5) + EPOCH;
const codeOf = (all, key, value) => Math.max(all.values[key].indexOf(value), value === "none" ? 0 : -1);

function publishersLike(value, known) {
  const exact = known.indexOf(value);
  if (exact > 0) return new Set([exact]);
  const wanted = ` ${wordsOf(value).join(" ")}`;
  return new Set(known.flatMap((name, place) => (place && ` ${wordsOf(name).join(" ")}`.includes(wanted) ? [place] : [])));
}

function tests(state, all, articles) {
  const of = kind === "quotes" ? (row) => all.article[row] : (row) => row;
  const equal = (key) => (state[key] ? (code => (row) => all[key][row] === code)(codeOf(all, key, state[key])) : null);
  const found = [equal("type"), equal("pronoun")];
  if (kind === "quotes") {
    found.push(equal("kind"));
    if (state.sure) found.push((row) => all.confidence[row] >= 100 * state.sure);
  } else if (kind === "articles" && state.kind) {
    const bit = 1 << ["direct", "mixed", "indirect"].indexOf(state.kind);
    found.push((row) => all.kinds[row] & bit);
  }
  if (articles) {
    if (state.publisher) { const like = publishersLike(state.publisher, articles.values.publisher); found.push((row) => like.has(articles.publisher[of(row)])); }
    if (state.language) { const code = codeOf(articles, "language", state.language); found.push((row) => articles.language[of(row)] === code); }
    if (state.from) { const from = day(state.from); found.push((row) => articles.first[of(row)] >= from); }
    if (state.to) { const to = day(state.to); found.push((row) => articles.last[of(row)] && articles.last[of(row)] <= to); }
  }
  return found.filter(Boolean);
}

const ORDERS = {
  oldest: (all, articles) => { const key = kind === "quotes" ? (row) => articles.first[all.article[row]] : (row) => articles.first[row]; return (a, b) => (key(a) || Infinity) - (key(b) || Infinity) || a - b; },
  unsure: (all) => (a, b) => all.confidence[a] - all.confidence[b] || a - b,
  sure: (all) => (a, b) => all.confidence[b] - all.confidence[a] || a - b,
  quotes: (all) => (a, b) => all.quotes[b] - all.quotes[a] || a - b,
  longest: (all) => (a, b) => all.length[b] - all.length[a] || a - b,
  mentions: (all) => (a, b) => all.mentions[b] - all.mentions[a] || a - b,
  articles: (all) => (a, b) => all.articles[b] - all.articles[a] || a - b,
  name: (all) => (a, b) => all.name[a] - all.name[b],
};

// One search: the numbers of the rows found, or null where a newer one has begun.
async function search(state, stopped) {
  const all = await open(kind);
  const articles = kind === "names" ? null : kind === "articles" ? all : await open("articles");
  const wanted = [...terms(state.q ?? ""), ...wordsOf(state.speaker ?? "").map((word) => ({ word: `speaker:${word}`, begins: word.length > 2 }))];
  if (state.who) wanted.push({ word: `who:${state.who}`, begins: false });
  const held = await Promise.all(wanted.map((term) => holding(all, term)));
  if (stopped()) return null;
  const asked = tests(state, all, articles);
  let found = [];
  for (let row = 0; row < all.total; row += 1) {
    if (held.every((of) => of[row]) && asked.every((test) => test(row))) found.push(row);
  }
  const phrases = kind === "quotes" ? [...new Set(wanted.map(({ phrase }) => phrase).filter(Boolean))] : [];
  if (phrases.length) {
    const kept = [];
    const done = await read(all, found, (row, number) => {
      const text = ` ${wordsOf(row.text).join(" ")} ${wordsOf(row.name).join(" ")} `;
      if (phrases.every((phrase) => text.includes(` ${phrase} `))) kept.push(number);
    }, stopped);
    if (!done) return null;
    found = kept;
  }
  const counted = kind === "quotes" ? statements(all, found) : null;
  if (state.once) found = counted.first;
  if (ORDERS[state.order]) found.sort(ORDERS[state.order](all, articles));
  return { all, found, counted, words: wanted.filter(({ word }) => !/^who:/.test(word)).map(({ word, begins }) => ({ word: word.replace(/^\w+:/, ""), begins })) };
}

// Copies of a statement count once, as the most direct of those found.
function statements(all, found) {
  const best = new Map();
  const first = [];
  for (const row of found) {
    const own = all.statement[row];
    if (!best.has(own)) first.push(row);
    best.set(own, Math.min(best.get(own) ?? 9, all.kind[row]));
  }
  const kinds = [0, 0, 0];
  for (const code of best.values()) kinds[code] += 1;
  return { first, total: best.size, kinds };
}

function element(tag, name, ...content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...content);
  return made;
}

function link(href, text) {
  const made = element("a", "", element("bdi", "", text));
  made.href = href;
  return made;
}

function joined(parts) {
  return parts.filter(Boolean).flatMap((part, place) => (place ? [" · ", part] : [part]));
}

const place = (folder, id) => `${folder}/${id.slice(0, 2)}/${id.slice(0, 16)}.html`;
const bdi = (text) => text && element("bdi", "", text);
const spoken = (row) => ["direct", "mixed", "indirect"].filter((one) => row[one]).map((one) => `${row[one].toLocaleString("en")} ${one}`).join(", ");

const LINES = {
  articles: (row, wanted) => [
    link(place("articles", row.id) + (wanted ? `#find=${wanted}` : ""), row.title || row.seed),
    element("span", "meta", ...joined([row.date || "no date", bdi(row.publisher), bdi(row.agencies), count(row.direct + row.mixed + row.indirect, "quote")])),
    row.speakers && element("span", "who", bdi(row.speakers)),
  ],
  names: (row) => [
    link(row.at || place("names", row.id), row.name),
    element("span", "meta", ...joined([row.type, row.place, row.partial ? "one name only" : "", spoken(row), `named ${count(row.mentions, "time")} in ${count(row.articles, "article")}`])),
    row.aliases && element("span", "who", "also ", bdi(row.aliases)),
  ],
  quotes: (row) => {
    const says = row.name || row.source || "no source";
    const page = row.speakers.length === 1 && row.speakers[0];
    const quote = link(`${place("articles", row.article)}#q-${row.id.slice(0, 12)}`, row.text);
    quote.className = row.confidence < Number(area.dataset.low) ? "place low" : "place";
    return [
      quote,
      element("span", "meta", ...joined([page ? link(place("names", page), says) : element("b", "", bdi(says)), row.kind, row.date || "no date", bdi(row.publisher), row.confidence < Number(area.dataset.low) ? "low confidence" : ""])),
      element("span", "who", bdi(row.title || "(no title)")),
    ];
  },
};

const WHAT = { articles: "article", names: "name", quotes: "quote" };
let run = 0;
let shown = STEP;
let result = null;

async function show(more = 0) {
  const own = run += 1;
  const stopped = () => own !== run;
  const state = current();
  list.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => { status.textContent = "Searching …"; }, 300);
  try {
    if (!more) {
      result = await search(state, stopped);
      if (result === null) return;
    }
    const { all, found, counted, words } = result;
    const made = [];
    const wanted = kind === "articles" ? encodeURIComponent(words.map(({ word, begins }) => (begins ? `${word}*` : word)).join(" ")) : "";
    const done = await read(all, found.slice(more, shown), (row) => made.push(element("li", "", ...LINES[kind](row, wanted).filter(Boolean))), stopped);
    if (!done) return;
    if (more) list.append(...made); else list.replaceChildren(...made);
    mark(list, words);
    further.hidden = found.length <= shown;
    if (table) table.hidden = found.length === 0;
    if (chip) chip.hidden = !state.who;
    if (state.who) who.textContent = list.querySelector(`a[href*="/${CSS.escape(state.who)}.html"]`)?.textContent ?? list.querySelector(".meta b")?.textContent ?? state.who;
    clear.hidden = Object.keys(state).length === 0;
    const [direct, mixed, indirect] = counted?.kinds ?? [];
    const once = counted ? `, ${count(counted.total, "statement")} with copies counted once: ${[[direct, "direct"], [mixed, "mixed"], [indirect, "indirect"]].filter(([number]) => number).map(([number, name]) => `${number.toLocaleString("en")} ${name}`).join(", ")}` : "";
    performance.mark("shown");
    status.textContent = `${count(found.length, WHAT[kind])}${found.length < all.total ? ` of ${all.total.toLocaleString("en")}` : ""}${counted?.total ? once : ""}`;
  } catch (error) {
    status.textContent = error.message;
  } finally {
    clearTimeout(slow);
    if (!stopped()) list.removeAttribute("aria-busy");
  }
}

// A table for spreadsheets: no cell is a formula.
const cell = (value) => {
  const text = String(value ?? "");
  const plain = typeof value === "string" && /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};
const TABLES = {
  articles: ["id:article_id", "title", "date:published", "publisher", "language", "words", "direct", "mixed", "indirect", "speakers", "agencies", "authors", "seed"],
  names: ["id:entity_id", "name", "type", "pronoun", "direct", "mixed", "indirect", "mentions", "articles", "aliases", "place:place_code"],
  quotes: ["date:published", "publisher", "title", "article:article_id", "id:quote_id", "statement", "kind", "text:quote", "name:speaker", "source", "type:source_type", "pronoun", "confidence"],
};

async function download() {
  const { all, found } = result;
  const own = run;
  const before = status.textContent;
  const columns = TABLES[kind].map((column) => column.split(":"));
  const lines = [columns.map((column) => column.at(-1)).join(",")];
  const done = await read(all, found, (row, number) => {
    if (all.statement) row = { ...row, statement: all.statement[number] + 1 };
    lines.push(columns.map(([name]) => cell(row[name])).join(","));
    if (lines.length % 5000 === 0) status.textContent = `${count(lines.length, "row")} of ${found.length.toLocaleString("en")} …`;
  }, () => own !== run);
  if (!done) return;
  status.textContent = before;
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
  saved.download = `${kind}.csv`;
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 60_000);
}

// The state: what the controls hold, in the address.
const stateOf = (hash) => Object.fromEntries([...new URLSearchParams(hash.slice(1))].filter(([, value]) => value));
let kept = "";

function current() {
  const state = Object.fromEntries(controls.map((control) => [control.dataset.key, control.type === "checkbox" ? (control.checked ? "1" : "") : control.value]));
  if (chip) state.who = kept;
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value));
}

function fromAddress() {
  const state = stateOf(location.hash);
  for (const control of controls) {
    const value = state[control.dataset.key] ?? "";
    if (control.type === "checkbox") control.checked = value === "1";
    else control.value = control.tagName === "SELECT" && ![...control.options].some((option) => option.value === value) ? "" : value;
  }
  kept = /^[0-9a-f]{16}$/.test(state.who ?? "") ? state.who : "";
  const filters = area.querySelector("details");
  if (filters) filters.open = matchMedia("(min-width: 48rem)").matches || Object.keys(state).some((key) => filters.querySelector(`[data-key="${CSS.escape(key)}"]`));
  shown = STEP;
  show();
}

// Each choice is a step that the back button takes back; what is typed in one go is one step.
let typing = null;
let waiting;
function changed(event) {
  const typed = event.type === "input" && event.target.matches("[type=search]");
  if (event.type === "change" && event.target.matches("[type=search]")) { typing = null; return; }
  if (event.type === "input" && !typed) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const state = new URLSearchParams(current()).toString();
    const address = state ? `#${state}` : location.href.split("#")[0];
    if (location.hash.slice(1) !== state) history[typed && typing === event.target ? "replaceState" : "pushState"](null, "", address);
    typing = typed ? event.target : null;
    shown = STEP;
    show();
  }, typed ? 150 : 0);
}

area.addEventListener("input", changed);
area.addEventListener("change", changed);
area.addEventListener("click", (event) => {
  const unwho = event.target.closest("#unwho");
  if (!unwho && event.target !== clear) return;
  if (!unwho) for (const control of controls) { if (control.type === "checkbox") control.checked = false; else control.value = ""; }
  kept = "";
  changed({ type: "click", target: clear });
  document.getElementById("q").focus();
});
further.addEventListener("click", async () => {
  const before = shown;
  shown += STEP;
  await show(before);
  list.children[before]?.querySelector("a").focus();
});
table?.addEventListener("click", download);
addEventListener("hashchange", fromAddress);

(async () => {
  const names = document.getElementById("publishers");
  fromAddress();
  if (names) names.append(...(await open("articles")).values.publisher.slice(1, 500).map((name) => Object.assign(document.createElement("option"), { value: name })));
})().catch((error) => { status.textContent = error.message; });
