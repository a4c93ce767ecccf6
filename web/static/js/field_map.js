// The map of one route on a phone: its way, its stops (done, next, to come), services near, and a tip by a long press.
import { Labels } from "./labels.js";
import { Places } from "./places.js";
import { pushApart } from "./placing.js";
import { SafePopup } from "./popup.js";
import { selectedKey } from "./selection.js";
import { frameMap, keyMarker, latLng, roomOf, whenReady } from "./shared_map.js";
import { arrowIcon, baseIcon, doneIcon, lampIcon, stopIcon } from "./symbols.js";
import { arrowOf, wayLines } from "./ways.js";

whenReady((map, layers, features) => new RouteMap(map, layers, features));

class RouteMap {
  constructor(map, layers, features) {
    Object.assign(this, { map, layers, features, marks: new Map(), streets: null });
    this.element = document.getElementById("map");
    this.done = new Set((this.element.dataset.done ?? "").split(" ").filter(Boolean));
    this.popup = new SafePopup(map, document.getElementById("map-popup"));
    this.arrows = L.layerGroup().addTo(map);
    this.labels = new Labels(map, features);
    this.places = new Places(map, layers.place, features.place ?? [], new Set());
    this.lamp = L.marker([0, 0], { pane: "glow", interactive: false, keyboard: false, icon: lampIcon() });
    frameMap(map);
    this.draw();
    this.show();
    map.on("zoomend moveend resize", () => this.arrange());
    document.addEventListener("plan:select", ({ detail }) => this.select(detail.key));
    startTips(map, this.element);
    this.arrange();
  }

  // Null where there are none.
  useStreets(streets) {
    this.streets = streets;
    this.arrange();
  }

  draw() {
    const { leg, stop, base } = this.layers;
    for (const feature of this.features.leg ?? []) {
      for (const line of wayLines(feature)) leg.addLayer(line);
    }
    for (const feature of this.features.base ?? []) this.mark(base, feature, baseIcon());
    for (const feature of this.features.stop ?? []) {
      const done = this.done.has(feature.properties.key);
      this.mark(stop, feature, done ? doneIcon(feature.properties) : stopIcon(feature.properties));
    }
  }

  mark(group, feature, icon) {
    const marker = keyMarker(feature, { pane: "stop", icon });
    group.addLayer(marker);
    this.marks.set(feature.properties.key, { feature, marker });
  }

  // The small map opens on the next stop and what follows it, the large one on the whole route.
  show() {
    const all = [...(this.features.stop ?? []), ...(this.features.base ?? [])];
    const next = all.findIndex(({ properties }) => properties.key === this.element.dataset.next);
    const near = next < 0 || this.element.classList.contains("field-map") ? all : all.slice(next, next + 3);
    if (near.length) {
      const bounds = L.latLngBounds(near.map(latLng));
      this.map.fitBounds(bounds, { paddingTopLeft: [40, 40], paddingBottomRight: [60, 44], maxZoom: 15, animate: false });
    }
  }

  arrange() {
    const room = roomOf(this.map);
    room.block({ x: 60, y: room.size.y - 48 }, 66, 16);
    const marks = [...this.marks.values()];
    const homes = marks.map(({ feature }) => this.map.latLngToContainerPoint(latLng(feature)));
    pushApart(homes).forEach((shift, n) => {
      const at = L.point(homes[n].x + shift.x, homes[n].y + shift.y);
      marks[n].marker.setLatLng(this.map.containerPointToLatLng(at));
      room.block(at, 13);
    });
    const next = this.marks.get(this.element.dataset.next);
    if (next) this.lamp.setLatLng(next.marker.getLatLng()).addTo(this.map);
    this.arrows.clearLayers();
    for (const feature of this.features.leg ?? []) {
      const arrow = arrowOf(this.map, feature);
      if (!arrow || !room.free(arrow.point, 6, 6)) continue;
      room.block(arrow.point, 7);
      const icon = arrowIcon({ css: feature.properties.css, degrees: arrow.degrees });
      const at = this.map.containerPointToLatLng(arrow.point);
      this.arrows.addLayer(L.marker(at, { pane: "arrow", icon, interactive: false, keyboard: false }));
    }
    this.labels.arrange(room);
    this.places.arrange(room, new Set());
    this.streets?.arrange(room, this.labels.said);
  }

  select(key) {
    const found = key && (this.marks.get(key)?.feature ?? this.features.place?.find((f) => f.properties.key === key));
    if (!found) {
      this.popup.hide();
      return;
    }
    this.popup.show(found.properties, latLng(found));
    this.map.panInside(latLng(found), { paddingTopLeft: [60, 60], paddingBottomRight: [60, 160], animate: false });
  }
}

// A long press, or the button Here for the middle of the map, opens the form of a tip. The point goes behind the # of
// the address, so that it stands in no log of a server.
function startTips(map, element) {
  const section = element.closest("[data-tip]");
  if (!section) return;
  const tell = ({ lat, lng }) => {
    location.href = `${section.dataset.tip}#${lng.toFixed(6)},${lat.toFixed(6)}`;
  };
  const cross = document.createElement("span");
  cross.className = "map-cross";
  cross.setAttribute("aria-hidden", "true");
  element.append(cross);
  map.on("contextmenu", (event) => {
    event.originalEvent?.preventDefault();
    if (!selectedKey()) tell(event.latlng);
  });
  section.querySelector("[data-here]")?.addEventListener("click", () => tell(map.getCenter()));
}
