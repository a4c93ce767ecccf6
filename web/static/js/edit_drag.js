// Dragging stops and unplanned places to a row of the timeline, by mouse or by a long press; menus do the same.
import { state } from "./edit_apply.js";
import { openDay, showDay } from "./board.js";

const FAR_PX = 6;
const PRESS_MS = 350;
const DAY_MS = 600;
const STEP_MIN = 5;
const SCROLL_EDGE_PX = 48;
let drag = null;

export function startDrag({ send, readMenu }) {
  document.addEventListener("pointerdown", (event) => prepare(event, { send, readMenu }));
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", () => drag && !drag.touch && end());
  document.addEventListener("touchmove", (event) => drag?.on && event.preventDefault(), { passive: false });
  document.addEventListener("touchend", onTouchEnd);
  document.addEventListener("touchcancel", () => end({ back: true }));
  document.addEventListener("contextmenu", (event) => drag?.on && event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag?.on) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    end({ back: true });
  }, true);
}

function prepare(event, calls) {
  if (event.button !== 0 || drag?.on || event.target.closest("a, input, select")) return;
  const stop = event.target.closest(".tl-r > .stp[data-stop]");
  const need = event.target.closest("li[data-need]");
  const item = stop ?? need;
  if (!item || (need && !need.dataset.need) || !item.querySelector("a[data-edit]")) return;
  const name = stop ? stop.querySelector("button").title : need.querySelector("h3").textContent;
  drag = { item, stop, need, name: name.trim(), x: event.clientX, y: event.clientY, touch: event.pointerType === "touch", on: false, ...calls };
  if (drag.touch) drag.timer = setTimeout(begin, PRESS_MS);
}

function begin() {
  drag.on = true;
  getSelection()?.removeAllRanges();
  document.documentElement.classList.add("dragging");
  drag.item.classList.add("from");
  drag.ghost = document.createElement("div");
  drag.ghost.className = "drag-ghost";
  drag.ghost.append(drag.name, document.createElement("small"));
  document.body.append(drag.ghost);
  drag.mark = document.createElement("li");
  drag.mark.className = "drag-mark";
  drag.mark.setAttribute("aria-hidden", "true");
  say(words().drag.replace("{place}", drag.name));
  followPointer(drag.x, drag.y);
  showFits(drag);
}

// Marks the rows and times where it may land without breaking a rule.
async function showFits(mine) {
  const link = mine.item.querySelector("a[data-edit]");
  const url = new URL(link.href, location.href);
  if (mine.stop) url.searchParams.set("part", "move");
  const told = await mine.readMenu(url).catch(() => null);
  if (!told || drag !== mine) return;
  const menu = new DOMParser().parseFromString(told.html, "text/html");
  for (const choice of menu.querySelectorAll(".edit-choice:not(.bad) form")) {
    const start = choice.querySelector("input[name=start]")?.value;
    const row = document.querySelector(`.tl-r[data-route="${choice.querySelector("input[name=to]")?.value}"]`);
    if (!row || !start) continue;
    row.classList.add("fits");
    const mark = document.createElement("li");
    mark.className = "fit-mark";
    mark.setAttribute("aria-hidden", "true");
    mark.style.left = `${100 * shareOf(row, Date.parse(start))}%`;
    row.append(mark);
  }
}

function onMove(event) {
  if (!drag) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_PX;
  if (!drag.on) {
    if (!far) return;
    if (drag.touch) return cancelPress(); // it scrolls
    begin();
  }
  event.preventDefault();
  followPointer(event.clientX, event.clientY);
}

function followPointer(x, y) {
  drag.x = x;
  drag.y = y;
  drag.ghost.style.transform = `translate(${Math.min(x + 14, innerWidth - drag.ghost.offsetWidth - 4)}px, ${y + 16}px)`;
  const under = document.elementFromPoint(x, y);
  const row = under?.closest(".tl-r[data-route]") ?? null;
  document.querySelector(".tl-r.over")?.classList.remove("over");
  drag.mark.remove();
  drag.row = row;
  overDay(under?.closest("a.day"));
  scrollAtEdge(x, y, row);
  if (!row) return void (drag.ghost.lastChild.textContent = "");
  drag.at = timeAt(row, x);
  row.classList.add("over");
  drag.mark.style.left = `${100 * shareOf(row, drag.at)}%`;
  row.append(drag.mark);
  drag.ghost.lastChild.textContent = words().at.replace("{pair}", row.dataset.pair).replace("{time}", clockOf(row, drag.at));
}

