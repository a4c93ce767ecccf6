// The page of one place: its map, drawing on it, and the week grids of its needs.
import { PlaceDrawing } from "./place_draw.js";
import { startPlacesMap } from "./place_map.js";
import { startGrids } from "./week_grid.js";

startGrids();
startPlacesMap({
  started: (map) => new PlaceDrawing(map, document.getElementById("draw")),
  fit: false,
});
document.querySelector(".errors")?.focus();
