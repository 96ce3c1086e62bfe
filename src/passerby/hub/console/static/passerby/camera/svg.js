// Makes SVG elements and sets their attributes.
// What is drawn gets its colours from the style sheet, by class, for the policy allows no style in the page.
const NAMESPACE = "http://www.w3.org/2000/svg";

/** Set attributes; those of null or false are taken away. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
  return element;
}

/** One SVG element with attributes and, where given, text or children. */
export function svg(name, attributes = {}, ...children) {
  const element = set(document.createElementNS(NAMESPACE, name), attributes);
  element.append(...children);
  return element;
}

/** Points in pixels as the text of a `points` attribute. */
export function pointsText(points) {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}
