// The shapes as a list of words and numbers beside the picture: whatever can be done on it can be done here.
// Rows come from <template id="zone-row"> and <template id="line-row">; they are kept while one types in them.
import { CALIBRATION, shapesOf } from "./shapes.js";
import { inserted, onPicture } from "./geometry.js";

const FEWEST_POINTS = 3;

function fill(input, value) {
  if (input && document.activeElement !== input && input.value !== String(value)) input.value = value;
}

/** Fires "open" with the key of the row that was opened. */
export class ShapeList extends EventTarget {
  constructor(root, scene) {
    super();
    Object.assign(this, { root, scene, rows: new Map() });
    this.empty = root.querySelector("[data-empty]");
    root.addEventListener("input", (event) => this.input(event));
    root.addEventListener("click", (event) => this.click(event));
    scene.addEventListener("change", () => this.draw());
    this.draw();
  }

  draw() {
    const shapes = shapesOf(this.scene.scene).filter(({ kind }) => kind !== CALIBRATION);
    const wanted = new Set(shapes.map(({ shape }) => shape.key));
    for (const [key, row] of this.rows) if (!wanted.has(key)) this.forget(key, row);
    for (const { kind, shape } of shapes) this.fillRow(this.rowOf(kind, shape), kind, shape);
    this.empty.hidden = shapes.length > 0;
  }

  forget(key, row) {
    row.remove();
    this.rows.delete(key);
  }

  rowOf(kind, shape) {
    let row = this.rows.get(shape.key);
    if (row) return row;
    const template = document.getElementById(kind === "zones" ? "zone-row" : "line-row");
    row = template.content.firstElementChild.cloneNode(true);
    row.dataset.key = shape.key;
    for (const label of row.querySelectorAll("label[for]")) label.htmlFor += `-${shape.key}`;
    for (const input of row.querySelectorAll("[id]")) input.id += `-${shape.key}`;
    row.addEventListener("toggle", () => row.open && this.dispatchEvent(new CustomEvent("open", { detail: shape.key })));
    this.rows.set(shape.key, row);
    this.root.append(row);
    return row;
  }

  fillRow(row, kind, shape) {
    row.querySelector("[data-name]").textContent = shape.name;
    fill(row.querySelector("[name=name]"), shape.name);
    fill(row.querySelector("[name=kind]"), shape.kind);
    fill(row.querySelector("[name=capacity]"), shape.capacity ?? "");
    const entrance = row.querySelector("[name=is_entrance]");
    if (entrance) entrance.checked = shape.is_entrance;
    this.fillPoints(row, shape, kind);
  }

  fillPoints(row, shape, kind) {
    const list = row.querySelector("[data-points]");
    while (list.children.length > shape.points.length) list.lastElementChild.remove();
    while (list.children.length < shape.points.length) list.append(this.pointRow(list.children.length));
    shape.points.forEach((point, index) => {
      const item = list.children[index];
      fill(item.querySelector("[name=x]"), percent(point[0]));
      fill(item.querySelector("[name=y]"), percent(point[1]));
      for (const button of item.querySelectorAll("button")) button.hidden = kind !== "zones";
      item.querySelector("[data-does=remove-point]").disabled = shape.points.length <= FEWEST_POINTS;
    });
  }

  pointRow(index) {
    const item = document.getElementById("point-row").content.firstElementChild.cloneNode(true);
    item.querySelector("[data-number]").textContent = index + 1;
    for (const named of item.querySelectorAll("[aria-label]")) named.ariaLabel = named.ariaLabel.replace("#", index + 1);
    return item;
  }

  /** Say beside each shape what is known of it: describe(kind, shape) answers {figures, problem}. */
  describe(describe) {
    for (const { kind, shape } of shapesOf(this.scene.scene)) {
      const row = this.rows.get(shape.key);
      if (!row) continue;
      const { figures, problem } = describe(kind, shape);
      row.querySelector("[data-figures]").textContent = figures;
      const told = row.querySelector("[data-problem]");
      told.hidden = !problem;
      if (told.textContent !== problem) told.textContent = problem;
    }
  }

  open(key) {
    for (const [other, row] of this.rows) if (other === key && !row.open) row.open = true;
  }

  input(event) {
    const row = event.target.closest("[data-key]");
    if (!row) return;
    const { name, value } = event.target;
    const { key } = row.dataset;
    if (name === "name") this.scene.rename(key, value);
    if (name === "kind") this.scene.changeShape(key, (shape) => (shape.kind = value));
    if (name === "capacity") this.scene.changeShape(key, (shape) => (shape.capacity = value === "" ? null : Number(value)), `capacity ${key}`);
    if (name === "is_entrance") this.scene.changeShape(key, (shape) => (shape.is_entrance = event.target.checked));
    if ((name === "x" || name === "y") && event.target.validity.valid && value !== "") this.movePoint(event.target, key);
  }

  movePoint(input, key) {
    const item = input.closest("li");
    const index = [...item.parentElement.children].indexOf(item);
    const axis = input.name === "x" ? 0 : 1;
    this.scene.changeShape(key, (shape) => {
      shape.points[index][axis] = Number(input.value) / 100;
      shape.points[index] = onPicture(shape.points[index]);
    }, `typed ${key} ${index}`);
  }

  click(event) {
    const button = event.target.closest("button[data-does]");
    if (!button) return;
    const { key } = button.closest("[data-key]").dataset;
    const item = button.closest("li");
    const index = item ? [...item.parentElement.children].indexOf(item) : null;
    const edits = {
      swap: (shape) => shape.points.reverse(),
      "add-point": (shape) => (shape.points = inserted(shape.points, index)),
      "remove-point": (shape) => shape.points.splice(index, 1),
    };
    if (button.dataset.does === "remove") this.scene.remove(key);
    else this.scene.changeShape(key, edits[button.dataset.does]);
  }
}

function percent(share) {
  return Math.round(share * 10000) / 100;
}
