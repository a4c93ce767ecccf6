// The phone's own page: prepare, open with the PIN, walk the route and write, with a net or without.
import { byId, ask } from "./dom.js";
import { lyingHere, read, readDraft } from "./night.js";
import { Night } from "./night_model.js";
import { startLog } from "./log_view.js";
import { startMapView } from "./map_view.js";
import { startPreparing } from "./prepare_view.js";
import { startRoute } from "./route_view.js";
import { startRouteChange } from "./change_view.js";
import { startSafety } from "./safety_view.js";
import { Sender } from "./sender.js";
import { showState } from "./state_line.js";
import { HOURS, say } from "./texts.js";
import { startTip } from "./tip_view.js";
import { showLocked, startUnlocking } from "./unlock_view.js";
import { canSeal } from "./vault.js";
import { addView, followHistory, followLinks, show, shownView } from "./views.js";
import { startWaiting } from "./waiting_view.js";
import { channel, wipe } from "./wipe.js";

const LOOK_MS = 30_000;
const OPEN = ["route", "map", "tip", "safety", "log", "waiting", "change"];

let night = null; // what is open; null while all is locked
let times = null; // when what lies here goes

async function start() {
  history.replaceState({ view: "" }, "", "/field/offline");
  const mayMove = () => night !== null;
  followHistory(mayMove);
  followLinks(mayMove);
  for (const name of ["insecure", "empty", "locked", "emptied"]) addView(name, () => true);
  startPreparing(opened);
  startUnlocking({ opened: async (key) => opened(key, await read(key)), emptied: () => gone("wrong") });
  for (const button of document.querySelectorAll("[data-empty]")) button.addEventListener("click", emptyByHand);
  byId("end-shift").addEventListener("click", endShift);
  channel.addEventListener("message", heard);
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // "back" brings no key
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
  if (!canSeal()) return show("insecure", 0, { replace: true });
  return showClosed();
}

async function showClosed() {
  const found = await lyingHere();
  if (!found) return show("empty", 0, { replace: true });
  times = found.times;
  showLocked(found);
  await show("locked", 0, { replace: true });
  return byId("unlock").elements.pin.focus();
}

async function opened(key, kept) {
  // What was sealed says when all is to go; what lies in the open may say sooner, not later.
  const sooner = (name) => Math.min(kept.times[name], times?.[name] ?? Infinity);
  times = { empty: sooner("empty"), wipe: sooner("wipe") };
  night = new Night(key, { ...kept, times });
  night.sender = new Sender(key, { address: (one) => night.addressOf(one), changed: refresh });
  for (const begin of [startRoute, startLog, startTip, startSafety, startMapView, startWaiting, startRouteChange]) begin(night);
  await night.load();
  const draft = await readDraft(key);
  if (draft && (night.item(draft.id)?.rev ?? null) === draft.rev) {
    night.draft = draft;
    await show(draft.view, draft.number, { replace: true });
  } else await show("route", 0, { replace: true });
  night.onChange = refresh;
  night.sender.start();
  night.lookForChange();
  refresh();
}

// Says anew what is known, in the order in which it is asked for.
let refreshing = Promise.resolve();
function refresh() {
  refreshing = refreshing.then(async () => {
    if (!night) return;
    await night.load();
    times = night.times;
    showState(night, times);
    night.redraw();
  });
  refreshing = refreshing.catch(look); // what lay here may be gone
  return refreshing;
}

async function look() {
  if (document.visibilityState === "hidden" || !times) return;
  const found = await lyingHere({ writing: ["log", "tip"].includes(shownView()) });
  if (!found) return gone("over");
  if (night) night.lookForChange();
}

async function endShift() {
  await night.sender.send();
  await refresh();
  if (night.unsent().length) return show("waiting");
  if (!(await ask({ title: say("end_title"), text: say("end_text"), confirm: say("end_yes") }))) return;
  await wipe();
  gone("ended");
}

async function emptyByHand() {
  const waits = night ? night.unsent().length : (await lyingHere())?.waits;
  const text = waits ? say("empty_text_waits") : say("empty_text");
  if (!(await ask({ title: say("empty_title"), text, confirm: say("empty_yes") }))) return;
  await wipe();
  gone("by_hand");
}

// All that was open is forgotten with the page.
function gone(why) {
  night?.sender.stop();
  night = null;
  times = null;
  for (const view of OPEN) document.querySelector(`main [data-view="${view}"]`).replaceChildren();
  byId("emptied-said").textContent = say(`emptied_${why}`);
  for (const spot of document.querySelectorAll("[data-private]")) spot.textContent = "";
  show("emptied", 0, { replace: true });
}

function heard({ data }) {
  if (data === "changed" || data === "unlocked") refresh();
  if (data === "wiped" && shownView() !== "emptied" && times) gone("elsewhere");
}

start();
