// What was written and is to be sent: sealed one by one under the id that the phone made for it.
import { change, entries, look, of } from "./database.js";
import { seal, unseal } from "./vault.js";

// Each is {state, n, rev} in the open ("waiting", "sent" or "kept": the server did not take it) and sealed: {kind, body,
// named, said (when it was written), and what the server answered}.
const name = (id) => `queue/${id}`;

// Tells "saved" once it is on the disk, "again" where it lay there already as it is (a double tap), "other" where
// something else lies there under this id. `draft` is whether it was the form that is not saved yet.
export async function add(key, id, content, { draft: wasDraft = false } = {}) {
  const sealed = await seal(key, name(id), content);
  const there = await change(["lock", "queue", "draft"], async ({ lock, queue, draft }) => {
    const found = await of(queue.get(id));
    if (found) return found;
    if (!(await of(lock.get("lock")))) throw new Error("the phone was emptied");
    const n = Math.max(0, ...(await entries(queue)).map(([, other]) => other.n)) + 1;
    queue.add({ state: "waiting", n, rev: 1, ...sealed }, id);
    if (wasDraft) draft.clear();
    return null;
  });
  if (!there) return "saved";
  const other = await unseal(key, name(id), there);
  return JSON.stringify(other.body) === JSON.stringify(content.body) ? "again" : "other";
}

// All of it in the order it was written: [{id, state, n, rev, ...what was sealed}].
export async function all(key) {
  const found = await look(["queue"], ({ queue }) => entries(queue));
  const opened = found.map(async ([id, { state, n, rev, iv, sealed }]) => {
    return { ...(await unseal(key, name(id), { iv, sealed })), id, state, n, rev };
  });
  return (await Promise.all(opened)).sort((a, b) => a.n - b.n);
}

// Writes it anew with these changes, if nobody did meanwhile; tells whether.
export async function amend(key, { id, state, n, rev, ...content }, changes) {
  const { state: next = state, ...more } = changes;
  const sealed = await seal(key, name(id), { ...content, ...more });
  return change(["queue"], async ({ queue }) => {
    const found = await of(queue.get(id));
    if (!found || found.rev !== rev) return false;
    queue.put({ state: next, n, rev: rev + 1, ...sealed }, id);
    return true;
  });
}

// Takes it away, if nobody changed it meanwhile; tells whether.
export async function remove({ id, rev }) {
  return change(["queue"], async ({ queue }) => {
    const found = await of(queue.get(id));
    if (!found || found.rev !== rev) return false;
    queue.delete(id);
    return true;
  });
}
