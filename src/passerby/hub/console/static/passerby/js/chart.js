// The read-out of a chart: the value under the pointer, or under the arrow keys, shown beside a rule in the plot.
// Reads the numbers from the chart's own JSON; what the keyboard reaches is announced politely.
function nearest(positions, at) {
  let low = 0;
  let high = positions.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (positions[middle] < at) low = middle;
    else high = middle;
  }
  return at - positions[low] <= positions[high] - at ? low : high;
}

function lineOf(readout, index) {
  const values = readout.series.map(({ name, values }) => `${name} ${values[index]}`);
  return `${readout.labels[index]}: ${values.join(", ")}`;
}

class Readout {
  constructor(figure) {
    this.figure = figure;
    this.data = JSON.parse(figure.querySelector("script[data-chart-readout]").textContent);
    this.svg = figure.querySelector("svg.chart-svg");
    this.rule = this.svg.querySelector(".chart-rule");
    this.shown = figure.querySelector("[data-chart-value]");
    this.said = figure.querySelector("[data-chart-said]");
    this.resting = this.shown.textContent;
    this.index = null;
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerdown", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => document.activeElement !== this.svg && this.rest());
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("blur", () => this.rest());
  }

  get columns() {
    return this.data.positions.length;
  }

  point(event) {
    const { left, top, width, height } = this.svg.querySelector(".chart-field").getBoundingClientRect();
    if (!width || !this.columns) return;
    const column = nearest(this.data.positions, (event.clientX - left) / width);
    const rows = this.data.rows ?? 1;
    const row = Math.min(Math.max(Math.floor(((event.clientY - top) / height) * rows), 0), rows - 1);
    this.show(row * this.columns + column);
  }

  key(event) {
    const last = this.data.labels.length - 1;
    if (last < 0) return;
    const from = this.index ?? (event.key === "ArrowLeft" ? last + 1 : -1);
    const big = this.data.rows ? this.columns : Math.max(1, Math.round(last / 10));
    const target = {
      ArrowRight: from + 1,
      ArrowLeft: from - 1,
      ...(this.data.rows && { ArrowDown: from + big, ArrowUp: from - big }),
      PageUp: from - big,
      PageDown: from + big,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") this.rest();
    if (target === undefined) return;
    event.preventDefault();
    this.show(Math.min(Math.max(target, 0), last));
    this.said.textContent = lineOf(this.data, this.index);
  }

  show(index) {
    if (index === this.index) return;
    this.index = index;
    this.mark(index % this.columns, Math.floor(index / this.columns));
    this.shown.textContent = lineOf(this.data, index);
  }

  mark(column, row) {
    const at = this.data.positions[column];
    if (this.data.rows) {
      this.rule.setAttribute("x", `${(at - 0.5 / this.columns) * 100}%`);
      this.rule.setAttribute("y", row * this.rule.height.baseVal.value);
    } else {
      this.rule.setAttribute("x1", `${at * 100}%`);
      this.rule.setAttribute("x2", `${at * 100}%`);
    }
    this.rule.classList.add("shown");
  }

  rest() {
    this.index = null;
    this.rule.classList.remove("shown");
    this.shown.textContent = this.resting;
    this.said.textContent = "";
  }
}

function prepare(root) {
  for (const figure of root.querySelectorAll("figure[data-chart]:not([data-chart-ready])")) {
    figure.dataset.chartReady = "";
    new Readout(figure);
  }
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
