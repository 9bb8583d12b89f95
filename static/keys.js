// Keys for whoever writes at speed, the list of them; promises.
import { openShelf } from "./kept.js";
import { mendAbove } from "./mending.js";
import { refresh } from "./others.js";
import { ask, form, notes, paper } from "./saving.js";

const dialog = document.querySelector(".note-keys");
const details = document.querySelector("[data-promise]");
const promise = details?.querySelector("form");
const FIELDS = ["text", "owner", "due"];
const toField = () => form.elements.text.focus();

function pressed(event, moveTo) {
  if (event.key === "?" && !event.target.closest("input, textarea, select")) return act(event, () => dialog.showModal());
  if (dialog.open || !event.altKey || event.ctrlKey || event.metaKey) return;
  const section = paper.querySelectorAll("section[data-theme]")[Number(event.code.replace("Digit", "")) - 1];
  if (section) act(event, () => moveTo(section));
  else if (event.code === "KeyA") act(event, openPromise);
  else if (event.code === "ArrowUp") act(event, mendAbove);
}

function act(event, what) {
  event.preventDefault();
  what();
}

function openPromise() {
  details.open = true;
  promise.elements.text.focus();
}

// ---- a promise: kept as well, until the server has it ----
async function startPromise() {
  const shelf = openShelf(`promise-${notes}`);
  const state = promise.querySelector("[data-promise-state]");
  const [kept] = await shelf.all();
  if (kept) for (const name of FIELDS) promise.elements[name].value = kept[name];
  if (kept) promise.elements.save_key.value = kept.key;
  details.open ||= Boolean(kept);
  promise.addEventListener("input", () => {
    const typed = Object.fromEntries(FIELDS.map((name) => [name, promise.elements[name].value]));
    shelf.change("promise", () => ({ ...typed, key: promise.elements.save_key.value }));
  });
  promise.addEventListener("keydown", (event) => { if (event.key === "Escape") toField(); });
  promise.addEventListener("submit", async (event) => {
    event.preventDefault();
    state.textContent = paper.dataset.saving;
    const answer = await ask(promise.action, { method: "POST", body: new FormData(promise) }).catch(() => null);
    const isSaid = [409, 422].includes(answer?.status);
    state.textContent = answer?.status === 200 ? "" : isSaid ? answer.sentence : state.dataset.waits;
    refresh();
    if (answer?.status !== 200) return;
    await shelf.change("promise", () => null);
    promise.reset();
    promise.elements.save_key.value = crypto.randomUUID();
    details.open = false;
    toField();
  });
}

export function startKeys(moveTo) {
  document.addEventListener("keydown", (event) => pressed(event, moveTo));
  document.querySelector("[data-keys]").addEventListener("click", () => dialog.showModal());
  startPromise();
}
