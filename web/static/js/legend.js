// The legend under the map shows and hides what it explains.
export function startLegend() {
  for (const button of document.querySelectorAll("button.lg")) {
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      const detail = { layer: button.dataset.layer, shown };
      document.dispatchEvent(new CustomEvent("plan:layer", { detail }));
    });
  }
}
