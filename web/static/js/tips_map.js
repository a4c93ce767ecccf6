// The map of the public form: tap, drag or move the pin with keys; the words under it say where it stands.
import { Labels } from "./labels.js";
import { frameMap, latLng, roomOf, whenReady } from "./shared_map.js";
import { pinIcon } from "./tips_pin.js";

const FAR_M = 3000;
const CLOSE_ZOOM = 15;
const NEAR_ZOOM = 14; // a tap on a map of the whole city comes nearer, so that the pin can be put right
const STEP_PX = 8;

export function startTipMap(form) {
  whenReady((map, layers, features) => new TipMap(map, features, form));
}

class TipMap {
  constructor(map, features, form) {
    const frame = document.getElementById("map");
    Object.assign(this, { map, form, texts: frame.dataset, streets: null, pin: null });
    this.said = document.getElementById("where");
    this.unpin = document.getElementById("unpin");
    this.areas = features.label_area ?? [];
    const [west, south, east, north] = frame.dataset.bounds.split(",").map(Number);
    this.bounds = L.latLngBounds([south, west], [north, east]);
    this.labels = new Labels(map, features);
    frameMap(map);
    map.setMaxBounds(this.bounds.pad(0.3));
    map.on("zoomend moveend resize", () => this.arrange());
    map.on("click", ({ latlng }) => this.tapped(latlng));
    map.getContainer().addEventListener("keydown", (event) => this.pressed(event));
    document.getElementById("here").addEventListener("click", () => this.askWhere());
    document.getElementById("middle").addEventListener("click", () => this.put(map.getCenter()));
    this.unpin.addEventListener("click", () => this.take());
    const { lon, lat } = form.elements;
    if (lon.value && lat.value) this.put(L.latLng(Number(lat.value), Number(lon.value)), { near: true });
    this.arrange();
  }

  useStreets(streets) {
    this.streets = streets;
    this.arrange();
  }

  arrange() {
    const room = roomOf(this.map);
    if (this.pin) room.block(this.map.latLngToContainerPoint(this.pin.getLatLng()), 22, 30);
    this.labels.arrange(room);
    this.streets?.arrange(room, this.labels.said);
  }

  tapped(at) {
    this.put(at);
    if (this.pin && this.map.getZoom() < NEAR_ZOOM) this.map.setView(this.pin.getLatLng(), NEAR_ZOOM);
  }

  // Enter on the map puts the pin in its middle, to which the arrow keys have moved.
  pressed(event) {
    if (event.target !== this.map.getContainer() || event.key !== "Enter") return;
    event.preventDefault();
    this.put(this.map.getCenter());
  }

  askWhere() {
    const failed = () => (this.said.textContent = this.texts.nowhere);
    if (!navigator.geolocation) return failed();
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.put(L.latLng(coords.latitude, coords.longitude), { near: true }),
      failed,
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 0 },
    );
  }

  put(at, { near = false } = {}) {
    if (!this.bounds.contains(at)) {
      this.said.textContent = this.texts.outside;
      return;
    }
    if (!this.pin) this.make(at);
    this.pin.setLatLng(at);
    this.circle.setLatLng(at);
    this.form.elements.lon.value = at.lng.toFixed(6);
    this.form.elements.lat.value = at.lat.toFixed(6);
    this.unpin.hidden = false;
    this.said.textContent = this.nearest(at);
    if (near) this.map.setView(at, Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
    this.arrange();
  }

  make(at) {
    this.circle = L.circle(at, { radius: 40, className: "tip-round", pane: "estimate", interactive: false });
    this.circle.addTo(this.map);
    this.pin = L.marker(at, { pane: "selected", icon: pinIcon(), draggable: true, keyboard: true, autoPan: true });
    this.pin.on("add", () => {
      const element = this.pin.getElement();
      element.setAttribute("aria-label", this.texts.pin);
      element.addEventListener("keydown", (event) => this.moved(event));
    });
    this.pin.on("drag", ({ latlng }) => this.circle.setLatLng(latlng));
    this.pin.on("dragend", () => this.put(this.bounds.contains(this.pin.getLatLng()) ? this.pin.getLatLng() : at));
    this.pin.addTo(this.map);
  }

  moved(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!steps) return;
    event.preventDefault();
    event.stopPropagation();
    const px = STEP_PX * (event.shiftKey ? 5 : 1);
    const point = this.map.latLngToContainerPoint(this.pin.getLatLng()).add([steps[0] * px, steps[1] * px]);
    const at = this.map.containerPointToLatLng(point);
    this.put(at);
    this.map.panInside(at, { padding: [30, 40], animate: false });
  }

  take() {
    this.pin.remove();
    this.circle.remove();
    this.pin = null;
    this.form.elements.lon.value = this.form.elements.lat.value = "";
    this.unpin.hidden = true;
    this.said.textContent = this.texts.gone;
    this.map.getContainer().focus();
    this.arrange();
  }

  nearest(at) {
    let best = null;
    for (const area of this.areas) {
      const away = this.map.distance(at, latLng(area));
      if (away < (best?.away ?? FAR_M)) best = { away, name: area.properties.name };
    }
    return best ? this.texts.near.replace("{name}", best.name) : this.texts.set;
  }
}
