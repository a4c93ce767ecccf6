// The form of a tip: takes the point that was shown on the map from behind the # of the address, and checks the texts.
import { watchText } from "./field_note.js";

const form = document.querySelector("form[data-tip]");
const shown = /^#(-?\d{1,3}\.\d+),(-?\d{1,2}\.\d+)$/.exec(location.hash);

if (shown) {
  const choice = form.querySelector("[data-on-map]");
  choice.hidden = choice.disabled = false;
  choice.selected = true;
  form.elements.lon.value = shown[1];
  form.elements.lat.value = shown[2];
  form.querySelector("[data-picked]").hidden = false;
}

for (const name of ["find", "details"]) watchText(form, form.elements[name]);

form.addEventListener("submit", () => {
  if (form.elements.place.value === "map") return;
  form.elements.lon.value = form.elements.lat.value = "";
});
