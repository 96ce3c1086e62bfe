// Figures as people read them, and the state of a live view in words.
// Mirrors the hub's own words (charts/words.py), for what changes too often to ask for.

const MINUTE_S = 60;
const HOUR_S = 3600;
const numbers = new Intl.NumberFormat("en");

/** 1 person, 7 people. */
export function peopleText(count) {
  return `${numbers.format(count)} ${count === 1 ? "person" : "people"}`;
}

/** Seconds by their two largest units: 45 s, 1 min 50 s, 2 h 5 min. */
export function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole < MINUTE_S) return `${whole} s`;
  const [size, unit, restSize, restUnit] = whole < HOUR_S ? [MINUTE_S, "min", 1, "s"] : [HOUR_S, "h", MINUTE_S, "min"];
  const rest = Math.floor((whole % size) / restSize);
  return `${Math.floor(whole / size)} ${unit}${rest ? ` ${rest} ${restUnit}` : ""}`;
}

/** A normalised coordinate: 42.5 %. */
export function percentText(share) {
  return `${(share * 100).toFixed(1).replace(/\.0$/, "")} %`;
}

/** A moment on the clock of the site. */
export function clockText(atS, timeZone) {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone }).format(new Date(atS * 1000));
}

/** What stands beside a zone: its name, people, and how long they have been there. */
export function zoneText(zone, figures) {
  if (!figures) return zone.name;
  const dwell = figures.people_now && figures.dwell_mean_s >= 1 ? `, ${durationText(figures.dwell_mean_s)}` : "";
  return `${zone.name}  ${peopleText(figures.people_now)}${dwell}`;
}

/** Who came in and who went out: in 214, out 187. */
export function crossedText({ entered, left }) {
  return `in ${numbers.format(entered)}, out ${numbers.format(left)}`;
}

/** What stands beside a line: its name, and who came in and went out today. */
export function lineText(line, figures) {
  return figures ? `${line.name}  in ${numbers.format(figures.entered)}  out ${numbers.format(figures.left)}` : line.name;
}

/** A text of the hub as a sentence without its full stop. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, "");
}

const CAMERA_STATES = {
  connecting: { tone: "warn", title: "The camera is being opened" },
  stalled: { tone: "warn", title: "The camera gives no pictures" },
  failed: { tone: "bad", title: "The camera cannot be opened" },
  ended: { tone: "off", title: "The file has been played to its end" },
  stopped: { tone: "off", title: "The camera is switched off" },
};

/** Seconds without anything new after which what is shown is called old. */
export const STALE_AFTER_S = 5;

/**
 * What the operator must know of the live view: {key, tone, title, text, over}, where `over` says that nothing
 * comes any more. link: "connecting", "open", "lost" or "offline"; gone: the hub's {reason, final}, or null.
 */
export function viewState({ link, gone, header, seenAtS, nowS, nextTryAtS, timeZone }) {
  if (gone?.final) {
    return { key: "deleted", tone: "bad", over: true, title: "This camera was deleted", text: "Somebody removed it while you were watching. Its figures are gone with it." };
  }
  const since = seenAtS ? `What you see is of ${clockText(seenAtS, timeZone)}.` : "";
  if (link === "offline") {
    return { key: "offline", tone: "warn", title: "This browser is offline", text: `${since} The view goes on by itself when the network is back.`.trim() };
  }
  if (link === "lost") {
    return { key: "lost", tone: "warn", title: "The hub does not answer", text: `${since} It is tried again every few seconds.`.trim() };
  }
  if (gone) {
    const text = `${since} The view comes back by itself; what is counted meanwhile arrives later.`.trim();
    return { key: "away", tone: "warn", title: sentence(gone.reason), text };
  }
  if (!header) return { key: "connecting", tone: "off", title: "Connecting to the camera", text: "The first picture takes a few seconds." };
  const trouble = CAMERA_STATES[header.state];
  if (trouble) {
    const next = nextTryAtS ? ` Next try at ${clockText(nextTryAtS, timeZone)}.` : "";
    return { key: header.state, ...trouble, text: `${header.note ? `${sentence(header.note)}.` : ""}${next}`.trim() };
  }
  if (!seenAtS) return { key: "connecting", tone: "off", title: "Waiting for the first picture", text: header.note ?? "" };
  if (nowS - seenAtS > STALE_AFTER_S) {
    return { key: "stale", tone: "warn", title: `Nothing new for ${durationText(nowS - seenAtS)}`, text: since };
  }
  return { key: "live", tone: "", title: "live", text: "" };
}
