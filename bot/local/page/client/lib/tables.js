// Data tables: sorted by a heading, turned page by page.
export function sortTable(button) {
  const heading = button.closest("th");
  const body = heading.closest("table").tBodies[0];
  const column = Number(button.dataset.sort);
  const upwards = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of heading.parentElement.cells) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", upwards ? "ascending" : "descending");
  const compare = new Intl.Collator("ja", { numeric: true }).compare;
  const valueOf = (row) => row.cells[column].dataset.number ?? row.cells[column].textContent;
  const order = (one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    return isNaN(a) || isNaN(b) || a === "" || b === "" ? compare(a, b) : a - b;
  };
  const rows = [...body.rows].sort((one, other) => (upwards ? order(one, other) : order(other, one)));
  body.append(...rows);
  showPage(heading.closest("[data-block-id]"), 0);
}

export function turnPage(button) {
  const block = button.closest("[data-block-id]");
  showPage(block, Number(block.dataset.page || 0) + Number(button.dataset.turn));
}

function showPage(block, page) {
  const pager = block.querySelector(".pager");
  if (!pager) return;
  const rows = [...block.querySelector("tbody").rows];
  const size = Number(pager.dataset.size);
  const last = Math.ceil(rows.length / size) - 1;
  block.dataset.page = page;
  rows.forEach((row, index) => (row.hidden = Math.floor(index / size) !== page));
  pager.querySelector("span").textContent = `${page * size + 1}–${Math.min((page + 1) * size, rows.length)} / ${rows.length}`;
  pager.querySelector("[data-turn='-1']").disabled = page === 0;
  pager.querySelector("[data-turn='1']").disabled = page === last;
}
