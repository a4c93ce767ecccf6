// The phone's own store: an IndexedDB of four small boxes. What lies in it was sealed before (vault.js).
export const NAME = "faltplan-tonight";

// lock: how the key is wrapped, and when all is wiped. night: the route and its map. queue: what was written. draft: a
// form that is not saved yet.
const BOXES = ["lock", "night", "queue", "draft"];
const VERSION = 1;

let opened = null;

// Fails with an AbortError where there is none, unless it may be made: what was wiped does not come back by a look at it.
function openDatabase({ make = false } = {}) {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      if (make) BOXES.forEach((box) => asked.result.createObjectStore(box));
      else asked.transaction.abort();
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const database = asked.result;
      database.onversionchange = () => closeDatabase(); // another tab wipes the phone: do not stand in its way
      database.onclose = () => (opened = null);
      resolve(database);
    };
  });
  opened.catch(() => (opened = null));
  return opened;
}

export function closeDatabase() {
  opened?.then((database) => database.close(), () => {});
  opened = null;
}

// Runs work(boxes) in one transaction; gives what it returns once that is on the disk (durability: strict), or fails
// whole. `work` may only wait for requests of these boxes.
export async function change(boxes, work, { make = false } = {}) {
  return transact(await openDatabase({ make }), boxes, { mode: "readwrite", durability: "strict" }, work);
}

export async function look(boxes, work) {
  return transact(await openDatabase(), boxes, { mode: "readonly" }, work);
}

function transact(database, boxes, { mode, durability }, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(boxes, mode, durability && { durability });
    const opened = Object.fromEntries(boxes.map((box) => [box, transaction.objectStore(box)]));
    let answer;
    let fault = null;
    transaction.oncomplete = () => (fault ? reject(fault) : resolve(answer));
    transaction.onabort = () => reject(fault ?? transaction.error ?? new Error("the transaction was aborted"));
    Promise.resolve(work(opened)).then(
      (found) => (answer = found),
      (error) => {
        fault = error;
        try {
          transaction.abort();
        } catch {
          reject(error); // it had ended already
        }
      },
    );
  });
}

// The answer of one request inside a transaction.
export const of = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Every [key, value] of a box, in the order of its keys.
export async function entries(box) {
  const [keys, values] = await Promise.all([of(box.getAllKeys()), of(box.getAll())]);
  return keys.map((key, n) => [key, values[n]]);
}
