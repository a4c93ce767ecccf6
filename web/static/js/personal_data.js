// Finds what may tell who a person is in free text, as web/security/personal_data.py does, by the same rules and words.
import { names, nameLists } from "./personal_data_names.js";
import { initials, numbers, plates } from "./personal_data_numbers.js";
import { addresses, placeSpans } from "./personal_data_places.js";
import { read } from "./personal_data_text.js";

const touches = (one, other) => one.start < other.end && other.start < one.end;

// rules: what /static/data/personal_data.json holds; places: names of places, which are never taken for persons.
// Gives a function from a text to [{kind, start, end, text}]; start and end fit textarea.setSelectionRange.
export function makeFinder(rules, places = []) {
  const lists = nameLists(rules);
  return (text) => {
    const reading = read(rules, text);
    const found = [];
    const add = (pieces) => {
      for (const piece of pieces) if (!found.some((kept) => touches(kept, piece))) found.push(piece);
    };
    add(numbers(rules, reading));
    add(plates(rules, reading));
    add(addresses(rules, reading, lists.given));
    add(initials(rules, reading));
    add(names(rules, lists, reading, [...placeSpans(rules, reading, places, lists.given), ...found]));
    found.sort((a, b) => a.start - b.start);
    return found.map((piece) => inUnits(reading, piece));
  };
}

// "refuse" or "warn", for a kind in a use ("note" or "tip").
export function severityOf(rules, kind, use) {
  return rules.severity[use][kind];
}

// texts: {kind: {text, severity}}, as personal_data_words.message_texts gives them. Gives [{severity, text, found}].
export function messages(texts, found) {
  return found.map((piece) => {
    const { text, severity } = texts[piece.kind];
    return { severity, text: text.split("{piece}").join(piece.text), found: piece };
  });
}

function inUnits(reading, { kind, start, end }) {
  const units = (from, to) => reading.signs.slice(from, to).join("");
  const before = units(0, start).length;
  const text = units(start, end);
  return { kind, start: before, end: before + text.length, text };
}
