// The week grid: toggle buttons in step with the exact hours; arrow keys move, Shift with an arrow paints.
import { PARTS, cellOf, parseHours, withCell, writeHours } from "./week_hours.js";

export function startGrids() {
  for (const element of document.querySelectorAll("[data-hours]")) {
    if (element.querySelector("table.wg")) new WeekGrid(element);
  }
}

class WeekGrid {
  constructor(element) {
    this.input = document.getElementById(element.dataset.hours);
    this.table = element.querySelector("table.wg");
    this.said = element.querySelector("[data-said]");
    this.texts = element.dataset;
    this.names = { days: this.texts.days.split(" "), every: this.texts.every, point: document.documentElement.lang === "sv" ? "." : ":" };
    this.disabled = Boolean(this.input.closest("fieldset[disabled]"));
    for (const field of element.querySelectorAll("input[type=hidden]")) field.remove();
    this.rows = [...this.table.rows].map((row) => [...row.cells].map((cell) => this.button(cell)));
    this.spans = parseHours(this.input.value) ?? [];
    this.input.addEventListener("input", () => this.read());
    this.input.addEventListener("change", () => this.read({ say: true }));
    this.table.addEventListener("keydown", (event) => this.move(event));
    this.draw();
    this.stop(this.rows[1][1]);
  }

  // A head fills or empties its row or column, a cell itself; the corner is nothing.
  button(cell) {
    const { part, day } = cell.dataset;
    if (part === undefined && day === undefined) return null;
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.disabled = this.disabled;
    if (cell.tagName === "TH") {
      button.className = "wg-head";
      button.append(...cell.childNodes);
      button.addEventListener("click", () => this.fill(this.under(part, day)));
    } else {
      const name = document.createElement("span");
      name.className = "vh";
      name.textContent = ` ${this.table.rows[cell.parentElement.rowIndex].cells[0].querySelector("span").textContent} ${this.names.days[day]}`;
      button.append(document.createElement("span"), name);
      button.addEventListener("click", () => this.set([[part, Number(day)]], this.cell(part, day) !== "yes"));
    }
    cell.replaceChildren(button);
    Object.assign(button.dataset, cell.dataset);
    return button;
  }

  under(part, day) {
    return Object.keys(PARTS)
      .flatMap((name) => [0, 1, 2, 3, 4, 5, 6].map((number) => [name, number]))
      .filter(([name, number]) => (part === undefined || name === part) && (day === undefined || number === Number(day)));
  }

  fill(cells) {
    this.set(cells, cells.some(([part, day]) => this.cell(part, day) !== "yes"));
  }

  set(cells, on) {
    for (const [part, day] of cells) this.spans = withCell(this.spans, day, part, on);
    this.input.value = writeHours(this.spans, this.names);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  cell(part, day) {
    return cellOf(this.spans, Number(day), part);
  }

  read({ say = false } = {}) {
    const spans = parseHours(this.input.value);
    if (spans) this.spans = spans;
    this.draw();
    if (say) this.said.textContent = spans ? this.input.value || this.texts.none : this.texts.bad;
  }

  draw() {
    for (const button of this.rows.flat()) {
      if (!button || button.dataset.part === undefined || button.dataset.day === undefined) continue;
      const state = this.cell(button.dataset.part, button.dataset.day);
      button.setAttribute("aria-pressed", { yes: "true", some: "mixed", no: "false" }[state]);
      button.firstChild.textContent = this.texts[state];
    }
  }

  move(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const here = event.target.closest("button");
    if (!step || !here || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = this.rows.findIndex((buttons) => buttons.includes(here));
    const next = this.rows[row + step[0]]?.[this.rows[row].indexOf(here) + step[1]];
    event.preventDefault();
    if (!next) return;
    const [from, to] = [here.dataset, next.dataset];
    const cells = [from, to].every(({ part, day }) => part !== undefined && day !== undefined);
    if (event.shiftKey && cells) this.set([[to.part, Number(to.day)]], this.cell(from.part, from.day) === "yes");
    this.stop(next);
    next.focus();
  }

  // One of its buttons is in the tab order.
  stop(button) {
    for (const other of this.rows.flat()) if (other) other.tabIndex = other === button ? 0 : -1;
  }
}
