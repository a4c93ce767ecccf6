// Signing out on any page: says what is not sent yet, then empties the phone. The server empties it too (Clear-Site-Data).
import { entries, look } from "./database.js";
import { wipe } from "./wipe.js";

const told = document.querySelector("meta[name=sign-out]");

for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await waits()) && !(await asked())) return;
    await wipe().catch(() => {});
    form.submit();
  });
}

async function waits() {
  try {
    const found = await look(["queue"], ({ queue }) => entries(queue));
    return found.some(([, { state }]) => state !== "sent");
  } catch {
    return false;
  }
}

function asked() {
  const { stay, leave } = told.dataset;
  const dialog = document.createElement("dialog");
  dialog.className = "panel ask";
  const text = document.createElement("p");
  text.id = "sign-out-ask";
  text.textContent = told.content;
  dialog.setAttribute("aria-labelledby", text.id);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "body stack";
  const row = document.createElement("div");
  row.className = "bar";
  row.append(button(stay, "", "primary"), button(leave, "yes", "danger"));
  form.append(text, row);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function button(text, value, css) {
  const made = document.createElement("button");
  made.className = `btn ${css}`;
  made.value = value;
  made.textContent = text;
  return made;
}
