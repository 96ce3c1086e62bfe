// Draws a new zone or line, point by point: by clicks and taps, or with a crosshair that the arrow keys move.
// A zone is closed on its first point, or by placing the same point twice; a line ends with its second point.
import { onPicture } from "./geometry.js";
import { pointsText, svg } from "./svg.js";
import { percentText } from "./words.js";

const STEP = 0.005;
const BIG_STEP = 0.05;
const NEAR_PX = 12;
const SAME_PX = 4;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEEDED = { zones: 3, lines: 2 };

/** Fires "done" with {kind, points}, or "cancelled". say(text): told to screen readers. */
export class Drawing extends EventTarget {
  constructor(overlay, say) {
    super();
    Object.assign(this, { overlay, say, kind: null, points: [], cursor: null });
    this.layer = overlay.root.appendChild(svg("g", { class: "layer-draft" }));
    overlay.root.addEventListener("click", (event) => this.kind && this.click(event));
    overlay.root.addEventListener("pointermove", (event) => this.kind && this.hover(event));
    overlay.root.addEventListener("keydown", (event) => this.kind && this.key(event));
  }

  get canFinish() {
    return this.kind !== null && this.points.length >= NEEDED[this.kind];
  }

  begin(kind) {
    this.kind = kind;
    this.points = [];
    this.cursor = [0.5, 0.5];
    this.overlay.root.classList.add("drawing");
    this.overlay.root.setAttribute("tabindex", 0);
    this.overlay.root.focus({ preventScroll: true });
    this.draw();
  }

  click(event) {
    event.preventDefault();
    this.cursor = onPicture(this.overlay.fromEvent(event));
    this.put();
  }

  hover(event) {
    if (event.pointerType === "touch") return;
    this.cursor = onPicture(this.overlay.fromEvent(event));
    this.draw();
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (arrow) this.step(arrow, event.shiftKey ? BIG_STEP : STEP);
    else if (event.key === "Enter" || event.key === " ") this.put();
    else if (event.key === "Backspace" || event.key === "Delete") this.takeBack();
    else if (event.key === "Escape") this.cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step([dx, dy], size) {
    this.cursor = onPicture([this.cursor[0] + dx * size, this.cursor[1] + dy * size]);
    this.say(`${percentText(this.cursor[0])}, ${percentText(this.cursor[1])}`);
    this.draw();
  }

  put() {
    const again = this.points.length > 0 && this.isNear(this.points.at(-1), SAME_PX);
    const closing = this.kind === "zones" && this.canFinish && this.isNear(this.points[0], NEAR_PX);
    if (again || closing) return void (this.canFinish && this.finish());
    this.points.push(this.cursor);
    this.say(`Point ${this.points.length} placed`);
    if (this.kind === "lines" && this.canFinish) this.finish();
    else this.draw();
  }

  isNear(point, pixels) {
    const [x, y] = this.overlay.toPixels(point);
    const [cursorX, cursorY] = this.overlay.toPixels(this.cursor);
    return Math.hypot(x - cursorX, y - cursorY) <= pixels;
  }

  takeBack() {
    this.points.pop();
    this.draw();
  }

  finish() {
    const detail = { kind: this.kind, points: this.points };
    this.end();
    this.dispatchEvent(new CustomEvent("done", { detail }));
  }

  cancel() {
    this.end();
    this.dispatchEvent(new Event("cancelled"));
  }

  end() {
    this.kind = null;
    this.points = [];
    this.overlay.root.classList.remove("drawing");
    this.overlay.root.removeAttribute("tabindex");
    this.layer.replaceChildren();
  }

  draw() {
    if (!this.kind) return;
    const cursor = this.overlay.toPixels(this.cursor);
    const pixels = this.points.map((point) => this.overlay.toPixels(point));
    const path = svg(this.kind === "zones" ? "polygon" : "polyline", { points: pointsText([...pixels, cursor]), class: "draft" });
    const dots = pixels.map(([cx, cy], index) => svg("circle", { cx, cy, r: index === 0 ? 6 : 4 }));
    const [x, y] = cursor;
    const cross = svg("path", { class: "cross", d: `M${x - 12} ${y}H${x + 12}M${x} ${y - 12}V${y + 12}` });
    this.layer.replaceChildren(path, ...dots, cross);
    this.dispatchEvent(new Event("change"));
  }
}
