// Marks many half-days at once: tick a week or a column, and walk up and down a column with the arrow keys.
const table = document.querySelector(".halves");
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

function tickAll({ target }) {
  const many = target.dataset.many;
  if (many) table.querySelectorAll(many).forEach((box) => { box.checked = target.checked; });
}

function walk(event) {
  const step = STEPS[event.key];
  if (!step) return;
  const cell = event.target.closest("th, td");
  const place = [...cell.querySelectorAll("input")].indexOf(event.target);
  let row = cell.parentElement.rowIndex;
  let box;
  while (!box && table.rows[row += step]) {
    box = table.rows[row].cells[cell.cellIndex].querySelectorAll("input")[place];
  }
  box?.focus();
  event.preventDefault();
}

if (table) {
  table.querySelectorAll("[data-many]").forEach((tick) => { tick.removeAttribute("name"); });
  table.addEventListener("change", tickAll);
  table.addEventListener("keydown", walk);
}
