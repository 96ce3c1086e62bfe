// Pure functions on points of a picture: [x, y], normalised from 0,0 (top left) to 1,1 (bottom right).
// They mirror the hub's own (shapes/polygons.py), so that what is marked here is what would be refused there.

const DIGITS = 1e6;

/** A number within low..high. */
export function clamp(value, low = 0, high = 1) {
  return Math.min(Math.max(value, low), high);
}

/** A point on the picture, rounded to what is worth storing. */
export function onPicture([x, y]) {
  return [Math.round(clamp(x) * DIGITS) / DIGITS, Math.round(clamp(y) * DIGITS) / DIGITS];
}

/** All points shifted, as far as every one of them stays on the picture. */
export function shifted(points, dx, dy) {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const x = clamp(dx, -Math.min(...xs), 1 - Math.max(...xs));
  const y = clamp(dy, -Math.min(...ys), 1 - Math.max(...ys));
  return points.map((point) => onPicture([point[0] + x, point[1] + y]));
}

/** The points with a new one after `index`: the given one, or the middle of the edge that starts there. */
export function inserted(points, index, point = null) {
  const here = points[index];
  const next = points[(index + 1) % points.length];
  const added = point ?? [(here[0] + next[0]) / 2, (here[1] + next[1]) / 2];
  return [...points.slice(0, index + 1), onPicture(added), ...points.slice(index + 1)];
}

/** Whether the point lies in the polygon: even-odd, as the crowd lane counts. */
export function contains(polygon, [x, y]) {
  let inside = false;
  polygon.forEach((start, index) => {
    const end = polygon[(index + 1) % polygon.length];
    if (start[1] <= y === end[1] <= y) return;
    const crossing = start[0] + ((y - start[1]) * (end[0] - start[0])) / (end[1] - start[1]);
    if (x < crossing) inside = !inside;
  });
  return inside;
}

/** The area of a polygon that does not cross itself, in parts of the picture. */
export function area(polygon) {
  const doubled = polygon.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length];
    return sum + x * nextY - y * nextX;
  }, 0);
  return Math.abs(doubled) / 2;
}

function turn(a, b, c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function between(a, b, c) {
  return (a[0] - c[0]) * (b[0] - c[0]) + (a[1] - c[1]) * (b[1] - c[1]) <= 0;
}

/** Whether the segments a-b and c-d share a point, be it only an end. */
export function segmentsMeet(a, b, c, d) {
  const sides = [turn(c, d, a), turn(c, d, b), turn(a, b, c), turn(a, b, d)];
  if (sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0) return true;
  const touching = [
    [c, d, a],
    [c, d, b],
    [a, b, c],
    [a, b, d],
  ];
  return touching.some(([start, end, point], index) => sides[index] === 0 && between(start, end, point));
}

/** Whether two edges of the polygon cross, touch away from their shared corner, or fold back. */
export function crossesItself(polygon) {
  const count = polygon.length;
  const corner = (index) => polygon[index % count];
  for (let first = 0; first < count; first += 1) {
    const [a, b, c] = [corner(first), corner(first + 1), corner(first + 2)];
    const foldsBack = turn(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0;
    if (foldsBack) return true;
    for (let second = first + 2; second < count; second += 1) {
      if (first === 0 && second === count - 1) continue;
      if (segmentsMeet(a, b, corner(second), corner(second + 1))) return true;
    }
  }
  return false;
}

/** Unit vector, in pixels, towards the side of a line that counts as in: its right, seen along start-end. */
export function inward(start, end, width, height) {
  const dx = (end[0] - start[0]) * width;
  const dy = (end[1] - start[1]) * height;
  const length = Math.hypot(dx, dy) || 1;
  return [-dy / length, dx / length];
}

/** Gaussian elimination with partial pivoting; null where the equations have no single answer. */
function solved(rows) {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let best = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
    }
    if (Math.abs(rows[best][column]) < 1e-12) return null;
    [rows[column], rows[best]] = [rows[best], rows[column]];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let at = column; at <= size; at += 1) rows[row][at] -= factor * rows[column][at];
    }
  }
  return rows.map((row, index) => row[size] / row[index]);
}

/** The projective map that takes four points to four others, as nine numbers row by row; null if there is none. */
export function homography(from, to) {
  const rows = from.flatMap(([x, y], index) => {
    const [u, v] = to[index];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  const answer = solved(rows);
  return answer && [...answer, 1];
}

/** Where a homography takes a point, with the depth by which points before and behind the camera differ. */
export function projected(h, [x, y]) {
  const depth = h[6] * x + h[7] * y + h[8];
  return { point: [(h[0] * x + h[1] * y + h[2]) / depth, (h[3] * x + h[4] * y + h[5]) / depth], depth };
}

const GRID_SAMPLES = 60;
const FAR_OUTSIDE = 1.5;

function trace(h, from, to, sign) {
  const runs = [[]];
  for (let index = 0; index <= GRID_SAMPLES; index += 1) {
    const share = index / GRID_SAMPLES;
    const { point, depth } = projected(h, [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
    const seen = depth * sign > 1e-9 && Math.abs(point[0] - 0.5) < FAR_OUTSIDE && Math.abs(point[1] - 0.5) < FAR_OUTSIDE;
    if (seen) runs.at(-1).push(point);
    else if (runs.at(-1).length) runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

/** Metres between two lines of the ground grid: 1, 2, 5, 10 ... so that about eight lie across the ground. */
export function gridStep(ground) {
  const extent = Math.max(...[0, 1].map((axis) => span(ground, axis)[1] - span(ground, axis)[0]), 1e-6);
  const rough = extent / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= rough * 0.999);
}

function span(points, axis) {
  const values = points.map((point) => point[axis]);
  return [Math.min(...values), Math.max(...values)];
}

/** A grid on the ground as it lies on the picture: polylines of points, twice as wide as the four points. */
export function groundGrid(picture, ground) {
  const h = homography(ground, picture);
  if (!h) return [];
  const step = gridStep(ground);
  const sign = Math.sign(projected(h, ground[0]).depth);
  const [left, right, near, far] = [0, 1].flatMap((axis) => {
    const [low, high] = span(ground, axis);
    const margin = (high - low) / 2;
    return [Math.floor((low - margin) / step) * step, Math.ceil((high + margin) / step) * step];
  });
  const lines = [];
  for (let x = left; x <= right + step / 2; x += step) lines.push(...trace(h, [x, near], [x, far], sign));
  for (let y = near; y <= far + step / 2; y += step) lines.push(...trace(h, [left, y], [right, y], sign));
  return lines;
}
