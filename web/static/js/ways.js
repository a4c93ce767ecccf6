// Ways of a pair: a casing and a coloured line, shifted sideways where several ways share the same stretch.
const SHIFT_PX = 3;
const ARROW_FROM_PX = 62;

let ShiftedLine = null;

function shiftedLine(ends, options) {
  ShiftedLine ??= L.Polyline.extend({
    _projectLatlngs(latlngs, result, bounds) {
      L.Polyline.prototype._projectLatlngs.call(this, latlngs, result, bounds);
      if (!this.options.shift) return;
      for (const ring of result) {
        const aside = sideways(ring[0], ring[ring.length - 1], this.options.shift);
        for (const point of ring) {
          point.x += aside.x;
          point.y += aside.y;
        }
      }
    },
  });
  return new ShiftedLine(ends, options);
}

function sideways(a, b, shift) {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const px = Math.max(-9, Math.min(9, shift * SHIFT_PX));
  return { x: (-(b.y - a.y) / length) * px, y: ((b.x - a.x) / length) * px };
}

export function wayLines(feature, { dim = false } = {}) {
  const { estimated, shift } = feature.properties;
  const css = `${feature.properties.css}${dim ? " dim" : ""}`;
  const ends = feature.geometry.coordinates.map(([lon, lat]) => [lat, lon]);
  const shared = { shift, interactive: false, fill: false, smoothFactor: 0 };
  const lines = [
    shiftedLine(ends, { ...shared, pane: "casing", className: `cas ${css}` }),
    shiftedLine(ends, { ...shared, pane: "route", className: `rt ${css}${estimated ? " est" : ""}` }),
  ];
  if (/^p[5-8]\b/.test(css)) lines.push(shiftedLine(ends, { ...shared, pane: "route", className: "stripe" }));
  return lines;
}

// Gives where the arrow of a leg stands and how it points; null where the leg is too short for one.
export function arrowOf(map, feature) {
  const [from, to] = feature.geometry.coordinates.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
  if (Math.hypot(to.x - from.x, to.y - from.y) <= ARROW_FROM_PX) return null;
  const aside = sideways(from, to, feature.properties.shift);
  return {
    point: L.point((from.x + to.x) / 2 + aside.x, (from.y + to.y) / 2 + aside.y),
    degrees: Math.round((Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI),
  };
}
