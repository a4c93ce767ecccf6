// Fetching tonight: the route of the chosen pair, its map and the ground of the map. Nothing of it goes to a cache.
const PAGE = "/field";
const PATIENCE_MS = 30_000;

// `why` is "sign_in", "no_shift", "over" or "no_net".
export class NightError extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

// {shift, route, ground}: as the server tells them now; `address` is that of the route, where it is known already.
export async function fetchNight(address = "") {
  const shift = await fetchJson(address || (await addressOfShift()));
  const { geojson, base } = shift.addresses;
  if (Date.parse(shift.ends_at) < Date.now() - 30 * 60_000) throw new NightError("over");
  // A route is worth having without its map.
  const [route, ground] = await Promise.all([geojson, base].map((map) => fetchJson(map).catch(() => null)));
  return { shift, route, ground };
}

export const fetchShift = (address) => fetchJson(address);

// The server knows which shift was chosen: the page of the field leads there.
async function addressOfShift() {
  const answer = await fetchPlain(PAGE, "text/html");
  if (new URL(answer.url).pathname.startsWith("/sign-in")) throw new NightError("sign_in");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const address = page.body.dataset.shift;
  if (!address) throw new NightError("no_shift");
  return address;
}

async function fetchJson(address) {
  const answer = await fetchPlain(address, "application/json");
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new NightError("sign_in");
  return answer.json();
}

async function fetchPlain(address, accept) {
  let answer;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    answer = await fetch(address, { headers: { Accept: accept }, credentials: "same-origin", cache: "no-store", signal });
  } catch {
    throw new NightError("no_net");
  }
  if (answer.status === 401) throw new NightError("sign_in");
  if (answer.status === 403 || answer.status === 404) throw new NightError("no_shift");
  if (!answer.ok) throw new NightError("no_net");
  return answer;
}
