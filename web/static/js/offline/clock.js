// Time on the phone: it never runs backwards, so that a clock that is set back keeps nothing longer.
const MINUTE_MS = 60_000;
export const GRACE_MS = 30 * MINUTE_MS; // a pair that is late still logs its last visit

let latest = 0;
let since = 0;

export function now() {
  const passed = latest ? latest + (performance.now() - since) : 0;
  return Math.round(Math.max(Date.now(), passed));
}

// `seen` is the latest time that was written down, in milliseconds.
export function atLeast(seen) {
  if (seen <= now()) return;
  latest = seen;
  since = performance.now();
}

// When the phone is emptied: after the shift where all is sent, and in any case some hours later.
export function timesOf(endsAt, hours) {
  const end = Date.parse(endsAt);
  return { empty: end + GRACE_MS, wipe: end + hours * 60 * MINUTE_MS };
}

export const isOver = ({ empty, wipe }, at, waits) => at >= wipe || (at >= empty && !waits);
