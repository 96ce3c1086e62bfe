// Sorts a table[data-sortable] by the column whose heading is pressed; cells may say their value in data-value.
// Adds the buttons itself, so that a table without scripts is simply a table.
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent.trim();
}

function compare(a, b) {
  const [left, right] = [Number(a), Number(b)];
  return a !== "" && b !== "" && !Number.isNaN(left) && !Number.isNaN(right) ? left - right : order.compare(a, b);
}

function sort(table, heading) {
  const rising = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const column = heading.cellIndex;
  const sign = rising ? 1 : -1;
  const body = table.tBodies[0];
  body.append(...[...body.rows].sort((a, b) => sign * compare(valueOf(a, column), valueOf(b, column))));
}

function prepare(table) {
  table.dataset.sortReady = "";
  for (const heading of table.tHead.rows[0].cells) {
    if (heading.hasAttribute("data-unsorted") || !heading.textContent.trim()) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(table, heading));
  }
}

const prepareAll = () => document.querySelectorAll("table[data-sortable]:not([data-sort-ready])").forEach(prepare);
prepareAll();
document.addEventListener("htmx:load", prepareAll);
