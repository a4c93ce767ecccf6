// All that was written tonight: what waits, what arrived, and what the server did not take, with what to do.
import { ask, byId, made, redraw } from "./dom.js";
import { clock, say } from "./texts.js";
import { openAgain } from "./log_view.js";
import { addView } from "./views.js";

export function startWaiting(night) {
  const draw = () => drawItems(night);
  addView("waiting", draw);
  night.onRedraw(draw);
  byId("items").addEventListener("click", (event) => act(night, event));
  byId("send-now").addEventListener("click", () => night.sender.send());
}

function drawItems(night) {
  const parts = night.items.map((item) => ({ key: item.id, sign: String(item.rev), build: () => itemRow(night, item) }));
  redraw(byId("items"), parts.reverse());
  byId("no-items").hidden = parts.length > 0;
}

function itemRow(night, item) {
  const { id, state, named, kind, said, heard } = item;
  const row = made("item", {
    name: named,
    what: say(`kind_${kind}`, { at: clock(said) }),
    state: state === "sent" ? say("sent_at", { at: clock(heard.at) }) : say(`is_${state}`),
    why: state === "kept" ? say(whyOf(item)) : "",
    text: "",
  });
  row.dataset.id = id;
  row.querySelector("[data-of=state]").classList.add({ sent: "ok", waiting: "warn", kept: "danger" }[state]);
  const may = {
    change: kind === "visit" && night.mayChange(item),
    again: state === "kept",
    anew: state === "kept" && item.reason === "changed",
    text: state === "kept",
    remove: state === "kept" || (state === "waiting" && !item.tried),
  };
  for (const button of row.querySelectorAll("[data-act]")) {
    button.hidden = !may[button.dataset.act];
    button.setAttribute("aria-describedby", `item-${id}`);
  }
  row.querySelector("[data-of=name]").id = `item-${id}`;
  return row;
}

function whyOf({ reason, heard }) {
  if (reason !== "refused") return `why_${reason}`;
  return heard.body?.field === "note" ? "why_refused_note" : "why_refused_other";
}

const stopOf = ({ shift }, { id, body }) =>
  shift.stops.findIndex(({ planned, hotspot, visit }) => visit?.id === id || (planned === body.planned && hotspot === body.hotspot));

async function act(night, { target }) {
  const button = target.closest("[data-act]");
  if (!button) return;
  const row = button.closest("[data-id]");
  const item = night.item(row.dataset.id);
  if (!item) return;
  if (button.dataset.act === "change") await openAgain(item, stopOf(night, item));
  if (button.dataset.act === "again") await night.rewrite(item, {});
  if (button.dataset.act === "anew") await sendAnew(night, item);
  if (button.dataset.act === "text") row.querySelector("[data-of=text]").textContent = asText(night, item);
  row.querySelector("[data-of=text]").hidden = !row.querySelector("[data-of=text]").textContent;
  if (button.dataset.act === "remove") {
    const asked = { title: say("remove_title"), text: say("remove_text"), confirm: say("remove_yes") };
    if (await ask(asked)) await night.remove(item);
  }
}

// Under a new id, beside the one that was changed there.
async function sendAnew(night, item) {
  const { version, ...body } = item.body;
  const became = await night.write(crypto.randomUUID(), { kind: item.kind, body, named: item.named });
  if (became === "saved") await night.remove(item);
}

// What was written, to be read out or copied for whoever may log it.
function asText({ shift }, { named, body }) {
  const words = (codes, counted) =>
    codes.filter(([code]) => counted?.[code]).map(([code, text]) => `${text}: ${counted[code]}`);
  const outcome = shift.codes.outcomes.find(([code]) => code === body.outcome)?.[1];
  const counted = [...words(shift.codes.groups, body.counts), ...words(shift.codes.links, body.links)];
  return [named, body.at && clock(body.at), outcome, ...counted, body.find, body.details, body.note].filter(Boolean).join("\n");
}
