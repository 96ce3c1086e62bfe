// What follows from the live figures of sites: how full each one's bar is, and the sums over all of them.
// The figures themselves are written by live.js; this adds up what it tells.
const CROWDED = 0.85;
const numbers = new Intl.NumberFormat("en");
const sites = new Map();

function learn(figures) {
  for (const [key, value] of Object.entries(figures)) {
    const [kind, id, name] = key.split(".");
    if (kind === "sites" && name) sites.set(id, { ...sites.get(id), [name]: value });
  }
}

function toneOf(people, capacity) {
  if (people > capacity) return "bad";
  return people >= CROWDED * capacity ? "warn" : "";
}

function fill(holder) {
  const { people } = sites.get(holder.dataset.siteBar) ?? {};
  if (people === undefined) return;
  const capacity = Number(holder.dataset.capacity);
  const percent = Math.min(((people ?? 0) / capacity) * 100, 100);
  const bar = holder.querySelector(".bar");
  bar.querySelector(".bar-fill").setAttribute("width", percent);
  bar.setAttribute("aria-valuenow", Math.round(percent));
  bar.setAttribute("aria-valuetext", `${people === null ? "–" : numbers.format(people)} of ${numbers.format(capacity)}`);
  bar.classList.remove("warn", "bad");
  const tone = toneOf(people ?? 0, capacity);
  if (tone) bar.classList.add(tone);
}

function write(key, value) {
  const element = document.querySelector(`[data-live="${key}"]`);
  if (element) element.textContent = value === null ? "–" : numbers.format(value);
}

function sum() {
  const all = [...sites.values()];
  const known = all.filter((site) => site.people !== null && site.people !== undefined);
  write("overview.people", known.length ? known.reduce((total, site) => total + site.people, 0) : null);
}

document.addEventListener("passerby:figures", (event) => {
  learn(event.detail);
  document.querySelectorAll("[data-site-bar]").forEach(fill);
  sum();
  if (event.detail.alerts_open !== undefined) {
    document.querySelector("[data-alerts-figure]")?.classList.toggle("warn", event.detail.alerts_open > 0);
  }
});
