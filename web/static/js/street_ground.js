// The streets of the city's import over the schematic ground; where they cannot be fetched, that ground is the whole.
import { paintRules, palette } from "./street_paint.js";
import { StreetNames } from "./street_names.js";

const STREETS_FROM_ZOOM = 12;
const BUILDINGS_FROM_ZOOM = 15;
const SCHEMATIC = ["park", "bridge", "bridge_edge"]; // give way where the real ones are drawn

export async function startStreets(map, layers, streets) {
  if (!streets) return null;
  const state = (text) => (document.documentElement.dataset.streets = text);
  try {
    await addScript(streets.painter);
    const source = new protomapsL.PmtilesSource(streets.ground, false);
    const header = await source.p.getHeader();
    const ground = new StreetGround(map, layers, { source, header, buildings: streets.buildings });
    ground.tiles.on("load", () => state("ready"));
    ground.show();
    return ground;
  } catch {
    state("missing");
    return null;
  }
}

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

// Reads tiles of a file. A file that is gone is not asked for again; what fails otherwise is, at the next look.
class Pieces {
  constructor(source, { fromZoom = 0, gone = () => {}, read = () => {} } = {}) {
    Object.assign(this, { source, fromZoom, gone, read, open: true });
  }

  async get(tile, size) {
    if (tile.z < this.fromZoom) return new Map();
    if (!this.open) throw new DOMException("no tiles", "AbortError");
    try {
      const found = await this.source.get(tile, size);
      this.read(found);
      return found;
    } catch (error) {
      if (/\b404\b/.test(error.message)) {
        this.open = false;
        this.gone();
      }
      throw new DOMException(error.message, "AbortError"); // the library paints what is there and says nothing
    }
  }
}

class StreetGround {
  constructor(map, layers, { source, header, buildings }) {
    Object.assign(this, { map, layers, colours: palette() });
    this.bounds = L.latLngBounds([header.minLat, header.minLon], [header.maxLat, header.maxLon]);
    this.tiles = protomapsL.leafletLayer({
      pane: "street",
      attribution: "",
      minZoom: STREETS_FROM_ZOOM,
      maxZoom: map.getMaxZoom(),
      bounds: this.bounds,
      devicePixelRatio: Math.max(2, window.devicePixelRatio), // sharp at zooms between two whole ones
      sources: {},
      paintRules: paintRules(() => this.colours, this.bounds.getCenter().lat),
      labelRules: [],
    });
    const view = (pieces, zoom) => new protomapsL.View(new protomapsL.TileCache(pieces, 512), zoom, 1);
    this.tiles.views.set("ground", view(this.pieces(source), header.maxZoom));
    if (buildings) {
      const outlines = new Pieces(new protomapsL.PmtilesSource(buildings, false), { fromZoom: BUILDINGS_FROM_ZOOM });
      this.tiles.views.set("buildings", view(outlines, BUILDINGS_FROM_ZOOM));
    }
    this.alone = !layers.land?.getLayers().length; // no schematic ground: what is no water is land
    this.names = new StreetNames(map, this.tiles, { places: this.alone });
    map.getPane("street").setAttribute("aria-hidden", "true");
    for (const wish of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
      matchMedia(wish).addEventListener("change", () => this.repaint());
    }
  }

  pieces(source) {
    return new Pieces(source, { gone: () => this.remove(), read: (found) => this.note(found) });
  }

  show() {
    this.mark("land", this.alone);
    this.cover();
    this.tiles.addTo(this.map);
    this.map.on("zoomend", this.cover, this);
  }

  remove() {
    this.map.off("zoomend", this.cover, this);
    this.tiles.remove();
    this.names.clear();
    for (const what of ["near", "land", "parks", "bridges"]) this.mark(what, false);
    document.documentElement.dataset.streets = "missing";
  }

  repaint() {
    this.colours = palette();
    this.tiles.rerenderTiles();
  }

  mark(what, holds) {
    this.map.getContainer().classList.toggle(`streets-${what}`, holds);
  }

  // An extract may hold streets alone, without parks.
  note(found) {
    for (const { props } of found.get("ground") ?? []) {
      if (props.kind === "park") this.mark("parks", true);
      else if (props.bridge) this.mark("bridges", true);
    }
  }

  cover() {
    this.mark("near", this.map.getZoom() >= STREETS_FROM_ZOOM + 0.5);
    for (const name of SCHEMATIC) {
      this.layers[name]?.eachLayer((shape) => {
        if (this.bounds.contains(shape.getBounds())) shape.getElement()?.classList.add("covered");
      });
    }
  }

  arrange(room, said) {
    this.names.arrange(room, said);
  }
}
