// The pages of tips: map and list in step, and the form by telephone with its pin.
import { startPicking } from "./board.js";
import { startTriageMap } from "./triage_map.js";

const frame = document.getElementById("map");
if (frame) startTriageMap({ pin: frame.hasAttribute("data-lon") });
startPicking();

// One panel at a time: opening one folds the others, and puts the focus on its first field.
const panels = [...document.querySelectorAll("details.act-more")];
for (const panel of panels) {
  panel.addEventListener("toggle", () => {
    if (!panel.open) return;
    for (const other of panels) if (other !== panel) other.open = false;
  });
}
document.getElementById("faults")?.focus();
