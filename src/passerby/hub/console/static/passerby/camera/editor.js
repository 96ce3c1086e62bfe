// Takes hold of shapes on the picture: drags by mouse and finger, steps by arrow keys. Every point and every shape
// can be reached with Tab; the picture below pans and zooms as anywhere while nothing is held.
import { inserted, onPicture, shifted } from "./geometry.js";
import { CALIBRATION, shapesOf } from "./shapes.js";
import { pointsText, set, svg } from "./svg.js";
import { percentText } from "./words.js";

const STEP = 0.005;
const BIG_STEP = 0.05;
const TARGET_PX = 12;
const DRAG_FROM_PX = 3;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FEWEST = { zones: 3, lines: 2, [CALIBRATION]: 4 };
const WORDS = { zones: "zone", lines: "line", [CALIBRATION]: "calibration" };

function keyText(kind) {
  return kind === "zones" ? "Arrow keys move it, Enter adds a point after it, Delete removes it." : "Arrow keys move it.";
}

/** Fires "select" with the key of the shape that is being worked on. say(text): told to screen readers. */
export class Editor extends EventTarget {
  constructor(overlay, scene, say) {
    super();
    Object.assign(this, { overlay, scene, say, drag: null, selected: null, mode: "off" });
    this.layer = overlay.root.appendChild(svg("g", { class: "layer-grips" }));
    const on = (name, handle) => overlay.root.addEventListener(name, (event) => this.mode !== "off" && handle(event));
    on("pointerdown", (event) => this.press(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.release(event));
    on("pointercancel", () => this.drop());
    // While something is held the page stays where it is; touch-action alone is not heeded on parts of drawings.
    overlay.root.addEventListener("touchmove", (event) => this.drag && event.preventDefault(), { passive: false });
    on("keydown", (event) => this.key(event));
    on("focusin", (event) => this.select(event.target.dataset.key));
    scene.addEventListener("change", () => this.draw());
  }

  /** What can be taken hold of: "off" nothing, "shapes" zones and lines, "calibration" its four points. */
  choose(mode) {
    this.mode = mode;
    if (mode === "off") this.select(null);
    this.draw();
  }

  select(key) {
    if (key === undefined || key === this.selected) return;
    this.selected = key;
    this.draw();
    this.dispatchEvent(new CustomEvent("select", { detail: key }));
  }

  held() {
    if (this.mode === "off") return [];
    return shapesOf(this.scene.scene).filter(({ kind }) => (kind === CALIBRATION) === (this.mode === CALIBRATION));
  }

  /** Make grips anew where shapes or points came or went, else move those that are there: focus stays on them. */
  draw() {
    const held = this.held();
    const form = JSON.stringify(held.map(({ shape }) => [shape.key, shape.name, shape.points.length]));
    if (form !== this.form) this.rebuild(held);
    this.form = form;
    // Selecting makes nothing anew: a finger's events go to the very element that it first touched.
    for (const group of this.layer.children) group.classList.toggle("selected", group.dataset.shape === this.selected);
    for (const { kind, shape } of held) this.place(kind, shape);
  }

  rebuild(held) {
    const focused = this.layer.contains(document.activeElement) ? document.activeElement.dataset.grip : null;
    this.layer.replaceChildren(...held.map(({ kind, shape }) => this.grips(kind, shape)));
    this.byName = new Map([...this.layer.querySelectorAll("[data-grip]")].map((grip) => [grip.dataset.grip, grip]));
    if (focused) this.byName.get(focused)?.focus({ preventScroll: true });
  }

  grips(kind, shape) {
    const group = svg("g", { class: "grips", "data-shape": shape.key });
    if (kind !== CALIBRATION) group.append(this.body(kind, shape));
    if (kind === "zones") {
      group.append(...shape.points.map((_, index) => svg("circle", { class: "grip-edge", r: 7, "data-grip": `${shape.key}+${index}`, "data-key": shape.key, "data-edge": index, "aria-hidden": "true" })));
    }
    group.append(...shape.points.map((_, index) => this.point(kind, shape, index)));
    return group;
  }

  body(kind, shape) {
    const label = `${WORDS[kind]} ${shape.name}. Arrow keys move it, Delete removes it.`;
    const common = { class: "grip-body", "data-grip": shape.key, "data-key": shape.key, tabindex: 0, role: "button", "aria-label": label };
    return svg(kind === "zones" ? "polygon" : "polyline", common);
  }

  point(kind, shape, index) {
    const what = kind === CALIBRATION ? "ground" : `${WORDS[kind]} ${shape.name}`;
    return svg(
      "g",
      {
        class: "grip-point",
        "data-grip": `${shape.key}.${index}`,
        "data-key": shape.key,
        "data-index": index,
        tabindex: 0,
        role: "button",
        "aria-label": `${what}, point ${index + 1} of ${shape.points.length}. ${keyText(kind)}`,
      },
      svg("circle", { class: "target", r: TARGET_PX }),
      svg("circle", { class: "dot", r: 5.5 }),
      ...(kind === CALIBRATION ? [svg("text", { x: 10, y: -8 }, `${index + 1}`)] : []),
    );
  }

  place(kind, shape) {
    const pixels = shape.points.map((point) => this.overlay.toPixels(point));
    const body = this.byName.get(shape.key);
    if (body) set(body, { points: pointsText(pixels) });
    pixels.forEach(([x, y], index) => {
      set(this.byName.get(`${shape.key}.${index}`), { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
      const [nextX, nextY] = pixels[(index + 1) % pixels.length];
      const edge = this.byName.get(`${shape.key}+${index}`);
      if (edge) set(edge, { cx: (x + nextX) / 2, cy: (y + nextY) / 2 });
    });
  }

  press(event) {
    // A second finger means to zoom: what the first one held goes back.
    if (!event.isPrimary) return void this.drop();
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    const { key, index, edge } = grip.dataset;
    const { points } = this.scene.find(key).shape;
    const added = edge === undefined ? points : inserted(points, Number(edge));
    const held = edge === undefined ? index : Number(edge) + 1;
    this.drag = { pointer: event.pointerId, key, points: added, index: held === undefined ? null : Number(held), from: this.overlay.fromEvent(event), at: [event.clientX, event.clientY], moved: edge !== undefined };
    this.overlay.root.setPointerCapture(event.pointerId);
    this.select(key);
    this.byName.get(grip.dataset.grip)?.focus({ preventScroll: true });
  }

  move(event) {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    const far = Math.hypot(event.clientX - drag.at[0], event.clientY - drag.at[1]) >= DRAG_FROM_PX;
    drag.moved ||= far;
    if (drag.moved) this.scene.previewPoints(drag.key, this.dragged(event));
  }

  dragged(event) {
    const { points, index, from } = this.drag;
    const [x, y] = this.overlay.fromEvent(event);
    return moved(points, index, x - from[0], y - from[1]);
  }

  release(event) {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    const points = drag.moved ? this.dragged(event) : null;
    this.drag = null;
    if (points) this.scene.changeShape(drag.key, (shape) => (shape.points = points));
  }

  drop() {
    if (!this.drag) return;
    this.drag = null;
    this.scene.cancelPreview();
  }

  key(event) {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = grip.dataset;
    const index = grip.dataset.index === undefined ? null : Number(grip.dataset.index);
    if (!this.act(event, key, index)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  act(event, key, index) {
    if (ARROWS[event.key]) return this.nudge(ARROWS[event.key], event.shiftKey, key, index);
    if (event.key === "Enter" && index !== null) return this.insert(key, index);
    if (event.key === "Delete" || event.key === "Backspace") return this.remove(key, index);
    return event.key === "Escape" && this.escape();
  }

  nudge([dx, dy], big, key, index) {
    const step = big ? BIG_STEP : STEP;
    const points = moved(this.scene.find(key).shape.points, index, dx * step, dy * step);
    this.scene.changeShape(key, (shape) => (shape.points = points), `nudge ${key} ${index}`);
    const [x, y] = points[index ?? 0];
    this.say(`${percentText(x)}, ${percentText(y)}`);
    return true;
  }

  insert(key, index) {
    const { kind } = this.scene.find(key);
    if (kind !== "zones") return false;
    this.scene.changeShape(key, (shape) => (shape.points = inserted(shape.points, index)));
    this.focus(`${key}.${index + 1}`);
    this.say("Point added");
    return true;
  }

  remove(key, index) {
    const { kind, shape } = this.scene.find(key);
    if (kind === CALIBRATION) return false;
    if (index === null) {
      this.scene.remove(key);
      this.say(`${shape.name} removed. Undo brings it back.`);
      this.layer.querySelector("[tabindex]")?.focus({ preventScroll: true });
      return true;
    }
    if (shape.points.length <= FEWEST[kind]) {
      this.say(`A ${WORDS[kind]} needs ${FEWEST[kind]} points; to remove all of it, press Delete on the ${WORDS[kind]} itself.`);
      return true;
    }
    this.scene.changeShape(key, (one) => one.points.splice(index, 1));
    this.focus(`${key}.${Math.max(index - 1, 0)}`);
    this.say("Point removed");
    return true;
  }

  escape() {
    if (this.drag) this.drop();
    else this.select(null);
    return true;
  }

  focus(grip) {
    this.byName.get(grip)?.focus({ preventScroll: true });
  }
}

function moved(points, index, dx, dy) {
  if (index === null) return shifted(points, dx, dy);
  return points.map((point, at) => (at === index ? onPicture([point[0] + dx, point[1] + dy]) : point));
}
