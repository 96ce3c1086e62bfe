// Four points of the ground and their metres, from which the hub knows how large things are on the picture.
// Their places are dragged on the picture like points of a zone; here are the metres, and the choice between them.
import { CALIBRATION } from "./shapes.js";

// A rectangle on the ground as most cameras see one: near edge below, wider than the far one.
const FIRST_POINTS = [[0.25, 0.85], [0.75, 0.85], [0.65, 0.5], [0.35, 0.5]];
const FIRST_SIDES_M = [4, 4];

/** Where the corners lie in metres, of a rectangle as wide and deep as said: near left first, then round. */
export function rectangle(width, depth) {
  return [[0, 0], [width, 0], [width, depth], [0, depth]];
}

/** The sides of a rectangle, or null where the four points are not one that `rectangle` makes. */
export function sidesOf(ground) {
  const [width, depth] = ground[2];
  return JSON.stringify(ground) === JSON.stringify(rectangle(width, depth)) ? [width, depth] : null;
}

/** The panel with the metres. root: a form; scene: the SceneDocument. */
export class CalibrationPanel {
  constructor(root, scene) {
    Object.assign(this, { root, scene });
    this.points = [...root.querySelectorAll("[data-metres] li")];
    root.addEventListener("submit", (event) => event.preventDefault());
    root.addEventListener("input", (event) => this.input(event));
    root.addEventListener("change", (event) => event.target.name === "measure" && this.measure(event.target.value));
    root.querySelector("[data-does=calibrate]").addEventListener("click", () => this.begin());
    root.querySelector("[data-does=uncalibrate]").addEventListener("click", () => scene.remove(CALIBRATION));
    scene.addEventListener("change", () => this.draw());
    this.draw();
  }

  begin() {
    this.choose("sides");
    this.scene.change((scene) => {
      scene.calibration = { key: CALIBRATION, points: FIRST_POINTS, ground_m: rectangle(...FIRST_SIDES_M) };
    });
  }

  draw() {
    const { calibration } = this.scene.scene;
    for (const part of this.root.querySelectorAll("[data-when]")) {
      part.hidden = (part.dataset.when === "calibrated") !== Boolean(calibration);
    }
    if (!calibration) return;
    const sides = sidesOf(calibration.ground_m);
    this.choose(this.root.elements.measure.value === "points" || !sides ? "points" : "sides");
    if (sides) [this.root.elements.width_m, this.root.elements.depth_m].forEach((input, axis) => this.fill(input, sides[axis]));
    this.points.forEach((item, index) => {
      item.querySelectorAll("input").forEach((input, axis) => this.fill(input, calibration.ground_m[index][axis]));
    });
  }

  choose(measure) {
    for (const radio of this.root.querySelectorAll("[name=measure]")) radio.checked = radio.value === measure;
    for (const part of this.root.querySelectorAll("[data-measure]")) part.hidden = part.dataset.measure !== measure;
  }

  fill(input, value) {
    if (document.activeElement !== input) input.value = Math.round(value * 1000) / 1000;
  }

  /** Back to a rectangle: the sides that are in the boxes count again. */
  measure(choice) {
    if (choice === "sides") this.useSides();
    this.choose(choice);
  }

  useSides() {
    const { width_m: width, depth_m: depth } = this.root.elements;
    if (!(width.valueAsNumber > 0 && depth.valueAsNumber > 0)) return;
    this.scene.changeShape(CALIBRATION, (shape) => (shape.ground_m = rectangle(width.valueAsNumber, depth.valueAsNumber)), "metres");
  }

  input(event) {
    if (event.target.type !== "number" || Number.isNaN(event.target.valueAsNumber)) return;
    const item = event.target.closest("[data-metres] li");
    if (!item) return void this.useSides();
    const axis = event.target.name === "x_m" ? 0 : 1;
    this.scene.changeShape(CALIBRATION, (shape) => {
      shape.ground_m[this.points.indexOf(item)][axis] = event.target.valueAsNumber;
    }, "metres");
  }
}
