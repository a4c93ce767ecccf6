// What the open page knows: the route as it was kept, and what was written since.
import { fetchShift } from "./fetch_night.js";
import { keepDraft } from "./night.js";
import { add, all, amend, remove } from "./queue.js";
import { tell } from "./wipe.js";
import { now } from "./clock.js";

const CHANGES_MS = 15 * 60_000;

export class Night {
  constructor(key, { shift, route, ground, times }) {
    Object.assign(this, { key, shift, route, ground, times, items: [], draft: null, newer: null, looked: -CHANGES_MS });
    this.redraws = [];
    this.onChange = () => {};
  }

  // What a view does when something has changed.
  onRedraw(work) {
    this.redraws.push(work);
  }

  redraw() {
    for (const work of this.redraws) work();
  }

  async load() {
    this.items = await all(this.key);
  }

  item(id) {
    return this.items.find((one) => one.id === id);
  }

  unsent() {
    return this.items.filter(({ state }) => state !== "sent");
  }

  // Where something that was written goes.
  addressOf({ id, kind }) {
    const { addresses } = this.shift;
    return kind === "check_in" ? addresses.check_in : `${addresses[kind]}${id}`;
  }

  // What was written of a stop, or what the server knew of it when the route was fetched; null where nothing was.
  visitOf(stop) {
    const here = this.items.findLast(({ kind, body }) => {
      return kind === "visit" && body.hotspot === stop.hotspot && sameMoment(body.planned, stop.planned);
    });
    if (here) return { item: here, id: here.id, outcome: here.body.outcome, at: here.body.at };
    return stop.visit ? { ...stop.visit, item: this.item(stop.visit.id) ?? null } : null;
  }

  next() {
    return this.shift.stops.findIndex((stop) => !this.visitOf(stop));
  }

  // Writes into the queue; "saved", "again" or "other" (see queue.js). Sending begins at once.
  async write(id, content) {
    const became = await add(this.key, id, { ...content, said: now() }, { draft: this.draft?.id === id });
    await this.wrote(id);
    return became;
  }

  // Writes something anew; tells whether nobody else did meanwhile.
  async rewrite(item, changes) {
    const done = await amend(this.key, item, { ...changes, state: "waiting", reason: "" });
    if (done && this.draft?.id === item.id) await this.keepDraft(null);
    await this.wrote(item.id);
    return done;
  }

  async remove(item) {
    const done = await remove(item);
    await this.wrote(item.id);
    return done;
  }

  async wrote(id) {
    if (this.draft?.id === id) this.draft = null;
    tell("changed");
    await this.onChange();
    this.sender.send();
  }

  keepDraft(draft) {
    this.draft = draft;
    return keepDraft(this.key, draft);
  }

  // May it still be changed here? What may have arrived already is changed once the server has answered.
  mayChange({ state, tried, reason, kind }) {
    if (kind === "check_in") return false;
    if (state === "kept") return reason === "refused";
    return state === "waiting" ? !tried : kind === "visit";
  }

  // Asks, now and then and where there is a net, whether the plan was changed since it was fetched.
  async lookForChange() {
    if (this.newer || performance.now() - this.looked < CHANGES_MS) return;
    this.looked = performance.now();
    const found = await fetchShift(this.shift.addresses.shift).catch(() => null);
    if (!found) {
      this.looked = -CHANGES_MS;
      return;
    }
    if (found.content === this.shift.content) return;
    this.newer = found;
    this.onChange();
  }
}

const sameMoment = (one, other) => Boolean(one) === Boolean(other) && (!one || Date.parse(one) === Date.parse(other));
