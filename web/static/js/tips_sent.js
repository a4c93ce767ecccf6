// The page of a code: copy it or print it.
const code = document.getElementById("code");
const copied = document.getElementById("copied");
const copy = document.getElementById("copy");

copy?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(code.textContent);
    copied.textContent = copy.dataset.done;
  } catch {
    getSelection().selectAllChildren(code);
    copied.textContent = copy.dataset.failed;
  }
});
document.getElementById("print")?.addEventListener("click", () => print());
