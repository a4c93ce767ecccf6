// Names on the ground: areas, waters and stations, where there is room for them.
import { textWidth } from "./placing.js";
import { textIcon } from "./symbols.js";

const STATIONS_FROM_ZOOM = 14;

export class Labels {
  constructor(map, features) {
    this.map = map;
    this.group = L.layerGroup().addTo(map);
    this.said = new Set();
    const of = (role, css, px) =>
      (features[role] ?? []).map((feature) => ({ feature, css, px, ...feature.properties }));
    this.areas = of("label_area", "lb area", 12);
    this.waters = of("label_water", "lb wat", 13);
    this.stations = of("station", "lb", 12).filter((station) => station.name);
  }

  arrange(room) {
    this.group.clearLayers();
    const zoom = Math.round(this.map.getZoom());
    const seen = (this.said = new Set());
    const wanted = [...this.areas, ...this.waters, ...(zoom >= STATIONS_FROM_ZOOM ? this.stations : [])];
    for (const label of wanted) {
      if (zoom < (label.min_zoom ?? 0) || zoom > (label.max_zoom ?? 99) || seen.has(label.name)) continue;
      if (this.place(room, label)) seen.add(label.name);
    }
  }

  place(room, { feature, name, css, px, big, angle }) {
    const [lon, lat] = feature.geometry.coordinates;
    const at = this.map.latLngToContainerPoint([lat, lon]);
    const half = textWidth(name, big ? 14 : px, { spaced: css.includes("area") }) / 2 + 3;
    const turned = angle ? Math.abs(Math.sin((angle * Math.PI) / 180)) * half : 0;
    for (const [dx, dy] of spotsFor({ css, half, big })) {
      const spot = L.point(at.x + dx, at.y + dy);
      if (!room.inside(spot, half, 9 + turned) || !room.free(spot, half, 9 + turned)) continue;
      room.block(spot, half, 9 + turned);
      const icon = textIcon(`${css}${big ? " big" : ""}`, name, angle ?? 0);
      const where = this.map.containerPointToLatLng(spot);
      this.group.addLayer(L.marker(where, { pane: "label", icon, interactive: false, keyboard: false }));
      return true;
    }
    return false;
  }
}

// Where a name may stand, as steps from its point: an area's near its middle, a station's beside it, a water's on it.
function spotsFor({ css, half, big }) {
  if (css === "lb") return [[half + 8, 0], [-half - 8, 0], [0, -16], [0, 16]];
  if (!css.includes("area")) return [[0, 0]];
  const near = [[0, 0], [0, -22], [0, 22], [44, 0], [-44, 0]];
  return big ? [...near, [0, -48], [0, 48], [88, 0], [-88, 0], [66, 40], [-66, 40], [66, -40], [-66, -40]] : near;
}
