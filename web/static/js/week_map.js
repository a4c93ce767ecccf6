// Fills the map that Folium made: fetches the GeoJSON, draws one day, and follows day, legend and selection.
import { Labels } from "./labels.js";
import { pushApart, textWidth } from "./placing.js";
import { Places } from "./places.js";
import { SafePopup } from "./popup.js";
import { select, selectedKey } from "./selection.js";
import { frameMap, keyMarker, latLng, roomOf, whenReady } from "./shared_map.js";
import { baseIcon, arrowIcon, lampIcon, stopIcon, tagIcon, textIcon, unplannedIcon } from "./symbols.js";
import { arrowOf, boardingMark, ridesOf, wayGlow, wayLines, wayMiddle, wayPoints } from "./ways.js";

const SHORT_PX = 80;
const OF_THE_PLAN = ["leg", "stop", "base", "unplanned", "place"];
const LINES = ["metro", "rail", "tram", "station"];

export function startMap() {
  let day = null;
  let week = null;
  document.addEventListener("plan:day", (event) => {
    day = event.detail.day;
    if (week) week.showDay(day);
  });
  whenReady((map, layers, features) => {
    week = new WeekMap(map, layers, features);
    if (day) week.showDay(day);
    return week;
  });
}

class WeekMap {
  constructor(map, layers, features) {
    Object.assign(this, { map, layers, features, hidden: new Set(), marks: new Map(), day: null, focus: null, streets: null });
    this.popup = new SafePopup(map, document.getElementById("map-popup"));
    this.lamp = L.marker([0, 0], { pane: "selected", interactive: false, keyboard: false, icon: lampIcon() });
    this.arrows = L.layerGroup().addTo(map);
    this.glow = L.layerGroup().addTo(map);
    this.tags = L.layerGroup().addTo(map);
    this.labels = new Labels(map, features);
    this.places = new Places(map, layers.place, features.place ?? [], this.hidden);
    frameMap(map);
    map.on("zoomend moveend resize", () => this.arrange());
    document.addEventListener("plan:layer", ({ detail }) => this.setShown(detail.layer, detail.shown));
    document.addEventListener("plan:focus", ({ detail }) => this.setFocus(detail.pair));
    document.addEventListener("plan:select", ({ detail }) => this.showSelected(detail.key));
    document.addEventListener("plan:changed", ({ detail }) => this.change(detail.map));
  }

  // Null where there are none.
  useStreets(streets) {
    this.streets = streets;
    this.arrange();
  }

  // Fetches what the map shows of another version of the plan, and draws it where the map is.
  async change(source) {
    const wanted = (this.wanted = source);
    const answer = await fetch(source, { headers: { Accept: "application/geo+json" }, credentials: "same-origin" });
    if (!answer.ok || this.wanted !== wanted) return;
    const { features } = await answer.json();
    for (const role of OF_THE_PLAN) this.features[role] = features.filter(({ properties }) => properties.role === role);
    this.places.features = this.features.place;
    this.draw();
    this.arrange();
    if (selectedKey()) this.showSelected(selectedKey());
  }

  ofDay(role) {
    return (this.features[role] ?? []).filter(
      ({ properties }) => properties.day === this.day && !this.hidden.has(properties.pair),
    );
  }

  showDay(day) {
    this.day = day;
    this.draw();
    const points = [...(this.features.stop ?? []).filter((f) => f.properties.day === day), ...this.basesOfDay()];
    const shown = points.length ? points : [...(this.features.place ?? []), ...(this.features.base ?? [])];
    if (shown.length) {
      const bounds = L.latLngBounds(shown.map(latLng));
      this.map.fitBounds(bounds, { paddingTopLeft: [44, 40], paddingBottomRight: [60, 48], maxZoom: 15, animate: false });
    }
    this.arrange();
  }

  basesOfDay() {
    return (this.features.base ?? []).filter(({ properties }) => properties.days.includes(this.day));
  }

