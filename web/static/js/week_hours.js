// Weekly hours as the server reads and writes them: spans in minutes from Monday's midnight, and the cells of the grid.
const DAY = 1440;
const WEEK = 7 * DAY;
const CODES = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const WORDS = {
  mo: ["mån", "måndag", "måndagar", "man", "mon", "monday"],
  tu: ["tis", "tisdag", "tisdagar", "tue", "tuesday"],
  we: ["ons", "onsdag", "onsdagar", "wed", "wednesday"],
  th: ["tor", "tors", "torsdag", "torsdagar", "thu", "thursday"],
  fr: ["fre", "fredag", "fredagar", "fri", "friday"],
  sa: ["lör", "lördag", "lördagar", "lor", "sat", "saturday"],
  su: ["sön", "söndag", "söndagar", "son", "sun", "sunday"],
  daily: ["dagligen", "alla dagar", "varje dag", "every day"],
};
const CODE_OF = new Map(Object.entries(WORDS).flatMap(([code, words]) => words.map((word) => [word, code])));
const DAY_WORD = new RegExp(
  `(?<![\\p{L}\\d])(${[...CODE_OF.keys()].sort((a, b) => b.length - a.length).join("|")})(?![\\p{L}\\d])`,
  "gu",
);

export const PARTS = { morning: [540, 720], afternoon: [720, 1020], evening: [1020, 1320], night: [1320, 1560] };

// Gives spans [start, end], sorted; null where the text cannot be read.
export function parseHours(text) {
  let plain = text.toLowerCase().replace(/[–—]/g, "-").replace(/\n/g, ";").split(/\s+/).join(" ").trim();
  plain = plain.replace(DAY_WORD, (word) => CODE_OF.get(word)).replace(/\s*-\s*/g, "-").replace(/\s*,\s*/g, ",");
  plain = plain.replace(/(\d{1,2})[.:](\d{2})/g, "$1:$2");
  plain = plain.replace(
    /(?<![\d:.])(\d{1,2})(:\d{2})?-(\d{1,2})(:\d{2})?(?![\d:.])/g,
    (_, a, b = ":00", c, d = ":00") => `${a}${b}-${c}${d}`,
  );
  const spans = [];
  for (const part of plain.split(";").map((piece) => piece.trim()).filter(Boolean)) {
    const [days, ...rest] = part.split(" ");
    const hours = rest.join(" ").split(",").map((piece) => readSpan(piece.trim()));
    const weekdays = readDays(days);
    if (!weekdays || !rest.length || hours.some((span) => !span)) return null;
    for (const day of weekdays) for (const [start, end] of hours) spans.push([day * DAY + start, day * DAY + end]);
  }
  spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const next = [...spans.slice(1), ...(spans.length ? [[spans[0][0] + WEEK]] : [])];
  return spans.some((span, n) => next[n][0] < span[1]) ? null : spans;
}

// days: short names, Monday first; every: what all seven are called; point: between hours and minutes.
export function writeHours(spans, { days, every, point }) {
  const byHours = new Map();
  for (let day = 0; day < 7; day += 1) {
    const own = spans.filter(([start]) => Math.floor(start / DAY) === day);
    if (!own.length) continue;
    const text = own.map(([a, b]) => `${clock(a % DAY, point)}–${clock((a % DAY) + b - a, point)}`).join(", ");
    if (!byHours.has(text)) byHours.set(text, []);
    byHours.get(text).push(day);
  }
  return [...byHours].map(([hours, on]) => `${on.length === 7 ? every : writeDays(on, days)} ${hours}`).join("; ");
}

// "yes", "some" or "no": how much of a part of a day the spans hold.
export function cellOf(spans, day, part) {
  const [start, end] = cellSpan(day, part);
  let covered = 0;
  for (const span of spans) for (const [a, b] of turns(span)) covered += Math.max(0, Math.min(end, b) - Math.max(start, a));
  return covered === end - start ? "yes" : covered ? "some" : "no";
}

export function withCell(spans, day, part, on) {
  const cell = cellSpan(day, part);
  const found = on ? joined(spans, without([cell], spans)) : without(spans, [cell]);
  return found
    .map(([start, end]) => [mod(start), mod(start) + end - start])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function cellSpan(day, part) {
  return PARTS[part].map((minute) => day * DAY + minute);
}

function turns([start, end]) {
  return [-WEEK, 0, WEEK].map((shift) => [start + shift, end + shift]);
}

function without(spans, taken) {
  let left = spans;
  for (const one of taken) for (const turn of turns(one)) left = left.flatMap((span) => rest(span, turn));
  return left;
}

function rest(span, [from, to]) {
  if (span[1] <= from || to <= span[0]) return [span];
  return [[span[0], from], [to, span[1]]].filter(([start, end]) => start < end);
}

function joined(there, added) {
  const spans = [...there];
  for (let [start, end] of added) {
    const before = spans.find((s) => mod(start - s[1]) === 0 && s[1] - s[0] + end - start < DAY);
    if (before) {
      spans.splice(spans.indexOf(before), 1);
      start -= before[1] - before[0];
    }
    const after = spans.find((s) => mod(s[0] - end) === 0 && s[1] - s[0] + end - start < DAY);
    if (after) {
      spans.splice(spans.indexOf(after), 1);
      end += after[1] - after[0];
    }
    spans.push([start, end]);
  }
  return spans;
}

function mod(minute) {
  return ((minute % WEEK) + WEEK) % WEEK;
}

function readDays(text) {
  if (text === "daily") return [0, 1, 2, 3, 4, 5, 6];
  const days = [];
  for (const piece of text.split(",")) {
    const [first, last = first, more] = piece.split("-");
    const [a, b] = [CODES.indexOf(first), CODES.indexOf(last)];
    if (a < 0 || b < 0 || more !== undefined) return null;
    for (let n = 0; n <= (b - a + 7) % 7; n += 1) days.push((a + n) % 7);
  }
  return days;
}

function readSpan(text) {
  const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text);
  if (!match) return null;
  const [h1, m1, h2, m2] = match.slice(1).map(Number);
  if (h1 > 23 || m1 > 59 || m2 > 59 || h2 > 24 || (h2 === 24 && m2)) return null;
  const [start, end] = [h1 * 60 + m1, h2 * 60 + m2];
  return start === end ? null : [start, end > start ? end : end + DAY];
}

function clock(minute, point) {
  const shown = minute > DAY ? minute - DAY : minute;
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}${point}${String(shown % 60).padStart(2, "0")}`;
}

function writeDays(on, days) {
  const runs = [];
  for (const day of on) {
    if (runs.length && day === runs.at(-1).at(-1) + 1) runs.at(-1).push(day);
    else runs.push([day]);
  }
  return runs.map((run) => (run.length === 1 ? days[run[0]] : `${days[run[0]]}–${days[run.at(-1)]}`)).join(",");
}
