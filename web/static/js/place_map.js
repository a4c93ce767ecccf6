// Fills the map of places: each a glyph in a ring, many in view as rings with a number; what an import does is marked.
import { Labels } from "./labels.js";
import { Places } from "./places.js";
import { SafePopup } from "./popup.js";
import { select, selectedKey } from "./selection.js";
import { frameMap, latLng, roomOf, whenReady } from "./shared_map.js";
import { lampIcon } from "./symbols.js";

export function startPlacesMap({ started = () => {}, fit = true } = {}) {
  whenReady((map, layers, features) => {
    const filled = new PlacesMap(map, layers, features, fit);
    started(map);
    filled.arrange();
    return filled;
  });
}

class PlacesMap {
  constructor(map, layers, features, fit) {
    Object.assign(this, { map, features, streets: null, every: features.place ?? [] });
    this.changed = this.every.filter(({ properties }) => properties.state);
    this.places = new Places(map, layers.place, this.every.filter(({ properties }) => !properties.state), new Set());
    this.marks = L.layerGroup([]).addTo(map);
    this.popup = new SafePopup(map, document.getElementById("map-popup"));
    this.lamp = L.marker([0, 0], { pane: "selected", interactive: false, keyboard: false, icon: lampIcon() });
    this.labels = new Labels(map, features);
    frameMap(map);
    map.on("zoomend moveend resize", () => this.arrange());
    document.addEventListener("plan:select", ({ detail }) => this.showSelected(detail.key));
    const shown = (this.changed.length ? this.changed : this.every).map(latLng);
    if (fit && shown.length) map.fitBounds(L.latLngBounds(shown), { padding: [24, 24], maxZoom: 15, animate: false });
  }

  useStreets(streets) {
    this.streets = streets;
    this.arrange();
  }

  arrange() {
    const room = roomOf(this.map);
    this.marks.clearLayers();
    for (const feature of this.changed) this.mark(room, feature);
    this.places.arrange(room, new Set());
    this.labels.arrange(room);
    this.streets?.arrange(room, this.labels.said);
    this.showLamp();
  }

  // What an import adds, changes, moves or removes: a ring with a sign, always drawn.
  mark(room, feature) {
    const { state, key } = feature.properties;
    const sign = document.createElement("span");
    sign.textContent = { new: "+", changed: "~", moved: "→", removed: "−" }[state] ?? "";
    room.block(this.map.latLngToContainerPoint(latLng(feature)), 12);
    const icon = L.divIcon({ className: `import-mark import-${state}`, iconSize: [26, 26], html: sign });
    const marker = L.marker(latLng(feature), { pane: "stop", icon, keyboard: false });
    marker.on("click", () => select(key, { from: this.map.getContainer() }));
    this.marks.addLayer(marker);
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
    if (this.map.getZoom() < 13) this.map.setView(at, 14, { animate: false });
    this.popup.show(found.properties, at);
    const below = this.popup.docked ? this.popup.element.offsetHeight + 80 : 60;
    this.map.panInside(at, { paddingTopLeft: [60, 60], paddingBottomRight: [60, below], animate: false });
    this.showLamp();
  }

  found(key) {
    return key && this.every.find((feature) => feature.properties.key === key);
  }

  showLamp() {
    const found = this.found(selectedKey());
    if (!found) return;
    this.lamp.setLatLng(latLng(found)).addTo(this.map);
    this.popup.at = latLng(found);
    this.popup.place();
  }
}