  setShown(layer, shown) {
    if (shown) this.hidden.delete(layer);
    else this.hidden.add(layer);
    if (layer === "lines") {
      for (const name of LINES) this.layers[name][shown ? "addTo" : "removeFrom"](this.map);
    }
    this.draw();
    this.arrange();
  }

  setFocus(pair) {
    this.focus = pair;
    this.draw();
    this.arrange();
  }

  dim({ properties }) {
    return { dim: this.focus !== null && properties.pair !== this.focus };
  }

  draw() {
    const { leg, stop, base, unplanned } = this.layers;
    for (const group of [leg, stop, base, unplanned]) group.clearLayers();
    this.marks.clear();
    for (const feature of this.ofDay("leg")) {
      const chosen = () => select(feature.properties.key);
      for (const line of wayLines(feature, { ...this.dim(feature), chosen })) leg.addLayer(line);
    }
    for (const feature of this.basesOfDay()) this.mark(base, feature, "stop", baseIcon());
    if (!this.hidden.has("unplanned")) {
      for (const feature of this.features.unplanned ?? []) {
        this.mark(unplanned, feature, "unplanned", unplannedIcon(feature.properties));
      }
    }
    for (const feature of this.ofDay("stop")) {
      this.mark(stop, feature, "stop", stopIcon(feature.properties, this.dim(feature)));
    }
  }

  mark(group, feature, pane, icon) {
    const marker = keyMarker(feature, { pane, icon });
    group.addLayer(marker);
    this.marks.set(feature.properties.key, { feature, marker });
  }

  // Lays out what depends on the zoom: marks that touch, arrows, tags, labels, kinds of places.
  arrange() {
    if (!this.day) return;
    const room = roomOf(this.map);
    const marks = [...this.marks.values()];
    const homes = marks.map(({ feature }) => this.map.latLngToContainerPoint(latLng(feature)));
    pushApart(homes).forEach((shift, n) => {
      const at = L.point(homes[n].x + shift.x, homes[n].y + shift.y);
      marks[n].marker.setLatLng(this.map.containerPointToLatLng(at));
      room.block(at, 13);
    });
    this.arrangeTags(room, marks);
    this.arrangeArrows(room);
    this.blockWays(room);
    this.arrangeRides(room);
    this.labels.arrange(room);
    const covered = new Set(marks.map(({ feature }) => feature.properties.place).filter(Boolean));
    this.places.arrange(room, covered);
    this.streets?.arrange(room, this.labels.said);
    this.showLamp();
  }

  arrangeArrows(room) {
    this.arrows.clearLayers();
    for (const feature of this.ofDay("leg")) {
      const arrow = arrowOf(this.map, feature);
      if (!arrow || !room.free(arrow.point, 6, 6)) continue;
      room.block(arrow.point, 7);
      const dim = this.dim(feature).dim ? " dim" : "";
      const icon = arrowIcon({ css: feature.properties.css + dim, degrees: arrow.degrees });
      const at = this.map.containerPointToLatLng(arrow.point);
      this.arrows.addLayer(L.marker(at, { pane: "arrow", icon, interactive: false, keyboard: false }));
    }
  }

  // Where a traveller gets on and off, and the names of lines, beside their rides.
  arrangeRides(room) {
    const named = [];
    for (const feature of this.ofDay("leg")) {
      const { css } = feature.properties;
      const { dim } = this.dim(feature);
      for (const { line, ends, middle } of ridesOf(this.map, feature)) {
        for (const end of ends) this.arrows.addLayer(boardingMark(this.map, end, dim ? `${css} dim` : css));
        const half = textWidth(line, 12) / 2 + 3;
        const said = named.some((other) => other.line === line && other.css === css && other.at.distanceTo(middle.point) < 160);
        if (dim || said || middle.whole < 3 * half) continue;
        const spot = around(middle.point, half).find((at) => room.inside(at, half, 9) && room.free(at, half, 9));
        if (!spot) continue;
        room.block(spot, half, 9);
        named.push({ line, css, at: middle.point });
        const at = this.map.containerPointToLatLng(spot);
        const icon = textIcon(`lb ride ${css}`, line);
        this.arrows.addLayer(L.marker(at, { pane: "label", icon, interactive: false, keyboard: false }));
      }
    }
  }

