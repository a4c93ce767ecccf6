// Presses on the page of a week's set-up without leaving it: the answer's page is put in, focus and place stay.
const KEEP = "setup";

function openDetails(root) {
  return [...root.querySelectorAll("details.add")].map((one) => one.open);
}

async function press(form, button) {
  const body = new FormData(form);
  if (button && button.name) body.set(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body) });
  if (answer.status === 401) return location.reload(); // signed out meanwhile
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(KEEP);
  if (!fresh) return form.submit(); // an error page: shown as such
  const old = document.getElementById(KEEP);
  const opened = openDetails(old);
  old.replaceWith(document.adoptNode(fresh));
  [...fresh.querySelectorAll("details.add")].forEach((one, n) => (one.open = one.open || Boolean(opened[n])));
  const chip = fresh.querySelector("#preflight .chip");
  document.getElementById("setup-said").textContent = chip ? chip.textContent.trim() : "";
  const focus = (button && document.getElementById(next(button.id))) || document.getElementById("undo");
  if (focus) focus.focus({ preventScroll: true });
}

// Where a button goes away with its press, the one in its place is next.
function next(id) {
  if (document.getElementById(id) && !document.getElementById(id).disabled) return id;
  for (const [gone, comes] of [["off-", "back-"], ["back-", "more-"], ["less-", "more-"], ["more-", "less-"]]) {
    if (id.startsWith(gone)) return comes + id.slice(gone.length);
  }
  return id;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-press]")) return;
  event.preventDefault();
  press(form, event.submitter).catch(() => form.submit());
});
