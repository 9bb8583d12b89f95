// Words that are marked with mouse or finger are what is cited. Without this script whole passages are ticked, and
// words are typed on the next page.
const SETTLED = 250; // ms after which a selection is taken to be made: handles of a phone move it many times
const form = document.querySelector("form.reading");
const bar = form?.querySelector(".act");
const hint = bar?.querySelector("[data-pick]");
const tidy = (text) => text.replace(/\s+/g, " ").trim();
let settling;

// ---- words ----
const passageOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-revision]");
const labelOf = (passage) => passage.querySelector("label");

function marked() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const passage = passageOf(selection.anchorNode);
  if (!passage || passage !== passageOf(selection.focusNode) || !form.contains(passage)) return null;
  const whole = tidy(labelOf(passage).textContent);
  const words = wholeWords(selection.getRangeAt(0), labelOf(passage), whole);
  return words ? { passage, words, whole } : null;
}

function wholeWords(range, label, whole) { // half a word is never meant
  const before = document.createRange();
  before.selectNodeContents(label);
  before.setEnd(range.startContainer, range.startOffset);
  const words = tidy(range.toString());
  const at = words && whole.indexOf(words, Math.max(0, tidy(before.toString()).length - 1));
  if (!words || at < 0) return "";
  const start = whole.lastIndexOf(" ", at) + 1, end = whole.indexOf(" ", at + words.length);
  return whole.slice(start, end < 0 ? undefined : end);
}

function fieldOf(passage) {
  const name = `quote-${passage.dataset.revision}`;
  const known = form.elements[name];
  if (known) return known;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name });
  passage.append(field);
  return field;
}

function pick({ passage, words, whole }) {
  fieldOf(passage).value = words === whole ? "" : words;
  passage.querySelector("input[type=checkbox]").checked = true;
  show(passage);
  take(passage);
}

function show(passage) {
  passage.querySelector(".pick-words")?.remove();
  const words = form.elements[`quote-${passage.dataset.revision}`]?.value;
  if (!words) return;
  const line = Object.assign(document.createElement("p"), { className: "pick-words key-line" });
  const mark = Object.assign(document.createElement("mark"), { textContent: words });
  const drop = document.createElement("button");
  Object.assign(drop, { type: "button", className: "button button-unstyled link-button", textContent: hint.dataset.drop });
  drop.addEventListener("click", () => { fieldOf(passage).value = ""; show(passage); });
  line.append(`${hint.dataset.only} `, mark, " ", drop);
  passage.append(line);
}

function take(passage) { // what can be done stands where one has just chosen
  if (bar.previousElementSibling !== passage) passage.after(bar);
}

if (hint) {
  hint.textContent = hint.dataset.pick;
  document.addEventListener("selectionchange", () => {
    clearTimeout(settling);
    settling = setTimeout(() => { const found = marked(); if (found) pick(found); }, SETTLED);
  });
  // A drag that ends on the label it began on is no click on its box.
  form.addEventListener("click", (event) => { if (event.target.closest("label") && marked()) event.preventDefault(); });
  form.addEventListener("change", (event) => {
    const passage = event.target.matches("[name=ord]") && passageOf(event.target);
    if (!passage) return;
    if (event.target.checked) take(passage);
    else if (form.elements[`quote-${passage.dataset.revision}`]) { fieldOf(passage).value = ""; show(passage); }
  });
}
