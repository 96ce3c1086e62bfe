// Draws what is known over the picture: people's marks and trails, zones, lines, heat, flow, the ground grid.
// One unit of this drawing is one pixel of the screen, so that text and targets keep their size at any width.
import { area, groundGrid, inward } from "./geometry.js";
import { pointsText, set, svg } from "./svg.js";
import { lineText, zoneText } from "./words.js";

const LAYERS = ["heat", "flow", "grid", "zones", "lines", "theirs", "trails", "marks", "labels"];
const LABEL_HEIGHT = 18;
const LABEL_PX = 13;
const SMALL_LABEL_PX = 11;
const SMALL_PICTURE_PX = 480;
const EDGE = 6;
const ARROW = 22;
const FAINT_FLOW = 0.06;

/** Draws into `root`, an SVG that lies exactly over the picture. */
export class Overlay {
  constructor(root) {
    this.root = root;
    this.layers = {};
    for (const name of LAYERS) this.layers[name] = root.appendChild(svg("g", { class: `layer-${name}` }));
    this.width = 1;
    this.height = 1;
    this.ruler = document.createElement("canvas").getContext("2d");
  }

  /** Take the size that the picture has on the screen; answers whether it changed. */
  fit() {
    const { width, height } = this.root.getBoundingClientRect();
    if (!width || !height || (width === this.width && height === this.height)) return false;
    this.width = width;
    this.height = height;
    set(this.root, { viewBox: `0 0 ${width} ${height}` });
    return true;
  }

  toPixels([x, y]) {
    return [x * this.width, y * this.height];
  }

