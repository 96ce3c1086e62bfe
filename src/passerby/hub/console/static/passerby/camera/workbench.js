// Edit mode: joins the picture, the list, the calibration and saving,
// and keeps their buttons true to what can be done.
import { CalibrationPanel } from "./calibration.js";
import { Drawing } from "./drawing.js";
import { Editor } from "./editor.js";
import { ShapeList } from "./list.js";
import { differences, Saving } from "./saving.js";
import { CALIBRATION, fromHub } from "./shapes.js";
import { lineText, sentence, zoneText } from "./words.js";

const HINTS = {
  zones: "Click or tap the corners; close the zone on its first corner. With keys: arrows move the cross, Enter places a corner, Enter twice closes, Escape stops.",
  lines: "Click or tap where the line starts and where it ends. With keys: arrows move the cross, Enter places a point, Escape stops.",
  shapes: "Drag points or whole shapes. With keys: Tab reaches a point, arrows move it, Shift makes larger steps.",
  [CALIBRATION]: "Drag the four points onto four marks on the ground whose distances you know. The grid should lie on the ground like tiles.",
};

/** root: the panel beside the picture; view: the View. */
export class Workbench {
  constructor(root, view, config) {
    Object.assign(this, { root, view, config, scene: view.scene, general: "" });
    const say = (text) => (this.part("said").textContent = text);
    this.say = say;
    this.editor = new Editor(view.overlay, this.scene, say);
    this.drawing = new Drawing(view.overlay, say);
    this.list = new ShapeList(this.part("list"), this.scene);
    this.calibration = new CalibrationPanel(root.querySelector("form[data-part=calibration]"), this.scene);
    this.saving = new Saving(this.scene, { url: config.urls.scene, checkUrl: config.urls.check, token: config.token });
    this.listen();
    this.choose("off");
  }

  part(name) {
    return document.querySelector(`[data-part=${name}]`);
  }

  listen() {
    document.addEventListener("click", (event) => this.click(event.target.closest("[data-edit]")?.dataset.edit));
    document.addEventListener("keydown", (event) => this.shortcut(event));
    this.root.addEventListener("input", (event) => this.input(event.target));
    this.editor.addEventListener("select", (event) => event.detail && this.list.open(event.detail));
    this.list.addEventListener("open", (event) => this.editor.select(event.detail));
    this.drawing.addEventListener("done", (event) => this.drawn(event.detail));
    this.drawing.addEventListener("cancelled", () => this.choose("shapes"));
    this.drawing.addEventListener("change", () => this.showButtons());
    this.scene.addEventListener("change", () => this.refresh());
    this.view.stream.addEventListener("view", () => this.describe());
    new ResizeObserver(() => this.refresh()).observe(this.view.overlay.root);
    this.listenToSaving();
  }

  listenToSaving() {
    const on = (name, handle) => this.saving.addEventListener(name, (event) => handle(event.detail));
    on("problems", (problems) => this.take(problems));
    on("history", (sentences) => this.showHistory(sentences));
    on("failed", (text) => this.tell(text, "bad"));
    on("saved", () => this.tell("Saved. The camera counts in it from now on.", "good"));
    on("conflict", (answer) => this.settle(answer));
  }

  click(action) {
    const actions = {
      start: () => this.choose("shapes"),
      stop: () => this.choose("off"),
      shapes: () => this.choose("shapes"),
      calibration: () => this.choose(CALIBRATION),
      "add-zone": () => this.draw("zones"),
      "add-line": () => this.draw("lines"),
      finish: () => this.drawing.canFinish && this.drawing.finish(),
      cancel: () => this.drawing.cancel(),
      undo: () => this.scene.undo(),
      redo: () => this.scene.redo(),
      save: () => this.saving.save(),
      mine: () => this.keepMine(),
      theirs: () => this.takeTheirs(),
    };
    actions[action]?.();
  }

  shortcut(event) {
    if (this.mode === "off" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "z") event.shiftKey ? this.scene.redo() : this.scene.undo();
    else if (key === "y") this.scene.redo();
    else if (key === "s") this.saving.save();
    else return;
    event.preventDefault();
  }

  input({ name, value }) {
    if (name === "presence_zone") this.scene.change((scene) => (scene.presence_zone = value));
    if (name === "reset_hour") this.scene.change((scene) => (scene.reset_hour = Number(value)));
  }

  /** "off", "shapes", "calibration", or while something new is drawn "zones" or "lines". */
  choose(mode) {
    this.mode = mode;
    if (this.drawing.kind && !HINTS[mode]?.startsWith("Click")) this.drawing.end();
    this.editor.choose(["shapes", CALIBRATION].includes(mode) ? mode : "off");
    document.documentElement.dataset.editing = mode;
    this.part("hint").textContent = HINTS[mode] ?? "";
    for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = !panel.dataset.panel.split(" ").includes(mode);
    for (const tab of document.querySelectorAll(".edit-tabs [data-edit]")) tab.ariaPressed = String((tab.dataset.edit === CALIBRATION) === (mode === CALIBRATION));
    this.refresh();
  }

