// What the maps of the week and of reach do alike: wait for Folium's map, fetch its GeoJSON, frame it, and mark places.
import { Room } from "./placing.js";
import { select, selectedKey, unselect } from "./selection.js";
import { keepStill } from "./still.js";
import { startStreets } from "./street_ground.js";

export const latLng = (feature) => L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);

// Calls fill(map, layers, features) once; it gives a map that draws streets in its own time.
export function whenReady(fill) {
  keepStill();
  document.addEventListener("folium:ready", async ({ detail: { map, layers, streets } }) => {
    try {
      const filled = fill(map, layers, await fetchAll(layers));
      document.documentElement.dataset.map = "ready";
      filled.useStreets(await startStreets(map, layers, streets));
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

export function frameMap(map) {
  const element = document.getElementById("map");
  element.setAttribute("data-ready", "");
  map.getContainer().setAttribute("role", "application");
  map.getContainer().setAttribute("aria-label", element.closest("section").getAttribute("aria-label"));
  map.on("click", () => selectedKey() && unselect());
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
}

// A mark that is reached and chosen with the keyboard as well.
export function keyMarker(feature, { pane, icon }) {
  const { key, label } = feature.properties;
  const marker = L.marker(latLng(feature), { pane, icon, keyboard: true, riseOnHover: true });
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
  return marker;
}

// What the zoom buttons, and the line of attribution and scale, leave of the map.
export function roomOf(map) {
  const room = new Room(map.getSize());
  room.block({ x: room.size.x - 32, y: 56 }, 36, 64);
  room.block({ x: room.size.x / 2, y: room.size.y - 14 }, room.size.x / 2, 16);
  return room;
}

async function fetchAll(layers) {
  const sources = [...new Set(Object.values(layers).map((layer) => layer.source))];
  const collections = await Promise.all(sources.map(fetchOne));
  const features = {};
  sources.forEach((source, n) => {
    for (const layer of Object.values(layers)) {
      if (layer.source === source && layer.addData) layer.addData(collections[n]);
    }
    for (const feature of collections[n].features) (features[feature.properties.role] ??= []).push(feature);
  });
  return features;
}

async function fetchOne(source) {
  if (source.startsWith("#")) return JSON.parse(document.getElementById(source.slice(1)).textContent);
  const asked = window.early?.get(source);
  window.early?.delete(source);
  const answer = await (asked ?? fetch(source, { headers: { Accept: "application/geo+json" }, credentials: "same-origin" }));
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return answer.json();
}
