// Makes the heads of sortable tables into buttons.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent.trim();
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].sort((a, b) => compare(a.cells[column], b.cells[column]));
  table.tBodies[0].append(...(down ? rows.reverse() : rows));
}

function compare(a, b) {
  const [x, y] = [a, b].map((cell) => Number(cell.dataset.value ?? NaN));
  return Number.isNaN(x) || Number.isNaN(y)
    ? a.textContent.localeCompare(b.textContent, document.documentElement.lang)
    : x - y;
}
