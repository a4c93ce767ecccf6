// Names of streets along them, and of parks, squares and waters: the last to look for room on the map.
import { textWidth } from "./placing.js";
import { textIcon } from "./symbols.js";

const NAMES_FROM_ZOOM = 15;
const PATHS_FROM_ZOOM = 17;
const APART_PX = 440;
const STEP_PX = 22;
const BEND_PX = 5;
const HALF_HIGH_PX = 7;
const MOST = 60;
const A_POINT = 1;
const WAIT_MS = 90;
const POINTS = { park: "lb", square: "lb", water: "lb wat", station: "lb", place: "lb area" };
const PLACES_FROM_ZOOM = { 1: 9, 2: 12, 3: 14 };
const POINT_SPOTS = [[0, 0], [0, 26], [0, -26]];

export class StreetNames {
  // `places`: name quarters and towns too, where nothing else does.
  constructor(map, tiles, { places = false } = {}) {
    Object.assign(this, { map, tiles, places, room: null, said: new Set(), lines: [], points: [], zoom: null });
    this.group = L.layerGroup().addTo(map);
    let waiting = 0;
    tiles.on("tileload", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.collect(), WAIT_MS);
    });
  }

  clear() {
    this.lines = [];
    this.points = [];
    this.group.clearLayers();
  }

  // `room` holds what other marks and names have taken, `said` the names that stand on the map already.
  arrange(room, said) {
    this.room = room;
    this.said = said;
    this.place();
  }

  // Takes the named streets out of the tiles that are shown; their points count in pixels of the tiles' zoom.
  async collect() {
    const zoom = Math.round(this.map.getZoom());
    const wanted = Object.values(this.tiles._tiles).map(({ coords }) => coords);
    const lines = new Map();
    const points = new Map();
    if (zoom >= (this.places ? 0 : NAMES_FROM_ZOOM)) {
      const view = this.tiles.views.get("ground");
      const read = new Set();
      for (const coords of wanted.filter(({ z }) => z === zoom)) {
        const tile = await view.getDisplayTile(coords).catch(() => null);
        if (!tile || read.has(`${tile.dataTile.x}:${tile.dataTile.y}`)) continue;
        read.add(`${tile.dataTile.x}:${tile.dataTile.y}`);
        const onScreen = ({ x, y }) => L.point(x * tile.scale + tile.origin.x, y * tile.scale + tile.origin.y);
        for (const { props, geom, geomType } of tile.data.get("ground") ?? []) {
          const rank = rankOf(props, zoom, this);
          if (!rank) continue;
          const { name } = props;
          if (geomType === A_POINT) {
            points.set(name, { name, rank, css: POINTS[props.of] ?? POINTS[props.kind], at: onScreen(geom[0][0]) });
            continue;
          }
          const named = lines.get(name) ?? { name, rank, parts: [] };
          named.rank = Math.min(named.rank, rank);
          named.parts.push(...geom.map((part) => part.map(onScreen)));
          lines.set(name, named);
        }
      }
    }
    this.zoom = zoom;
    this.lines = [...lines.values()].map((named) => ({ ...named, parts: joined(named.parts) }));
    this.lines.sort(byRank);
    this.points = [...points.values()].sort(byRank);
    this.place();
  }

  place() {
    this.group.clearLayers();
    if (!this.room || this.zoom !== Math.round(this.map.getZoom())) return;
    const room = this.room.copy();
    const scale = this.map.getZoomScale(this.map.getZoom(), this.zoom);
    const corner = this.map.getPixelBounds().min;
    this.placePoints(room, (point) => point.multiplyBy(scale).subtract(corner));
    let count = 0;
    for (const { name, parts } of this.lines) {
      const half = textWidth(name, 12) / 2 + 4;
      const placed = [];
      for (const part of parts) {
        if (count >= MOST) return;
        const points = part.map((point) => point.multiplyBy(scale).subtract(corner));
        const spot = spotOn(points, half, (found) => free(room, found, half) && apart(found, placed));
        if (!spot) continue;
        placed.push(spot);
        count += 1;
        for (const at of along(spot, half)) room.block(at, HALF_HIGH_PX);
        this.write("lb str", name, spot);
      }
    }
  }

  placePoints(room, inView) {
    for (const { name, css, at } of this.points) {
      const half = textWidth(name, 12) / 2 + 3;
      if (this.said.has(name)) continue;
      const spots = POINT_SPOTS.map(([x, y]) => inView(at).add([x, y]));
      const spot = spots.find((one) => room.inside(one, half, 9) && room.free(one, half, 9));
      if (!spot) continue;
      room.block(spot, half, 9);
      this.write(css, name, { x: spot.x, y: spot.y, degrees: 0 });
    }
  }

  write(css, name, { x, y, degrees }) {
    const icon = textIcon(css, name, degrees);
    const where = this.map.containerPointToLatLng(L.point(x, y));
    this.group.addLayer(L.marker(where, { pane: "label", icon, interactive: false, keyboard: false }));
  }
}

