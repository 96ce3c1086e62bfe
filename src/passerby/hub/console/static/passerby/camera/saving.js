// Between the editor and the hub: has each change looked over by the hub's own rules, saves the whole scene, and
// settles it with somebody else's when two people edited at once. Nothing is lost: what was not chosen is one undo away.
const CHECK_AFTER_MS = 250;

async function post(url, token, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return { status: response.status, answer: isJson ? await response.json() : {} };
}

const NOT_SAVED = {
  401: "You were signed out meanwhile. Sign in again in another tab, then save here.",
  403: "You may no longer change this camera, or this page stood open for too long. Open it in another tab, then save here.",
  404: "This camera was deleted, or is no longer at one of your sites.",
};

/** Fires "problems" with the hub's list, "history" with its sentences on what saving does to it, "saved" with {revision}, "conflict" with the hub's answer, "failed" with a text. */
export class Saving extends EventTarget {
  constructor(scene, { url, checkUrl, token }) {
    super();
    Object.assign(this, { scene, url, checkUrl, token, timer: 0, asked: 0, busy: false });
    scene.addEventListener("change", () => this.lookOverSoon());
    window.addEventListener("beforeunload", (event) => scene.dirty && event.preventDefault());
  }

  fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  lookOverSoon() {
    if (this.scene.preview || this.scene.now === this.lookedOver) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lookOver(), CHECK_AFTER_MS);
  }

  async lookOver() {
    const mine = (this.asked += 1);
    this.lookedOver = this.scene.now;
    try {
      const { status, answer } = await post(this.checkUrl, this.token, { scene: this.scene.document() });
      // An answer to an older question says nothing of what is drawn now.
      if (status !== 200 || mine !== this.asked) return;
      this.fire("problems", answer.problems);
      this.fire("history", answer.history);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // Without the network nothing is looked over; saving says so when it is tried.
    }
  }

  async save() {
    if (this.busy) return;
    this.busy = true;
    const sent = this.scene.now;
    try {
      const { status, answer } = await post(this.url, this.token, { scene: this.scene.document(), revision: this.scene.revision });
      if (status === 200) this.keep(sent, answer.revision);
      else if (status === 409) this.fire("conflict", answer);
      else this.fire("failed", answer.detail ?? NOT_SAVED[status] ?? `The hub could not save this (${status}). Nothing was changed; try again.`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.fire("failed", "The hub did not answer. Nothing was saved; what you drew is still here. Try again in a moment.");
    } finally {
      this.busy = false;
    }
  }

  keep(sent, revision) {
    // What was true of changing the scene before is not true of changing this one.
    this.lookedOver = null;
    this.scene.markSaved(sent, revision);
    this.fire("saved", { revision });
  }
}

const WORDS = { zones: "zone", lines: "line" };

/** How one scene of the hub differs from another, in words: "zone queue: moved". */
export function differences(mine, theirs) {
  const told = [];
  for (const kind of ["zones", "lines"]) {
    const names = new Set([...mine[kind], ...theirs[kind]].map((shape) => shape.name));
    for (const name of names) {
      const [here, there] = [mine, theirs].map((scene) => scene[kind].find((shape) => shape.name === name));
      const word = `${WORDS[kind]} ${name}`;
      if (!there) told.push(`${word}: only in yours`);
      else if (!here) told.push(`${word}: only in theirs`);
      else if (JSON.stringify(here.points) !== JSON.stringify(there.points)) told.push(`${word}: drawn differently`);
      else if (JSON.stringify(here) !== JSON.stringify(there)) told.push(`${word}: set differently`);
    }
  }
  if (JSON.stringify(mine.calibration) !== JSON.stringify(theirs.calibration)) told.push("calibration: different");
  if (mine.presence_zone !== theirs.presence_zone) told.push("presence zone: different");
  if (mine.reset_hour !== theirs.reset_hour) told.push("reset hour: different");
  return told;
}
