// The public form: the map, the puzzle that is solved meanwhile, and what is pointed out in the text.
import { startTipMap } from "./tips_map.js";
import { startPuzzle } from "./tips_puzzle.js";

const form = document.getElementById("tip");
const without = document.getElementById("without");

startTipMap(form);
startPuzzle(form, document.getElementById("sending"));
import("./tips_words.js").then(({ startWords }) => startWords(form)).catch(() => {}); // the server looks again
if (without && !without.dataset.keep) closeUnlessMapFails(without);
document.getElementById("faults")?.focus();

// The list of the city's parts is one press away beside a map that works, and open beside one that does not come.
function closeUnlessMapFails(list) {
  list.open = false;
  const shows = () => {
    const state = document.documentElement.dataset.map;
    if (state === "error") list.open = true;
    if (state) watch.disconnect();
  };
  const watch = new MutationObserver(shows);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-map"] });
  shows();
}
