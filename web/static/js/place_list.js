// The list of places and the preview of an import: every place on the map, picked in step with the list.
import { startPicking } from "./board.js";
import { startPlacesMap } from "./place_map.js";

startPlacesMap();
startPicking();
