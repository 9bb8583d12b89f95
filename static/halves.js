// Marks many half-days at once: drag over boxes, or press the number of a week.
const table = document.querySelector(".halves");
let painting = null;

function boxUnder(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest(".half")?.querySelector("input");
}

function paint(event) {
  const box = painting && boxUnder(event);
  if (box && box !== painting.first) {
    painting.first.checked = box.checked = painting.value;
    painting.dragged = true;
  }
}

function weekButton(row) {
  const head = row.querySelector("th .num");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "halves-week num";
  button.textContent = head.textContent;
  button.title = table.dataset.week;
  button.addEventListener("click", () => {
    const boxes = [...row.querySelectorAll("input")];
    const value = !boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = value; });
  });
  head.replaceWith(button);
}

if (table) {
  table.querySelectorAll("tbody tr").forEach(weekButton);
  table.addEventListener("pointerdown", (event) => {
    const first = event.pointerType === "mouse" && boxUnder(event);
    if (first) painting = { first, value: !first.checked, dragged: false };
  });
  table.addEventListener("pointermove", paint);
  table.addEventListener("click", (event) => {
    if (painting?.dragged) event.preventDefault();
    painting = null;
  });
  document.addEventListener("pointerup", (event) => {
    if (!boxUnder(event)) painting = null;
  });
}
