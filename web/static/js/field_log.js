// The form of a visit: steppers, the note that is checked while it is written, and one send for a double tap.
import { watchText } from "./field_note.js";

const MOST = 500;
const form = document.querySelector("form[data-visit]");

for (const stepper of form.querySelectorAll("[data-stepper]")) {
  const field = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      const number = Math.min(Math.max((Number.parseInt(field.value, 10) || 0) + Number(button.dataset.step), 0), MOST);
      field.value = number === 0 ? "" : String(number);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

watchText(form, form.elements.note, { remove: form.querySelector("[data-remove]") });

// The second tap of two sends the same form again, which changes nothing; it is not sent at all where it can be helped.
let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
  setTimeout(() => (sent = false), 4000);
});
addEventListener("pageshow", () => (sent = false));
