// What follows from the live figures of sites: how full each one's bar is, and the sums over all of them.
// live.js writes the figures themselves; where no camera tells of now, this puts a dash in their place.
const CROWDED = 0.85;
const numbers = new Intl.NumberFormat("en");
const sites = new Map();
const cameras = new Map();

function learn(figures) {
  for (const [key, value] of Object.entries(figures)) {
    const [kind, id, name] = key.split(".");
    const known = { sites, cameras }[kind];
    if (known && name) known.set(id, { ...known.get(id), [name]: value });
  }
  for (const site of sites.values()) if (!site.live) site.people = null;
}

function dashTheUnknown() {
  for (const [id, site] of sites) if (site.people === null) write(`sites.${id}.people`, null);
  for (const [id, camera] of cameras) if (camera.state !== "live") write(`cameras.${id}.people_now`, null);
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
  for (const element of document.querySelectorAll(`[data-live="${key}"]`)) {
    element.textContent = value === null ? "–" : numbers.format(value);
  }
}

function sum() {
  const states = [...cameras.values()].map((camera) => camera.state);
  const live = states.filter((state) => state === "live").length;
  if (states.length) write("overview.live", live);
  document.querySelector("[data-cameras-figure]")?.classList.toggle("warn", live < states.length);
  const all = [...sites.values()];
  const known = all.filter((site) => site.people !== null);
  write("overview.people", known.length ? known.reduce((total, site) => total + site.people, 0) : null);
}

document.addEventListener("passerby:figures", (event) => {
  learn(event.detail);
  dashTheUnknown();
  document.querySelectorAll("[data-site-bar]").forEach(fill);
  sum();
  if (event.detail.alerts_open !== undefined) {
    document.querySelector("[data-alerts-figure]")?.classList.toggle("warn", event.detail.alerts_open > 0);
  }
});
