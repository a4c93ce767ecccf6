// Sends what waits, one after the other, from one tab alone; tries again with a growing delay and when there is a net.
import { meaningOf, waitAfter } from "./answers.js";
import { now } from "./clock.js";
import { all, amend } from "./queue.js";
import { tell } from "./wipe.js";

const LOCK = "faltplan-send";
const TIMEOUT_MS = 20_000;

export class Sender {
  // address(content, id) says where something goes; changed() is called when there is something new to say.
  constructor(key, { address, changed }) {
    Object.assign(this, { key, address, changed, vain: 0, trouble: "", wait_s: 0, timer: 0 });
    Object.assign(this, { running: null, again: false, stopped: false });
  }

  start() {
    this.onNet = () => document.visibilityState === "visible" && this.send();
    window.addEventListener("online", this.onNet);
    document.addEventListener("visibilitychange", this.onNet);
    this.send();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.onNet);
    document.removeEventListener("visibilitychange", this.onNet);
  }

  // Sends all that waits; whoever calls meanwhile waits for the same round and has another one after it.
  send() {
    if (this.stopped) return Promise.resolve();
    if (this.running) {
      this.again = true;
      return this.running;
    }
    clearTimeout(this.timer);
    this.running = this.rounds()
      .catch(() => (this.trouble = "later"))
      .finally(() => {
        this.running = null;
        this.changed();
      });
    return this.running;
  }

  async rounds() {
    do {
      this.again = false;
      await inOneTab(() => this.round());
    } while (this.again && !this.stopped && !this.trouble);
  }

  async round() {
    this.trouble = "";
    let retryAfter = 0;
    for (;;) {
      if (this.stopped) return;
      const next = (await all(this.key)).find(({ state }) => state === "waiting");
      if (!next) break;
      if (!next.tried) {
        await amend(this.key, next, { tried: true }); // from now on it may have arrived
        continue;
      }
      this.changed();
      const answer = await this.put(next);
      const { means, reason, retryAfter: wait } = meaningOf(answer, next.id);
      if (means === "sign_in" || means === "later") {
        this.trouble = means;
        retryAfter = wait;
        break;
      }
      const heard = { status: answer.status, body: answer.body, at: now() };
      await amend(this.key, next, means === "sent" ? { state: "sent", heard } : { state: "kept", reason, heard });
      tell("changed");
      this.vain = 0;
    }
    if (this.trouble === "later") {
      this.vain += 1;
      this.wait_s = waitAfter(this.vain, retryAfter);
      this.timer = setTimeout(() => this.send(), this.wait_s * 1000);
    } else if (!this.trouble) this.vain = 0;
  }

  async put(one) {
    try {
      const answer = await fetch(this.address(one), {
        method: "PUT",
        body: JSON.stringify(one.body),
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
      return { status: answer.status, body, retryAfter: Number(answer.headers.get("Retry-After")) };
    } catch {
      return null; // no net, or no whole answer: it may have arrived, and is sent again
    }
  }
}

async function inOneTab(work) {
  if (!navigator.locks) return work(); // replaying is harmless
  return navigator.locks.request(LOCK, work);
}
