// The live wall: each tile on the screen shows its camera's scene with nobody in it, and a mark per person.
// Streams only what is in view, and few at once: a browser opens about six connections to one hub, and some must
// stay free for the page itself. Where more tiles are in view, they take turns.
const AT_ONCE = 4;
const TURN_MS = 8000;
const SVG = "http://www.w3.org/2000/svg";

class Tile {
  constructor(link) {
    this.url = link.dataset.view;
    this.svg = link.querySelector("svg");
    this.scene = link.querySelector("[data-scene]");
    this.marks = link.querySelector("[data-marks]");
    this.note = link.querySelector("[data-note]");
    this.reason = this.note.textContent;
    this.isVisible = false;
    this.source = null;
    this.changedAt = 0;
  }

  start(now) {
    this.changedAt = now;
    this.source = new EventSource(this.url);
    this.source.addEventListener("scene", (event) => this.scene.setAttribute("href", event.data));
    this.source.addEventListener("view", (event) => this.draw(JSON.parse(event.data)));
    this.source.addEventListener("gone", (event) => this.leave(JSON.parse(event.data)));
  }

  stop(now) {
    this.source?.close();
    this.source = null;
    this.changedAt = now;
  }

  // The hub goes on asking the agent, unless there will never be more to see.
  leave({ reason, final }) {
    if (final) this.source.close();
    this.marks.replaceChildren();
    this.note.textContent = reason;
  }

  draw(view) {
    const { width, height } = view;
    if (width && height) {
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.scene.setAttribute("width", width);
      this.scene.setAttribute("height", height);
    }
    this.note.textContent = view.state === "live" ? "" : view.note || this.reason;
    this.marks.replaceChildren(...(view.marks ?? []).map((mark) => ghost(mark.box, width, height)));
  }
}

function ghost([left, top, right, bottom], width, height) {
  const mark = document.createElementNS(SVG, "ellipse");
  mark.setAttribute("cx", ((left + right) / 2) * width);
  mark.setAttribute("cy", ((top + bottom) / 2) * height);
  mark.setAttribute("rx", ((right - left) / 2) * width * 0.7);
  mark.setAttribute("ry", ((bottom - top) / 2) * height * 0.9);
  return mark;
}

class Wall {
  constructor(root) {
    this.tiles = new Map([...root.querySelectorAll("[data-view]")].map((link) => [link, new Tile(link)]));
    const observer = new IntersectionObserver((entries) => this.see(entries), { rootMargin: "80px" });
    for (const link of this.tiles.keys()) observer.observe(link);
    setInterval(() => this.takeTurns(), TURN_MS);
    document.addEventListener("visibilitychange", () => this.arrange());
    window.addEventListener("pagehide", () => this.rest());
    window.addEventListener("pageshow", (event) => event.persisted && this.arrange());
  }

  see(entries) {
    for (const entry of entries) this.tiles.get(entry.target).isVisible = entry.isIntersecting;
    this.arrange();
  }

  arrange() {
    if (document.hidden) return this.rest();
    const now = performance.now();
    const tiles = [...this.tiles.values()];
    for (const tile of tiles) if (tile.source && !tile.isVisible) tile.stop(now);
    const free = AT_ONCE - tiles.filter((tile) => tile.source).length;
    const waiting = tiles.filter((tile) => tile.isVisible && !tile.source);
    waiting.sort((one, other) => one.changedAt - other.changedAt);
    for (const tile of waiting.slice(0, Math.max(free, 0))) tile.start(now);
  }

  takeTurns() {
    const now = performance.now();
    const tiles = [...this.tiles.values()];
    const waiting = tiles.filter((tile) => tile.isVisible && !tile.source).length;
    const shown = tiles.filter((tile) => tile.source);
    const over = shown.filter((tile) => tile.source.readyState === EventSource.CLOSED);
    const oldest = shown.filter((tile) => !over.includes(tile)).sort((one, other) => one.changedAt - other.changedAt);
    for (const tile of [...over, ...oldest.slice(0, Math.max(waiting - over.length, 0))]) tile.stop(now);
    this.arrange();
  }

  rest() {
    const now = performance.now();
    for (const tile of this.tiles.values()) if (tile.source) tile.stop(now);
  }
}

document.querySelectorAll("[data-wall]").forEach((root) => new Wall(root));
