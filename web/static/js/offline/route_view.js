// Tonight's route: the next stop large, then all of it, and what lies near.
import { now } from "./clock.js";
import { byId, fillIn, made, redraw } from "./dom.js";
import { isOpenNow } from "./opening.js";
import { clock, say } from "./texts.js";
import { openSkipped } from "./log_view.js";
import { addView } from "./views.js";

const OPENING_MS = 10 * 60_000;
const APPLE = /\b(iPhone|iPad|iPod|Macintosh)\b/;

export function startRoute(night) {
  const draw = () => {
    byId("title").textContent = night.shift.title;
    byId("when").textContent = night.shift.when;
    drawNext(night);
    drawTrack(night);
    drawOthers(night);
    byId("changed").hidden = !night.newer;
  };
  addView("route", draw);
  night.onRedraw(draw);
}

function drawNext(night) {
  const number = night.next();
  const stop = night.shift.stops[number];
  const build = () => (stop ? nextStop(night, stop, number) : made("all-done", {}));
  const sign = JSON.stringify([stop, Math.floor(now() / OPENING_MS)]); // what is open near it changes with the hour
  redraw(byId("next"), [{ key: stop?.key ?? "", sign, build }]);
}

function nextStop(night, stop, number) {
  const { name, when, meet, way, joint, why } = stop;
  const part = made("next-stop", { name, when, meet, way, joint, why, find: stop.find.join(" ") });
  part.querySelector("[data-why]").hidden = !stop.why;
  part.querySelector("[data-go]").dataset.number = number;
  part.querySelector("[data-skip]").addEventListener("click", () => openSkipped(number));
  const link = part.querySelector("[data-way]");
  link.hidden = !stop.navigation;
  if (stop.navigation) link.href = APPLE.test(navigator.userAgent) ? stop.navigation.apple : stop.navigation.geo;
  const near = servicesNear(night.shift, stop);
  part.querySelector("details").hidden = !near.length;
  part.querySelector("[data-services]").append(...near.map(serviceRow));
  return part;
}

function servicesNear({ services }, stop) {
  return (stop.services ?? []).map((id) => services.find((service) => service.id === id)).filter(Boolean);
}

function serviceRow(service) {
  const open = isOpenNow(service.windows);
  const state = open === null ? say("hours_unknown") : say(open ? "open_now" : "closed_now");
  const row = made("service", { name: service.name, hours: service.hours, state });
  row.querySelector("[data-of=state]").classList.toggle("ok", open === true);
  const call = row.querySelector("a");
  call.hidden = !service.phone;
  call.href = `tel:${service.phone}`;
  call.setAttribute("aria-label", say("call", { name: service.name }));
  return row;
}

function drawTrack(night) {
  const track = byId("track");
  track.className = `track ${night.shift.css ?? "p1"}`;
  const next = night.next();
  const rows = night.shift.rows.filter(({ kind }) => kind !== "leg"); // a stop says its own way
  redraw(track, rows.map((row, n) => trackRow(night, row, { key: String(n), next })));
}

function trackRow(night, row, { key, next }) {
  const number = night.shift.stops.findIndex(({ key }) => key === row.stop);
  const stop = night.shift.stops[number];
  if (!stop) {
    const build = () => made("track-other", { time: row.time, text: row.text, pin: say(`sign_${row.kind}`) });
    return { key: `${key}/${row.kind}`, sign: JSON.stringify(row), build };
  }
  const visit = night.visitOf(stop);
  const told = { time: stop.time, name: stop.name, more: visit ? saidOf(visit) : stop.way, pin: visit ? "✓" : stop.number };
  const update = (part) => {
    fillIn(part, told);
    part.classList.toggle("est", Boolean(stop.estimated));
    part.classList.toggle("done", Boolean(visit));
    part.querySelector(".pin").classList.toggle("ok", Boolean(visit));
    if (number === next) part.setAttribute("aria-current", "step");
    else part.removeAttribute("aria-current");
    const open = part.querySelector("button");
    open.dataset.number = number;
    open.setAttribute("aria-label", say(visit ? "open_visit" : "log_stop", { name: stop.name }));
  };
  const sign = JSON.stringify([told, number, number === next, stop.estimated]);
  return { key: `${key}/${stop.key}`, sign, build: () => made("track-stop"), update };
}

// "Klart 16.12 · Sparat i telefonen"
function saidOf({ item, at, said }) {
  const done = said ?? say("done_at", { at: clock(at) });
  if (!item) return done;
  return `${done} · ${item.state === "sent" ? say("sent_at", { at: clock(item.heard.at) }) : say(`is_${item.state}`)}`;
}

function drawOthers(night) {
  const others = night.items.filter(({ kind, body }) => kind === "visit" && !body.planned);
  const known = night.shift.visits.filter(({ id }) => !night.item(id));
  byId("others").hidden = !others.length && !known.length;
  byId("others-list").replaceChildren(
    ...known.map(({ name, said }) => made("other-visit", { name, more: said })),
    ...others.map((item) => made("other-visit", { name: item.named, more: saidOf({ item, at: item.body.at }) })),
  );
}
