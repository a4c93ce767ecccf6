// A visit is logged: how it went, whom you met, what you linked to, a short note; kept in the phone first.
import { byId, complain, made, onSubmit } from "./dom.js";
import { noteCheck } from "./note_check.js";
import { now } from "./clock.js";
import { clock, moment, say } from "./texts.js";
import { addView, show } from "./views.js";

const DRAFT_MS = 300;
const ELSEWHERE = -1; // a visit that was not planned
const MET = "done";

let current = null; // {id, number, rev, version, at}: what is being written
let wanted = null; // a visit that was not planned, to be changed

export function startLog(night) {
  const form = byId("log");
  buildFields(night, form);
  addView("log", (number) => open(night, form, number), { close: () => keep(night) });
  form.addEventListener("input", () => changed(night, form));
  form.addEventListener("click", (event) => step(night, form, event));
  byId("take-out").addEventListener("click", () => takeOut(night, form));
  onSubmit(form, () => save(night, form));
}

// Opens the form with what is skipped chosen already: a reason may be written, and one tap saves it.
export async function openSkipped(number) {
  await show("log", number);
  document.querySelector("#outcomes [value=skipped]").click();
}

export function openAgain(item, number) {
  wanted = number < 0 ? item : null;
  return show("log", number);
}

function buildFields({ shift }, form) {
  const { outcomes, groups, links } = shift.codes;
  byId("outcomes").append(...outcomes.map(([code, words]) => choice("outcome", code, words)));
  byId("groups").append(...groups.map(([code, words]) => stepper(`count_${code}`, words)));
  byId("links").append(...links.map(([code, words]) => stepper(`link_${code}`, words)));
  form.elements.note.maxLength = shift.limits.note;
}

function choice(name, value, words) {
  const part = made("choice", { words });
  Object.assign(part.querySelector("input"), { name, value });
  return part;
}

function stepper(name, words) {
  const part = made("stepper", { words });
  part.setAttribute("aria-label", words);
  part.querySelector("input").name = name;
  for (const [button, key] of [["less", "fewer"], ["more", "more"]]) {
    part.querySelector(`[data-step=${button}]`).setAttribute("aria-label", say(key, { what: words }));
  }
  return part;
}

function open(night, form, number) {
  const { stops } = night.shift;
  const stop = stops[number];
  if (!stop && number !== ELSEWHERE) return "route";
  const again = wanted && { item: wanted, id: wanted.id, at: wanted.body.at };
  wanted = null;
  const visit = stop ? night.visitOf(stop) : again;
  if (visit?.item && !night.mayChange(visit.item)) return "waiting";
  const draft = night.draft?.view === "log" && night.draft.number === number ? night.draft : null;
  current = draft?.current ?? {
    id: visit?.id ?? crypto.randomUUID(),
    number,
    rev: visit?.item?.rev ?? null,
    version: visit?.item ? (visit.item.heard?.body?.version ?? null) : (visit?.version ?? null),
    at: visit?.at ?? moment(now()),
  };
  const [none] = form.elements.place.options;
  form.elements.place.replaceChildren(none, ...night.shift.places.map(({ id, name }) => new Option(name, id)));
  form.reset();
  fill(form, draft?.values ?? (visit ? valuesOf(visit.item?.body ?? visit) : {}));
  byId("log-name").textContent = stop?.name ?? say("other_place");
  byId("log-when").textContent = say(visit ? "log_again" : "log_new", { at: clock(current.at) });
  byId("log-place").hidden = Boolean(stop);
  form.elements.place.required = !stop;
  byId("draft-said").hidden = !draft;
  sayFault("");
  complain(form.elements.note, "");
  byId("take-out").hidden = true;
  showMet(form);
  return null;
}

// The form's values of a visit that was written.
function valuesOf({ outcome, counts = {}, links = {}, note = "", hotspot }) {
  const values = { outcome, note, place: hotspot };
  for (const [code, number] of Object.entries(counts)) values[`count_${code}`] = number;
  for (const [code, number] of Object.entries(links)) values[`link_${code}`] = number;
  return values;
}

