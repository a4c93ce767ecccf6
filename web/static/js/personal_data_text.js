// A text as the finder of personal data reads it: signs that look the same made the same, and its words.
// Places in it are counted in signs (code points), as in Python; `signs` leads back to the text as written.
const compiled = new Map();
const plainSigns = new WeakMap(); // by rules

// A shared pattern; flags: "g" for all, "y" for one that begins where lastIndex says.
export function pattern(text, flags = "") {
  const key = flags + text;
  if (!compiled.has(key)) compiled.set(key, new RegExp(text, `u${flags}`));
  const made = compiled.get(key);
  made.lastIndex = 0;
  return made;
}

export function* all(text, low) {
  for (const match of low.matchAll(pattern(text, "g"))) yield match;
}

// The first match that begins at a place or after it.
export function next(text, low, from) {
  const made = pattern(text, "g");
  made.lastIndex = from;
  return made.exec(low);
}

export function at(text, low, place) {
  const made = pattern(text, "y");
  made.lastIndex = place;
  return made.exec(low);
}

// The span of a pattern's first group, which ends where the whole match ends.
export function group(match, kind) {
  const end = match.index + match[0].length;
  return { kind, start: end - match[1].length, end };
}

export function read(rules, text) {
  const signs = Array.from(text);
  const same = signs.map((sign) => plain(rules, sign)).join("");
  const low = Array.from(same, small).join("");
  const shouted = same === same.toUpperCase();
  const words = [];
  for (const match of all(rules.word, same)) {
    const start = match.index;
    const end = start + match[0].length;
    words.push({
      start,
      end,
      low: low.slice(start, end).normalize("NFC"),
      capital: !shouted && same[start] !== low[start],
      first: begins(rules, same, start),
    });
  }
  return { signs, same, low, words };
}

export function lowText(rules, text) {
  return Array.from(text, (sign) => small(plain(rules, sign))).join("");
}

export function follows(reading, word, after) {
  return word.start === after.end + 1 && reading.same[after.end] === " ";
}

function plain(rules, sign) {
  if (sign.length > 1) return "\ufffd";
  if (!plainSigns.has(rules)) {
    const pairs = Object.entries(rules.same_as).flatMap(([one, alike]) => Array.from(alike, (other) => [other, one]));
    plainSigns.set(rules, new Map(pairs));
  }
  return plainSigns.get(rules).get(sign) ?? sign;
}

function small(sign) {
  const low = sign.toLowerCase();
  return low.length === 1 ? low : sign;
}

function begins(rules, same, start) {
  let before = start - 1;
  while (before >= 0 && rules.before_a_sentence.includes(same[before])) before -= 1;
  return before < 0 || rules.ends_a_sentence.includes(same[before]);
}
