// Symbols of the map as SVG elements; colours come from classes, and no text is ever read as markup.
const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function label(text, attributes) {
  const element = svg("text", attributes);
  element.textContent = text;
  return element;
}

function icon(size, css, children) {
  const half = size / 2;
  const box = { viewBox: `${-half} ${-half} ${size} ${size}`, width: size, height: size, "aria-hidden": "true" };
  return L.divIcon({ className: css, iconSize: [size, size], html: svg("svg", box, children) });
}

export function stopIcon({ number, square, css }, { dim = false } = {}) {
  const shape = square
    ? svg("rect", { x: -11, y: -11, width: 22, height: 22, rx: 5 })
    : svg("circle", { r: 11.5 });
  const parts = dim ? [shape] : [shape, label(String(number), { y: 4.4 })];
  return icon(44, `mk stop ${css}${dim ? " dim" : ""}`, parts);
}

// A stop that is logged: hollow, with a tick.
export function doneIcon({ square, css }) {
  const shape = square
    ? svg("rect", { x: -11, y: -11, width: 22, height: 22, rx: 5 })
    : svg("circle", { r: 11.5 });
  return icon(44, `mk stop done ${css}`, [shape, svg("path", { d: "M-4.5,.3L-1.2,3.8L5,-3.6" })]);
}

export function unplannedIcon({ letter }) {
  return icon(44, "mk unp", [svg("circle", { class: "hollow", r: 12 }), label(letter, { y: 4.2 })]);
}

export function baseIcon() {
  const roof = svg("path", { class: "baseg", d: "M-6,1L0,-5.5L6,1M-4,0V6H4V0" });
  return icon(44, "mk", [svg("rect", { class: "base", x: -12, y: -12, width: 24, height: 24, rx: 5 }), roof]);
}

export function placeIcon({ kind }) {
  const glyph = svg("use", { class: "kindg", href: `#kind-${kind}` });
  return icon(24, "mk", [svg("circle", { class: "kind", r: 7.5 }), glyph]);
}

export function groupIcon(count) {
  const text = label(String(count), { class: "kindn", y: 4 });
  return icon(28, "mk", [svg("circle", { class: "kind", r: 11 }), text]);
}

export function lampIcon() {
  const rings = [["glow", 23], ["lamp", 16.5], ["lamp2", 19.5]];
  return icon(60, "mk lampm", rings.map(([css, r]) => svg("circle", { class: css, r })));
}

export function arrowIcon({ css, degrees }) {
  const arrow = svg("path", { class: "arr", transform: `rotate(${degrees})`, d: "M-6,-6L7,0L-6,6Z" });
  return icon(20, `mk ${css}`, [arrow]);
}

export function boardingIcon(css) {
  return icon(12, `mk ${css}`, [svg("circle", { class: "on", r: 3.6 })]);
}

export function textIcon(css, text, degrees = 0) {
  const element = document.createElement("span");
  element.className = css;
  element.textContent = text;
  if (degrees) element.style.rotate = `${degrees}deg`;
  return L.divIcon({ className: "mk txt", iconSize: [0, 0], html: element });
}

export function tagIcon(name, { css, square }, { dim = false } = {}) {
  return textIcon(`tagm ${css}${square ? " sq" : ""}${dim ? " dim" : ""}`, name);
}

// A place (round) or neighbourhood (square) that is within reach, out of it, or within it thanks to new posts.
export function targetIcon({ kind, state, minutes }, { small = false } = {}) {
  const r = small ? 4 : kind ? (state === "out" ? 10.5 : 8) : state === "out" ? 9 : 5;
  const css = state === "in" ? "in-reach" : "hollow";
  const shape = kind
    ? svg("circle", { class: css, r })
    : svg("rect", { class: css, x: -r, y: -r, width: 2 * r, height: 2 * r, rx: small ? 1 : 2 });
  const parts = [shape];
  if (state === "new") {
    const half = kind ? `M0,${-r}A${r},${r} 0 0 1 0,${r}Z` : `M0,${-r}H${r}V${r}H0Z`;
    parts.push(svg("path", { class: "half", d: half }));
  } else if (!small && state === "out") parts.push(label(minutes, { class: "mins", y: 4 }));
  else if (!small && kind) parts.push(svg("use", { class: "kindg glyph-in", href: `#kind-${kind}` }));
  return icon(small ? 12 : 24, "mk", parts);
}

export function postIcon({ number }) {
  const square = svg("rect", { class: "post", x: -12, y: -12, width: 24, height: 24, rx: 5 });
  return icon(44, "mk", [square, label(String(number), { class: "postn", y: 4.4 })]);
}
