// Draws a place on the map: clicks write the position's field, and what is written there is drawn.
const LINE = /^\s*([+-]?\d{1,3}(?:[.,]\d+)?)(?:\s*[;,]\s*|\s+)([+-]?\d{1,3}(?:[.,]\d+)?)\s*$/;
const STEP_PX = 8;

export class PlaceDrawing {
  constructor(map, element) {
    this.map = map;
    this.texts = element.dataset;
    this.field = document.getElementById(element.dataset.for);
    this.said = element.querySelector("[data-said]");
    this.still = "still" in element.dataset;
    this.shape = L.layerGroup([]).addTo(map);
    this.modes = [...element.querySelectorAll("[data-draw=point], [data-draw=area]")];
    for (const button of this.modes) button.addEventListener("click", () => this.choose(button.dataset.draw));
    element.querySelector("[data-draw=back]")?.addEventListener("click", () => this.takeBack());
    this.field.addEventListener("input", () => this.draw());
    if (!this.still) map.getContainer().classList.add("drawing");
    if (!this.still) map.on("click", ({ latlng }) => this.click(latlng));
    this.choose(this.corners().length > 1 ? "area" : "point");
    this.draw();
    this.frame();
  }

  // What is written, as [latitude, longitude]; lines that cannot be read are left to the server.
  corners() {
    return this.field.value
      .split("\n")
      .map((line) => LINE.exec(line))
      .filter(Boolean)
      .map((match) => [Number(match[1].replace(",", ".")), Number(match[2].replace(",", "."))]);
  }

  write(corners) {
    this.field.value = corners.map(([lat, lon]) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`).join("\n");
    this.draw();
  }

  choose(mode) {
    this.mode = mode;
    for (const button of this.modes) button.setAttribute("aria-pressed", String(button.dataset.draw === mode));
    if (mode === "point" && this.corners().length > 1) this.write([]);
    this.say();
  }

  click({ lat, lng }) {
    this.write(this.mode === "point" ? [[lat, lng]] : [...this.corners(), [lat, lng]]);
    this.say();
  }

  takeBack() {
    this.write(this.corners().slice(0, -1));
    this.say();
  }

  say() {
    if (!this.said) return;
    const count = this.corners().length;
    if (this.mode === "point") this.said.textContent = count ? this.texts.point : this.texts.none;
    else this.said.textContent = count ? this.texts.corner.replace("#", count) : this.texts.area;
  }

  draw() {
    const corners = this.corners();
    this.field.rows = Math.min(8, Math.max(2, corners.length));
    this.shape.clearLayers();
    if (corners.length > 1) {
      const options = { pane: "estimate", className: "here-area", interactive: false };
      this.shape.addLayer(corners.length > 2 ? L.polygon(corners, options) : L.polyline(corners, options));
    }
    corners.forEach((corner, number) => this.shape.addLayer(this.handle(corner, number, corners.length)));
  }

  // A corner is dragged, or moved with the arrow keys; Delete takes it away.
  handle(corner, number, count) {
    const one = count === 1;
    const icon = L.divIcon({ className: one ? "here-point" : "here-corner", iconSize: one ? [44, 44] : [28, 28] });
    const marker = L.marker(corner, { pane: "selected", icon, draggable: !this.still, keyboard: !this.still });
    marker.on("dragend", () => this.put(number, marker.getLatLng()));
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("aria-label", (one ? this.texts.handlePoint : this.texts.handle ?? "")?.replace("#", number + 1) ?? "");
      if (this.still) element.setAttribute("aria-hidden", "true");
      else element.addEventListener("keydown", (event) => this.key(event, number));
    });
    return marker;
  }

  key(event, number) {
    const step = { ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX], ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0] }[event.key];
    if (!step && event.key !== "Delete") return;
    event.preventDefault();
    event.stopPropagation();
    if (!step) {
      this.write(this.corners().filter((_, n) => n !== number));
      this.map.getContainer().focus();
      return;
    }
    const at = this.map.latLngToContainerPoint(this.corners()[number]);
    this.put(number, this.map.containerPointToLatLng(at.add(step)));
    this.shape.getLayers().filter((layer) => layer.getElement && layer instanceof L.Marker)[number].getElement().focus();
  }

  put(number, { lat, lng }) {
    const corners = this.corners();
    corners[number] = [lat, lng];
    this.write(corners);
  }

  frame() {
    const corners = this.corners();
    // What was typed outside the city is told beside its field; the map stays on the city.
    const [west, south, east, north] = (this.texts.bounds ?? "-180 -90 180 90").split(" ").map(Number);
    if (corners.some(([lat, lon]) => lat < south || lat > north || lon < west || lon > east)) return;
    if (corners.length > 1) this.map.fitBounds(L.latLngBounds(corners), { padding: [60, 60], maxZoom: 16, animate: false });
    else if (corners.length) this.map.setView(corners[0], 15, { animate: false });
  }
}
