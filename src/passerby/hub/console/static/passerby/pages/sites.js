// What follows from the live figures of sites: how full each one's bar is, its state in words, and the sums over all.
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

// The same words as the hub's own (site_lines.py), for what changes while the page is open.
function stateOf(ids, people, capacity) {
  const live = ids.filter((id) => cameras.get(id)?.state === "live").length;
  if (!live) return ["no camera answers", "bad"];
  const tone = capacity && people !== null ? toneOf(people, capacity) : "";
  if (tone) return [tone === "bad" ? "over capacity" : "crowded", tone];
  return live < ids.length ? [`${live} of ${ids.length} live`, "warn"] : [`${live} live`, ""];
}

function tell(holder) {
  const ids = holder.dataset.cameras.split(" ").filter(Boolean);
  if (!ids.length || !ids.every((id) => cameras.has(id))) return;
  const people = sites.get(holder.dataset.siteState)?.people ?? null;
  const [words, tone] = stateOf(ids, people, Number(holder.dataset.capacity));
  const pill = holder.querySelector(".pill");
  pill.className = ["pill", tone].filter(Boolean).join(" ");
  if (pill.textContent !== words) pill.firstElementChild.textContent = words;
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
  document.querySelectorAll("[data-site-state]").forEach(tell);
  sum();
  const waiting = event.detail["alerts.waiting"];
  if (waiting !== undefined) document.querySelector("[data-alerts-figure]")?.classList.toggle("warn", waiting > 0);
});
