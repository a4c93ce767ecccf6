// Finds what is told by its form: personal numbers, dates of birth, telephone numbers, mail, plates, initials.
import { all, group, next, pattern } from "./personal_data_text.js";

const LOOK_BACK = 60;
const LAST_DAY = [31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ADDED_TO_THE_DAY = 60; // in a co-ordination number

export function* numbers(rules, reading) {
  for (const rule of rules.rules) {
    let from = 0;
    for (let match = next(rule.pattern, reading.low, from); match; match = next(rule.pattern, reading.low, from)) {
      from = match.index + 1; // a number that is none may stand at the head of one that is
      if (!holds(rules, rule.check, match, reading.low)) continue;
      from = match.index + match[0].length;
      yield group(match, rule.kind);
    }
  }
}

export function* plates(rules, reading) {
  for (const match of all(rules.plate.pattern, reading.same)) {
    if (!rules.plate.not.includes(match[1].slice(0, 3).toLowerCase())) yield group(match, "plate");
  }
  for (const match of all(rules.plate.cued, reading.low)) yield group(match, "plate");
}

export function* initials(rules, reading) {
  for (const match of all(rules.initials.pattern, reading.same)) {
    const plain = `${match[1].toLowerCase().replaceAll(" ", "").replace(/\.$/u, "")}.`;
    if (!rules.initials.not.includes(plain)) yield group(match, "name");
  }
}

function holds(rules, check, match, low) {
  if (check === "personal_number") return isPersonalNumber(rules, match, low);
  return check !== "phone" || !rules.not_phone.some((form) => pattern(`^(?:${form})$`).test(match[1]));
}

// The reasons stand in web/security/personal_data_numbers.py.
function isPersonalNumber(rules, match, low) {
  const [, , century, year, afterYear, month, afterMonth, day, between, last] = match;
  if (!isDay(Number(month), Number(day))) return false;
  const signed = between.trim() !== "";
  const before = low.slice(0, match.index).slice(-LOOK_BACK);
  if (!/^[0-9].*[0-9]$/u.test(last)) return signed;
  if (signed || pattern(rules.number_cue).test(before)) return true;
  const evenly = afterYear === afterMonth;
  const likePhone = century === undefined && year[0] === "0";
  if (likePhone && (!evenly || pattern(rules.phone_cue).test(before))) return false;
  if (hasRightCheckDigit(year + month + day + last.replace(" ", ""))) return true;
  return afterYear === "" && evenly && !last.includes(" ") && !likePhone;
}

function isDay(month, day) {
  if (day >= ADDED_TO_THE_DAY) return month <= 12 && day - ADDED_TO_THE_DAY <= LAST_DAY[month];
  return month >= 1 && month <= 12 && day >= 1 && day <= LAST_DAY[month];
}

function hasRightCheckDigit(ten) {
  let sum = 0;
  Array.from(ten, Number).forEach((digit, place) => {
    const number = digit * (2 - (place % 2));
    sum += number > 9 ? number - 9 : number;
  });
  return sum % 10 === 0;
}
