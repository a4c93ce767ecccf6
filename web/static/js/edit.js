// Editing a week: menus open in a dialog, forms are sent in the background, and what has changed takes its place.
import { applyPieces, showStop, state } from "./edit_apply.js";
import { startDrag } from "./edit_drag.js";

const dialog = document.getElementById("edit-dialog");
const body = document.getElementById("edit-body");
const SLOW_MS = 250;
let editOpener = null;
let asked = 0; // an answer that comes after a newer question is let go

export function startEdit() {
  if (!dialog) return;
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("keydown", onKey);
  document.addEventListener("plan:select", ({ detail: { key } }) => offerOnMap(key));
  dialog.addEventListener("close", onClosed);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  startDrag({ send, readMenu });
}

function onClick(event) {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[data-edit]");
  if (link?.href) {
    event.preventDefault();
    open(link);
  } else if (event.target.closest("[data-edit-close]")) {
    if (!dialog.open) return;
    event.preventDefault();
    dialog.close();
  } else if (event.target.closest("[data-turn-now]")) turn(event.target.closest("[data-turn-now]").dataset.turnNow);
  else if (event.target.closest("[data-toast-close]")) hideToast();
}

function onSubmit(event) {
  const form = event.target;
  if (!form.closest("#edit-dialog, #edit-bar")) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  send(form.getAttribute("action"), data);
}

function onKey(event) {
  const link = event.key === " " && event.target.closest?.("a[data-edit]");
  if (link) {
    event.preventDefault();
    return open(link);
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
  if (event.target.closest?.("input, select, textarea, [contenteditable]") || dialog.open) return;
  event.preventDefault();
  turn(event.shiftKey ? "redo" : "undo");
}

function turn(which) {
  const form = document.querySelector(`form[data-turn="${which}"]`);
  if (form && !form.querySelector("button").disabled) form.requestSubmit();
}

// The page's own version goes with every question: pieces that have not changed still name an older one.
function addressOf(link) {
  const url = new URL(link.href, location.href);
  url.searchParams.set("of", state().of);
  if (link.dataset.part) url.searchParams.set("part", link.dataset.part);
  return url;
}

export async function readMenu(url) {
  const address = new URL(url, location.href);
  address.searchParams.set("of", state().of);
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  return answer.ok ? answer.json() : null;
}

async function open(link) {
  if (!dialog.contains(link)) editOpener = link;
  await ask(addressOf(link), {}, link.dataset.slow);
}

// Sends a form; gives the answer where something was changed.
export async function send(action, data) {
  return ask(action, { method: "POST", body: data });
}

async function ask(url, options, slow = dialog.dataset.wait) {
  const mine = (asked += 1);
  const waiting = setTimeout(() => mine === asked && wait(slow), SLOW_MS);
  const told = await answerOf(url, options);
  clearTimeout(waiting);
  if (mine !== asked) return null;
  if (told?.pieces) return changed(told);
  if (told?.html) showFragment(told.html);
  else showError(told?.error ?? dialog.dataset.error);
  return null;
}

// Null where the network is away, or the answer is none of ours.
async function answerOf(url, options) {
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.status === 401) location.reload(); // signed out meanwhile
    return await answer.json();
  } catch {
    return null;
  }
}

function showParts(...parts) {
  body.replaceChildren(...parts);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  const head = body.querySelector("#edit-h");
  head?.focus();
}

// What the server drew: its own template, the same that makes a page of its own without scripts.
function showFragment(html) {
  showParts(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

function showError(text) {
  const note = document.createElement("p");
  note.className = "note danger";
  note.id = "edit-h";
  note.tabIndex = -1;
  note.setAttribute("role", "alert");
  note.textContent = text;
  showParts(note);
}

function wait(text) {
  const head = document.createElement("p");
  head.id = "edit-h";
  head.tabIndex = -1;
  head.textContent = text;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-labelledby", "edit-h");
  const holder = document.createElement("div");
  holder.className = "edit-wait stack";
  holder.append(head, bar);
  showParts(holder);
}

function changed(told) {
  const from = editOpener?.closest("[data-stop], [data-row]");
  const key = told.key || from?.dataset.stop || from?.dataset.row || "";
  applyPieces(told);
  if (dialog.open) dialog.close("changed");
  editOpener = null;
  showToast(told);
  showStop(key, told.days);
  return told;
}

function onClosed() {
  body.replaceChildren();
  asked += 1;
  if (dialog.returnValue !== "changed" && editOpener?.isConnected) editOpener.focus({ preventScroll: true });
  dialog.returnValue = "";
}

function showToast({ said, more, offer }) {
  const toast = document.getElementById("edit-toast");
  const lines = [said, ...more].map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  });
  toast.querySelector(".edit-said").replaceChildren(...lines);
  toast.querySelector("[data-turn-now]").hidden = !offer;
  toast.hidden = false;
  document.getElementById("edit-live").textContent = [said, ...more].join(" ");
}

function hideToast() {
  document.getElementById("edit-toast").hidden = true;
}

// The popup on the map has the buttons of the stop, or of the unplanned place, that it speaks of.
function offerOnMap(key) {
  const bar = document.querySelector("#map-popup .pop-actions");
  if (!bar) return;
  const link = key && document.querySelector(`a[data-of-stop="${CSS.escape(key)}"]`);
  bar.hidden = !link;
  for (const button of bar.querySelectorAll("a")) {
    if (link) button.href = link.href;
    button.hidden = !link || (button.dataset.part === "move" && !key.startsWith("r"));
  }
}
