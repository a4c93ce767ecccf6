// The page of a week without a plan: only its planning moves.
import { startSolve } from "./solve.js";

startSolve();
