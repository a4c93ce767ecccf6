// What is selected: one key at a time, the same on map, timeline and lists.
let selected = null;
let opener = null;

export function selectedKey() {
  return selected;
}

export function select(key, { from = null } = {}) {
  selected = key;
  if (from) opener = from;
  document.dispatchEvent(new CustomEvent("plan:select", { detail: { key } }));
}

export function unselect() {
  const back = opener;
  opener = null;
  select(null);
  if (back && back.isConnected) back.focus({ preventScroll: true });
}
