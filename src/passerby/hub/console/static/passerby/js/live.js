// Live figures: one EventSource per page (body[data-live-url]); an element with data-live="sites.ID.people" follows
// that entry of its "figures" events. Says when the connection is lost and since when; rests while hidden.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
// The hub sends at least a heartbeat this often; a silent connection is as good as none.
const SILENCE_MS = 20000;

const url = document.body.dataset.liveUrl;
const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

let source = null;
let waitMs = FIRST_WAIT_MS;
let retry = 0;
let silence = 0;
let lostAt = null;

function textOf(value) {
  if (value === null || value === undefined) return "–";
  return typeof value === "number" ? numbers.format(value) : String(value);
}

const apply = {
  live: (element, value) => {
    const text = textOf(value);
    if (element.textContent !== text) element.textContent = text;
  },
  liveWidth: (element, value) => {
    element.setAttribute("width", Math.min(Math.max(Number(value) || 0, 0), 100));
    element.closest("[role=meter]")?.setAttribute("aria-valuenow", Math.round(Number(value) || 0));
  },
  liveTone: (element, value) => {
    element.classList.remove("warn", "bad", "off");
    if (["warn", "bad", "off"].includes(value)) element.classList.add(value);
  },
  liveHidden: (element, value) => {
    element.hidden = !value;
  },
};

const attributes = { live: "data-live", liveWidth: "data-live-width", liveTone: "data-live-tone", liveHidden: "data-live-hidden" };

// {sites: {a: {people: 3}}} becomes {"sites.a.people": 3}; lists stay as they are.
function flat(entries, prefix = "", found = {}) {
  for (const [name, value] of Object.entries(entries)) {
    const nested = value !== null && typeof value === "object" && !Array.isArray(value);
    if (nested) flat(value, `${prefix}${name}.`, found);
    else found[prefix + name] = value;
  }
  return found;
}

function update(news) {
  const figures = flat(news);
  for (const [kind, attribute] of Object.entries(attributes)) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const key = element.getAttribute(attribute);
      if (Object.hasOwn(figures, key)) apply[kind](element, figures[key]);
    }
  }
  document.dispatchEvent(new CustomEvent("passerby:figures", { detail: figures }));
}

function say(state) {
  if (state === "lost") lostAt ??= new Date();
  if (state === "live") lostAt = null;
  // While tries go on after a loss the page stays "lost": flickering would hide how old its figures are.
  const shown = state === "connecting" && lostAt ? "lost" : state;
  document.documentElement.dataset.liveState = shown;
  for (const element of document.querySelectorAll("[data-live-state]:not(html)")) {
    if (element.dataset.liveState !== shown) element.dataset.liveState = shown;
    const since = element.querySelector("[data-live-since]");
    if (since && lostAt) since.textContent = clock.format(lostAt);
  }
  document.dispatchEvent(new CustomEvent("passerby:live-state", { detail: { state: shown, lostAt } }));
}

function heard() {
  clearTimeout(silence);
  silence = setTimeout(lose, SILENCE_MS);
}

function stop() {
  clearTimeout(retry);
  clearTimeout(silence);
  source?.close();
  source = null;
}

function lose() {
  stop();
  say("lost");
  // A little chance in the wait keeps a hub that comes back from being asked by everybody at once.
  retry = setTimeout(start, waitMs * (0.75 + Math.random() / 2));
  waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
}

function start() {
  stop();
  say("connecting");
  source = new EventSource(url);
  source.addEventListener("open", () => {
    waitMs = FIRST_WAIT_MS;
    say("live");
    heard();
  });
  source.addEventListener("figures", (event) => {
    heard();
    update(JSON.parse(event.data));
  });
  source.addEventListener("heartbeat", heard);
  source.addEventListener("error", lose);
  heard();
}

if (url) {
  start();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stop();
      say("paused");
    } else {
      waitMs = FIRST_WAIT_MS;
      start();
    }
  });
  window.addEventListener("online", start);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => event.persisted && start());
  // Parts that htmx swaps in are told the state they missed.
  document.addEventListener("htmx:afterSettle", () => say(document.documentElement.dataset.liveState));
}
