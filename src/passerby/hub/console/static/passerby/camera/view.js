// The live view: the picture, what is drawn over it, its layers, and its state in words.
// It draws shapes with what is known of them, whether they are as the hub has them or still being edited.
import { contains } from "./geometry.js";
import { LineTotals } from "./line_totals.js";
import { Overlay } from "./overlay.js";
import { ViewStream } from "./stream.js";
import { set } from "./svg.js";
import { crossedText, viewState } from "./words.js";

const CHECK_STATE_MS = 1000;
const LEGENDS = {
  ghost: "The scene with nobody in it. Each mark is a person; none is a picture of one.",
  pixelated: "People are shown in coarse blocks, made so at the site. Nothing of this is stored.",
};

async function fetchJson(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null; // Offline; the live view says so.
  }
}

/** The points where people stand. */
export function feet(marks) {
  return marks.map(({ box: [left, , right, bottom] }) => [(left + right) / 2, bottom]);
}

/** root: the element with the picture; scene: a SceneDocument; config: what the page was told. */
export class View {
  constructor(root, scene, config) {
    Object.assign(this, { root, scene, config, header: null, gone: null, seenAtS: null, problems: new Map(), grids: {} });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.picture = this.part("picture");
    this.overlay = new Overlay(this.part("overlay"));
    this.totals = new LineTotals(() => this.askNow(), () => this.drawShapes());
    this.totals.start(config.lines_today);
    this.listen();
    this.stream = new ViewStream(config.urls.view);
    this.follow(this.stream);
    if (config.enabled) this.stream.start();
    else this.rest();
    setInterval(() => this.showState(), CHECK_STATE_MS);
    this.chooseLayers();
    this.showState();
  }

  /** A camera that is switched off has nothing to show but its zones and lines. */
  rest() {
    this.stream.over = true;
    this.header = { state: "stopped", note: "it is switched off in its settings", marks: [], zones: [], lines: [] };
  }

  listen() {
    new ResizeObserver(() => this.overlay.fit() && this.drawAll()).observe(this.overlay.root);
    this.scene.addEventListener("change", () => this.drawShapes());
    this.root.addEventListener("change", (event) => this.chosen(event.target));
    document.addEventListener("passerby:figures", (event) => this.hear(event.detail));
  }

  follow(stream) {
    stream.addEventListener("view", (event) => this.see(event.detail));
    stream.addEventListener("scene", (event) => set(this.picture.querySelector("image"), { href: event.detail }));
    stream.addEventListener("gone", (event) => {
      this.gone = event.detail;
      this.showState();
    });
    stream.addEventListener("link", () => this.showState());
  }

  /** In and out of today as the hub has stored them; and when a camera in trouble is opened again. */
  async askNow() {
    const now = await fetchJson(this.config.urls.now);
    this.nextTryAtS = now?.next_try_at ?? null;
    return now?.lines ?? null;
  }

  see(header) {
    if (header.state !== this.header?.state && header.state !== "live") this.totals.ask();
    // A header that repeats an old picture, or has none, is a sign of life of the agent, not of the camera.
    if (header.captured_at && header.captured_at !== this.capturedAt) {
      this.capturedAt = header.captured_at;
      this.seenAtS = Date.now() / 1000;
    }
    this.header = header;
    this.gone = null;
    this.totals.live(header.lines);
    if (header.width) set(this.picture, { viewBox: `0 0 ${header.width} ${header.height}` });
    set(this.picture.querySelector("image"), { width: header.width || 16, height: header.height || 9 });
    this.overlay.fit();
    this.overlay.drawPeople(header.marks);
    this.drawShapes();
    this.showState();
  }

  /** The page's other stream, which goes on where pictures do not, knows why a camera is in trouble. */
  hear(figures) {
    this.reason = figures[`cameras.${this.config.camera}.reason`] ?? this.reason;
  }

  chosen(input) {
    if (input.name === "mode") this.chooseMode(input.value);
    if (input.name === "layer" || input.name === "span") this.chooseLayers();
  }

  chooseMode(mode) {
    this.part("legend").textContent = LEGENDS[mode];
    this.root.dataset.mode = mode;
    this.picture.querySelector("image").removeAttribute("href");
    this.stream.choose(mode);
  }

  chooseLayers() {
    const chosen = new Set([...this.root.querySelectorAll("[name=layer]:checked")].map((input) => input.value));
    for (const layer of ["trails", "heat", "flow"]) this.overlay.show(layer, chosen.has(layer));
    for (const layer of ["zones", "lines", "labels"]) this.overlay.show(layer, chosen.has("shapes"));
    const ofPast = chosen.has("heat") || chosen.has("flow");
    this.part("span").hidden = !ofPast;
    if (ofPast) this.loadGrids();
    else this.part("grids-note").textContent = "";
  }

  async loadGrids() {
    const span = this.root.querySelector("[name=span]").value;
    this.grids = (await fetchJson(`${this.config.urls.grids}?span=${encodeURIComponent(span)}`)) ?? {};
    this.part("grids-note").textContent = this.grids.note ?? "Where people were could not be loaded; choose the layer again.";
    this.overlay.drawHeat(this.grids.density);
    this.overlay.drawFlow(this.grids.flow);
  }

  drawAll() {
    this.overlay.drawPeople(this.header?.marks ?? []);
    this.overlay.drawHeat(this.grids.density);
    this.overlay.drawFlow(this.grids.flow);
    this.drawShapes();
  }

  drawShapes() {
    this.overlay.drawShapes(this.scene.scene, (kind, shape) => this.figuresOf(kind, shape), (shape) => this.problems.has(shape.key));
    this.tellLines();
  }

  /** The list beside the view says of each line what its label says. */
  tellLines() {
    for (const told of document.querySelectorAll("[data-line]")) {
      const text = crossedText(this.totals.of(told.dataset.line));
      if (told.textContent !== text) told.textContent = text;
    }
  }

  /** What is known of a shape: the agent's figures where it counts in this very one, else the marks inside. */
  figuresOf(kind, shape) {
    const saved = this.scene.isSaved(shape.key);
    if (kind === "lines") return saved ? this.totals.of(shape.name) : null;
    if (!this.header) return null;
    const told = saved && this.header.zones.find((zone) => zone.name === shape.name);
    return told || { people_now: feet(this.header.marks).filter((foot) => contains(shape.points, foot)).length, dwell_mean_s: 0 };
  }

  showState() {
    const state = viewState({
      link: this.stream.link,
      gone: this.gone,
      header: this.header && { ...this.header, note: this.reason || this.header.note },
      seenAtS: this.seenAtS,
      nowS: Date.now() / 1000,
      nextTryAtS: this.nextTryAtS,
      timeZone: this.config.time_zone,
    });
    const note = state.key === "live" ? (this.header?.note ?? "") : "";
    if (this.part("note").textContent !== note) this.part("note").textContent = note;
    const box = this.part("state");
    const words = `${state.title}. ${state.text}`;
    if (box.dataset.words === words) return;
    box.dataset.words = words;
    this.root.dataset.state = state.key;
    box.hidden = state.key === "live";
    box.className = `view-state ${state.tone}`;
    box.querySelector("[data-title]").textContent = state.title;
    box.querySelector("[data-text]").textContent = state.text;
    this.part("overlay").classList.toggle("old", !["live", "connecting"].includes(state.key));
  }
}
