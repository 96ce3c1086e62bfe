import assert from "node:assert/strict";
import { test } from "node:test";
import {
  area, contains, crossesItself, gridStep, groundGrid, homography, inserted, inward, onPicture, projected, shifted,
} from "../../../../../src/passerby/hub/console/static/passerby/camera/geometry.js";

const SQUARE = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]];
const BOW_TIE = [[0.2, 0.2], [0.8, 0.8], [0.8, 0.2], [0.2, 0.8]];

test("a point is kept on the picture", () => {
  assert.deepEqual(onPicture([-0.2, 1.4]), [0, 1]);
});

test("a shape that is moved stops at the edge and keeps its form", () => {
  const moved = shifted(SQUARE, 0.5, -0.1);
  assert.deepEqual(moved, [[0.4, 0.1], [1, 0.1], [1, 0.7], [0.4, 0.7]]);
});

test("a new point lies in the middle of its edge, the last edge included", () => {
  assert.deepEqual(inserted(SQUARE, 0)[1], [0.5, 0.2]);
  assert.deepEqual(inserted(SQUARE, 3).at(-1), [0.2, 0.5]);
});

test("left and upper edges belong to a polygon, right and lower ones do not", () => {
  assert.equal(contains(SQUARE, [0.5, 0.5]), true);
  assert.equal(contains(SQUARE, [0.2, 0.5]), true);
  assert.equal(contains(SQUARE, [0.5, 0.2]), true);
  assert.equal(contains(SQUARE, [0.8, 0.5]), false);
  assert.equal(contains(SQUARE, [0.5, 0.8]), false);
});

test("the area of a polygon does not depend on its sense", () => {
  assert.ok(Math.abs(area(SQUARE) - 0.36) < 1e-12);
  assert.equal(area([...SQUARE].reverse()), area(SQUARE));
});

test("crossing, touching and folding back are found", () => {
  assert.equal(crossesItself(SQUARE), false);
  assert.equal(crossesItself(BOW_TIE), true);
  assert.equal(crossesItself([[0, 0], [0.5, 0], [0.2, 0], [0.2, 0.5]]), true);
  assert.equal(crossesItself([[0, 0], [1, 0], [0.5, 0.5], [1, 1], [0, 1], [0.5, 0.5]]), true);
  assert.equal(crossesItself([[0, 0], [1, 0], [0, 1]]), false);
});

test("in is right of a line, seen along it, measured in pixels", () => {
  assert.deepEqual(inward([0.1, 0.5], [0.9, 0.5], 1600, 900), [-0, 1]);
  const [x, y] = inward([0, 0], [1, 1], 200, 100);
  assert.ok(x < 0 && y > 0 && Math.abs(x * 200 + y * 100) < 1e-9);
});

test("a homography takes its four points where they belong, and nothing to nowhere", () => {
  const ground = [[0, 0], [4, 0], [4, 9], [0, 9]];
  const picture = [[0.2, 0.9], [0.8, 0.9], [0.6, 0.4], [0.4, 0.4]];
  const h = homography(ground, picture);
  ground.forEach((point, index) => {
    const [x, y] = projected(h, point).point;
    assert.ok(Math.hypot(x - picture[index][0], y - picture[index][1]) < 1e-9);
  });
  assert.equal(homography([[0, 0], [1, 1], [2, 2], [3, 3]], picture), null);
});

test("a ground grid passes through the corners and stays before the camera", () => {
  const ground = [[0, 0], [4, 0], [4, 4], [0, 4]];
  const picture = [[0.2, 0.9], [0.8, 0.9], [0.55, 0.5], [0.45, 0.5]];
  const lines = groundGrid(picture, ground);
  assert.ok(lines.length > 16);
  for (const corner of picture) {
    assert.ok(lines.flat().some(([x, y]) => Math.hypot(x - corner[0], y - corner[1]) < 0.02));
  }
  // The vanishing point of this ground is at y = 0.42; what is drawn above it would be behind the camera.
  for (const [, y] of lines.flat()) assert.ok(y > 0.42);
});

test("the grid has a step that people count in", () => {
  assert.equal(gridStep([[0, 0], [4, 0], [4, 4], [0, 4]]), 0.5);
  assert.equal(gridStep([[0, 0], [70, 0], [70, 30], [0, 30]]), 10);
});
