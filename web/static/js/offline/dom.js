// Building the page out of its templates; texts go in as text alone.
export const byId = (id) => document.getElementById(id);

// A copy of <template id>; fills [data-of=name] with values[name], and hides those that have none.
export function made(id, values = {}) {
  const part = byId(id).content.firstElementChild.cloneNode(true);
  fillIn(part, values);
  return part;
}

export function fillIn(part, values) {
  for (const spot of part.querySelectorAll("[data-of]")) {
    if (!(spot.dataset.of in values)) continue;
    const text = values[spot.dataset.of] ?? "";
    spot.textContent = text;
    spot.hidden = text === "";
  }
}

const drawn = new WeakMap();

// Draws a list anew where it differs alone: what a thumb is on, or the keyboard, is not taken away under it.
// parts: [{key, sign, build(), update(node)}]; a part of another sign is updated, or built anew where it cannot be.
export function redraw(parent, parts) {
  const there = [...parent.children];
  const same = there.length === parts.length && parts.every(({ key }, n) => drawn.get(there[n])?.key === key);
  if (!same) return parent.replaceChildren(...parts.map(built));
  parts.forEach((part, n) => {
    if (drawn.get(there[n]).sign === part.sign) return;
    if (!part.update) return there[n].replaceWith(built(part));
    part.update(there[n]);
    drawn.set(there[n], part);
  });
}

function built(part) {
  const node = part.build();
  drawn.set(node, part);
  part.update?.(node);
  return node;
}

// A message of what went wrong, under a field; an empty one takes it away.
export function complain(field, message) {
  const box = field.closest(".field");
  const said = box.querySelector(".err");
  box.classList.toggle("bad", Boolean(message));
  said.hidden = !message;
  said.querySelector("span").textContent = message;
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

// Lets a form do one thing at a time: a second tap while it works does nothing.
export function onSubmit(form, work) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      await work(event.submitter);
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  });
}

// Asks in a dialog; gives whether it was confirmed. Escape says no.
export function ask({ title, text, confirm }) {
  const dialog = byId("ask");
  fillIn(dialog, { title, text, confirm });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