  // Names do not lie on a pair's way.
  blockWays(room) {
    for (const feature of this.ofDay("leg")) {
      const points = wayPoints(this.map, feature);
      for (let n = 1; n < points.length; n += 1) blockLine(room, points[n - 1], points[n]);
    }
  }

  arrangeTags(room, marks) {
    this.tags.clearLayers();
    for (const { feature, marker } of marks) {
      const { tag } = feature.properties;
      if (!tag) continue;
      const half = textWidth(tag, 12) / 2 + 10;
      const at = this.map.latLngToContainerPoint(marker.getLatLng());
      const spot = room.best(around(at, half), half, 11);
      room.block(spot, half, 11);
      const icon = tagIcon(tag, feature.properties, this.dim(feature));
      this.tags.addLayer(
        L.marker(this.map.containerPointToLatLng(spot), { pane: "stop", icon, interactive: false, keyboard: false }),
      );
    }
  }

  found(key) {
    const mark = this.marks.get(key);
    if (mark) return { feature: mark.feature, at: mark.marker.getLatLng() };
    const leg = this.ofDay("leg").find((feature) => feature.properties.key === key);
    if (leg) return { feature: leg, at: wayMiddle(this.map, leg) };
    const place = (this.features.place ?? []).find((feature) => feature.properties.key === key);
    return place ? { feature: place, at: latLng(place) } : null;
  }

  showSelected(key) {
    this.glow.clearLayers();
    const found = key && this.found(key);
    if (!found) {
      this.popup.hide();
      this.lamp.remove();
      return;
    }
    const way = found.feature.properties.role === "leg";
    this.popup.show(found.feature.properties, found.at, { corner: way });
    const below = this.popup.docked ? this.popup.element.offsetHeight + 80 : 60;
    if (way) this.showWay(found.feature, below);
    this.map.panInside(found.at, { paddingTopLeft: [60, 60], paddingBottomRight: [60, below], animate: false });
    this.showLamp();
  }

  // A way too short to be seen is brought nearer.
  showWay(feature, below) {
    this.glow.addLayer(wayGlow(feature));
    const bounds = L.latLngBounds(feature.geometry.coordinates.map(([lon, lat]) => [lat, lon]));
    const point = (corner) => this.map.latLngToContainerPoint(corner);
    if (point(bounds.getSouthWest()).distanceTo(point(bounds.getNorthEast())) >= SHORT_PX) return;
    const room = { paddingTopLeft: [60, 60], paddingBottomRight: [60, below], maxZoom: 16 };
    this.map.fitBounds(bounds, { ...room, animate: false });
  }

  showLamp() {
    const key = selectedKey();
    for (const [name, { marker }] of this.marks) marker.setZIndexOffset(name === key ? 1000 : 0);
    const found = key && this.found(key);
    if (!found) return;
    if (found.feature.properties.role === "leg") this.lamp.remove();
    else this.lamp.setLatLng(found.at).addTo(this.map);
    this.popup.at = found.at;
    this.popup.place();
  }
}

// Spots for a tag beside a mark, the nearest first.
function around({ x, y }, half) {
  const spots = [];
  for (const away of [0, 14, 28]) {
    const [wide, high] = [half + 14 + away, 26 + away];
    spots.push([wide, 0], [-wide, 0], [0, high], [0, -high], [wide, 20], [-wide, 20], [wide, -20], [-wide, -20]);
  }
  return spots.map(([dx, dy]) => L.point(x + dx, y + dy));
}

function blockLine(room, from, to) {
  const steps = Math.max(1, Math.ceil(from.distanceTo(to) / 14));
  for (let step = 0; step < steps; step += 1) {
    const at = { x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps };
    if (at.x > 0 && at.y > 0 && at.x < room.size.x && at.y < room.size.y) room.block(at, 5);
  }
}
