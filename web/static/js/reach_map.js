// Fills the map of reach: outlines are drawn already; places within and out of reach, who sets out, and new posts.
import { Labels } from "./labels.js";
import { Room } from "./placing.js";
import { SafePopup } from "./popup.js";
import { select, selectedKey, unselect } from "./selection.js";
import { keepStill } from "./still.js";
import { startStreets } from "./street_ground.js";
import { baseIcon, lampIcon, postIcon, targetIcon } from "./symbols.js";
import { fetchAll } from "./week_map.js";

const ORDER = { new: 0, out: 1, in: 2 };

export function startReachMap() {
  keepStill();
  document.addEventListener("folium:ready", async ({ detail: { map, layers, streets } }) => {
    try {
      const made = new ReachMap(map, layers, await fetchAll(layers));
      document.documentElement.dataset.map = "ready";
      made.useStreets(await startStreets(map, layers, streets));
    } catch {
      const frame = document.getElementById("map");
      const note = document.createElement("p");
      note.className = "map-error";
      note.setAttribute("role", "alert");
      note.textContent = frame.dataset.error;
      frame.append(note);
      document.documentElement.dataset.map = "error";
    }
  });
}

const latLng = (feature) => L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);

class ReachMap {
  constructor(map, layers, features) {
    Object.assign(this, { map, layers, features, streets: null });
    const frame = document.getElementById("map");
    this.targets = [...(features.target ?? [])].sort(
      (a, b) => ORDER[a.properties.state] - ORDER[b.properties.state] || !a.properties.kind - !b.properties.kind,
    );
    this.fixed = [...(features.post ?? []), ...(features.start ?? [])];
    this.popup = new SafePopup(map, document.getElementById("map-popup"));
    this.lamp = L.marker([0, 0], { pane: "selected", interactive: false, keyboard: false, icon: lampIcon() });
    this.labels = new Labels(map, features);
    frame.setAttribute("data-ready", "");
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", frame.closest("section").getAttribute("aria-label"));
    for (const feature of this.fixed) this.pin(feature);
    map.on("click", () => selectedKey() && unselect());
    map.on("zoomend moveend resize", () => this.arrange());
    document.addEventListener("plan:select", ({ detail }) => this.showSelected(detail.key));
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(frame);
    const shown = [...this.targets, ...this.fixed].map(latLng);
    if (shown.length) map.fitBounds(L.latLngBounds(shown), { padding: [24, 24], animate: false });
    this.arrange();
  }

  useStreets(streets) {
    this.streets = streets;
    this.arrange();
  }

  // Who sets out and new posts: few, always drawn, reached with the keyboard.
  pin(feature) {
    const { role, key, label } = feature.properties;
    const icon = role === "post" ? postIcon(feature.properties) : baseIcon();
    const marker = L.marker(latLng(feature), { pane: "stop", icon, keyboard: true, riseOnHover: true });
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("aria-label", label);
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        select(key, { from: element });
      });
    });
    marker.on("click", () => select(key, { from: marker.getElement() }));
    this.layers[role].addLayer(marker);
  }

  // Places take their room in the order of what matters; what finds none is a dot. The tables name every one.
  arrange() {
    const room = new Room(this.map.getSize());
    room.block({ x: room.size.x - 32, y: 56 }, 36, 64);
    room.block({ x: room.size.x / 2, y: room.size.y - 14 }, room.size.x / 2, 16);
    for (const feature of this.fixed) room.block(this.map.latLngToContainerPoint(latLng(feature)), 13);
    this.layers.target.clearLayers();
    for (const feature of this.targets) this.place(room, feature);
    this.labels.arrange(room);
    this.streets?.arrange(room, this.labels.said);
    this.showLamp();
  }

  place(room, feature) {
    const point = this.map.latLngToContainerPoint(latLng(feature));
    if (point.x < -20 || point.y < -20 || point.x > room.size.x + 20 || point.y > room.size.y + 20) return;
    const half = feature.properties.kind ? 10 : 8;
    const roomy = room.free(point, half, half);
    if (roomy) room.block(point, half);
    const icon = targetIcon(feature.properties, { small: !roomy });
    // Not in the tab order: the tables say the same and are reached with the keyboard.
    const marker = L.marker(latLng(feature), { pane: roomy ? "kind" : "arrow", icon, keyboard: false });
    marker.on("click", () => select(feature.properties.key, { from: this.map.getContainer() }));
    this.layers.target.addLayer(marker);
    marker.getElement()?.setAttribute("aria-hidden", "true");
  }

  showSelected(key) {
    const found = this.found(key);
    if (!found) {
      this.popup.hide();
      this.lamp.remove();
      return;
    }
    const at = latLng(found);
    this.popup.show({ ...found.properties, css: "", letter: undefined }, at);
    const below = this.popup.docked ? this.popup.element.offsetHeight + 80 : 60;
    this.map.panInside(at, { paddingTopLeft: [60, 60], paddingBottomRight: [60, below], animate: false });
    this.showLamp();
  }

  found(key) {
    return key && [...this.fixed, ...this.targets].find((feature) => feature.properties.key === key);
  }

  showLamp() {
    const found = this.found(selectedKey());
    if (!found) return;
    this.lamp.setLatLng(latLng(found)).addTo(this.map);
    this.popup.at = latLng(found);
    this.popup.place();
  }
}