const byRank = (a, b) => a.rank - b.rank || a.name.localeCompare(b.name);

// 0 for what has no name, or none that is shown yet.
function rankOf({ kind, name, rank, tunnel }, zoom, { places }) {
  if (!name || tunnel) return 0;
  if (kind === "place") return places && zoom >= PLACES_FROM_ZOOM[rank] ? rank : 0;
  if (zoom < NAMES_FROM_ZOOM) return 0;
  if (kind === "station") return 1;
  if (kind === "label") return zoom >= NAMES_FROM_ZOOM + (rank > 2 ? 1 : 0) ? rank : 0;
  if (kind === "street") return zoom >= NAMES_FROM_ZOOM + (rank > 3 ? 1 : 0) ? rank : 0;
  return kind === "path" && zoom >= PATHS_FROM_ZOOM ? 5 : 0;
}

// Joins lines that meet end to end: a street is cut where something about it changes.
function joined(parts) {
  const open = parts.map((part) => [...part]);
  const near = (a, b) => Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1;
  const done = [];
  while (open.length) {
    let line = open.pop();
    for (let n = 0; n < open.length; n += 1) {
      const other = open[n];
      const [start, end, first, last] = [line[0], line.at(-1), other[0], other.at(-1)];
      if (near(end, first)) line = [...line, ...other.slice(1)];
      else if (near(end, last)) line = [...line, ...other.reverse().slice(1)];
      else if (near(start, last)) line = [...other, ...line.slice(1)];
      else if (near(start, first)) line = [...other.reverse(), ...line.slice(1)];
      else continue;
      open.splice(n, 1);
      n = -1;
    }
    done.push(line);
  }
  return done.sort((a, b) => b.length - a.length);
}

// Gives the straightest place nearest to a line's middle on which a text can stand; null where there is none.
function spotOn(points, half, fits) {
  const reach = [0];
  for (let n = 1; n < points.length; n += 1) reach.push(reach[n - 1] + points[n].distanceTo(points[n - 1]));
  const whole = reach.at(-1);
  const middle = whole / 2;
  for (let away = 0; away <= middle - half; away += STEP_PX) {
    for (const centre of away ? [middle - away, middle + away] : [middle]) {
      const [from, to] = [centre - half, centre + half].map((length) => pointAt(points, reach, length));
      const between = points.filter((_, n) => reach[n] > centre - half && reach[n] < centre + half);
      if (from.distanceTo(to) < 2 * half - 3 || between.some((point) => asideOf(point, from, to) > BEND_PX)) continue;
      const turn = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
      const degrees = Math.round(turn > 90 ? turn - 180 : turn < -90 ? turn + 180 : turn);
      const spot = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, degrees };
      if (fits(spot)) return spot;
    }
  }
  return null;
}

function pointAt(points, reach, length) {
  const n = Math.max(1, reach.findIndex((passed) => passed >= length));
  const share = (length - reach[n - 1]) / (reach[n] - reach[n - 1] || 1);
  const [a, b] = [points[n - 1], points[n]];
  return L.point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share);
}

function asideOf({ x, y }, from, to) {
  const length = from.distanceTo(to) || 1;
  return Math.abs((to.x - from.x) * (from.y - y) - (from.x - x) * (to.y - from.y)) / length;
}

// Gives the middles of boxes that cover a turned text.
function along({ x, y, degrees }, half) {
  const turn = (degrees * Math.PI) / 180;
  const steps = Math.max(1, Math.ceil(half / HALF_HIGH_PX));
  return Array.from({ length: 2 * steps + 1 }, (_, n) => {
    const aside = ((n - steps) / steps) * (half - HALF_HIGH_PX);
    return { x: x + Math.cos(turn) * aside, y: y + Math.sin(turn) * aside };
  });
}

const free = (room, spot, half) =>
  along(spot, half).every((at) => room.inside(at, HALF_HIGH_PX, HALF_HIGH_PX) && room.free(at, HALF_HIGH_PX, HALF_HIGH_PX));

const apart = (spot, placed) => placed.every((other) => Math.hypot(spot.x - other.x, spot.y - other.y) > APART_PX);
