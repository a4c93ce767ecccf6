// A tip from the pair: a place of tonight's or a point on the map, what worries, and how the place is found.
import { byId, complain, made, onSubmit } from "./dom.js";
import { noteCheck } from "./note_check.js";
import { say } from "./texts.js";
import { addView, show } from "./views.js";

const DRAFT_MS = 300;
const ON_MAP = "map";

let current = null; // {id, point}

export function startTip(night) {
  const form = byId("tip");
  const { shift } = night;
  byId("worries").append(
    ...shift.codes.worries.map(([code, words]) => {
      const part = made("choice", { words });
      Object.assign(part.querySelector("input"), { name: "worry", value: code });
      return part;
    }),
  );
  form.elements.details.maxLength = shift.limits.details;
  const keep = () => night.draft && night.keepDraft(night.draft).catch(() => {});
  addView("tip", () => open(night, form), { close: keep });
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    const values = Object.fromEntries(new FormData(form));
    night.draft = { view: "tip", number: 0, id: current.id, rev: null, current, values };
    timer = setTimeout(keep, DRAFT_MS);
  });
  document.addEventListener("map:point", ({ detail }) => {
    byId("tip-map-option").hidden = byId("tip-map-option").disabled = false;
    if (!current) fresh(form);
    current.point = detail.point;
    form.elements.place.value = ON_MAP;
    show("tip");
  });
  onSubmit(form, () => save(night, form));
}

// Where tonight's places and services lie, by their names.
function near({ shift: { stops, services } }) {
  return new Map([...stops, ...services].filter(({ point }) => point).map(({ name, point }) => [name, point]));
}

function fresh(form) {
  form.reset();
  current = { id: crypto.randomUUID(), point: null };
}

function open(night, form) {
  const { place } = form.elements;
  const [none, onMap] = place.options;
  const chosen = place.value;
  place.replaceChildren(none, onMap, ...[...near(night).keys()].map((name) => new Option(say("near", { name }), name)));
  place.value = chosen;
  const draft = night.draft?.view === "tip" ? night.draft : null;
  if (draft && draft.id !== current?.id) {
    current = draft.current;
    byId("tip-map-option").hidden = byId("tip-map-option").disabled = !current.point;
    for (const [name, value] of Object.entries(draft.values)) form.elements[name].value = value;
  } else if (!current) fresh(form);
  sayFault("");
  return null;
}

async function save(night, form) {
  const values = Object.fromEntries(new FormData(form));
  const fault = !values.place ? "tip_no_place" : !values.worry ? "tip_no_worry" : "";
  sayFault(fault && say(fault));
  if (fault || !(await textsMayBeKept(night, form))) return;
  const [lon, lat] = values.place === ON_MAP ? current.point : near(night).get(values.place);
  const { worry, asked } = values;
  const [details, find] = [values.details.trim(), values.find.trim()];
  const body = { lon, lat, worry, asked, details, find, source: "field", lang: night.shift.lang };
  const named = values.place === ON_MAP ? say("tip_on_map") : say("near", { name: values.place });
  try {
    const became = await night.write(current.id, { kind: "tip", body, named });
    if (became === "other") return sayFault(say("changed_elsewhere"));
    current = null;
    form.reset();
    byId("said").textContent = say("tip_saved");
    await show("route");
  } catch {
    sayFault(say("not_saved"));
  }
}

async function textsMayBeKept({ shift }, form) {
  const check = await noteCheck(shift);
  let bad = null;
  for (const name of ["find", "details"]) {
    const field = form.elements[name];
    const { said } = check(field.value);
    complain(field, said.join(" "));
    if (said.length) bad ??= field;
  }
  bad?.focus();
  return !bad;
}

function sayFault(text) {
  byId("tip-fault").hidden = !text;
  byId("tip-fault").querySelector("p").textContent = text;
}