// A day that is pointed at for a while opens.
function overDay(day) {
  if (day === drag.day) return;
  clearTimeout(drag.dayTimer);
  drag.day = day;
  if (day && day.dataset.day !== openDay()) drag.dayTimer = setTimeout(() => drag?.on && showDay(day.dataset.day), DAY_MS);
}

function scrollAtEdge(x, y, row) {
  if (y < SCROLL_EDGE_PX) scrollBy(0, -16);
  else if (y > innerHeight - SCROLL_EDGE_PX) scrollBy(0, 16);
  const frame = row?.closest(".tl-scroll");
  if (!frame) return;
  const box = frame.getBoundingClientRect();
  if (x > box.right - SCROLL_EDGE_PX) frame.scrollLeft += 12;
  else if (x < box.left + 136 + SCROLL_EDGE_PX) frame.scrollLeft -= 12;
}

function onUp(event) {
  if (!drag || drag.touch) return;
  drop(event);
}

function onTouchEnd(event) {
  if (!drag) return;
  if (drag.on) event.preventDefault();
  drop(event);
}

function drop() {
  if (!drag.on) return end();
  const { row, at, stop, need, send } = drag;
  if (!row) return end({ back: true });
  const data = new FormData();
  const bar = document.getElementById("edit-bar");
  for (const name of ["csrf_token", "seen", "of"]) data.set(name, bar.querySelector(`input[name=${name}]`).value);
  if (stop) {
    const [, route, index] = stop.dataset.stop.match(/^r(\d+)s(\d+)$/);
    data.set("kind", "move");
    data.set("route", route);
    data.set("stop", index);
  } else {
    data.set("kind", "add");
    data.set("need", need.dataset.need);
  }
  data.set("to", row.dataset.route);
  data.set("start", new Date(at).toISOString());
  data.set("near", "1");
  end({ swallow: true });
  send(words().editUrl, data);
}

function cancelPress() {
  clearTimeout(drag?.timer);
  drag = null;
}

function end({ back = false, swallow = false } = {}) {
  if (!drag) return;
  const was = drag;
  cancelPress();
  if (!was.on) return;
  clearTimeout(was.dayTimer);
  document.documentElement.classList.remove("dragging");
  for (const css of ["from", "over", "fits"]) {
    for (const part of document.querySelectorAll(`.${css}`)) part.classList.remove(css);
  }
  for (const mark of document.querySelectorAll(".fit-mark, .drag-mark")) mark.remove();
  was.ghost.remove();
  if (back) say(words().back);
  if (back || swallow) swallowClick();
}

// The press that ends a drag chooses nothing.
function swallowClick() {
  const stop = (event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  document.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }), 50);
}

function axisOf(row) {
  const axis = row.closest(".tl");
  return { start: Date.parse(axis.dataset.axis), hours: Number(axis.dataset.hours), hour: Number(axis.dataset.hour) };
}

function timeAt(row, x) {
  const box = row.getBoundingClientRect();
  const { start, hours } = axisOf(row);
  const minutes = Math.max(0, Math.min(1, (x - box.left) / box.width)) * hours * 60;
  return start + Math.round(minutes / STEP_MIN) * STEP_MIN * 60000;
}

function shareOf(row, when) {
  const { start, hours } = axisOf(row);
  return Math.max(0, Math.min(1, (when - start) / (hours * 3600000)));
}

function clockOf(row, when) {
  const { start, hour } = axisOf(row);
  const minutes = hour * 60 + Math.round((when - start) / 60000);
  const two = (number) => String(number).padStart(2, "0");
  const point = document.documentElement.lang === "sv" ? "." : ":";
  return `${two(Math.floor(minutes / 60) % 24)}${point}${two(minutes % 60)}`;
}

function words() {
  return document.getElementById("edit-words").dataset;
}

function say(text) {
  document.getElementById("edit-live").textContent = text;
}
