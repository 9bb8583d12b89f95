// Writing notes at speed: Enter makes the next passage, and every word lies on this computer until the server has it.
// A save is sent again, unchanged, until it is acknowledged; only then what was typed meanwhile follows.
const paper = document.querySelector("[data-notes]");
const form = paper?.querySelector(".entry");
const PAUSE = 1000; // ms without typing before words are saved
const AGAIN = 5000; // ms between tries when the server cannot be reached
const PATIENCE = 15000; // ms that a save may take before it counts as not reached
const NOBODY = "00000000-0000-0000-0000-000000000000";

const store = `notes-${paper?.dataset.me}-${paper?.dataset.notes}`;
const waiting = new Map(Object.entries(JSON.parse(localStorage.getItem(store) ?? "{}")));
const revisions = new Map(); // passage → the newest revision that the server has told us of
const acknowledgedText = new Map(); // passage → the words that it has told us are safe
const queued = new Set();
let queue = Promise.resolve(); // one save at a time, so that passages keep their order
const lost = new Set(); // passages whose last try found no server
let typing;

const field = form?.elements.text;
const bar = document.querySelector(".note-saved");
const item = (id) => paper.querySelector(`[data-id="${id}"]`);
const address = (id) => paper.dataset.save.replace(NOBODY, id);

function keep() {
  if (waiting.size) localStorage.setItem(store, JSON.stringify(Object.fromEntries(waiting)));
  else localStorage.removeItem(store);
}

// ---- what is said of a passage: three states, in words ----
function say(id, words, unsaved = false) {
  const place = item(id);
  const target = place ? place.querySelector(".passage-state span") : form.querySelector(".entry-state");
  if (!place && form.elements.passage_id.value !== id) return;
  place?.classList.toggle("passage-unsaved", unsaved);
  target.textContent = words;
  target.classList.toggle("waits-text", unsaved);
}

function sayHowMany() {
  bar.querySelector(".waits-text").textContent = lost.size ? bar.dataset.unsaved.replace("{count}", lost.size) : "";
}

function sayUntil(instant) {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  bar.querySelector(".note-until").textContent = bar.dataset.until.replace("{time}", time.format(instant));
}

// ---- saving ----
function save(id, text, more = {}) {
  const known = waiting.get(id);
  waiting.set(id, { ...(known ?? { id, base: revisions.get(id) ?? null, sent: null }), ...more, text });
  keep();
  say(id, paper.dataset.saving);
  send(id);
}

function send(id) {
  if (queued.has(id)) return;
  queued.add(id);
  queue = queue.then(() => sendNow(id));
}

async function sendNow(id) {
  queued.delete(id);
  const passage = waiting.get(id);
  if (!passage) return;
  passage.sent ??= { text: passage.text, key: crypto.randomUUID() };
  keep();
  let answer;
  try {
    answer = await post(passage);
  } catch {
    answer = null;
  }
  if (!answer || answer.status >= 500 || answer.error === "raced" || [400, 401, 429].includes(answer.status)) notReached(id);
  else if (answer.status === 200) acknowledged(passage, answer.revision);
  else refused(passage, answer);
  sayHowMany();
}

async function post({ id, base, sent, edition, kind }) {
  const body = new FormData();
  const fields = base === null
    ? { passage_id: id, edition_id: edition, kind, text: sent.text }
    : { text: sent.text, base_revision: base, save_key: sent.key };
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const token = form.elements.csrf_token.value;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const url = base === null ? paper.dataset.add : address(id);
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url, { method: "POST", body, headers, signal, redirect: "error" });
  return { ...(await response.json()), status: response.status };
}

function notReached(id) {
  lost.add(id);
  say(id, paper.dataset.kept, true);
}

function acknowledged(passage, revision) {
  const newer = passage.text !== passage.sent.text;
  revisions.set(passage.id, revision);
  acknowledgedText.set(passage.id, passage.sent.text);
  Object.assign(passage, { base: revision, sent: null });
  lost.delete(passage.id);
  if (newer) return send(passage.id);
  waiting.delete(passage.id);
  keep();
  say(passage.id, paper.dataset.saved);
  sayUntil(new Date());
}

