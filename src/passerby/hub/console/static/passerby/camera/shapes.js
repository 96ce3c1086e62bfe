// The scene that is being edited, as a row of snapshots: undo, redo, and what differs from what the hub has.
// Nobody changes a snapshot; a change makes the next. Each shape has a key that lives as long as the page.

const MOST_STEPS = 200;
const KINDS = ["zones", "lines"];

/** The key of the four points of the calibration, which are moved like those of any other shape. */
export const CALIBRATION = "calibration";

let lastKey = 0;

/** Every shape of a scene with its kind: "zones", "lines" or "calibration". */
export function shapesOf(scene) {
  const drawn = KINDS.flatMap((kind) => scene[kind].map((shape) => ({ kind, shape })));
  return scene.calibration ? [...drawn, { kind: CALIBRATION, shape: scene.calibration }] : drawn;
}

function keyed(scene) {
  const withKeys = structuredClone(scene);
  for (const { kind, shape } of shapesOf(withKeys)) {
    shape.key ??= kind === CALIBRATION ? CALIBRATION : `s${(lastKey += 1)}`;
  }
  return withKeys;
}

/** A scene as the hub tells it, in the form that is edited here. */
export function fromHub(scene) {
  const { calibration, ...rest } = scene;
  const edited = calibration && { points: calibration.picture, ground_m: calibration.ground_m };
  return keyed({ ...rest, calibration: edited });
}

function toHub(scene) {
  const copy = structuredClone(scene);
  for (const { shape } of shapesOf(copy)) delete shape.key;
  if (copy.calibration) copy.calibration = { picture: copy.calibration.points, ground_m: copy.calibration.ground_m };
  return copy;
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The first of "zone 1", "zone 2" ... that no shape of the kind is called. */
export function freeName(shapes, word) {
  const taken = new Set(shapes.map((shape) => shape.name));
  let number = 1;
  while (taken.has(`${word} ${number}`)) number += 1;
  return `${word} ${number}`;
}

/** Fires "change" after every change, undo and redo. */
export class SceneDocument extends EventTarget {
  constructor(scene, revision) {
    super();
    this.reset(scene, revision);
  }

  /** Begin again with what the hub has. */
  reset(scene, revision) {
    this.past = [];
    this.future = [];
    this.now = fromHub(scene);
    this.saved = this.now;
    this.revision = revision;
    this.merging = null;
    this.preview = null;
    this.tell();
  }

  /** What is drawn: with a drag that has not ended. */
  get scene() {
    return this.preview ?? this.now;
  }

  get dirty() {
    return !same(toHub(this.now), toHub(this.saved));
  }

  get canUndo() {
    return this.past.length > 0;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  /** What the hub takes: the scene without keys. */
  document() {
    return toHub(this.now);
  }

  /** The shape of a key with its kind, or null. */
  find(key) {
    return shapesOf(this.scene).find(({ shape }) => shape.key === key) ?? null;
  }

  /** Whether the hub has this very shape, so that the figures it tells under that name are this shape's. */
  isSaved(key) {
    const { kind, shape } = this.find(key);
    if (kind === CALIBRATION) return same(shape, this.saved.calibration);
    return this.saved[kind].some((before) => before.name === shape.name && same(before.points, shape.points));
  }

  /** The scene after `edit` has changed a copy of it. Steps with the same `merge` in a row are undone as one. */
  change(edit, merge = null) {
    const next = structuredClone(this.now);
    edit(next);
    this.preview = null;
    if (same(next, this.now)) return this.tell();
    if (merge === null || merge !== this.merging) this.past.push(this.now);
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.merging = merge;
    this.future = [];
    this.now = keyed(next);
    return this.tell();
  }

  /** Change one shape by its key. */
  changeShape(key, edit, merge = null) {
    this.change((scene) => {
      const found = shapesOf(scene).find(({ shape }) => shape.key === key);
      if (found) edit(found.shape, scene);
    }, merge);
  }

  /** Draw a shape with other points while a drag goes on. */
  previewPoints(key, points) {
    const next = structuredClone(this.now);
    const found = shapesOf(next).find(({ shape }) => shape.key === key);
    if (found) found.shape.points = points;
    this.preview = next;
    this.tell();
  }

  /** Forget a drag that has not ended. */
  cancelPreview() {
    this.preview = null;
    this.tell();
  }

  /** Add a shape with a free name; answers its key. */
  add(kind, shape) {
    const word = kind === "zones" ? "zone" : "line";
    this.change((scene) => scene[kind].push({ name: freeName(scene[kind], word), ...shape }));
    return this.now[kind].at(-1).key;
  }

  /** Remove a shape; a presence zone that is gone leaves the whole view. */
  remove(key) {
    this.change((scene) => {
      if (key === CALIBRATION) scene.calibration = null;
      const gone = scene.zones.find((zone) => zone.key === key);
      if (gone && scene.presence_zone === gone.name) scene.presence_zone = "";
      for (const kind of KINDS) scene[kind] = scene[kind].filter((shape) => shape.key !== key);
    });
  }

  /** Give a shape another name; the presence zone follows its zone. */
  rename(key, name) {
    this.changeShape(key, (shape, scene) => {
      if (scene.presence_zone && scene.presence_zone === shape.name) scene.presence_zone = name;
      shape.name = name;
    }, `name ${key}`);
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.now);
    this.now = from.pop();
    this.preview = null;
    this.merging = null;
    this.tell();
  }

  /** The hub has stored `scene` as it was when it was sent; what was changed meanwhile stays changed. */
  markSaved(scene, revision) {
    this.saved = scene;
    this.revision = revision;
    this.tell();
  }

  /** Go on with one's own scene on top of what somebody else saved, which is then one undo away. */
  rebase(theirs, revision) {
    this.saved = fromHub(theirs);
    this.past.push(this.saved);
    this.revision = revision;
    this.tell();
  }

  /** Take what somebody else saved; one's own stays one undo away. */
  adopt(theirs, revision) {
    this.change((scene) => Object.assign(scene, fromHub(theirs)));
    this.saved = this.now;
    this.revision = revision;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
