import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { LineTotals } from "../../../../../src/passerby/hub/console/static/passerby/camera/line_totals.js";

const door = (entered, left) => [{ name: "door", entered, left }];

test("today is what is stored and what the window that fills has", () => {
  const totals = new LineTotals(async () => null, () => {});
  totals.start({ door: { entered: 10, left: 4 } });
  totals.live(door(2, 1));
  assert.deepEqual(totals.of("door"), { entered: 12, left: 5 });
  assert.deepEqual(totals.of("a line nobody crossed"), { entered: 0, left: 0 });
  totals.stop();
});

test("a window that closed is counted once, before and after it is stored", async () => {
  let now = 0;
  const clock = mock.method(performance, "now", () => now);
  const totals = new LineTotals(async () => ({ door: { entered: 13, left: 4 } }), () => {});
  totals.start({ door: { entered: 10, left: 4 } });
  totals.live(door(3, 0));
  totals.live(door(0, 0));
  assert.deepEqual(totals.of("door"), { entered: 13, left: 4 });
  now = 4000;
  await totals.ask();
  assert.deepEqual(totals.of("door"), { entered: 13, left: 4 });
  totals.stop();
  clock.mock.restore();
});
