// Tables go to the clipboard as a spreadsheet takes them.
const FORMULA = /^[=+\-@\t\r]/;

function textOf(cell) {
  const copy = cell.cloneNode(true);
  const unread = copy.querySelector("[aria-hidden]") ? "button, .sr-only" : "button";
  copy.querySelectorAll(unread).forEach((node) => node.remove());
  const text = copy.textContent.replace(/\s+/g, " ").trim();
  return FORMULA.test(text) ? `'${text}` : text;
}

function gridOf(table) { // a cell over several rows stands in each of them
  const grid = [...table.rows].map(() => []);
  [...table.rows].forEach((row, at) => {
    let column = 0;
    for (const cell of row.cells) {
      while (grid[at][column] !== undefined) column += 1;
      for (let down = 0; down < cell.rowSpan; down += 1) grid[at + down][column] = textOf(cell);
    }
  });
  return grid;
}

function htmlOf(grid) {
  const table = document.createElement("table");
  grid.forEach((row) => {
    const line = table.insertRow();
    row.forEach((text) => { line.insertCell().textContent = text; });
  });
  return table.outerHTML;
}

async function copyTable(button) {
  const grid = gridOf(document.getElementById(button.dataset.copy) ?? button.parentNode.previousElementSibling);
  const plain = grid.map((row) => row.join("\t")).join("\n");
  const as = (type, text) => ({ [type]: new Blob([text], { type }) });
  await navigator.clipboard.write([new ClipboardItem({ ...as("text/plain", plain), ...as("text/html", htmlOf(grid)) })]);
  button.textContent = button.dataset.copied;
}

if (navigator.clipboard?.write) { // only where the page came over a safe connection
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copyTable(button));
  });
}
