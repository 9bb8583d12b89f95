// Writing notes at speed: Enter makes the next passage, and every word lies on this computer until the server has it.
import { startKeys } from "./keys.js";
import { mend, letGo } from "./mending.js";
import { follow, refresh } from "./others.js";
import { paragraphs, tidy } from "./pasted.js";
import { address, forget, form, isKnown, isSafe, item, keep, paper, revisions, save, say, startSaving, takeOut } from "./saving.js";

const PAUSE = 1000; // ms without typing before words are sent
const field = form?.elements.text;
let typing; // the pause that is being waited for
let breaks = 0; // line breaks in the field: more of them at once were pasted

// ---- the field for the next passage; pasted lines become a passage each ----
const place = () => ({ edition: form.elements.edition_id.value, kind: form.elements.kind.value });
const current = () => form.elements.passage_id.value;

function typed(event) {
  clearTimeout(typing);
  const before = breaks;
  breaks = field.value.split("\n").length - 1;
  if (breaks > before && event?.inputType !== "insertLineBreak") return paste();
  typing = setTimeout(saveField, PAUSE);
  if (tidy(field.value)) keep(current(), tidy(field.value), place());
}

function saveField() {
  clearTimeout(typing);
  const text = tidy(field.value);
  if (text && !isSafe(current(), text)) save(current(), text, place());
  if (text || !isKnown(current())) return;
  takeOut(current()); // what was emptied is meant to go
  empty();
}

function empty(text = "") {
  form.elements.passage_id.value = crypto.randomUUID();
  field.value = text;
  breaks = 0;
  form.querySelector(".entry-state").textContent = "";
}

function finish() {
  clearTimeout(typing);
  document.querySelector(".note-pasted")?.remove();
  const made = [];
  for (const line of paragraphs(field.value)) {
    const id = current();
    form.closest("li").before(drawn(id, line, form.elements.kind.value));
    if (isSafe(id, line)) say(id, paper.dataset.saved);
    else save(id, line, place());
    made.push(id);
    form.elements.passage_id.value = crypto.randomUUID();
  }
  empty();
  return made;
}

function drawn(id, text, kind) {
  const made = paper.querySelector("template").content.firstElementChild.cloneNode(true);
  made.dataset.id = id;
  made.classList.toggle("passage-own", kind === "own");
  made.querySelector(".passage-text").textContent = text;
  made.querySelector(".passage-meta").textContent = kind === "own" ? paper.dataset.own : "";
  made.querySelector("a").href = address(id);
  return made;
}

// ---- pasted as several passages, with a way back to one text in the field ----
function paste() {
  const text = paragraphs(field.value).join(" ");
  const made = finish();
  if (made.length < 2) return;
  const line = Object.assign(document.createElement("p"), { className: "note-pasted" });
  line.setAttribute("role", "status");
  line.append(`${paper.dataset.pasted.replace("{count}", made.length)} – `);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-unstyled link-button" });
  button.textContent = paper.dataset.gather;
  button.addEventListener("click", () => gather(line, made, text));
  line.append(button);
  form.before(line);
}

async function gather(line, [first, ...others], text) {
  line.remove();
  finish();
  for (const id of [first, ...others]) item(id)?.remove();
  form.elements.passage_id.value = first;
  field.value = text;
  field.focus();
  save(first, text, place());
  for (const id of others) await takeOut(id);
}

// A passage that the server has already keeps its kind: the other kind is another passage, and the first is taken out.
function changeKind() {
  const id = current();
  if (!isKnown(id)) return;
  form.elements.passage_id.value = crypto.randomUUID();
  saveField();
  takeOut(id);
}

// ---- what the server has said no to ----
function refused(id, text, sentence) {
  if (current() !== id && !field.value && !revisions.has(id)) { // it goes back into the field, where it can be mended
    item(id)?.remove();
    form.elements.passage_id.value = id;
    field.value = text;
  } else if (current() !== id && item(id)) mend(item(id), text);
  say(id, sentence, true);
}

function clashed(id, left, html) {
  const box = document.createElement("li");
  box.className = "clash";
  box.dataset.of = id;
  box.innerHTML = html;
  if (current() === id) { // the words lie in the box now; what was typed since goes on in a passage of its own
    const since = left && tidy(field.value);
    empty(since);
    forget(id);
    if (since) saveField();
  }
  if (item(id)) letGo(id);
  (item(id) ?? form.closest("li").previousElementSibling ?? form.closest("li")).after(box);
  refresh();
}

function adopt({ id, text, kind, edition }) {
  if (current() === id || item(id)?.querySelector("textarea")) return;
  const section = paper.querySelector(`section[data-theme="${Number(edition)}"]`);
  const isHere = !section || section.contains(form);
  if (!item(id) && isHere) form.closest("li").before(drawn(id, text, kind));
  if (!item(id)) section.querySelector(".passages").append(drawn(id, text, kind));
  item(id).querySelector(".passage-text").textContent = text;
}

// ---- from theme to theme ----
export function moveTo(section) {
  finish();
  const from = form.closest("section");
  from.querySelector(".note-empty").hidden = false;
  if (from.querySelector(".passage")) from.querySelector(".note-empty span:not(.sr-only)")?.remove();
  section.querySelector(".note-empty").hidden = true;
  section.classList.remove("note-theme-next");
  section.querySelector(".passages").append(form.closest("li"));
  const mark = from.querySelector(".note-now");
  if (mark) section.querySelector("h2").append(mark);
  form.elements.edition_id.value = section.dataset.theme;
  form.querySelector("label strong").textContent = section.dataset.title;
  document.querySelector("[data-promise] form").elements.edition_id.value = section.dataset.theme;
  for (const one of document.querySelectorAll("[data-questions]")) one.hidden = one.dataset.questions !== section.dataset.theme;
  field.focus();
}

function follows(event) {
  const link = event.target.closest(".passage-state a, .note-empty a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.closest(".note-empty")) moveTo(link.closest("section"));
  else mend(link.closest(".passage"));
}

async function start() {
  form.querySelector(".entry-send").hidden = true;
  form.querySelector(".entry-hint").hidden = false;
  for (const one of paper.querySelectorAll("[data-revision]")) revisions.set(one.dataset.id, Number(one.dataset.revision));
  field.addEventListener("input", typed);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    finish();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
  form.querySelector(".kind").addEventListener("change", changeKind);
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveField(); });
  paper.addEventListener("click", follows);
  startKeys(moveTo);
  if (field.value.trim()) (field.value.includes("\n") ? paste : saveField)(); // typed before this script ran
  await startSaving({ adopt, refused, clashed, refresh });
  follow();
}

if (form) start();
