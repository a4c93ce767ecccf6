// Day strip, list or timeline, and picking a stop or a place in the lists.
import { select, selectedKey, unselect } from "./selection.js";

export function startBoard() {
  const days = [...document.querySelectorAll("a.day")];
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.day");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      history.replaceState(null, "", link.getAttribute("href"));
      showDay(link.dataset.day);
    }
    if (event.target.closest("button.as-list")) showList(!document.body.classList.contains("listed"));
  });
  showList(matchMedia("(max-width: 40rem)").matches);
  const named = days.find((link) => link.hash === location.hash);
  const opened = named || days.find((link) => link.hasAttribute("aria-current")) || days[0];
  if (opened) showDay(opened.dataset.day);
  startPicking();
  startFocus();
  document.querySelector("details.places[data-later]")?.addEventListener("toggle", ({ target }) => fetchPlaces(target));
}

export function openDay() {
  return document.querySelector("a.day[aria-current]")?.dataset.day ?? null;
}

// Shows a day; ``again`` where its pieces were replaced and nothing else has happened.
export function showDay(day, { again = false } = {}) {
  for (const link of document.querySelectorAll("a.day")) {
    if (link.dataset.day === day) {
      link.setAttribute("aria-current", "date");
      const strip = link.parentElement;
      strip.scrollLeft = link.offsetLeft - (strip.clientWidth - link.offsetWidth) / 2;
    } else link.removeAttribute("aria-current");
  }
  for (const section of document.querySelectorAll(".dayp")) section.hidden = section.dataset.day !== day;
  const later = document.querySelector(`.dayp[data-later][data-day="${CSS.escape(day)}"]`);
  if (later) fetchDay(later);
  if (again) return showList(document.body.classList.contains("listed"));
  select(null);
  document.dispatchEvent(new CustomEvent("plan:day", { detail: { day } }));
}

// A large week comes with one day and without its places; what is looked at is taken out of the page that has it.
// Where the week has changed meanwhile, or the network is away, that page itself is opened.
async function fetchDay(section) {
  const fresh = await fetchPart(section, { dag: section.dataset.day }, (page) => page.getElementById(section.id));
  if (fresh) fresh.hidden = document.querySelector("a.day[aria-current]")?.dataset.day !== fresh.dataset.day;
  showList(document.body.classList.contains("listed"));
  mark(selectedKey());
}

async function fetchPlaces(details) {
  if (details.isConnected && details.open) await fetchPart(details, { platser: 1 }, (page) => page.querySelector("details.places"));
}

async function fetchPart(old, asked, find) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  url.hash = old.id;
  old.setAttribute("aria-busy", "true");
  const page = await pageAt(url);
  const fresh = page && find(page);
  if (!old.isConnected) return null;
  if (!fresh || "later" in fresh.dataset || versionOf(page) !== versionOf(document)) return void location.assign(url);
  old.replaceWith(fresh);
  return fresh;
}

async function pageAt(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

const versionOf = (page) => page.querySelector("#edit-bar input[name=of]")?.value;

function showList(listed) {
  document.body.classList.toggle("listed", listed);
  for (const button of document.querySelectorAll("button.as-list")) {
    button.setAttribute("aria-pressed", String(listed));
  }
}

export function startPicking() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key]");
    if (!button) return;
    if (button.dataset.go && button.dataset.go !== openDay()) showDay(button.dataset.go);
    if (selectedKey() === button.dataset.key) unselect();
    else select(button.dataset.key, { from: button });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && selectedKey()) unselect();
  });
  document.addEventListener("plan:select", ({ detail: { key } }) => mark(key));
}

// One pair before the others: the map dims the rest.
function startFocus() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-focus]");
    if (!button) return;
    const pair = button.getAttribute("aria-pressed") === "true" ? null : button.dataset.focus;
    for (const other of document.querySelectorAll("button[data-focus]")) {
      other.setAttribute("aria-pressed", String(other.dataset.focus === pair));
    }
    document.dispatchEvent(new CustomEvent("plan:focus", { detail: { pair } }));
  });
}

function mark(key) {
  for (const part of document.querySelectorAll(".sel")) part.classList.remove("sel");
  for (const button of document.querySelectorAll("button[data-key][aria-current]")) {
    button.removeAttribute("aria-current");
  }
  if (!key) return;
  const name = CSS.escape(key);
  for (const part of document.querySelectorAll(`[data-row="${name}"], [data-bar="${name}"]`)) {
    part.classList.add("sel");
  }
  for (const button of document.querySelectorAll(`button[data-key="${name}"]`)) {
    button.setAttribute("aria-current", "true");
    revealInside(button);
  }
}

// Scrolls the list or timeline that a button lies in, never the page itself.
function revealInside(button) {
  const frame = button.closest(".tl-scroll, .side-scroll, .tw");
  if (!frame || !button.offsetParent) return;
  const here = button.getBoundingClientRect();
  const there = frame.getBoundingClientRect();
  const names = frame.classList.contains("tl-scroll") ? 150 : 0;
  if (here.left < there.left + names) frame.scrollLeft += here.left - there.left - names - 16;
  else if (here.right > there.right) frame.scrollLeft += here.right - there.right + 16;
  if (here.top < there.top) frame.scrollTop += here.top - there.top - 48;
  else if (here.bottom > there.bottom) frame.scrollTop += here.bottom - there.bottom + 48;
}
