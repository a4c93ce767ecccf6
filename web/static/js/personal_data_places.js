// Finds street addresses with a number, and names of places, which are no persons however much they sound so.
import { all, at, follows, group, lowText, pattern } from "./personal_data_text.js";

const MOST_WORDS = 4;

export function* addresses(rules, reading, given) {
  const { address } = rules;
  for (const match of all(address.street, reading.low)) {
    const end = match.index + match[0].length;
    const start = streetStart(rules, reading, match, given);
    if (start === null || at(address.not_after, reading.low, end)) continue;
    const tail = at(address.tail, reading.low, end);
    yield { kind: "address", start, end: tail ? end + tail[0].length : end };
  }
  for (const match of all(address.flat, reading.low)) yield group(match, "address");
}

export function* placeSpans(rules, reading, places, given) {
  const known = rules.places;
  for (const name of [...known.phrases, ...places]) {
    yield* placesCalled(rules, reading.low, lowText(rules, name.split(" (")[0]));
  }
  const { words } = reading;
  for (const [place, word] of words.entries()) {
    if (pattern(known.saint).test(reading.low.slice(0, word.start).slice(-8))) yield word;
    const run = runBefore(reading, place);
    if (known.words.includes(word.low) && place > 0 && follows(reading, word, words[place - 1])) {
      yield { start: words[place - (run.length || smallBefore(reading, place, given))].start, end: word.end };
    } else if (known.words_after_two.includes(word.low) && !word.capital && isNamed(run, given)) {
      yield { start: run[0].start, end: word.end };
    } else if (run.length > 0 && word.capital && isPlace(rules, word.low)) {
      const begun = !run[0].first || given.has(run[0].low) ? run[0] : run.at(-1);
      if (!begun.first || given.has(begun.low)) yield { start: begun.start, end: word.end };
    }
  }
}

export function isPlace(rules, low) {
  const { capital_words: known, endings } = rules.places;
  const stem = low.endsWith("s") ? low.slice(0, -1) : low;
  return known.includes(low) || [low, stem].some((word) => endings.some((end) => word.endsWith(end) && word !== end));
}

function* placesCalled(rules, low, name) {
  if (Array.from(name).length < 3) return;
  const isLetter = (sign) => sign !== undefined && pattern(rules.letter).test(sign);
  for (let start = low.indexOf(name); start >= 0; start = low.indexOf(name, start + 1)) {
    let end = start + name.length;
    if (low[end] === "s") end += 1;
    if (!isLetter(low[start - 1]) && !isLetter(low[end])) yield { start, end };
  }
}

function runBefore(reading, place) {
  const run = [];
  let after = reading.words[place];
  for (let n = place - 1; n >= Math.max(0, place - MOST_WORDS); n -= 1) {
    const word = reading.words[n];
    if (!word.capital || !follows(reading, after, word)) break;
    run.unshift(word);
    after = word;
  }
  return run;
}

// Whether the number at a square or park counts people, as in "Odenplan 4, Stureplan 2".
function isCount(address, reading, match) {
  const before = reading.low.slice(0, match.index).slice(-8);
  const end = match.index + match[0].length;
  return at(address.not_after_weak, reading.low, end) !== null || pattern(address.not_before_weak).test(before);
}

// One word in small letters belongs to a place's name, or two as in "olof palmes gata".
function smallBefore({ words, ...reading }, place, given) {
  const two = place > 1 && given.has(words[place - 2].low) && follows(reading, words[place - 1], words[place - 2]);
  return two ? 2 : 1;
}

// Tells "Sofia skola" and "Anna Lindhs plats" from "Lenas skola".
function isNamed(run, given) {
  const named = run.filter((word) => !word.first || given.has(word.low));
  return named.length > 1 || (named.length === 1 && !named[0].low.endsWith("s"));
}

function streetStart(rules, reading, match, given) {
  const { address } = rules;
  const stem = match[1] ?? "";
  const strong = address.strong.includes(match[2]);
  const place = reading.words.findIndex((word) => word.end > match.index);
  if (address.not.includes(stem + match[2]) || place < 0) return null;
  const word = reading.words[place];
  if (stem !== "") {
    if (stem.length < 2 || !(strong || (word.capital && !isCount(address, reading, match)))) return null;
    let start = match.index;
    for (let n = place - 1; n >= Math.max(0, place - 2); n -= 1) {
      const before = reading.words[n];
      const belongs = address.parts.includes(before.low) || (before.capital && given.has(before.low));
      if (!belongs || before.end + 1 !== start) break;
      start = before.start;
    }
    return start;
  }
  const run = runBefore(reading, place);
  const [first] = run;
  if (first && (run.length > 1 || strong || !first.first || first.low.endsWith("s") || given.has(first.low))) {
    return first.start;
  }
  const before = reading.words[place - 1] ?? word;
  const owns = before.low.endsWith("s") && before.low.length > 3 && follows(reading, word, before);
  return run.length === 0 && owns ? before.start : null;
}
