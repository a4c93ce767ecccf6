// "Prepare for tonight": fetches the route and its map, chooses a PIN, and keeps all of it sealed.
import { timesOf } from "./clock.js";
import { byId, complain, onSubmit } from "./dom.js";
import { fetchNight, NightError } from "./fetch_night.js";
import { prepare } from "./night.js";
import { HOURS, say } from "./texts.js";
import { pinFault } from "./vault.js";
import { keepShell } from "./worker.js";

// done(key, kept) goes on with what was prepared.
export function startPreparing(done) {
  const form = byId("prepare");
  onSubmit(form, async () => {
    const { pin, again } = form.elements;
    const fault = pinFault(pin.value);
    complain(pin, fault && say(`pin_${fault}`));
    complain(again, !fault && again.value !== pin.value ? say("pin_differs") : "");
    const bad = form.querySelector("[aria-invalid]");
    if (bad) return bad.focus();
    const said = byId("prepare-said");
    said.textContent = say("preparing");
    try {
      const [kept] = await Promise.all([fetchNight(), keepShell()]);
      const times = timesOf(kept.shift.ends_at, HOURS);
      const key = await prepare(pin.value, times, kept);
      if (!key) return location.reload(); // another tab was first: its PIN opens it
      navigator.storage?.persist?.().catch(() => {});
      form.reset();
      said.textContent = "";
      await done(key, { ...kept, times });
    } catch (error) {
      const why = error instanceof NightError ? error.why : "failed";
      said.textContent = say(`prepare_${why}`);
      byId("prepare-sign-in").hidden = why !== "sign_in";
    }
  });
}
