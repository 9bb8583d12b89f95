// Mending a passage where it stands.
import { forget, keep, paper, pending, save } from "./saving.js";
import { applyLater } from "./others.js";
import { tidy } from "./pasted.js";

const PAUSE = 1000; // ms without typing before words are sent
const open = new Map(); // passage → how to close its field without saving

export function mend(passage, text = null) {
  const id = passage.dataset.id;
  const shown = passage.querySelector(".passage-text:not(textarea)");
  if (!shown || open.has(id)) return;
  const before = shown.textContent;
  const wasPending = pending.has(id);
  const box = Object.assign(document.createElement("textarea"), { className: "entry-field passage-text", rows: 2 });
  let typing;
  box.value = text ?? before;
  box.setAttribute("aria-label", before);

  const close = () => {
    clearTimeout(typing);
    open.delete(id);
    box.replaceWith(shown);
    applyLater(id);
  };
  const put = () => {
    const said = tidy(box.value);
    if (said && said !== shown.textContent) save(id, (shown.textContent = said));
  };
  const done = () => {
    if (!open.has(id)) return;
    put();
    if (!wasPending && shown.textContent === before) forget(id); // what was typed was given up, or is what stood
    close();
  };
  box.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(put, PAUSE);
    if (tidy(box.value)) keep(id, tidy(box.value));
  });
  box.addEventListener("blur", done);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey))) return;
    event.preventDefault();
    if (event.key === "Escape") box.value = before;
    done();
    document.querySelector(".entry-field[name=text]").focus();
  });
  open.set(id, close);
  shown.replaceWith(box);
  if (text === null) box.focus();
}

// Closes the field of a passage as it is: both its texts lie with the server now.
export function letGo(id) {
  open.get(id)?.();
}

// The passage above where one writes, or above the one that is being mended.
export function mendAbove() {
  const all = [...paper.querySelectorAll(".passage[data-id]:not(.passage-action), .passage-open")];
  const here = document.activeElement.closest?.(".passage, .passage-open") ?? paper.querySelector(".passage-open");
  const above = all[all.indexOf(here) - 1];
  if (above?.querySelector(".passage-state a")) mend(above);
}
