// Keeps the banner of pairs that are late true on a page that stays open: fetched now and then, drawn as text.
const EVERY_MS = 30_000;
const banner = document.getElementById("late-pairs");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(banner.dataset.source, { credentials: "same-origin" }).catch(() => null);
  if (answer?.status === 401) banner.replaceChildren(signedOut());
  if (!answer?.ok) return;
  const { late } = await answer.json();
  const there = [...banner.querySelectorAll("[data-late]")].map(({ dataset }) => `${dataset.late}/${dataset.version}`);
  const wanted = late.map(({ id, version }) => `${id}/${version}`);
  if (there.join() === wanted.join()) return;
  banner.replaceChildren(...late.map(draw));
}

// Whose time is out is told no more who is late, and must know it.
function signedOut() {
  const note = document.createElement("p");
  note.className = "note warn";
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = banner.dataset.signedOut;
  note.append(link);
  return note;
}

// The same as late_pairs.html, from the template that stands beside it.
function draw(pair) {
  const item = document.getElementById("late-pair").content.firstElementChild.cloneNode(true);
  item.dataset.late = pair.id;
  item.dataset.version = pair.version;
  item.classList.toggle("answered", Boolean(pair.answered));
  for (const [name, text] of Object.entries(pair)) {
    const place = item.querySelector(`[data-text=${name}]`);
    if (place) place.textContent = text;
  }
  const call = item.querySelector("[data-call]");
  if (pair.phone) call.href = `tel:${pair.phone}`;
  else call.remove();
  for (const form of item.querySelectorAll("form")) {
    form.action = form.dataset.action.replace("TEAM", encodeURIComponent(pair.team)).replace("CHECK", pair.id);
    form.elements.version.value = pair.version;
    form.elements.back.value = location.pathname + location.search;
  }
  item.querySelector("[data-take-on]").hidden = Boolean(pair.answered);
  return item;
}

if (banner) setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", () => banner && look());
