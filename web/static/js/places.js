// Places by kind: a glyph in a ring where there is room; rings with a number where there are many in view.
import { select } from "./selection.js";
import { groupIcon, placeIcon } from "./symbols.js";

const MANY = 60;
const CELL_PX = 88;

export class Places {
  constructor(map, group, features, hidden) {
    Object.assign(this, { map, group, features, hidden });
  }

  arrange(room, covered) {
    this.group.clearLayers();
    const inView = this.features
      .filter(({ properties }) => !this.hidden.has(`kind-${properties.kind}`) && !covered.has(properties.key))
      .map((feature) => {
        const [lon, lat] = feature.geometry.coordinates;
        return { feature, point: this.map.latLngToContainerPoint([lat, lon]) };
      })
      .filter(({ point }) => point.x > 0 && point.y > 0 && point.x < room.size.x && point.y < room.size.y);
    const groups = inView.length > MANY ? inCells(inView) : inView.map((one) => [one]);
    for (const members of groups) {
      if (members.length === 1) this.addOne(room, members[0]);
      else this.addMany(room, members);
    }
  }

  addOne(room, { feature, point }) {
    if (!room.free(point, 8, 8)) return;
    room.block(point, 8);
    const marker = this.marker(point, placeIcon(feature.properties));
    marker.on("click", () => select(feature.properties.key, { from: this.map.getContainer() }));
  }

  addMany(room, members) {
    const x = members.reduce((sum, { point }) => sum + point.x, 0) / members.length;
    const y = members.reduce((sum, { point }) => sum + point.y, 0) / members.length;
    const point = L.point(x, y);
    if (!room.free(point, 12, 12)) return;
    room.block(point, 12);
    const marker = this.marker(point, groupIcon(members.length));
    marker.on("click", () => this.map.setView(marker.getLatLng(), this.map.getZoom() + 1.5));
  }

  // Not in the tab order: the list of all places says the same and is reached with the keyboard.
  marker(point, icon) {
    const at = this.map.containerPointToLatLng(point);
    const marker = L.marker(at, { pane: "kind", icon, keyboard: false });
    this.group.addLayer(marker);
    marker.getElement()?.setAttribute("aria-hidden", "true");
    return marker;
  }
}

function inCells(places) {
  const cells = new Map();
  for (const place of places) {
    const cell = `${Math.floor(place.point.x / CELL_PX)},${Math.floor(place.point.y / CELL_PX)}`;
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(place);
  }
  return [...cells.values()];
}
