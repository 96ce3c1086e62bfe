// Light, dark, or as the system has it: sets data-theme on <html> before the first paint, and keeps the choice.
// Not a module, because modules wait for the page; everything else here is one.
(() => {
  const KEY = "passerby.theme";
  const root = document.documentElement;

  const kept = () => {
    try {
      return localStorage.getItem(KEY) || "auto";
    } catch {
      return "auto"; // A browser that keeps nothing for this site still shows the system's theme.
    }
  };

  const keep = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice then lasts as long as the page.
    }
  };

  root.dataset.theme = kept();
  root.classList.add("has-scripts");

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-switch]")) {
      group.hidden = false;
      for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === root.dataset.theme;
      group.addEventListener("change", (event) => {
        root.dataset.theme = event.target.value;
        keep(event.target.value);
      });
    }
  });
})();
