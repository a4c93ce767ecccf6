// Fills the map of reach: outlines are drawn already; places within and out of reach, who sets out, and new posts.
import { Labels } from "./labels.js";
import { SafePopup } from "./popup.js";
import { select, selectedKey } from "./selection.js";
import { frameMap, keyMarker, latLng, roomOf, whenReady } from "./shared_map.js";
import { baseIcon, lampIcon, postIcon, targetIcon } from "./symbols.js";

const ORDER = { new: 0, out: 1, in: 2 };

export function startReachMap() {
  whenReady((map, layers, features) => new ReachMap(map, layers, features));
}

class ReachMap {
  constructor(map, layers, features) {
    Object.assign(this, { map, layers, features, streets: null });
    this.targets = [...(features.target ?? [])].sort(
      (a, b) => ORDER[a.properties.state] - ORDER[b.properties.state] || !a.properties.kind - !b.properties.kind,
    );
    this.fixed = [...(features.post ?? []), ...(features.start ?? [])];
    this.popup = new SafePopup(map, document.getElementById("map-popup"));
    this.lamp = L.marker([0, 0], { pane: "selected", interactive: false, keyboard: false, icon: lampIcon() });
    this.labels = new Labels(map, features);
    frameMap(map);
    for (const feature of this.fixed) this.pin(feature);
    map.on("zoomend moveend resize", () => this.arrange());
    document.addEventListener("plan:select", ({ detail }) => this.showSelected(detail.key));
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
    const { role } = feature.properties;
    const icon = role === "post" ? postIcon(feature.properties) : baseIcon();
    this.layers[role].addLayer(keyMarker(feature, { pane: "stop", icon }));
  }

  // Places take their room in the order of what matters; what finds none is a dot. The tables name every one.
  arrange() {
    const room = roomOf(this.map);
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
