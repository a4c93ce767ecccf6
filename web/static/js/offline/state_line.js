// What is true of what was written: in the phone, on its way, arrived, or refused.
import { byId } from "./dom.js";
import { clock, count, dayAndClock, say } from "./texts.js";
import { now } from "./clock.js";

export function showState(night, times) {
  const { mood, chip, title, text } = stateOf(night, times);
  const box = byId("state");
  box.className = `note ${mood}`;
  for (const icon of box.querySelectorAll("[data-icon]")) {
    icon.toggleAttribute("hidden", icon.dataset.icon !== (mood || "info"));
  }
  setText(byId("state-title"), title);
  setText(byId("state-text"), text);
  byId("state-sign-in").hidden = night.sender.trouble !== "sign_in";
  byId("state-waiting").hidden = !night.items.length;
  byId("send-now").hidden = night.sender.trouble !== "later";
  const mark = byId("chip");
  mark.className = `chip push ${mood}`;
  setText(mark.querySelector("span"), chip);
  mark.hidden = false;
  document.documentElement.dataset.state = night.sender.running ? "sending" : night.sender.trouble || "rest";
  document.documentElement.dataset.waits = night.unsent().length;
}

// Said once by a screen reader when it changes, not each time it is looked at.
function setText(part, text) {
  if (part.textContent !== text) part.textContent = text;
}

function stateOf(night, times) {
  const waits = night.items.filter(({ state }) => state === "waiting");
  const waiting = waits.length;
  const what = waits.every(({ kind }) => kind === "visit") ? "waiting_visits" : "waiting_things";
  const title = count(what, waiting);
  const kept = night.items.filter(({ state }) => state === "kept").length;
  const sent = night.items.filter(({ state }) => state === "sent");
  const { trouble, wait_s } = night.sender;
  const late = now() > times.empty;
  const last = say("last_day", { when: dayAndClock(times.wipe) });
  if (waiting && trouble === "sign_in") {
    const text = `${say("sign_in_text")} ${late ? last : ""}`;
    return { mood: "danger", chip: say("chip_phone"), title: say("sign_in_title"), text };
  }
  if (kept) {
    const text = `${say("kept_text")} ${last}`;
    return { mood: "danger", chip: say("chip_kept"), title: count("kept_title", kept), text };
  }
  if (waiting && trouble === "later" && navigator.onLine) {
    const again = wait_s < 60 ? say("again_soon") : count("again_min", Math.round(wait_s / 60));
    return { mood: "warn", chip: say("chip_phone"), title, text: `${say("not_sent")} ${again} ${last}` };
  }
  if (waiting) {
    return { mood: "warn", chip: say("chip_phone"), title, text: `${say("waiting_text")} ${last}` };
  }
  const goes = say("goes", { when: clock(times.empty) });
  if (sent.length) {
    const at = clock(Math.max(...sent.map(({ heard }) => heard.at)));
    return { mood: "ok", chip: say("sent_at", { at }), title: say("all_sent"), text: goes };
  }
  return { mood: "", chip: say("chip_ready"), title: say("route_here"), text: goes };
}
