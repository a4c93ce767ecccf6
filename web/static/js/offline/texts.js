// The page's words, as the server wrote them, and times in the city's zone.
const words = JSON.parse(document.getElementById("texts").textContent);
const { zone, hours } = document.body.dataset;
const lang = document.documentElement.lang;
const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(lang, { timeZone: zone, weekday: "short", day: "numeric", month: "short" });

export const HOURS = Number(hours);

// A text, with {name} filled in.
export const say = (name, values = {}) => fill(words[name], values);

// A text of a number: one or many.
export const count = (name, num, values = {}) => fill(words[name][num === 1 ? 0 : 1], { num, ...values });

// 21.42 in Swedish, 21:42 in English.
export const clock = (at) => wall.format(new Date(at)).replace(":", lang === "sv" ? "." : ":");

export const dayAndClock = (at) => `${day.format(new Date(at)).replace(/[.,]/g, "")} ${clock(at)}`;

// A moment with the zone's offset, as the server reads it: 2026-12-03T21:42:07+00:00.
export const moment = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, "+00:00");

function fill(text, values) {
  if (text === undefined) throw new Error("no such text");
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