  draw(kind) {
    this.choose(kind);
    this.drawing.begin(kind);
    this.view.overlay.root.scrollIntoView({ block: "nearest" });
    this.showButtons();
  }

  drawn({ kind, points }) {
    const settings = kind === "zones" ? { kind: "area", capacity: null } : { is_entrance: true };
    const key = this.scene.add(kind, { ...settings, points });
    this.choose("shapes");
    this.editor.select(key);
    this.list.open(key);
    this.editor.focus(key);
    this.say(`Added. It counts once it is saved.`);
  }

  refresh() {
    this.view.overlay.drawGrid(this.mode === CALIBRATION && !this.calibrationIsWrong ? this.scene.scene.calibration : null);
    this.editor.draw();
    this.drawing.draw();
    this.fillPresence();
    this.describe();
    this.showButtons();
  }

  fillPresence() {
    const { zones, presence_zone: chosen, reset_hour: hour } = this.scene.scene;
    const select = this.root.querySelector("[name=presence_zone]");
    const names = ["", ...zones.map((zone) => zone.name)];
    if (JSON.stringify([...select.options].map((option) => option.value)) !== JSON.stringify(names)) {
      select.replaceChildren(...names.map((name) => new Option(name || "the whole view", name)));
    }
    select.value = chosen;
    this.root.querySelector("[name=reset_hour]").value = hour;
  }

  describe() {
    this.list.describe((kind, shape) => {
      const problem = this.view.problems.get(shape.key) ?? "";
      const figures = this.view.figuresOf(kind, shape);
      const text = kind === "zones" ? zoneText(shape, figures) : lineText(shape, figures);
      const unsaved = this.scene.isSaved(shape.key) ? "" : kind === "zones" ? "marks inside, not saved yet" : "counts once it is saved";
      return { figures: [text.slice(shape.name.length).trim(), unsaved].filter(Boolean).join(", "), problem };
    });
  }

  showButtons() {
    const enabled = {
      undo: this.scene.canUndo,
      redo: this.scene.canRedo,
      save: this.scene.dirty && !this.general && this.view.problems.size === 0,
      finish: this.drawing.canFinish,
    };
    for (const [name, on] of Object.entries(enabled)) {
      for (const button of document.querySelectorAll(`[data-edit=${name}]`)) button.disabled = !on;
    }
    this.part("unsaved").hidden = !this.scene.dirty;
  }

  /** The hub's own words on what it would refuse: of single shapes, and of the scene as a whole. */
  take(problems) {
    const { now } = this.scene;
    const before = this.general;
    this.view.problems = new Map();
    this.general = "";
    this.calibrationIsWrong = false;
    for (const { kind, index, text } of problems) {
      const shape = kind === CALIBRATION ? now.calibration : now[kind]?.[index];
      if (shape) this.view.problems.set(shape.key, text);
      else this.general = text;
      this.calibrationIsWrong ||= kind === CALIBRATION;
    }
    const wrong = this.part("calibration-problem");
    wrong.hidden = !this.calibrationIsWrong;
    wrong.textContent = this.view.problems.get(CALIBRATION) ?? "";
    if (this.general !== before) this.tell(this.general, "bad");
    this.view.drawShapes();
    this.refresh();
  }

  /** The hub's own words on what saving does to the history of zones and lines. */
  showHistory(sentences) {
    const note = this.part("history");
    const lines = sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    note.querySelector("div").replaceChildren(...lines);
    note.hidden = !lines.length;
  }

  tell(text, tone) {
    const told = this.part("told");
    told.hidden = !text;
    told.className = `note ${tone}`;
    told.textContent = text;
  }

  settle({ scene, revision, detail }) {
    this.theirs = { scene, revision };
    this.part("conflict-detail").textContent = `${sentence(detail)}.`;
    const told = differences(this.scene.document(), scene);
    this.part("conflict-differences").replaceChildren(
      ...(told.length ? told : ["Both are alike."]).map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
    this.view.overlay.drawTheirs(fromHub(scene));
    document.getElementById("conflict").showModal();
    this.part("conflict").addEventListener("close", () => this.view.overlay.drawTheirs(null), { once: true });
  }

  keepMine() {
    this.scene.rebase(this.theirs.scene, this.theirs.revision);
    document.getElementById("conflict").close();
    this.saving.save();
  }

  takeTheirs() {
    this.scene.adopt(this.theirs.scene, this.theirs.revision);
    document.getElementById("conflict").close();
    this.tell("You now see what they saved. Undo brings yours back.", "good");
  }
}
