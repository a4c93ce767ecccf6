// How the streets of an import are painted: in the roles of tokens.css, paler than anything that a plan says.
const ROLES = ["land", "water", "shore", "park", "square", "building", "path", "track", "street", "street-edge"];

// Widths in pixels at zooms 12 to 18, by the rank of a street (see geo/basemap): 1 a motorway, 4 a service road.
const WIDTHS = {
  1: [1.6, 2.2, 4, 6, 9, 14, 22],
  2: [1.2, 1.6, 3, 5, 8, 12, 20],
  3: [0, 0.8, 1.7, 3.4, 6, 10, 16],
  4: [0, 0, 0, 1.4, 3, 5, 8],
};
const PATHS = [0, 0, 0, 0.8, 1.1, 1.6, 2.4];
const TRACKS = [0, 0.8, 1, 1.2, 1.6, 2, 2.6];
const EDGE_PX = [0, 0, 0.5, 0.75, 1, 1, 1.25];
const FIRST_ZOOM = 12;
const LAND_BESIDE_M = 26;

export function palette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(ROLES.map((role) => [role, style.getPropertyValue(`--map-${role}`).trim()]));
}

const at = (sizes, zoom) => sizes[Math.max(0, Math.min(zoom - FIRST_ZOOM, sizes.length - 1))];
const widthOf = (zoom, { rank }) => at(WIDTHS[rank] ?? WIDTHS[4], zoom);

function trace(context, geometry) {
  context.beginPath();
  for (const line of geometry) line.forEach(({ x, y }, n) => (n ? context.lineTo(x, y) : context.moveTo(x, y)));
}

const fill = (colour) => ({
  draw(context, geometry) {
    context.fillStyle = colour();
    trace(context, geometry);
    context.fill();
  },
});

// `dash` counts in widths of the line.
const stroke = (colour, width, { cap = "round", dash = null } = {}) => ({
  draw(context, geometry, zoom, { props }) {
    context.lineWidth = width(zoom, props);
    if (!context.lineWidth || !width(zoom, props)) return;
    context.strokeStyle = colour();
    context.lineCap = cap;
    context.lineJoin = "round";
    context.setLineDash(dash ? dash.map((part) => part * context.lineWidth) : []);
    trace(context, geometry);
    context.stroke();
    context.setLineDash([]);
  },
});

// Rules of protomaps-leaflet, the lowest first. `colours` gives the palette of now; `latitude` is that of the city.
export function paintRules(colours, latitude) {
  const colour = (role) => () => colours()[role];
  const metresWide = (metres) => (zoom) => (metres * 2 ** zoom) / (156543 * Math.cos((latitude * Math.PI) / 180));
  const rule = (kinds, symbolizer, { minzoom = FIRST_ZOOM, where = () => true } = {}) => ({
    dataSource: "ground",
    dataLayer: "ground",
    minzoom,
    filter: (_, { props }) => kinds.includes(props.kind) && where(props),
    symbolizer,
  });
  const open = ({ tunnel }) => !tunnel;
  const onLand = ({ tunnel, bridge }) => !tunnel && !bridge;
  const edge = (zoom, props) => (widthOf(zoom, props) ? widthOf(zoom, props) + 2 * at(EDGE_PX, zoom) : 0);
  const streets = (symbolizer, where) =>
    [4, 3, 2, 1].map((rank) =>
      rule(["street"], symbolizer, { where: (props) => open(props) && props.rank === rank && where(props) }),
    );
  return [
    // Where there is a street there is land: the schematic shore may lie a block too far inland.
    rule(["street", "path"], stroke(colour("land"), metresWide(2 * LAND_BESIDE_M)), { minzoom: 13, where: onLand }),
    rule(["water"], fill(colour("water"))),
    rule(["water"], stroke(colour("shore"), () => 1)),
    rule(["waterway"], stroke(colour("water"), metresWide(6)), { minzoom: 13, where: open }),
    rule(["park"], fill(colour("park"))),
    rule(["square"], fill(colour("square")), { minzoom: 14 }),
    { dataSource: "buildings", dataLayer: "buildings", minzoom: 16, symbolizer: fill(colour("building")) },
    rule(["path"], stroke(colour("path"), (zoom) => at(PATHS, zoom), { cap: "butt", dash: [3, 2] }), {
      minzoom: 15,
      where: open,
    }),
    rule(["rail"], stroke(colour("track"), (zoom) => at(TRACKS, zoom), { cap: "butt" }), { minzoom: 13, where: open }),
    ...streets(stroke(colour("street-edge"), edge, { cap: "butt" }), ({ bridge }) => !bridge),
    ...streets(stroke(colour("street"), widthOf), ({ bridge }) => !bridge),
    ...streets(stroke(colour("shore"), edge, { cap: "butt" }), ({ bridge }) => bridge),
    ...streets(stroke(colour("street"), widthOf), ({ bridge }) => bridge),
  ];
}
