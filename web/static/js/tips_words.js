// Points out, while somebody writes, what may tell who a person is; the server looks again before anything is kept.
import { makeFinder } from "./personal_data.js";

const PAUSE_MS = 400;

export async function startWords(form) {
  const answer = await fetch(form.dataset.rules, { credentials: "same-origin" });
  if (!answer.ok) return;
  const find = makeFinder(await answer.json(), [...form.querySelectorAll("#neighbourhood option")].map((o) => o.value).filter(Boolean));
  const messages = JSON.parse(form.dataset.messages);
  const keep = document.getElementById("keep");
  const areas = [...form.querySelectorAll("[data-finds]")];
  const look = () => {
    const found = areas.map((area) => [area, find(area.value).filter((piece) => counts(area, piece))]);
    for (const [area, pieces] of found) show(document.getElementById(`${area.id}-found`), pieces, messages);
    const pieces = found.flatMap(([, its]) => its);
    keep.hidden = !pieces.length || pieces.some((piece) => messages[piece.kind].severity === "refuse");
    if (keep.hidden) keep.querySelector("input").checked = false;
  };
  let timer = 0;
  for (const area of areas) {
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE_MS);
    });
  }
  if (areas.some((area) => area.value)) look();
}

// How a place is found may hold its address.
function counts(area, piece) {
  return !(area.id === "find" && piece.kind === "address");
}

function show(place, pieces, messages) {
  const lines = pieces.map((piece) => {
    const line = document.createElement("p");
    line.className = messages[piece.kind].severity;
    line.textContent = messages[piece.kind].text.replace("{piece}", piece.text);
    return line;
  });
  const before = [...place.children].map((line) => line.textContent).join("\n");
  if (before !== lines.map((line) => line.textContent).join("\n")) place.replaceChildren(...lines);
}
