// Finds names of persons by lists of names and by what stands around a word.
import { isPlace } from "./personal_data_places.js";
import { at, follows, pattern } from "./personal_data_text.js";

const LOOK_BACK = 80;
const MOST_WORDS = 4;
const SORTS = ["given", "given_capital", "given_inside", "given_cued", "surnames", "surnames_cued"];

export function nameLists(rules) {
  const lists = SORTS.map((sort) => [sort, new Set(rules.names[sort].join(" ").split(" "))]);
  return Object.fromEntries([...lists, ["never", new Set(rules.names.never)]]);
}

export function* names(rules, lists, reading, closed) {
  const words = reading.words.filter((word) => !closed.some((span) => span.start < word.end && word.start < span.end));
  const finder = { rules: rules.names, all: rules, lists, reading, words };
  for (let place = 0; place < words.length; place += 1) {
    if (!isName(finder, place)) continue;
    const last = lastOf(finder, place);
    yield { kind: "name", start: words[place].start, end: endOf(finder, place, last) };
    place = last;
  }
}

function without(low, end) {
  return low.endsWith(end) ? low.slice(0, -end.length) : low;
}

function sortOf(lists, low) {
  if (lists.never.has(low)) return "none";
  for (const form of [low, without(low, "'s"), without(low, "s")]) {
    for (const sort of SORTS) if (form.length > 1 && lists[sort].has(form)) return sort;
  }
  const parts = low.split("-");
  if (parts.length > 1) {
    const isFirst = (part) => SORTS.slice(0, 3).some((sort) => lists[sort].has(part));
    if (parts.every((part) => lists.given.has(part))) return "given";
    if (parts.every(isFirst) || lists.given.has(parts.at(-1))) return "given_capital";
  }
  return "none";
}

function isGenitive(lists, low) {
  return !SORTS.some((sort) => lists[sort].has(low)) && !low.includes("-") && sortOf(lists, low) !== "none";
}

function isName(finder, place) {
  const { rules, lists, reading, words } = finder;
  const word = words[place];
  const sort = sortOf(lists, word.low);
  const before = reading.low.slice(Math.max(0, word.start - LOOK_BACK), word.start);
  if (rules.place_like.split(" ").includes(word.low) && pattern(rules.place_prepositions).test(before)) return false;
  if (rules.date_like.includes(word.low) && at(" [0-9]", reading.low, word.end)) return false;
  const begins = word.first && sort === "given_capital";
  if (isGenitive(lists, word.low) && (!word.capital || begins)) return false;
  if (sort === "given" || (sort === "surnames" && without(word.low, "s").endsWith("sson"))) return true;
  if ((sort === "given_capital" || sort === "surnames") && word.capital) return true;
  const called = isCalled(rules, before);
  if (!word.capital) {
    const nickname = rules.nicknames[0].split(" ").includes(word.low);
    return called && (sort === "given_capital" || sort === "given_inside" || nickname);
  }
  if (sort === "given_inside") return !word.first || called || aPersonFollows(finder, place);
  const told = called || pattern(rules.relation_cue).test(before);
  if (sort === "given_cued" || sort === "surnames_cued") {
    return told || pattern(rules.verb_cue).test(before) || (sort === "given_cued" && surnameFollows(finder, place));
  }
  if (isPlace(finder.all, word.low) || word.low.length < 2) return false;
  if (told || looksLikeSurname(rules, word)) return true;
  return !word.first && (surnameFollows(finder, place) || actsAsPerson(finder, place));
}

function isCalled(rules, before) {
  const cue = pattern(rules.name_cue).exec(before);
  return cue !== null && !pattern(rules.place_noun).test(before.slice(0, cue.index));
}

function looksLikeSurname(rules, word) {
  const low = word.low.endsWith("ssons") ? without(word.low, "s") : word.low;
  return !word.first && low.length > 6 && rules.surname_endings.some((end) => low.endsWith(end));
}

function surnameFollows({ rules, lists, reading, words }, place) {
  const after = words[place + 1];
  if (!after?.capital || !follows(reading, after, words[place])) return false;
  return ["surnames", "surnames_cued"].includes(sortOf(lists, after.low)) || looksLikeSurname(rules, after);
}

function actsAsPerson({ rules, reading, words }, place) {
  const word = words[place];
  if (reading.same[word.start + 1] !== reading.low[word.start + 1]) return false; // SL, EU-teamet
  const before = reading.low.slice(Math.max(0, word.start - LOOK_BACK), word.start);
  if (pattern(rules.met_cue).test(before) || at(rules.age_in_brackets, reading.low, word.end)) return true;
  const after = words[place + 1];
  return after !== undefined && follows(reading, after, word) && rules.body_verbs.split(" ").includes(after.low);
}

function aPersonFollows(finder, place) {
  const { rules, lists, reading, words } = finder;
  if (surnameFollows(finder, place)) return true;
  if (at(rules.after_age, reading.low, words[place].end)) return true;
  const [after, next] = words.slice(place + 1, place + 3);
  if (!after || !follows(reading, after, words[place])) return false;
  if (rules.human_verbs.split(" ").includes(after.low)) return true;
  const pair = next !== undefined && ["och", "and", "&"].includes(after.low) && next.capital;
  return pair && !["none", "surnames_cued"].includes(sortOf(lists, next.low));
}

function lastOf({ rules, all, lists, reading, words }, place) {
  const first = words[place];
  let last = place;
  if (isGenitive(lists, first.low)) return place;
  while (last + 1 < words.length && last - place < MOST_WORDS - 1 && follows(reading, words[last + 1], words[last])) {
    let after = words[last + 1];
    let step = 1;
    if (rules.particles.includes(after.low) && words[last + 2] && follows(reading, words[last + 2], after)) {
      after = words[last + 2];
      step = 2;
    }
    const sort = sortOf(lists, after.low);
    const surname = (sort === "surnames" || sort === "surnames_cued") && (after.capital || sort === "surnames");
    const capital = after.capital && first.capital && !isPlace(all, after.low) && after.low !== "i";
    if (!surname && !capital) break;
    last += step;
  }
  return last;
}

function endOf({ reading, words }, place, last) {
  const { end, low } = words[last];
  const single = last > place && low.length === 1 && reading.same.slice(end, end + 2) === ". ";
  const after = reading.same.slice(end + 2, end + 3);
  return single && after !== after.toUpperCase() ? end + 1 : end;
}
