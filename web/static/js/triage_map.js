// Fills the map of tips: a diamond for each, with a dashed ring of how far off it may be; places and pairs near it.
import { Labels } from "./labels.js";
import { SafePopup } from "./popup.js";
import { select, selectedKey } from "./selection.js";
import { frameMap, keyMarker, latLng, roomOf, whenReady } from "./shared_map.js";
import { lampIcon, placeIcon, stopIcon } from "./symbols.js";
import { tipIcon } from "./triage_symbols.js";

export function startTriageMap({ pin = false } = {}) {
  whenReady((map, layers, features) => {
    const filled = new TriageMap(map, layers, features);
    if (pin) import("./triage_pin.js").then(({ startPin }) => startPin(map));
    filled.arrange();
    return filled;
  });
}

class TriageMap {
  constructor(map, layers, features) {
    Object.assign(this, { map, layers, features, streets: null });
    this.tips = features.tip ?? [];
    this.near = [...(features.place ?? []), ...(features.pair ?? [])];
    this.popup = new SafePopup(map, document.getElementById("map-popup"));
    this.lamp = L.marker([0, 0], { pane: "selected", interactive: false, keyboard: false, icon: lampIcon() });
    this.labels = new Labels(map, features);
    frameMap(map);
    for (const feature of this.near) this.addNear(feature);
    for (const feature of this.tips) this.addTip(feature);
    map.on("zoomend moveend resize", () => this.arrange());
    document.addEventListener("plan:select", ({ detail }) => this.showSelected(detail.key));
    const main = this.tips.find(({ properties }) => properties.main);
    const shown = (main ? [main] : this.tips).map(latLng);
    if (main) map.setView(shown[0], 15, { animate: false });
    else if (shown.length) map.fitBounds(L.latLngBounds(shown), { padding: [40, 40], maxZoom: 14.5, animate: false });
  }

  useStreets(streets) {
    this.streets = streets;
    this.arrange();
  }

  addNear(feature) {
    const { role, key } = feature.properties;
    const icon = role === "pair" ? stopIcon(feature.properties) : placeIcon(feature.properties);
    // Not in the tab order: the list of what is near says the same and is reached with the keyboard.
    const marker = L.marker(latLng(feature), { pane: role === "pair" ? "stop" : "kind", icon, keyboard: false });
    marker.on("click", () => select(key, { from: this.map.getContainer() }));
    this.layers[role].addLayer(marker);
    marker.getElement()?.setAttribute("aria-hidden", "true");
  }

  addTip(feature) {
    const { about_m: radius, main } = feature.properties;
    const ring = { pane: "estimate", radius, className: main ? "tip-ring main" : "tip-ring", interactive: false };
    this.layers.tip.addLayer(L.circle(latLng(feature), ring));
    this.layers.tip.addLayer(keyMarker(feature, { pane: "selected", icon: tipIcon(feature.properties) }));
  }

  arrange() {
    const room = roomOf(this.map);
    for (const feature of this.near) room.block(this.map.latLngToContainerPoint(latLng(feature)), 10);
    for (const feature of this.tips) room.block(this.map.latLngToContainerPoint(latLng(feature)), 16);
    this.labels.arrange(room);
    this.streets?.arrange(room, this.labels.said);
    this.showLamp();
  }

  showSelected(key) {
    const found = this.found(key);
    if (!found) {
      this.popup.hide();
      this.lamp.remove();
      return;
    }
    const at = latLng(found);
    this.reveal();
    this.popup.show({ ...found.properties, css: "", number: undefined }, at);
    const below = this.popup.docked ? this.popup.element.offsetHeight + 80 : 60;
    this.map.panInside(at, { paddingTopLeft: [60, 60], paddingBottomRight: [60, below], animate: false });
    this.showLamp();
  }

  // On a narrow screen the map lies below the list: what was picked there comes into view.
  reveal() {
    const frame = document.getElementById("map");
    const { top, bottom } = frame.getBoundingClientRect();
    if (top > innerHeight - 120 || bottom < 120) frame.scrollIntoView({ block: "center" });
  }

  found(key) {
    return key && [...this.tips, ...this.near].find((feature) => feature.properties.key === key);
  }

  showLamp() {
    const found = this.found(selectedKey());
    if (!found) return;
    this.lamp.setLatLng(latLng(found)).addTo(this.map);
    this.popup.at = latLng(found);
    this.popup.place();
  }
}
