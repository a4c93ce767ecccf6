// Personal data in what is written: found on the phone itself, before it is saved, with or without a net.
import { makeFinder } from "../personal_data.js";
import { byId } from "./dom.js";

const DATA = new URL("../../data/personal_data.json", import.meta.url);
let data = null;

// Gives check(text): {spots, said: a sentence for each, in words of the server}.
export async function noteCheck(shift) {
  data ??= await (await fetch(DATA)).json();
  const names = [...shift.places, ...shift.stops, ...shift.services].map(({ name }) => name);
  const find = makeFinder(data, [...new Set(names)]);
  const texts = JSON.parse(byId("personal-data-texts").textContent);
  return (text) => {
    const spots = find(text);
    return { spots, said: spots.map((spot) => texts[spot.kind].text.replace("{piece}", () => spot.text)) };
  };
}
