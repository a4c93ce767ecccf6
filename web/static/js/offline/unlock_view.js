// The PIN that opens what lies here: ten tries, counted down.
import { byId, complain, onSubmit } from "./dom.js";
import { MOST_TRIES, open } from "./night.js";
import { count, say } from "./texts.js";

// opened(key) goes on; emptied() after the last wrong try.
export function startUnlocking({ opened, emptied }) {
  const form = byId("unlock");
  onSubmit(form, async () => {
    const { pin } = form.elements;
    if (!pin.value) return pin.focus();
    const { key, left } = await open(pin.value);
    pin.value = "";
    if (key) {
      complain(pin, "");
      return opened(key);
    }
    if (left === 0) return emptied();
    complain(pin, count("pin_wrong", left));
    pin.focus();
  });
}

// Says what waits, and how many tries are left where some were wrong.
export function showLocked({ tries, waits }) {
  byId("locked-waits").textContent = waits ? count("locked_waits", waits) : "";
  byId("locked-waits").parentElement.parentElement.hidden = !waits;
  byId("locked-tries").textContent = tries ? count("tries_left", MOST_TRIES - tries) : "";
  complain(byId("unlock").elements.pin, "");
}
