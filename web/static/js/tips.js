// The public form: the map, the puzzle that is solved meanwhile, and what is pointed out in the text.
import { startTipMap } from "./tips_map.js";
import { startPuzzle } from "./tips_puzzle.js";

const form = document.getElementById("tip");
const without = document.getElementById("without");

startTipMap(form);
startPuzzle(form, document.getElementById("sending"));
import("./tips_words.js").then(({ startWords }) => startWords(form)).catch(() => {}); // the server looks again
if (without && !without.dataset.keep) without.open = false;
document.getElementById("faults")?.focus();
