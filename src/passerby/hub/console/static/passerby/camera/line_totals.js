// In and out of today for each line: what the hub has stored, what a window just closed, and the one that fills.
// The hub is asked again only after somebody crossed, and once a minute.
const SETTLED_MS = 4000;
const EVERY_MS = 60000;

function add(a, b) {
  return { entered: (a?.entered ?? 0) + (b?.entered ?? 0), left: (a?.left ?? 0) + (b?.left ?? 0) };
}

/** fetchStored(): answers {name: {entered, left}} of today; changed(): called when figures differ. */
export class LineTotals {
  constructor(fetchStored, changed) {
    Object.assign(this, { fetchStored, changed, stored: {}, closed: {}, filling: {}, closedAt: 0, timer: 0 });
  }

  start(stored) {
    this.stored = stored;
    this.askIn(EVERY_MS);
  }

  stop() {
    clearTimeout(this.timer);
  }

  askIn(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ms);
  }

  /** The crossings of the window that is filling. Fewer than before means that a window closed meanwhile. */
  live(lines) {
    const filling = Object.fromEntries(lines.map((line) => [line.name, line]));
    const flipped = Object.entries(this.filling).some(
      ([name, last]) => (filling[name]?.entered ?? 0) < last.entered || (filling[name]?.left ?? 0) < last.left,
    );
    if (flipped) {
      for (const [name, last] of Object.entries(this.filling)) this.closed[name] = add(this.closed[name], last);
      this.closedAt = performance.now();
      this.askIn(SETTLED_MS);
    }
    this.filling = filling;
  }

  async ask() {
    const askedAt = performance.now();
    this.askIn(EVERY_MS);
    const stored = await this.fetchStored();
    if (!stored) return;
    this.stored = stored;
    // A window that closed just before the question may not have been stored yet; it is asked for again.
    if (askedAt - this.closedAt >= SETTLED_MS - 100) this.closed = {};
    this.changed();
  }

  of(name) {
    return add(add(this.stored[name], this.closed[name]), this.filling[name]);
  }
}
