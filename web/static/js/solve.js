// Follows the planning of a week: asks how far it has come, says it, and shows the plan when it is there.
const EVERY_MS = 1000;
const FIRST_EVERY_MS = 400; // until there is a first plan
const SPOKEN_EVERY_MS = 5000; // a screen reader is told at most so often
const section = document.getElementById("solve");

function part(name) {
  return section.querySelector(`[data-solve="${name}"]`);
}

function show(told, spokenAt) {
  part("title").textContent = told.title;
  part("time").textContent = told.time;
  part("result").textContent = told.result;
  part("share").value = told.share;
  const better = part("better");
  if (better) better.hidden = told.best === section.dataset.best;
  const now = Date.now();
  if (now - spokenAt < SPOKEN_EVERY_MS) return spokenAt;
  part("said").textContent = [told.title, told.time, told.result].filter(Boolean).join(". ");
  return now;
}

async function follow() {
  let spokenAt = 0;
  const every = section.dataset.best === "" ? FIRST_EVERY_MS : EVERY_MS;
  let wait = every;
  for (;;) {
    await new Promise((done) => setTimeout(done, wait));
    if (document.hidden) continue;
    try {
      const answer = await fetch(section.dataset.job, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return location.reload(); // signed out meanwhile
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (told.state !== "waiting" && told.state !== "running") return location.reload();
      if (told.best && section.dataset.best === "") return location.reload(); // the first plan
      spokenAt = show(told, spokenAt);
      wait = every;
    } catch {
      wait = Math.min(wait * 2, 15000); // the network is away: ask less often, and go on when it is back
    }
  }
}

// Follows the planning where the page says that one is under way.
export function startSolve() {
  if (section && section.dataset.job) follow();
}
