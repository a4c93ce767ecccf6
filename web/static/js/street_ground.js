// The streets of the city's import over the schematic ground; where they cannot be fetched, that ground is the whole.
import { paintRules, palette } from "./street_paint.js";
import { StreetNames } from "./street_names.js";

const STREETS_FROM_ZOOM = 12;
const BUILDINGS_FROM_ZOOM = 15;
const SCHEMATIC = ["park", "bridge", "bridge_edge"];

export async function startStreets(map, layers, streets) {
  if (!streets) return null;
  const state = (text) => (document.documentElement.dataset.streets = text);
  try {
    await addScript(streets.library);
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
  constructor(source, { fromZoom = 0, gone = () => {} } = {}) {
    Object.assign(this, { source, fromZoom, gone, open: true });
  }

  async get(tile, size) {
    if (tile.z < this.fromZoom) return new Map();
    if (!this.open) throw new DOMException("no tiles", "AbortError");
    try {
      return await this.source.get(tile, size);
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
    this.tiles.views.set("ground", view(new Pieces(source, { gone: () => this.remove() }), header.maxZoom));
    if (buildings) {
      const outlines = new Pieces(new protomapsL.PmtilesSource(buildings, false), { fromZoom: BUILDINGS_FROM_ZOOM });
      this.tiles.views.set("buildings", view(outlines, BUILDINGS_FROM_ZOOM));
    }
    this.names = new StreetNames(map, this.tiles);
    map.getPane("street").setAttribute("aria-hidden", "true");
    for (const wish of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
      matchMedia(wish).addEventListener("change", () => this.repaint());
    }
  }

  show() {
    this.cover();
    this.tiles.addTo(this.map);
    this.map.on("zoomend", this.cover, this);
  }

  remove() {
    this.map.off("zoomend", this.cover, this);
    this.tiles.remove();
    this.names.clear();
    this.map.getContainer().classList.remove("streets");
    document.documentElement.dataset.streets = "missing";
  }

  repaint() {
    this.colours = palette();
    this.tiles.rerenderTiles();
  }

  // Schematic parks and bridges give way where the real ones are drawn.
  cover() {
    this.map.getContainer().classList.toggle("streets", this.map.getZoom() >= STREETS_FROM_ZOOM + 0.5);
    if (this.covered) return;
    this.covered = true;
    for (const name of SCHEMATIC) {
      this.layers[name].eachLayer((shape) => {
        if (this.bounds.contains(shape.getBounds())) shape.getElement()?.classList.add("covered");
      });
    }
  }

  arrange(room, said) {
    this.names.arrange(room, said);
  }
}
