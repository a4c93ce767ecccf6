// Keeps the offline page and its files on the phone, and shows it where there is no net. Never keeps a page with data.
// The server puts {version, scope, page, database, files} before this text, as `shell`.
const CACHE = `faltplan-shell-${shell.version}`;
const FILES = new Set(shell.files);
const PATIENCE_MS = 2500;

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (FILES.has(address.pathname)) event.respondWith(kept(request, address.pathname));
  else if (request.mode === "navigate") event.respondWith(answered(request, address));
});
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data !== "keep") return;
  const [port] = event.ports;
  event.waitUntil(keepShell().then(() => port.postMessage("done"), (error) => port.postMessage(String(error))));
});

// Looks without making the cache: what was emptied stays empty.
const lying = (path) => caches.match(path, { cacheName: CACHE });

async function keepShell() {
  await (await caches.open(CACHE)).addAll([...FILES]);
  const page = await fetch(shell.page, { cache: "no-store", credentials: "same-origin" });
  if (!(await keepPage(page))) throw new Error("the page and its files are of two versions");
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("faltplan-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function kept(request, path) {
  return (await lying(path)) ?? fetch(request);
}

// A phone that is prepared opens with what lies there; every other page comes from the net.
async function answered(request, { pathname, search }) {
  if (pathname === shell.scope && !search && (await isPrepared())) return Response.redirect(shell.page);
  return pageOrShell(request, pathname === shell.page);
}

function isPrepared() {
  return new Promise((resolve) => {
    const asked = indexedDB.open(shell.database);
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none, and none is made by looking
    asked.onerror = () => resolve(false);
    asked.onsuccess = () => {
      const database = asked.result;
      const count = database.transaction("lock").objectStore("lock").count();
      count.onsuccess = () => resolve(count.result > 0);
      count.onerror = () => resolve(false);
      database.close();
    };
  });
}

// The net comes first: what is shown is newest, in the language that was chosen last. Underground nobody waits for it.
async function pageOrShell(request, isShell) {
  const cached = await lying(shell.page);
  if (!cached) return fetch(request);
  const fetched = fetch(request).then(async (page) => {
    if (isShell) await keepPage(page.clone());
    if (isShell && !page.ok) throw new Error("no page");
    return page;
  });
  fetched.catch(() => {});
  const late = new Promise((resolve, reject) => setTimeout(reject, isShell ? PATIENCE_MS : 4 * PATIENCE_MS));
  try {
    return await Promise.race([fetched, late]);
  } catch {
    return cached;
  }
}

// Tells whether it was kept: a page of another version names files that do not lie here.
async function keepPage(page) {
  if (!page.ok || page.redirected || page.headers.get("X-Faltplan-Shell") !== shell.version) return false;
  if (!(await caches.has(CACHE))) return false;
  await (await caches.open(CACHE)).put(shell.page, page.clone());
  return true;
}
