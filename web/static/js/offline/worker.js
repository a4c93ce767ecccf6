// The service worker: asked for when the phone is prepared, so that the page opens without a net.
import { SCOPE } from "./wipe.js";

const WORKER = "/field/service-worker.js";

// Resolves when the page and its files lie on the phone, in their newest version; fails where they cannot.
export async function keepShell() {
  if (!("serviceWorker" in navigator)) throw new Error("no service worker");
  const found = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
  await found.update();
  const fresh = found.installing ?? found.waiting;
  if (fresh) {
    fresh.postMessage("take over");
    await activated(fresh);
  }
  await told(found.active, "keep"); // its cache may have been emptied since it was installed
}

function activated(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      else if (worker.state === "redundant") reject(new Error("the page could not be kept"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

function told(worker, what) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => (data === "done" ? resolve() : reject(new Error(data)));
    worker.postMessage(what, [port2]);
  });
}