  /** The normalised point under a pointer. */
  fromEvent(event) {
    const box = this.root.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  show(layer, shown) {
    this.layers[layer].classList.toggle("off", !shown);
  }

  /** Every person as a mark where they stand, with the way they came. */
  drawPeople(marks) {
    this.layers.trails.replaceChildren(...marks.flatMap((mark) => this.trail(mark.trail)));
    this.layers.marks.replaceChildren(...marks.map((mark) => this.mark(mark.box)));
  }

  mark([left, top, right, bottom]) {
    const rx = Math.max(((right - left) * this.width) / 3.2, 3);
    const ry = Math.max(((bottom - top) * this.height) / 2.1, 5);
    return svg("ellipse", { cx: ((left + right) / 2) * this.width, cy: ((top + bottom) / 2) * this.height, rx, ry });
  }

  /** Each step a line of its own, the older the fainter. */
  trail(points) {
    return points.slice(1).map((point, index) => {
      const [x1, y1] = this.toPixels(points[index]);
      const [x2, y2] = this.toPixels(point);
      return svg("line", { x1, y1, x2, y2, "stroke-opacity": ((0.75 * (index + 1)) / points.length).toFixed(2) });
    });
  }

  /** Zones and lines; figuresOf(kind, shape) answers what is known of one, isWrong(shape) whether it is refused. */
  drawShapes(scene, figuresOf, isWrong) {
    this.taken = [];
    this.labelPx = this.width < SMALL_PICTURE_PX ? SMALL_LABEL_PX : LABEL_PX;
    this.ruler.font = `600 ${this.labelPx}px ${getComputedStyle(this.root).fontFamily}`;
    // Small zones lie on large ones, so that each can be seen and taken hold of.
    const zones = [...scene.zones].sort((a, b) => area(b.points) - area(a.points));
    this.layers.zones.replaceChildren(...zones.map((zone) => this.zone(zone, isWrong(zone))));
    this.layers.lines.replaceChildren(...scene.lines.map((line) => this.line(line, isWrong(line))));
    this.layers.labels.replaceChildren(
      ...scene.zones.map((zone) => this.label(zoneText(zone, figuresOf("zones", zone)), this.top(zone.points), "zone-label")),
      ...scene.lines.map((line) => this.label(lineText(line, figuresOf("lines", line)), this.top(line.points), "line-label")),
    );
  }

  zone(zone, wrong) {
    const points = pointsText(zone.points.map((point) => this.toPixels(point)));
    return svg("polygon", { points, class: `zone ${zone.kind}${wrong ? " wrong" : ""}` });
  }

  line(line, wrong) {
    const [start, end] = line.points.map((point) => this.toPixels(point));
    const [nx, ny] = inward(...line.points, this.width, this.height);
    const [mx, my] = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
    const [tipX, tipY] = [mx + nx * ARROW, my + ny * ARROW];
    const wing = (side) => [tipX - nx * 8 - ny * 5 * side, tipY - ny * 8 + nx * 5 * side];
    return svg(
      "g",
      { class: `line${wrong ? " wrong" : ""}` },
      svg("line", { x1: start[0], y1: start[1], x2: end[0], y2: end[1] }),
      svg("circle", { cx: start[0], cy: start[1], r: 3.5 }),
      svg("line", { class: "arrow", x1: mx, y1: my, x2: tipX, y2: tipY }),
      svg("polygon", { points: pointsText([[tipX, tipY], wing(1), wing(-1)]) }),
    );
  }

  top(points) {
    return this.toPixels(points.reduce((best, point) => (point[1] < best[1] ? point : best)));
  }

  /** A text near a point, within the picture, below those already there. */
  label(text, [x, y], name) {
    const { width } = this.ruler.measureText(text);
    const left = Math.min(Math.max(x + EDGE, EDGE), Math.max(this.width - width - EDGE, EDGE));
    let base = Math.max(y + LABEL_HEIGHT, LABEL_HEIGHT);
    const clash = (other) => Math.abs(other.base - base) < LABEL_HEIGHT && left < other.right && other.left < left + width;
    while (this.taken.some(clash) && base < this.height - LABEL_HEIGHT) base += LABEL_HEIGHT;
    this.taken.push({ left, right: left + width, base });
    return svg("text", { x: left.toFixed(1), y: base.toFixed(1), class: name, "font-size": this.labelPx }, text);
  }

  /** density: rows of mean people a cell. Darker is more; the fullest cell sets the scale. */
  drawHeat(density) {
    const most = Math.max(0, ...(density ?? []).flat());
    if (!most) return this.layers.heat.replaceChildren();
    const [cellW, cellH] = [this.width / density[0].length, this.height / density.length];
    const cells = density.flatMap((row, y) =>
      row.map((people, x) => [people, x, y]).filter(([people]) => people > most / 100),
    );
    return this.layers.heat.replaceChildren(
      ...cells.map(([people, x, y]) =>
        svg("rect", {
          x: x * cellW,
          y: y * cellH,
          width: cellW + 0.5,
          height: cellH + 0.5,
          "fill-opacity": (Math.sqrt(people / most) * 0.8).toFixed(3),
        }),
      ),
    );
  }

  /** flow: rows of velocities, in picture widths and heights a second. The longest arrow is the fastest. */
  drawFlow(flow) {
    const cells = (flow ?? []).flatMap((row, y) =>
      row.map(([vx, vy], x) => ({ x: (x + 0.5) / row.length, y: (y + 0.5) / flow.length, vx: vx * this.width, vy: vy * this.height })),
    );
    const fastest = Math.max(0, ...cells.map(({ vx, vy }) => Math.hypot(vx, vy)));
    const reach = (Math.min(this.width / 16, this.height / 9) / 2) * 0.95;
    const seen = cells.filter(({ vx, vy }) => Math.hypot(vx, vy) > fastest * FAINT_FLOW);
    this.layers.flow.replaceChildren(...seen.map((cell) => this.arrow(cell, fastest, reach)));
  }

  arrow({ x, y, vx, vy }, fastest, reach) {
    const speed = Math.hypot(vx, vy);
    const length = reach * (0.4 + 0.6 * (speed / fastest));
    const [ux, uy] = [vx / speed, vy / speed];
    const [cx, cy] = this.toPixels([x, y]);
    const tip = [cx + ux * length, cy + uy * length];
    const head = Math.max(length / 2.5, 3);
    const wing = (side) => [tip[0] - ux * head - uy * head * 0.6 * side, tip[1] - uy * head + ux * head * 0.6 * side];
    return svg(
      "g",
      {},
      svg("line", { x1: cx - ux * length, y1: cy - uy * length, x2: tip[0], y2: tip[1] }),
      svg("polyline", { points: pointsText([wing(1), tip, wing(-1)]) }),
    );
  }

  /** The ground as the calibration has it; null draws none. */
  drawGrid(calibration) {
    const lines = calibration ? groundGrid(calibration.points, calibration.ground_m) : [];
    const drawn = lines.map((line) => svg("polyline", { points: pointsText(line.map((point) => this.toPixels(point))) }));
    if (calibration) drawn.push(svg("polygon", { class: "base", points: pointsText(calibration.points.map((point) => this.toPixels(point))) }));
    this.layers.grid.replaceChildren(...drawn);
  }

  /** What somebody else saved, as outlines beside one's own; null draws none. */
  drawTheirs(scene) {
    const shapes = scene ? [...scene.zones, ...scene.lines] : [];
    this.layers.theirs.replaceChildren(
      ...shapes.map((shape) => {
        const points = pointsText(shape.points.map((point) => this.toPixels(point)));
        return svg(shape.points.length > 2 ? "polygon" : "polyline", { points });
      }),
    );
  }
}
