// Asks before what cannot be undone: data-confirm on a button, link or form, or htmx's hx-confirm, opens #confirm.
// Also opens any <dialog> from a button with data-opens="id", and closes it by data-closes.
const dialog = document.getElementById("confirm");

function ask(question, { detail = "", yes = "Continue" } = {}) {
  dialog.querySelector("#confirm-question").textContent = question;
  dialog.querySelector("[data-confirm-detail]").textContent = detail;
  dialog.querySelector("[data-confirm-yes]").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function words(element) {
  return { detail: element.dataset.confirmDetail ?? "", yes: element.dataset.confirmYes ?? "Continue" };
}

async function onSubmit(event) {
  const asked = event.submitter?.dataset.confirm ? event.submitter : event.target;
  if (!asked.dataset?.confirm || asked.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(asked.dataset.confirm, words(asked)))) return;
  asked.dataset.confirmed = "yes";
  event.target.requestSubmit(event.submitter);
  delete asked.dataset.confirmed;
}

async function onClick(event) {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
  const link = event.target.closest("a[data-confirm]");
  if (!link) return;
  event.preventDefault();
  if (await ask(link.dataset.confirm, words(link))) window.location.assign(link.href);
}

async function onHtmx(event) {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, words(event.detail.elt))) event.detail.issueRequest(true);
}

if (dialog) {
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:confirm", onHtmx);
}
