import assert from "node:assert/strict";
import { test } from "node:test";
import { CALIBRATION, freeName, SceneDocument } from "../../../../../src/passerby/hub/console/static/passerby/camera/shapes.js";
import { differences } from "../../../../../src/passerby/hub/console/static/passerby/camera/saving.js";

const TRIANGLE = [[0.1, 0.1], [0.5, 0.1], [0.1, 0.5]];

function stored() {
  return {
    zones: [{ name: "queue", kind: "queue", points: TRIANGLE, capacity: null }],
    lines: [{ name: "door", points: [[0.1, 0.9], [0.9, 0.9]], is_entrance: true }],
    calibration: { picture: [[0, 1], [1, 1], [0.8, 0.5], [0.2, 0.5]], ground_m: [[0, 0], [4, 0], [4, 4], [0, 4]] },
    presence_zone: "queue",
    reset_hour: 4,
  };
}

function opened() {
  const scene = new SceneDocument(stored(), 7);
  return { scene, zone: scene.scene.zones[0].key, line: scene.scene.lines[0].key };
}

test("what was not changed goes back to the hub as it came", () => {
  const { scene } = opened();
  assert.deepEqual(scene.document(), stored());
  assert.equal(scene.dirty, false);
});

test("undo and redo walk over every change, and back", () => {
  const { scene, zone, line } = opened();
  scene.changeShape(zone, (shape) => (shape.capacity = 12));
  scene.changeShape(line, (shape) => shape.points.reverse());
  scene.remove(line);
  const last = scene.document();
  for (let step = 0; step < 3; step += 1) scene.undo();
  assert.deepEqual(scene.document(), stored());
  assert.equal(scene.canUndo, false);
  for (let step = 0; step < 3; step += 1) scene.redo();
  assert.deepEqual(scene.document(), last);
});

test("steps of one kind in a row are undone as one", () => {
  const { scene, zone } = opened();
  for (const x of [0.2, 0.3, 0.4]) scene.changeShape(zone, (shape) => (shape.points[0] = [x, 0.1]), "nudge");
  scene.undo();
  assert.deepEqual(scene.document(), stored());
});

test("a change that changes nothing is no step", () => {
  const { scene, zone } = opened();
  scene.changeShape(zone, (shape) => (shape.capacity = null));
  assert.equal(scene.canUndo, false);
});

test("a drag that is broken off leaves no trace", () => {
  const { scene, zone } = opened();
  scene.previewPoints(zone, TRIANGLE.toReversed());
  assert.deepEqual(scene.scene.zones[0].points, TRIANGLE.toReversed());
  scene.cancelPreview();
  assert.deepEqual(scene.document(), stored());
  assert.equal(scene.canUndo, false);
});

test("the presence zone follows a new name, and goes with its zone", () => {
  const { scene, zone } = opened();
  scene.rename(zone, "line of people");
  assert.equal(scene.document().presence_zone, "line of people");
  scene.remove(zone);
  assert.equal(scene.document().presence_zone, "");
});

test("calibration points are moved like any others, and go back under the hub's name", () => {
  const { scene } = opened();
  scene.changeShape(CALIBRATION, (shape) => (shape.points[0] = [0.05, 0.95]));
  assert.deepEqual(scene.document().calibration.picture[0], [0.05, 0.95]);
  scene.remove(CALIBRATION);
  assert.equal(scene.document().calibration, null);
});

test("figures are of a shape only while it is as the hub has it", () => {
  const { scene, zone, line } = opened();
  scene.changeShape(zone, (shape) => (shape.points[0] = [0.2, 0.2]));
  assert.equal(scene.isSaved(zone), false);
  assert.equal(scene.isSaved(line), true);
  scene.undo();
  assert.equal(scene.isSaved(zone), true);
});

test("what is changed while a save is under way stays unsaved", () => {
  const { scene, zone } = opened();
  scene.changeShape(zone, (shape) => (shape.capacity = 5));
  const sent = scene.now;
  scene.changeShape(zone, (shape) => (shape.capacity = 6));
  scene.markSaved(sent, 8);
  assert.equal(scene.dirty, true);
  scene.undo();
  assert.equal(scene.dirty, false);
});

test("of two versions the one that was not chosen is one undo away", () => {
  const theirs = { ...stored(), reset_hour: 5 };
  const mine = opened();
  mine.scene.changeShape(mine.zone, (shape) => (shape.capacity = 9));
  const drawn = mine.scene.document();
  mine.scene.rebase(theirs, 8);
  assert.deepEqual(mine.scene.document(), drawn);
  mine.scene.undo();
  assert.deepEqual(mine.scene.document(), theirs);

  const other = opened();
  other.scene.changeShape(other.zone, (shape) => (shape.capacity = 9));
  other.scene.adopt(theirs, 8);
  assert.deepEqual(other.scene.document(), theirs);
  assert.equal(other.scene.dirty, false);
  other.scene.undo();
  assert.deepEqual(other.scene.document(), drawn);
});

test("a new shape gets a name that is free", () => {
  assert.equal(freeName([{ name: "zone 1" }, { name: "zone 3" }], "zone"), "zone 2");
});

test("how two versions differ is told by name", () => {
  const mine = stored();
  mine.zones[0].points = TRIANGLE.toReversed();
  mine.lines.push({ name: "back", points: [[0, 0], [1, 1]], is_entrance: false });
  const theirs = { ...stored(), calibration: null };
  theirs.lines[0].is_entrance = false;
  assert.deepEqual(differences(mine, theirs), [
    "zone queue: drawn differently",
    "line door: set differently",
    "line back: only in yours",
    "calibration: different",
  ]);
});
