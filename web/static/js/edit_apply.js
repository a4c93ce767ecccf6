// Puts what an edit has changed in its place on the page: lists, timeline and map, all of one version.
import { openDay, showDay } from "./board.js";
import { select } from "./selection.js";

// What the page shows: the version of the week's row, and the name of the plan version.
export function state() {
  const bar = document.getElementById("edit-bar");
  return { seen: bar.querySelector("input[name=seen]").value, of: bar.querySelector("input[name=of]").value };
}

export function applyPieces({ pieces, seen, map }) {
  const day = openDay();
  const places = document.querySelector("details.places");
  const opened = places?.open;
  const turned = document.activeElement?.closest?.("form[data-turn]")?.dataset.turn;
  const folded = [...document.querySelectorAll("#edit-bar details, #figures")].map((one) => one.open);
  for (const [id, html] of Object.entries(pieces)) {
    const old = id === "places" ? places : document.getElementById(id);
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!old || !fresh) continue;
    const scrolled = old.querySelector(".tl-scroll")?.scrollLeft ?? 0;
    old.replaceWith(fresh);
    const frame = fresh.querySelector(".tl-scroll");
    if (frame) frame.scrollLeft = scrolled;
  }
  const now = document.querySelector("details.places");
  if (now && opened) now.open = true;
  [...document.querySelectorAll("#edit-bar details, #figures")].forEach((one, n) => (one.open = folded[n]));
  for (const input of document.querySelectorAll("input[name=seen], .week-actions input[name=version]")) input.value = seen;
  if (turned) turnButton(turned)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("plan:changed", { detail: { map } }));
  if (day) showDay(day, { again: true });
}

// Shows where a stop is now, on its day, and leads the keyboard there.
export function showStop(key, days) {
  const name = CSS.escape(key);
  const button = key ? document.querySelector(`:is(.stp, .side) button[data-key="${name}"]`) : null;
  const day = button?.closest(".dayp")?.dataset.day;
  if (day && day !== openDay()) showDay(day);
  else if (!button && days.length && !days.includes(openDay())) showDay(days[0]);
  if (!button) {
    select(null);
    return focusHeading();
  }
  select(key);
  const shown = [...document.querySelectorAll(`button[data-key="${name}"]`)].find((one) => one.offsetParent);
  shown?.focus({ preventScroll: true });
}

// The same button again or, where it has nothing more to do, its counterpart.
function turnButton(turn) {
  const [same, other] = [turn, turn === "undo" ? "redo" : "undo"].map((name) =>
    document.querySelector(`form[data-turn="${name}"] button:not([disabled])`),
  );
  return same ?? other;
}

function focusHeading() {
  if (document.activeElement && document.activeElement !== document.body) return;
  const heading = document.querySelector(".dayp:not([hidden]) h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}
