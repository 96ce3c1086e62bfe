// The map of sites: a circle for each, as large as the people there. Land outlines come with the console; tiles
// are asked of a server only where the operator named one. Follows the live figures.
const L = window.L;
const holder = document.getElementById("map");
const places = JSON.parse(document.getElementById("places").textContent);
const numbers = new Intl.NumberFormat("en");

const DOT = 6;
const LARGEST = 54;
// The outlines are drawn for whole countries; nearer, their corners would tell of coasts that are not so.
const NEAREST = { land: 6, tiles: 17 };
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// By area, so that twice the people look like twice as many.
const reach = (people) => (people ? Math.min(DOT + 2 + Math.sqrt(people) * 1.6, LARGEST) : DOT + 2);

function wordsOf(place) {
  if (!place.cameras) return "no camera yet";
  if (place.people === null) return "no camera answers";
  const people = `${numbers.format(place.people)} ${place.people === 1 ? "person" : "people"}`;
  return place.synthetic ? `${people}, synthetic` : people;
}

function toneOf({ people, capacity }) {
  if (people === null) return "unknown";
  if (!capacity || people < 0.85 * capacity) return "people";
  return people > capacity ? "bad" : "warn";
}

function label(place) {
  const words = document.createElement("div");
  const name = document.createElement("strong");
  const told = document.createElement("span");
  name.textContent = place.name;
  told.textContent = wordsOf(place);
  words.append(name, told);
  return words;
}

class Spot {
  constructor(place, map) {
    this.place = place;
    const open = () => window.location.assign(place.url);
    this.halo = L.circleMarker(place.at, { className: "map-halo", weight: 0, keyboard: false }).on("click", open);
    this.dot = L.circleMarker(place.at, { className: "map-dot", radius: DOT, keyboard: false }).on("click", open);
    this.halo.addTo(map);
    this.dot.addTo(map);
    this.halo.bindTooltip("", { permanent: true, direction: "auto", className: "map-label", interactive: false });
    this.draw();
  }

  draw() {
    const radius = reach(this.place.people);
    const tone = toneOf(this.place);
    this.halo.setRadius(radius);
    for (const circle of [this.halo, this.dot]) circle.getElement().dataset.tone = tone;
    this.halo.setTooltipContent(label(this.place));
    this.halo.getTooltip().options.offset = L.point(radius + 2, 0);
    this.halo.getTooltip().update();
  }

  learn(figures) {
    const [people, live] = ["people", "live"].map((name) => figures[`sites.${this.place.id}.${name}`]);
    if (people === undefined) return;
    const known = live ? people : null;
    if (known === this.place.people) return;
    this.place.people = known;
    this.draw();
  }
}

async function addLand(map) {
  const answer = await fetch(holder.dataset.land);
  if (!answer.ok) return;
  const land = await answer.json();
  L.geoJSON(land, {
    interactive: false,
    style: { className: "map-land", weight: 1 },
    attribution: land.properties.attribution,
  }).addTo(map).bringToBack();
}

function begin() {
  const tiles = holder.dataset.tiles;
  const nearest = tiles ? NEAREST.tiles : NEAREST.land;
  const map = L.map(holder, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 1,
    maxZoom: nearest,
    zoomSnap: 0.5,
    scrollWheelZoom: false,
    maxBounds: [[-70, -200], [86, 200]],
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
  });
  L.control.attribution({ prefix: false, position: "bottomleft" }).addTo(map);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  map.fitBounds(places.map((place) => place.at), { maxZoom: tiles ? 12 : 5, padding: [90, 70] });
  if (tiles) L.tileLayer(tiles, { maxZoom: nearest }).addTo(map);
  else addLand(map);
  const spots = places.map((place) => new Spot(place, map));
  document.addEventListener("passerby:figures", (event) => spots.forEach((spot) => spot.learn(event.detail)));
}

if (holder) begin();
