// Ways of a pair: a casing and a coloured line, shifted sideways where several ways share the same stretch.
const ARROW_FROM_PX = 62;

let ShiftedLine = null;

function shiftedLine(points, options) {
  ShiftedLine ??= L.Polyline.extend({
    _projectLatlngs(latlngs, result, bounds) {
      L.Polyline.prototype._projectLatlngs.call(this, latlngs, result, bounds);
      if (this.options.shifts.some(Boolean)) for (const ring of result) shiftAside(ring, this.options.shifts);
    },
  });
  return new ShiftedLine(points, options);
}

// Moves the points of a line (in pixels) to the right of its direction, each stretch by its own shift.
function shiftAside(points, shifts) {
  const aside = points.map((_, n) => {
    const before = points[Math.max(n - 1, 0)];
    const after = points[Math.min(n + 1, points.length - 1)];
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    const px = ((shifts[n - 1] ?? shifts[n]) + (shifts[n] ?? shifts[n - 1])) / 2;
    return { x: (-(after.y - before.y) / length) * px, y: ((after.x - before.x) / length) * px };
  });
  points.forEach((point, n) => {
    point.x += aside[n].x;
    point.y += aside[n].y;
  });
}

export function wayLines(feature, { dim = false } = {}) {
  const { estimated, shifts } = feature.properties;
  const css = `${feature.properties.css}${dim ? " dim" : ""}`;
  const points = feature.geometry.coordinates.map(([lon, lat]) => [lat, lon]);
  const shared = { shifts, interactive: false, fill: false, smoothFactor: 0 };
  const lines = [
    shiftedLine(points, { ...shared, pane: "casing", className: `cas ${css}` }),
    shiftedLine(points, { ...shared, pane: "route", className: `rt ${css}${estimated ? " est" : ""}` }),
  ];
  if (/^p[5-8]\b/.test(css)) lines.push(shiftedLine(points, { ...shared, pane: "route", className: "stripe" }));
  return lines;
}

// Gives a leg's points on the screen, shifted as it is drawn.
export function wayPoints(map, feature) {
  const points = feature.geometry.coordinates.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
  if (feature.properties.shifts.some(Boolean)) shiftAside(points, feature.properties.shifts);
  return points;
}

// Gives where the arrow of a leg stands, in its middle, and how it points; null where the leg is too short for one.
export function arrowOf(map, feature) {
  const points = wayPoints(map, feature);
  const lengths = points.slice(1).map((point, n) => points[n].distanceTo(point));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  if (whole <= ARROW_FROM_PX) return null;
  let left = whole / 2;
  const n = lengths.findIndex((length) => (left -= length) <= 0);
  const [from, to] = [points[n], points[n + 1]];
  const share = (left + lengths[n]) / lengths[n];
  return {
    point: L.point(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share),
    degrees: Math.round((Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI),
  };
}
