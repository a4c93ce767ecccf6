// One view at a time. The address never changes, and the history holds a view's name and a number, no more.
import { byId } from "./dom.js";

const openers = new Map();
const closers = new Map();
const afterwards = new Map();
let shown = "";

// open(number) fills a view; it gives the name of another one where it has nothing to show. close() may keep what was
// begun; seen() is called when the view has its size.
export function addView(name, open, { close = () => {}, seen = () => {} } = {}) {
  openers.set(name, open);
  closers.set(name, close);
  afterwards.set(name, seen);
}

export const shownView = () => shown;

export async function show(name, number = 0, { replace = false, focus = true } = {}) {
  await open(name, number, { focus });
  history[replace ? "replaceState" : "pushState"]({ view: name, number }, "");
}

async function open(name, number, { focus }) {
  if (shown && shown !== name) await closers.get(shown)?.();
  const there = await openers.get(name)?.(number);
  if (typeof there === "string") return open(there, 0, { focus });
  shown = name;
  for (const view of document.querySelectorAll("main [data-view]")) view.hidden = view.dataset.view !== name;
  const tab = document.querySelector(`main [data-view="${name}"]`).dataset.tab ?? "";
  byId("tabs").hidden = !tab;
  for (const link of byId("tabs").querySelectorAll("[data-go]")) {
    if (link.dataset.go === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  window.scrollTo(0, 0);
  if (focus) byId("main").focus({ preventScroll: true });
  document.documentElement.dataset.view = name;
  afterwards.get(name)?.();
}

// Back and forth; what is locked stays locked.
export function followHistory(mayMove) {
  window.addEventListener("popstate", ({ state }) => {
    if (mayMove()) open(state?.view ?? "route", state?.number ?? 0, { focus: true });
  });
}

// What is on the page says where it leads: <button data-go="log" data-number="3">.
export function followLinks(mayMove) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (!link || !mayMove()) return;
    event.preventDefault();
    show(link.dataset.go, Number(link.dataset.number ?? 0));
  });
}
