// Tonight on the phone: prepared under a PIN, opened with it, and taken away when its time is out.
import { atLeast, isOver, now } from "./clock.js";
import { change, entries, look, of } from "./database.js";
import { makeLock, openLock, seal, unseal } from "./vault.js";
import { wipe } from "./wipe.js";

export const MOST_TRIES = 10;

// What lies on the phone, as far as it can be told without the PIN: null, or {tries, times, waits}. What is over is
// taken away first; not while somebody is `writing`, if there is time left.
export async function lyingHere({ writing = false } = {}) {
  const found = await look(["lock", "queue"], async ({ lock, queue }) => ({
    lock: await of(lock.get("lock")),
    kept: (await entries(queue)).filter(([, { state }]) => state !== "sent").length,
  })).catch(onlyIfThere);
  if (!found?.lock) return null;
  atLeast(found.lock.seen);
  if (isOver(found.lock.times, now(), found.kept > 0 || writing)) {
    await wipe();
    return null;
  }
  await changeLock({ seen: now() });
  return { tries: found.lock.tries, times: found.lock.times, waits: found.kept };
}

function onlyIfThere(error) {
  if (error.name === "AbortError") return null; // there is no database
  throw error;
}

// Makes a key and keeps the route under it; gives the key, or null where another tab was first.
export async function prepare(pin, times, kept) {
  const made = await makeLock(pin);
  const sealed = await sealedAll(made.key, { ...kept, times });
  const lock = { ...made.lock, tries: 0, times, seen: now() };
  const first = await change(["lock", "night", "queue", "draft"], async (boxes) => {
    if (await of(boxes.lock.get("lock"))) return false; // what was written there is not to be lost
    for (const box of Object.values(boxes)) box.clear();
    boxes.lock.put(lock, "lock");
    for (const [name, value] of sealed) boxes.night.put(value, name);
    return true;
  }, { make: true });
  return first ? made.key : null;
}

// Keeps a newer route, or a newer map, under the same key.
export async function replace(key, kept) {
  const sealed = await sealedAll(key, kept);
  await change(["lock", "night"], async ({ lock, night }) => {
    const found = await of(lock.get("lock"));
    if (!found) throw new Error("nothing is prepared");
    if (kept.times) lock.put({ ...found, times: kept.times }, "lock");
    for (const [name, value] of sealed) night.put(value, name);
  });
}

// {key} where the PIN is right, else {left}: how many tries are left; at none, all has been taken away.
export async function open(pin) {
  const lock = await change(["lock"], async ({ lock }) => {
    const found = await of(lock.get("lock"));
    // Counted before it is tried: a page that is closed meanwhile has tried all the same.
    if (found && found.tries < MOST_TRIES) lock.put({ ...found, tries: found.tries + 1 }, "lock");
    return found;
  });
  if (!lock) return { left: 0 };
  const key = lock.tries < MOST_TRIES ? await openLock(lock, pin) : null;
  if (key) {
    await changeLock({ tries: 0 });
    return { key };
  }
  const left = Math.max(0, MOST_TRIES - lock.tries - 1);
  if (!left) await wipe();
  return { left };
}

// {shift, ground, times}: what was kept.
export async function read(key) {
  const found = await look(["night"], ({ night }) => entries(night));
  const opened = await Promise.all(found.map(async ([name, value]) => [name, await unseal(key, `night/${name}`, value)]));
  return Object.fromEntries(opened);
}

async function changeLock(changes) {
  await change(["lock"], async ({ lock }) => {
    const found = await of(lock.get("lock"));
    if (found) lock.put({ ...found, ...changes }, "lock");
  });
}

// A form that is not saved yet; null takes it away.
export async function keepDraft(key, draft) {
  const sealed = draft && (await seal(key, "draft", draft));
  await change(["lock", "queue", "draft"], async ({ lock, queue, draft: box }) => {
    if (!sealed) {
      box.delete("draft");
      return;
    }
    const saved = await of(queue.get(draft.id)); // a form that was saved meanwhile is no draft any more
    if ((await of(lock.get("lock"))) && (!saved || saved.rev === draft.rev)) box.put(sealed, "draft");
  });
}

export async function readDraft(key) {
  const found = await look(["draft"], ({ draft }) => of(draft.get("draft")));
  return found ? unseal(key, "draft", found) : null;
}

const sealedAll = (key, kept) =>
  Promise.all(Object.entries(kept).map(async ([name, value]) => [name, await seal(key, `night/${name}`, value)]));
