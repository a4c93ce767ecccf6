// Has the ticket's puzzle solved while the form is filled in; a form that is sent sooner waits for it, though not long.
const LONGEST_WAIT_MS = 15_000;

export function startPuzzle(form, said) {
  const proof = form.elements.namedItem("proof");
  const solved = proof.value ? Promise.resolve() : solveApart(form).then((found) => (proof.value = found), () => {});
  let done = Boolean(proof.value);
  let going = false;
  solved.then(() => (done = true));
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formNoValidate) return; // another language is chosen: nothing is sent
    if (going) {
      event.preventDefault(); // pressed twice
      return;
    }
    going = true;
    form.autocomplete = "off"; // what was sent is not kept in the history of a shared device
    said.textContent = form.dataset.sending;
    if (done) return;
    event.preventDefault();
    const patience = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS));
    Promise.race([solved, patience]).then(() => form.submit());
  });
  // Whoever goes back after sending finds an empty form: the next one at the same device reads nothing.
  addEventListener("pageshow", ({ persisted }) => persisted && going && location.replace(form.action));
}

function solveApart(form) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(form.dataset.worker, { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      worker.terminate();
      resolve(data.proof);
    });
    worker.addEventListener("error", reject);
    worker.postMessage(form.dataset.ticket);
  });
}
