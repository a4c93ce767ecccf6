// The symbol of a tip as SVG elements: a diamond, filled for the one that is opened; colours come from classes.
const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function tipIcon({ main }) {
  const diamond = svg("path", { class: main ? "tip-now" : "tip-mark", d: "M0,-11L11,0L0,11L-11,0Z" });
  const rings = main ? [svg("circle", { class: "glow", r: 22 }), svg("circle", { class: "lamp", r: 16.5 })] : [];
  const box = { viewBox: "-22 -22 44 44", width: 44, height: 44, "aria-hidden": "true" };
  return L.divIcon({ className: "mk tipm", iconSize: [44, 44], html: svg("svg", box, [...rings, diamond]) });
}
