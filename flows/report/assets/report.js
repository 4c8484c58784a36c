// The mode of the page, and what happens on the page of an article. Text is only ever set as text.
"use strict";

const stored = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* a browser may keep nothing for pages on disk */ } },
};
const root = document.documentElement;
const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
if (["dark", "light"].includes(stored.get("newstables-theme"))) root.dataset.theme = stored.get("newstables-theme");

document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  const tell = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `${button.textContent} mode`);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    stored.set("newstables-theme", root.dataset.theme);
    tell();
  });
  tell();
  if (document.querySelector(".reading")) article();
});

function article() {
  const text = document.querySelector(".text");
  const card = document.getElementById("card");
  const marks = (number) => [...text.querySelectorAll("[data-q]")].filter((mark) => mark.dataset.q.split(" ").includes(number));
  const contents = [...text.querySelectorAll(".q[id]")];
  const speakerOf = (number) => document.getElementById(`speaker-${speakerNumber(number)}`);
  const speakerNumber = (number) => marks(number).find((mark) => mark.matches("a.no")).hash.replace("#speaker-", "");
  const ofSpeaker = (number) => contents.filter((mark) => speakerNumber(mark.dataset.q) === number).map((mark) => mark.dataset.q);
  const light = (found, on, name = "lit") => found.forEach((mark) => mark.classList.toggle(name, on));
  let chosen = null;
  let one = null;

  const makeButton = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  };

  // All marks of one speaker stay, the others fade; without a number all are shown again.
  const only = (number) => {
    light([...text.querySelectorAll(".own")], false, "own");
    one = number;
    text.classList.toggle("one", number !== null);
    if (number !== null) for (const quote of ofSpeaker(number)) light(marks(quote), true, "own");
  };

  const choose = (number, go = false) => {
    light([...text.querySelectorAll(".lit")], false);
    chosen = number;
    card.hidden = number === null;
    if (number === null) return only(null);
    light(marks(number), true);
    const content = contents.find((mark) => mark.dataset.q === number);
    content.closest("details")?.setAttribute("open", "");
    if (go) content.scrollIntoView({ block: "center" });
    show(number);
  };

  const show = (number) => {
    const speaker = speakerOf(number);
    const all = ofSpeaker(speaker.id.replace("speaker-", ""));
    const place = all.indexOf(number);
    const heading = document.createElement("h2");
    heading.textContent = speaker.querySelector("summary bdi").textContent;
    const fact = document.createElement("p");
    fact.append(`Quote ${place + 1} of ${all.length}: `, speaker.querySelectorAll("li small")[place].textContent);
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    if (all.length > 1) {
      buttons.append(
        makeButton("Previous", () => choose(all.at(place - 1), true)),
        makeButton("Next", () => choose(all[(place + 1) % all.length], true)),
        makeButton(one === null ? "Only this speaker" : "All speakers", () => { only(one === null ? speaker.id.replace("speaker-", "") : null); show(number); }),
      );
    }
    const close = makeButton("×", () => choose(null));
    close.className = "close";
    close.setAttribute("aria-label", "Close");
    const page = speaker.querySelector(".more");
    card.className = `card ${[...speaker.classList].find((name) => /^s\d$|^nobody$/.test(name))}`;
    card.replaceChildren(heading, fact, ...(page ? [page.cloneNode(true)] : []), buttons, close);
  };

  // A name is known by its page, or by a part of its id where it has none.
  const alike = (name) => (name.dataset.e ? `[data-e="${CSS.escape(name.dataset.e)}"]` : `a.name[href="${CSS.escape(name.getAttribute("href"))}"]`);
  const hover = (event, on) => {
    const name = event.target.closest(".name");
    if (name) name.title ||= `${name.classList[1]}${name.classList.contains("low") ? ", low confidence" : ""}`;
    if (name?.matches("a, [data-e]")) light([...text.querySelectorAll(alike(name))], on);
    const quote = event.target.closest("[data-q]");
    if (quote && chosen === null) for (const number of quote.dataset.q.split(" ")) light(marks(number), on);
  };
  text.addEventListener("mouseover", (event) => hover(event, true));
  text.addEventListener("mouseout", (event) => hover(event, false));
  text.addEventListener("click", (event) => {
    if (event.target.closest("a:not(.no), summary")) return;
    const quote = event.target.closest("[data-q]");
    if (!quote) return choose(null);
    if (quote.matches("a.no")) {
      event.preventDefault();
      speakerOf(quote.dataset.q).open = true;
      speakerOf(quote.dataset.q).scrollIntoView({ block: "nearest" });
    }
    choose(quote.dataset.q.split(" ")[0]);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });

  const follow = () => {
    if (location.hash.startsWith("#find=")) {
      const words = decodeURIComponent(location.hash.slice(6)).split(" ").map((word) => ({ word: word.replace("*", ""), begins: word.endsWith("*") }));
      mark(text, words)?.startContainer.parentElement.scrollIntoView({ block: "center" });
      return;
    }
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches(".q")) choose(target.dataset.q, true);
    else if (target && target.matches(".speaker")) target.open = true;
    else if (target) target.closest("details")?.setAttribute("open", "");
  };
  addEventListener("hashchange", follow);
  follow();

  for (const [id, name, on] of [["show-names", "plain", false], ["show-types", "types", true]]) {
    const box = document.getElementById(id);
    box.addEventListener("change", () => document.body.classList.toggle(name, box.checked === on));
  }
}

// Words that a search has found, marked where the browser can mark without changing the page; returns the first of them.
function mark(within, words) {
  if (!globalThis.Highlight || !CSS.highlights) return null;
  const found = [];
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]+/g, "").toLowerCase();
  while (words.length && walker.nextNode()) {
    for (const { 0: word, index } of walker.currentNode.data.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
      if (!words.some((wanted) => (wanted.begins ? plain(word).startsWith(wanted.word) : plain(word) === wanted.word))) continue;
      const range = new Range();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + word.length);
      found.push(range);
    }
  }
  CSS.highlights.set("found", new Highlight(...found));
  return found[0] ?? null;
}
