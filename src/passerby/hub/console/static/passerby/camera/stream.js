// The live view of one camera: an EventSource that runs only while the page is seen, comes back by itself, and
// says how it stands: "connecting", "open", "lost" or "offline".
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

/** Fires "view" (detail: header), "scene" (detail: address of a picture), "gone" (detail), "link" (detail). */
export class ViewStream extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
    this.mode = "ghost";
    this.link = "connecting";
    this.over = false;
    this.source = null;
    this.retry = 0;
    this.waitMs = FIRST_WAIT_MS;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.start()));
    window.addEventListener("online", () => this.start());
    window.addEventListener("offline", () => this.lose());
    window.addEventListener("pagehide", () => this.stop());
    window.addEventListener("pageshow", (event) => event.persisted && this.start());
  }

  /** Ask for the other kind of picture: "ghost" or "pixelated". */
  choose(mode) {
    this.mode = mode;
    this.start();
  }

  start() {
    this.stop();
    if (this.over || document.hidden) return;
    if (!navigator.onLine) return void this.lose();
    this.say("connecting");
    const source = new EventSource(`${this.url}?mode=${this.mode}`);
    this.source = source;
    source.addEventListener("open", () => {
      this.waitMs = FIRST_WAIT_MS;
      this.say("open");
    });
    source.addEventListener("view", (event) => this.fire("view", JSON.parse(event.data)));
    source.addEventListener("scene", (event) => this.fire("scene", event.data));
    source.addEventListener("gone", (event) => this.leave(JSON.parse(event.data)));
    source.addEventListener("error", () => this.lose());
  }

  stop() {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }

  /** The camera is no more, or its agent is away; only the latter may change. */
  leave(gone) {
    this.fire("gone", gone);
    if (!gone.final) return;
    this.over = true;
    this.stop();
  }

  lose() {
    this.stop();
    if (this.over) return;
    this.say(navigator.onLine ? "lost" : "offline");
    // A little chance in the wait keeps a hub that comes back from being asked by everybody at once.
    this.retry = setTimeout(() => this.start(), this.waitMs * (0.75 + Math.random() / 2));
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  say(link) {
    // While tries go on after a loss the page stays "lost", until the hub has answered.
    if (link === "connecting" && this.link !== "open") link = this.link;
    this.link = link;
    this.fire("link", link);
  }

  fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
