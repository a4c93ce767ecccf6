// The service worker: asked for when the phone is prepared, so that the page opens without a net.
import { SCOPE } from "./wipe.js";

const WORKER = "/field/service-worker.js";

// Resolves when the page and its files lie on the phone; fails where they cannot.
export async function keepShell() {
  if (!("serviceWorker" in navigator)) throw new Error("no service worker");
  const found = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
  const worker = found.installing ?? found.waiting ?? found.active;
  if (found.active || worker.state === "activated") return;
  await new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      else if (worker.state === "redundant") reject(new Error("the page could not be kept"));
    });
  });
}
