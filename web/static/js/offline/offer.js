// On the pages with a net: whether the route lies in the phone already, and then to open it there.
import { look, of } from "./database.js";

const panel = document.querySelector("[data-offer]");
if (panel) {
  const lies = await look(["lock"], ({ lock }) => of(lock.count())).catch(() => 0);
  for (const part of panel.querySelectorAll("[data-here]")) part.hidden = part.dataset.here !== String(lies > 0);
}
