// What is selected, said beside it on the map: always as text, on the side with most room, docked on narrow screens.
import { unselect } from "./selection.js";

const DOCK_BELOW_PX = 720;

export class SafePopup {
  constructor(map, element) {
    this.map = map;
    this.element = element;
    this.mark = element.querySelector(".mark");
    this.title = element.querySelector("h2 span:last-child");
    this.said = element.querySelector(".said");
    this.at = null;
    this.docked = false;
    element.querySelector(".x").addEventListener("click", () => unselect());
    L.DomEvent.disableClickPropagation(element);
    L.DomEvent.disableScrollPropagation(element);
    map.on("move zoom resize", () => this.place());
  }

  // Beside what it speaks of; what is long is spoken of in the corner.
  show(properties, latlng, { corner = false } = {}) {
    this.at = latlng;
    this.corner = corner;
    this.title.textContent = properties.title;
    this.mark.replaceChildren(...markOf(properties));
    this.said.replaceChildren(
      ...properties.lines.map((line) => {
        const paragraph = document.createElement("p");
        paragraph.className = "small";
        paragraph.textContent = line;
        return paragraph;
      }),
    );
    this.element.hidden = false;
    this.place();
  }

  hide() {
    this.at = null;
    this.element.hidden = true;
  }

  place() {
    if (!this.at) return;
    const size = this.map.getSize();
    const style = this.element.style;
    this.docked = this.corner || size.x < DOCK_BELOW_PX;
    this.element.classList.toggle("docked", this.docked);
    if (this.docked) {
      style.left = style.top = "";
      return;
    }
    const point = this.map.latLngToContainerPoint(this.at);
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const right = size.x - point.x > point.x;
    const left = right ? point.x + 34 : point.x - 34 - width;
    const top = Math.max(8, Math.min(point.y - 32, size.y - height - 32));
    style.left = `${Math.max(8, Math.min(left, size.x - width - 8))}px`;
    style.top = `${top}px`;
  }
}

function markOf({ number, letter, css, square }) {
  if (number === undefined && letter === undefined) return [];
  const mark = document.createElement("span");
  mark.className = letter === undefined ? `pin${square ? " sq" : ""}` : "pin hollow";
  mark.textContent = letter ?? number;
  const holder = document.createElement("span");
  if (css) holder.className = css;
  holder.append(mark);
  return [holder];
}
