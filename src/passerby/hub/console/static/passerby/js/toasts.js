// Messages in the corner: gives each a button to close it, and lets a plain one go after a while; warnings stay.
// Shows more of them on a "toast" event, as htmx sends for HX-Trigger: {"toast": {"text": "...", "level": "success"}}.
const STAY_MS = 8000;
const region = document.getElementById("toasts");
const closing = document.getElementById("toast-close");

function prepare(toast) {
  const close = closing.content.firstElementChild.cloneNode(true);
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (toast.matches(".warning, .error")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, STAY_MS) : toast.remove());
  setTimeout(leave, STAY_MS);
}

function show({ text, level = "info" }) {
  const toast = document.createElement("div");
  const words = document.createElement("span");
  words.textContent = text;
  toast.className = `toast ${level}`;
  toast.append(words);
  prepare(toast);
  region.append(toast);
}

if (region) {
  region.querySelectorAll("[data-toast]").forEach(prepare);
  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("htmx:responseError", (event) =>
    show({ level: "error", text: `That did not work (${event.detail.xhr.status}). Nothing was changed; try again.` }));
  document.addEventListener("htmx:sendError", () =>
    show({ level: "error", text: "The hub did not answer. Nothing was changed; try again in a moment." }));
}
