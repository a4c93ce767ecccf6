// Points out personal data in a text while it is written, and takes a piece out; the server checks again.
import { makeFinder, messages } from "./personal_data.js";

let finder = null;

// Gives a finder, or null where the rules could not be fetched: then the server alone says it.
function finderOf(form) {
  finder ??= fetch(form.dataset.personalData, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((data) => data && makeFinder(data, JSON.parse(form.dataset.places)))
    .catch(() => null);
  return finder;
}

export function watchText(form, field, { remove = null } = {}) {
  const said = field.closest(".field").querySelector(".err");
  const texts = JSON.parse(form.dataset.messages);
  let found = [];
  const look = async () => {
    const find = await finderOf(form);
    if (!find) return;
    found = find(field.value);
    const told = messages(texts, found);
    said.replaceChildren(
      ...told.map(({ text }) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = text;
        return paragraph;
      }),
    );
    field.closest(".field").classList.toggle("bad", found.length > 0);
    if (found.length) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (remove) remove.hidden = found.length === 0;
  };
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 350);
  });
  field.addEventListener("change", look);
  remove?.addEventListener("click", () => {
    for (const { start, end } of [...found].sort((a, b) => b.start - a.start)) {
      field.setRangeText("", start, end, "end");
    }
    field.value = field.value.replace(/ {2,}/g, " ").trim();
    field.focus();
    look();
  });
  if (field.value) look();
}