// The server has said no: it holds both texts now, or the words are such as it will not keep. Ours stay on the page.
function refused(passage, { sentence, html }) {
  waiting.delete(passage.id);
  keep();
  lost.delete(passage.id);
  say(passage.id, sentence, true);
  if (!html) return;
  const box = document.createElement("li");
  box.className = "clash";
  box.innerHTML = html;
  (item(passage.id) ?? form.closest("li")).after(box);
}

// ---- the field for the next passage; pasted lines become a passage each ----
function saveField() {
  clearTimeout(typing);
  const text = field.value.trim();
  if (text.includes("\n")) finish();
  else if (text) save(form.elements.passage_id.value, text, place());
}

function place() {
  return { edition: form.elements.edition_id.value, kind: form.elements.kind.value };
}

function finish() {
  clearTimeout(typing);
  const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  for (const line of lines) {
    const id = form.elements.passage_id.value;
    form.closest("li").before(drawn(id, line, form.elements.kind.value));
    if (acknowledgedText.get(id) === line && !waiting.has(id)) say(id, paper.dataset.saved);
    else save(id, line, place());
    form.elements.passage_id.value = crypto.randomUUID();
  }
  field.value = "";
  form.querySelector(".entry-state").textContent = "";
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

// A passage that the server has already keeps its kind: the other kind is another passage, and the first is taken out.
async function changeKind() {
  const id = form.elements.passage_id.value;
  if (!revisions.has(id) && !waiting.has(id)) return;
  form.elements.passage_id.value = crypto.randomUUID();
  saveField();
  while (waiting.has(id)) await new Promise((done) => setTimeout(done, PAUSE));
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  await fetch(`${address(id)}/slet`, { method: "POST", body });
}

// ---- mending a passage where it stands ----
function mend(passage) {
  const shown = passage.querySelector(".passage-text");
  const box = Object.assign(document.createElement("textarea"), { className: "entry-field passage-text", rows: 2 });
  box.value = shown.textContent;
  box.setAttribute("aria-label", shown.textContent);
  const done = () => {
    if (!box.isConnected) return;
    const text = box.value.trim();
    box.replaceWith(shown);
    if (text && text !== shown.textContent) save(passage.dataset.id, (shown.textContent = text));
  };
  box.addEventListener("blur", done);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") box.value = shown.textContent;
    if (event.key === "Escape" || (event.key === "Enter" && !event.isComposing)) done();
  });
  shown.replaceWith(box);
  box.focus();
}

// ---- from theme to theme ----
function moveTo(section) {
  finish();
  const from = form.closest("section");
  from.querySelector(".note-empty").hidden = false;
  section.querySelector(".note-empty").hidden = true;
  section.classList.remove("note-theme-next");
  section.querySelector(".passages").append(form.closest("li"));
  const mark = from.querySelector(".note-now");
  if (mark) section.querySelector("h2").append(mark);
  form.elements.edition_id.value = section.dataset.theme;
  form.querySelector("label strong").textContent = section.dataset.title;
  for (const one of document.querySelectorAll("[data-questions]")) one.hidden = one.dataset.questions !== section.dataset.theme;
  field.focus();
}

function start() {
  form.querySelector(".entry-send").hidden = true;
  form.querySelector(".entry-hint").hidden = false;
  for (const one of paper.querySelectorAll("[data-revision]")) revisions.set(one.dataset.id, Number(one.dataset.revision));
  for (const { id, text, kind } of [...waiting.values()]) {
    if (!item(id)) form.closest("li").before(drawn(id, text, kind));
    item(id).querySelector(".passage-text").textContent = text;
    send(id);
  }
  field.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(saveField, PAUSE); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    finish();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
  form.querySelector(".kind").addEventListener("change", changeKind);
  paper.addEventListener("click", (event) => {
    const link = event.target.closest(".passage-state a, .note-empty a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.closest(".note-empty")) moveTo(link.closest("section"));
    else mend(link.closest(".passage"));
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const section = paper.querySelectorAll("section[data-theme]")[Number(event.code.replace("Digit", "")) - 1];
    const promise = event.code === "KeyA" && document.querySelector("[data-promise]");
    if (!section && !promise) return;
    event.preventDefault();
    if (section) return moveTo(section);
    promise.open = true;
    promise.querySelector("input[name=text]").focus();
  });
  if (field.value.trim()) (field.value.includes("\n") ? finish : saveField)(); // typed before this script ran
  setInterval(() => lost.forEach(send), AGAIN);
  addEventListener("online", () => lost.forEach(send));
}

if (form) start();
