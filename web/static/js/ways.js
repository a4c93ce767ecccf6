// Ways of a pair: a casing and coloured lines, thin on foot, shifted sideways where several share a stretch.
import { boardingIcon } from "./symbols.js";

const ARROW_FROM_PX = 62;
const LEAST_PX = 2;

let PartLine = null;

// A line along the part of a leg from its point number "first" to "last", beside others as the whole leg is.
function partLine(leg, first, last, options) {
  PartLine ??= L.Polyline.extend({
    _projectLatlngs(latlngs, result, bounds) {
      const ring = pointsAside(this.options.leg, (at) => this._map.project(at)._subtract(this._map.getPixelOrigin()))
        .filter(({ number }) => number >= this.options.first && number <= this.options.last);
      for (const point of ring) bounds.extend(point);
      result.push(ring);
    },
  });
  const points = leg.geometry.coordinates.slice(first, last + 1).map(([lon, lat]) => [lat, lon]);
  return new PartLine(points, { leg, first, last, fill: false, smoothFactor: 0.5, ...options });
}

// Gives the points of a leg on the screen, thinned out and moved to the right of its direction by the shift of each
// stretch; ends of parts always stay.
function pointsAside({ geometry, properties: { shifts, parts } }, project) {
  const ends = new Set(parts.flatMap(({ first, last }) => [first, last]));
  const points = [];
  geometry.coordinates.forEach(([lon, lat], number) => {
    const point = project(L.latLng(lat, lon));
    point.number = number;
    const before = points.at(-1);
    if (!before || ends.has(number) || before.distanceTo(point) >= LEAST_PX) points.push(point);
  });
  if (!shifts.some(Boolean)) return points;
  const moved = points.map((point, n) => {
    const before = points[Math.max(n - 1, 0)];
    const after = points[Math.min(n + 1, points.length - 1)];
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    const [came, goes] = [shifts[point.number - 1], shifts[point.number]];
    const px = ((came ?? goes) + (goes ?? came)) / 2;
    const aside = L.point(point.x - ((after.y - before.y) / length) * px, point.y + ((after.x - before.x) / length) * px);
    aside.number = point.number;
    return aside;
  });
  return moved;
}

export function wayLines(feature, { dim = false, chosen = () => {} } = {}) {
  const { parts, title, lines: said } = feature.properties;
  const css = `${feature.properties.css}${dim ? " dim" : ""}`;
  const whole = [0, feature.geometry.coordinates.length - 1];
  const quiet = { interactive: false };
  const lines = [partLine(feature, ...whole, { ...quiet, pane: "casing", className: `cas ${css}` })];
  for (const { mode, estimated, first, last } of parts) {
    if (first === last) continue;
    const stroke = `rt ${mode === "walk" ? "walk" : "ride"} ${css}${estimated ? " est" : ""}`;
    lines.push(partLine(feature, first, last, { ...quiet, pane: "route", className: stroke }));
  }
  if (/^p[5-8]\b/.test(css)) lines.push(partLine(feature, ...whole, { ...quiet, pane: "route", className: "stripe" }));
  const hit = partLine(feature, ...whole, { pane: "route", className: "hit", bubblingMouseEvents: false });
  hit.on("add", () => {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "title");
    text.textContent = [title, ...said].join("\n");
    hit.getElement().append(text);
  });
  hit.on("click", chosen);
  return [...lines, hit];
}

// The light along a leg that is selected.
export function wayGlow(feature) {
  const whole = [0, feature.geometry.coordinates.length - 1];
  return partLine(feature, ...whole, { interactive: false, pane: "glow", className: "way-glow" });
}

// Gives a leg's points on the screen, shifted as it is drawn.
export function wayPoints(map, feature) {
  return pointsAside(feature, (at) => map.latLngToContainerPoint(at));
}

// Gives where the arrow of a leg stands, in its middle, and how it points; null where the leg is too short for one.
export function arrowOf(map, feature) {
  const middle = halfway(wayPoints(map, feature));
  return middle && middle.whole > ARROW_FROM_PX ? middle : null;
}

// Gives the middle of a leg on the map.
export function wayMiddle(map, feature) {
  const points = wayPoints(map, feature);
  return map.containerPointToLatLng(halfway(points)?.point ?? points[0]);
}

// Gives where a traveller gets on and off, and the middle of each ride with the name of its line.
export function ridesOf(map, feature) {
  const points = wayPoints(map, feature);
  return feature.properties.parts
    .filter(({ line, first, last }) => line && first !== last)
    .map(({ line, first, last }) => {
      const ring = points.filter(({ number }) => number >= first && number <= last);
      return { line, ends: [ring[0], ring.at(-1)], middle: halfway(ring) };
    });
}

export function boardingMark(map, point, css) {
  const at = map.containerPointToLatLng(point);
  return L.marker(at, { pane: "arrow", icon: boardingIcon(css), interactive: false, keyboard: false });
}

function halfway(points) {
  const lengths = points.slice(1).map((point, n) => points[n].distanceTo(point));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  if (!whole) return null;
  let left = whole / 2;
  const n = lengths.findIndex((length) => (left -= length) <= 0);
  const [from, to] = [points[n], points[n + 1]];
  const share = (left + lengths[n]) / lengths[n];
  return {
    point: L.point(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share),
    degrees: Math.round((Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI),
    whole,
  };
}
