import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText, lineText, percentText, viewState, zoneText } from "../../../../../src/passerby/hub/console/static/passerby/camera/words.js";

const LIVE = { state: "live", note: "" };
const at = { link: "open", gone: null, header: LIVE, seenAtS: 1000, nowS: 1001, nextTryAtS: null, timeZone: "Europe/Lisbon" };
const key = (change) => viewState({ ...at, ...change }).key;

test("spans of time are told by their two largest units", () => {
  assert.deepEqual([0, 45, 60, 110, 7500].map(durationText), ["0 s", "45 s", "1 min", "1 min 50 s", "2 h 5 min"]);
});

test("shapes are told with what is known of them", () => {
  assert.equal(zoneText({ name: "queue" }, null), "queue");
  assert.equal(zoneText({ name: "queue" }, { people_now: 1, dwell_mean_s: 0 }), "queue  1 person");
  assert.equal(zoneText({ name: "queue" }, { people_now: 7, dwell_mean_s: 130 }), "queue  7 people, 2 min 10 s");
  assert.equal(lineText({ name: "door" }, { entered: 1214, left: 187 }), "door  in 1,214  out 187");
  assert.equal(percentText(0.425), "42.5 %");
});

test("every state of the view has its words", () => {
  assert.equal(key({}), "live");
  assert.equal(key({ header: null, seenAtS: null }), "connecting");
  assert.equal(key({ nowS: 1006 }), "stale");
  assert.equal(key({ seenAtS: null }), "connecting");
  assert.equal(key({ link: "offline" }), "offline");
  assert.equal(key({ link: "lost" }), "lost");
  assert.equal(key({ gone: { reason: "the agent of this camera does not answer", final: false } }), "away");
  assert.equal(key({ gone: { reason: "this camera was deleted", final: true }, link: "offline" }), "deleted");
  for (const state of ["connecting", "stalled", "failed", "ended", "stopped"]) {
    assert.equal(key({ header: { state, note: "" } }), state);
  }
});

test("a camera in trouble says why, and when it is tried again on the clock of the site", () => {
  const told = viewState({ ...at, header: { state: "failed", note: "the camera refused the password" }, nextTryAtS: 1_770_000_000 });
  assert.equal(told.title, "The camera cannot be opened");
  assert.equal(told.text, "The camera refused the password. Next try at 02:40:00.");
});

test("a view that is interrupted says of when the picture is", () => {
  assert.match(viewState({ ...at, link: "offline", seenAtS: 1_770_000_000 }).text, /^What you see is of 02:40:00\./);
});
