// The pin of a tip that is taken by telephone: set by a click, by the middle of the map, or moved with the arrow keys.
import { tipIcon } from "./triage_symbols.js";

const STEP_PX = 12;

export function startPin(map) {
  const frame = document.getElementById("map");
  const [lon, lat] = [document.querySelector("[name=lon]"), document.querySelector("[name=lat]")];
  const said = document.getElementById("where");
  const away = document.getElementById("unpin");
  let pin = null;

  function set(at) {
    const inside = L.latLng(at.lat, at.lng);
    if (!pin) {
      pin = L.marker(inside, { pane: "selected", icon: tipIcon({ main: true }), draggable: true, keyboard: true });
      pin.on("dragend", () => set(pin.getLatLng()));
      pin.addTo(map);
      const element = pin.getElement();
      element.setAttribute("aria-label", frame.dataset.pin);
      element.addEventListener("keydown", (event) => move(event));
    }
    pin.setLatLng(inside);
    lon.value = inside.lng.toFixed(6);
    lat.value = inside.lat.toFixed(6);
    said.textContent = frame.dataset.set;
    away.hidden = false;
  }

  function move(event) {
    const by = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const point = map.latLngToContainerPoint(pin.getLatLng());
    set(map.containerPointToLatLng(L.point(point.x + by[0] * STEP_PX, point.y + by[1] * STEP_PX)));
  }

  map.on("click", ({ latlng }) => set(latlng));
  document.getElementById("middle").addEventListener("click", () => set(map.getCenter()));
  away.addEventListener("click", () => {
    pin?.remove();
    pin = null;
    lon.value = lat.value = "";
    said.textContent = frame.dataset.gone;
    away.hidden = true;
  });
  if (frame.dataset.lon) {
    set({ lng: Number(frame.dataset.lon), lat: Number(frame.dataset.lat) });
    map.setView(pin.getLatLng(), 15, { animate: false });
  }
}
