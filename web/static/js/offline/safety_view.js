// The pair's own safety: says that all is well, and never that somebody knows it before they do.
import { byId, fillIn } from "./dom.js";
import { now } from "./clock.js";
import { clock, moment, say } from "./texts.js";
import { addView } from "./views.js";

const MINUTE_MS = 60_000;

export function startSafety(night) {
  const draw = () => drawSafety(night);
  addView("safety", draw);
  night.onRedraw(draw);
  let busy = false;
  const tell = async ({ target }) => {
    const said = target.closest("[data-said]")?.dataset.said;
    if (!said || busy) return;
    busy = true;
    try {
      const body = { said, at: moment(now()) };
      await night.write(crypto.randomUUID(), { kind: "check_in", body, named: say(`check_${said}`) });
    } catch {
      byId("said").textContent = say("not_saved");
    } finally {
      busy = false;
    }
  };
  for (const part of ["check-in", "check-note"]) byId(part).addEventListener("click", tell);
}

function drawSafety(night) {
  const { contact } = night.shift;
  const told = night.items.filter(({ kind }) => kind === "check_in");
  const last = told.at(-1);
  const known = told.findLast(({ state, heard }) => state === "sent" && heard.body)?.heard.body;
  const { state, due_at, every_min } = known ?? night.shift.check_in ?? { state: "none" };
  const due = due_at ? Date.parse(due_at) : 0;
  const running = state === "running" || state === "escalated";
  byId("check-due").textContent = running && due ? say("check_due", { at: clock(due) }) : say("check_none");
  const waits = last && last.state !== "sent";
  byId("check-waits").hidden = !waits;
  const unheard = waits ? say("check_waits", { at: clock(last.said), what: last.named }) : "";
  byId("check-waits").querySelector("p").textContent = unheard;
  const arrived = last && !waits ? say("check_arrived", { at: clock(last.heard.at), what: last.named }) : "";
  byId("check-said").textContent = arrived;
  for (const button of byId("check-in").querySelectorAll("[data-said]")) {
    const { said } = button.dataset;
    button.hidden = said === "begin" ? running : said !== "call" && !running;
  }
  byId("check-every").textContent = every_min ? say("check_every", { min: every_min }) : "";
  byId("contact").hidden = !contact?.text && !contact?.phone;
  byId("contact-text").textContent = contact?.text ?? "";
  const call = byId("contact-call");
  call.hidden = !contact?.phone;
  call.href = `tel:${contact?.phone ?? ""}`;
  call.querySelector("span").textContent = contact?.phone ?? "";
  byId("check-note").hidden = !running;
  fillIn(byId("check-note"), { due: byId("check-due").textContent, waits: unheard });
  byId("online-page").href = night.shift.addresses.page;
  document.documentElement.dataset.overdue = String(running && due > 0 && now() > due + MINUTE_MS);
}
