// The pin of the public form, as an SVG element; its colours come from classes.
const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function pinIcon() {
  const drop = shape("path", { class: "base", d: "M0,0C-4,-9 -13,-16 -13,-25A13,13 0 0 1 13,-25C13,-16 4,-9 0,0Z" });
  const dot = shape("circle", { class: "hollow", cy: -25, r: 5 });
  const box = { viewBox: "-22 -44 44 44", width: 44, height: 44, "aria-hidden": "true" };
  return L.divIcon({ className: "mk tip-pin", iconSize: [44, 44], iconAnchor: [22, 44], html: shape("svg", box, [drop, dot]) });
}
