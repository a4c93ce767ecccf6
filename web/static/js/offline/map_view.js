// Tonight's map out of what lies on the phone: the schematic ground, the route, and a long press for a tip.
import { Labels } from "../labels.js";
import { pushApart, Room } from "../placing.js";
import { arrowIcon, baseIcon, lampIcon, stopIcon } from "../symbols.js";
import { arrowOf, wayLines, wayPoints } from "../ways.js";
import { byId } from "./dom.js";
import { say } from "./texts.js";
import { addView } from "./views.js";

const SCRIPTS = ["../../vendor/leaflet/leaflet.js", `../../made/map.${document.documentElement.lang}.js`];
const latLng = ({ geometry: { coordinates } }) => L.latLng(coordinates[1], coordinates[0]);

let drawing = null;
let drawn = null;

export function startMapView(night) {
  const draw = () => byId("map-box").offsetWidth && drawn?.draw();
  const open = () => {
    byId("no-map").hidden = Boolean(night.route);
    byId("map-box").hidden = !night.route;
  };
  const seen = async () => {
    if (!night.route) return;
    drawing ??= drawMap(night);
    drawn ??= await drawing;
    draw();
    document.documentElement.dataset.map = "ready";
  };
  addView("map", open, { seen });
  night.onRedraw(draw);
}

async function drawMap(night) {
  const ready = new Promise((resolve) => {
    document.addEventListener("folium:ready", ({ detail }) => resolve(detail), { once: true });
  });
  for (const script of SCRIPTS) await load(new URL(script, import.meta.url));
  return new NightMap(night, await ready);
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

class NightMap {
  constructor(night, { map, layers }) {
    Object.assign(this, { night, map, layers, shown: null });
    const ground = ofRole(night.ground);
    for (const layer of Object.values(layers)) if (layer.addData && night.ground) layer.addData(night.ground);
    this.labels = new Labels(map, ground);
    this.arrows = L.layerGroup().addTo(map);
    this.lamp = L.marker([0, 0], { pane: "selected", interactive: false, keyboard: false, icon: lampIcon() });
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", say("map"));
    map.on("zoomend moveend resize", () => this.arrange());
    map.on("contextmenu", ({ latlng }) => this.choose(latlng)); // a long press, or the right button
    byId("tip-here").addEventListener("click", () => this.choose(map.getCenter()));
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(byId("map-box"));
  }

  choose({ lng, lat }) {
    const point = [lng, lat].map((degrees) => Math.round(degrees * 1e5) / 1e5);
    document.dispatchEvent(new CustomEvent("map:point", { detail: { point } }));
  }

  draw() {
    const { leg, stop, base } = this.layers;
    for (const group of [leg, stop, base]) group.clearLayers();
    this.marks = [];
    const features = ofRole(this.night.route);
    this.legs = features.leg ?? [];
    for (const feature of this.legs) for (const line of wayLines(feature)) leg.addLayer(line);
    for (const feature of features.base ?? []) this.mark(base, feature, baseIcon());
    const next = this.night.shift.stops[this.night.next()]?.key;
    this.lamp.remove();
    for (const feature of features.stop ?? []) {
      const { key, css, square, number } = feature.properties;
      const visited = this.night.shift.stops.some((one) => one.key === key && this.night.visitOf(one));
      const icon = stopIcon({ css: visited ? `${css} done` : css, square, number: visited ? "✓" : number });
      this.mark(stop, feature, icon, key === next);
    }
    this.map.invalidateSize({ animate: false });
    if (this.shown !== this.night.route) this.frame();
    this.arrange();
  }

  frame() {
    this.shown = this.night.route;
    const bounds = L.latLngBounds(this.marks.map(({ feature }) => latLng(feature)));
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [40, 48], maxZoom: 15, animate: false });
  }

  mark(group, feature, icon, isNext = false) {
    const marker = L.marker(latLng(feature), { pane: "stop", icon, keyboard: true });
    marker.on("add", () => {
      marker.getElement().setAttribute("role", "button");
      marker.getElement().setAttribute("aria-label", feature.properties.label);
    });
    marker.on("click keypress", () => this.tell(feature));
    group.addLayer(marker);
    this.marks.push({ feature, marker, isNext });
  }

  // What a mark stands for, under the map.
  tell({ properties: { title, lines } }) {
    byId("map-title").textContent = title;
    byId("map-lines").textContent = (lines ?? []).join(" · ");
  }

  // What depends on the zoom: marks that touch, arrows, and names where there is room.
  arrange() {
    const room = new Room(this.map.getSize());
    room.block({ x: room.size.x - 32, y: 56 }, 36, 64);
    room.block({ x: room.size.x / 2, y: room.size.y - 14 }, room.size.x / 2, 16);
    const homes = this.marks.map(({ feature }) => this.map.latLngToContainerPoint(latLng(feature)));
    pushApart(homes).forEach((shift, n) => {
      const at = L.point(homes[n].x + shift.x, homes[n].y + shift.y);
      const place = this.map.containerPointToLatLng(at);
      this.marks[n].marker.setLatLng(place);
      if (this.marks[n].isNext) this.lamp.setLatLng(place).addTo(this.map);
      room.block(at, 13);
    });
    this.arrows.clearLayers();
    for (const feature of this.legs) {
      const arrow = arrowOf(this.map, feature);
      if (arrow && room.free(arrow.point, 6, 6)) {
        const icon = arrowIcon({ css: feature.properties.css, degrees: arrow.degrees });
        const at = this.map.containerPointToLatLng(arrow.point);
        this.arrows.addLayer(L.marker(at, { pane: "arrow", icon, interactive: false, keyboard: false }));
      }
      for (const point of wayPoints(this.map, feature)) room.block(point, 5);
    }
    this.labels.arrange(room);
  }
}

function ofRole(collection) {
  const found = {};
  for (const feature of collection?.features ?? []) (found[feature.properties.role] ??= []).push(feature);
  return found;
}
