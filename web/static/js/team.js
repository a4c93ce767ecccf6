// The page of a team: week grids of its shifts, and the place of an error.
import { startGrids } from "./week_grid.js";

startGrids();
document.querySelector(".errors")?.focus();
