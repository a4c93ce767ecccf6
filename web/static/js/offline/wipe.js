// Emptying the phone: the database, the shell's cache and the service worker.
import { closeDatabase, NAME } from "./database.js";

export const CACHE = "faltplan-shell-";
export const SCOPE = "/field";
const CHANNEL = "faltplan-tonight";

// Tells the other tabs; each hears what the others say, not itself.
export const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : new EventTarget();
export const tell = (what) => channel.postMessage?.(what);

// Takes away all that lies on the phone. Other tabs forget their key and let go of the database.
export async function wipe() {
  tell("wiped");
  closeDatabase();
  await Promise.all([deleteDatabase(), deleteCaches(), unregister()]);
}

function deleteDatabase() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = () => resolve();
    asked.onerror = () => reject(asked.error); // where it is blocked, it goes on once the other tabs have let go
  });
}

async function deleteCaches() {
  if (!("caches" in globalThis)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHE));
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function unregister() {
  const found = await navigator.serviceWorker?.getRegistration(SCOPE);
  await found?.unregister();
}
