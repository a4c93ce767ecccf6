// The page on reach: picking a place in the lists, and the map.
import { startPicking } from "./board.js";
import { startReachMap } from "./reach_map.js";

startReachMap();
startPicking();