function fill(form, values) {
  for (const part of form.querySelectorAll(".stepper")) {
    setStepper(part, Number(values[part.querySelector("input").name] ?? 0));
  }
  for (const name of ["outcome", "note", "place"]) {
    if (values[name] !== undefined) form.elements[name].value = values[name];
  }
}

function setStepper(part, number) {
  part.querySelector("input").value = number;
  part.querySelector("output").textContent = number;
}

function step(night, form, { target }) {
  const button = target.closest("[data-step]");
  if (!button) return;
  const part = button.closest(".stepper");
  const by = button.dataset.step === "more" ? 1 : -1;
  const next = Number(part.querySelector("input").value) + by;
  setStepper(part, Math.max(0, Math.min(next, night.shift.limits.counted)));
  changed(night, form);
}

const showMet = (form) => byId("met").toggleAttribute("hidden", form.elements.outcome.value !== MET);

let timer = 0;
function changed(night, form) {
  showMet(form);
  const { id, number, rev } = current;
  night.draft = { view: "log", number, id, rev, current, values: Object.fromEntries(new FormData(form)) };
  clearTimeout(timer);
  timer = setTimeout(() => keep(night), DRAFT_MS);
}

async function keep(night) {
  clearTimeout(timer);
  if (night.draft) await night.keepDraft(night.draft).catch(() => {});
}

function bodyOf(night, form) {
  const stop = night.shift.stops[current.number];
  const values = Object.fromEntries(new FormData(form));
  const met = values.outcome === MET;
  const numbers = (start) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name, value]) => met && name.startsWith(start) && Number(value) > 0)
        .map(([name, value]) => [name.slice(start.length), Number(value)]),
    );
  return {
    hotspot: stop?.hotspot ?? values.place,
    at: current.at,
    outcome: values.outcome,
    counts: numbers("count_"),
    links: numbers("link_"),
    note: values.note.trim(),
    pair: night.shift.pair,
    ...(stop ? { planned: stop.planned } : {}),
    ...(current.version ? { version: current.version } : {}),
  };
}

async function save(night, form) {
  const { outcome, place } = form.elements;
  const placed = place.value || !place.required;
  const fault = !outcome.value ? "no_outcome" : placed ? "" : "no_place";
  sayFault(fault && say(fault));
  if (fault) return;
  if (!(await noteMayBeKept(night, form))) return form.elements.note.focus();
  clearTimeout(timer);
  const body = bodyOf(night, form);
  const named = night.shift.stops[current.number]?.name ?? form.elements.place.selectedOptions[0].text;
  try {
    await keepVisit(night, { kind: "visit", body, named });
  } catch {
    sayFault(say("not_saved"));
  }
}

async function keepVisit(night, content) {
  const item = night.item(current.id);
  if (item && item.rev === current.rev) {
    const { body, named } = content;
    if (!(await night.rewrite(item, { body, named }))) return sayFault(say("changed_elsewhere"));
  } else if ((await night.write(current.id, content)) === "other") return sayFault(say("changed_elsewhere"));
  byId("said").textContent = say("saved");
  return show("route", 0, { replace: true });
}

async function noteMayBeKept({ shift }, form) {
  const { note } = form.elements;
  const check = note.value.trim() ? (await noteCheck(shift))(note.value) : { said: [], spots: [] };
  complain(note, check.said.join(" "));
  byId("take-out").hidden = !check.spots.length;
  return !check.spots.length;
}

// Takes what was found out of the note; what is left may be read and changed.
async function takeOut(night, form) {
  const { note } = form.elements;
  const { spots } = (await noteCheck(night.shift))(note.value);
  for (const { start, end } of spots.toReversed()) note.value = note.value.slice(0, start) + note.value.slice(end);
  note.value = note.value.replace(/ {2,}/g, " ").trim();
  await noteMayBeKept(night, form);
  changed(night, form);
  note.focus();
}

function sayFault(text) {
  byId("log-fault").hidden = !text;
  byId("log-fault").querySelector("p").textContent = text;
}
