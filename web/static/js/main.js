// The page of a week: the parts talk through events on the document (plan:day, plan:layer, plan:select).
import { startBoard } from "./board.js";
import { startEdit } from "./edit.js";
import { startLegend } from "./legend.js";
import { startNavigation } from "./navigate.js";
import { startSolve } from "./solve.js";
import { startMap } from "./week_map.js";

startMap();
startBoard();
startEdit();
startLegend();
startNavigation();
startSolve();
