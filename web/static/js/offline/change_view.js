// The plan was changed since the route was fetched: what is new, moved or gone, before it is taken over.
import { byId, made } from "./dom.js";
import { fetchNight } from "./fetch_night.js";
import { replace } from "./night.js";
import { timesOf } from "./clock.js";
import { HOURS, count, say } from "./texts.js";
import { addView, show } from "./views.js";

export function startRouteChange(night) {
  const draw = () => drawChange(night);
  addView("change", draw);
  night.onRedraw(draw);
  byId("take-over").addEventListener("click", () => takeOver(night));
}

// What differs of two routes, stop by stop: [{kind: "new" | "moved" | "gone" | "changed", stop, was}].
export function differences(before, after) {
  const old = named(before);
  const found = [];
  for (const [key, stop] of named(after)) {
    const was = old.get(key);
    old.delete(key);
    if (!was) found.push({ kind: "new", stop });
    else if (was.planned !== stop.planned) found.push({ kind: "moved", stop, was });
    else if (was.meet !== stop.meet || String(was.find) !== String(stop.find)) found.push({ kind: "changed", stop, was });
  }
  return [...found, ...[...old.values()].map((stop) => ({ kind: "gone", stop }))];
}

// Each stop by its place, and by how many came before it at the same place.
function named(stops) {
  const seen = new Map();
  return new Map(
    stops.map((stop) => {
      const times = (seen.get(stop.hotspot) ?? 0) + 1;
      seen.set(stop.hotspot, times);
      return [`${stop.hotspot}#${times}`, stop];
    }),
  );
}

const SIGNS = { new: ["+", "add"], moved: ["→", "chg"], changed: ["≠", "chg"], gone: ["−", "del"] };

function drawChange(night) {
  if (!night.newer) return "route";
  const found = differences(night.shift.stops, night.newer.stops);
  const fresh = found.filter(({ kind }) => kind === "new").length;
  byId("changed-title").textContent = fresh ? count("changed_new", fresh) : say("changed_other");
  byId("changes").replaceChildren(
    ...found.map(({ kind, stop, was }) => {
      const row = made("change-row", {
        sign: SIGNS[kind][0],
        text: say(`change_${kind}`, { name: stop.name, when: stop.when, was: was?.when ?? "" }),
      });
      row.classList.add(SIGNS[kind][1]);
      return row;
    }),
  );
  byId("no-changes").hidden = found.length > 0;
  return null;
}

// What was written stays.
async function takeOver(night) {
  byId("change-fault").hidden = true;
  try {
    const kept = await fetchNight(night.shift.addresses.shift);
    const all = { ...kept, times: timesOf(kept.shift.ends_at, HOURS) };
    await replace(night.key, all);
    Object.assign(night, all, { newer: null });
    await night.onChange();
    await show("route", 0, { replace: true });
  } catch {
    byId("change-fault").hidden = false;
  }
}
