// Narrows the list of places to those whose name holds what is typed.
const field = document.getElementById("filter");
const said = document.getElementById("found");

field?.addEventListener("input", () => {
  const wanted = field.value.trim().toLowerCase();
  let shown = 0;
  for (const item of document.querySelectorAll("#places > li")) {
    item.hidden = !item.dataset.name.includes(wanted);
    if (!item.hidden) shown += 1;
  }
  said.textContent = shown === 1 ? said.dataset.one : said.dataset.many.replace("{num}", shown);
});
