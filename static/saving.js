// Sends what was written until the server has it: one passage at a time, unchanged until it is acknowledged; only then
// what was typed meanwhile follows. Nothing is taken off this computer before the server has answered for it.
import { openShelf } from "./kept.js";

const AGAIN = 5000; // ms between tries when the server cannot be reached
const PATIENCE = 15000; // ms that a save may take before it counts as not reached
const NOBODY = "00000000-0000-0000-0000-000000000000";

export const paper = document.querySelector("[data-notes]");
export const form = paper?.querySelector(".entry");
export const notes = paper && `${paper.dataset.me}-${paper.dataset.notes}`;
const shelf = form && openShelf(notes);
export const revisions = new Map(); // passage → the newest revision that the server has told us of
export const pending = new Set(); // passages with words that it has not acknowledged
const acknowledgedText = new Map(); // passage → the words that it has told us are safe
const lost = new Set(); // passages whose last try found no server
const queued = new Set();
let queue = Promise.resolve(); // one save at a time, so that passages keep their order
let isOut = false; // the session has run out, or somebody else has signed in
let ways; // what the page does: { adopt(record), refused(id, text, sentence), clashed(id, html), refresh() }

const bar = document.querySelector(".note-saved");
export const item = (id) => paper.querySelector(`[data-id="${CSS.escape(id)}"]`);
export const address = (id) => paper.dataset.save.replace(NOBODY, id);
export const isSafe = (id, text) => acknowledgedText.get(id) === text && !pending.has(id);
export const isKnown = (id) => revisions.has(id) || pending.has(id);

// ---- what is said of a passage: three states, in words ----
export function say(id, words, unsaved = false) {
  const place = item(id);
  if (!place && form.elements.passage_id.value !== id) return;
  const target = place ? place.querySelector(".passage-state span") : form.querySelector(".entry-state");
  place?.classList.toggle("passage-unsaved", unsaved);
  target.textContent = words;
  target.classList.toggle("waits-text", unsaved);
}

function sayHowMany() {
  bar.querySelector(".waits-text").textContent = lost.size ? bar.dataset.unsaved.replace("{count}", lost.size) : "";
}

function sayUntil(instant) {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  const words = bar.dataset.until.replace("{time}", time.format(instant));
  const until = bar.querySelector(".note-until");
  if (until.textContent !== words) until.textContent = words; // said aloud once a minute, not at every save
}

// ---- putting away, and sending ----
const fresh = (id) => ({ base: revisions.get(id) ?? null, sent: null, since: Date.now() });

export function keep(id, text, more = {}) {
  pending.add(id);
  shelf.jot(id, fresh(id), { ...more, text });
}

export async function save(id, text, more = {}) {
  keep(id, text, more);
  say(id, paper.dataset.saving);
  const put = await shelf.change(id, (known) => ({ ...(known ?? fresh(id)), ...more, text }));
  if (put.loose) say(id, paper.dataset.nowhere, true);
  send(id);
}

// Takes a passage out, on the server too if it has it.
export async function takeOut(id) {
  pending.add(id);
  const isUnsent = (known) => known && known.base === null && !known.sent && !revisions.has(id);
  await shelf.change(id, (known) => (isUnsent(known) ? null : { ...(known ?? fresh(id)), remove: true }));
  send(id);
}

// Both texts of a passage lie with the server: what is kept of it here has been given another place.
export async function forget(id) {
  pending.delete(id);
  await shelf.change(id, () => null);
}

function send(id) {
  if (queued.has(id)) return;
  queued.add(id);
  queue = queue.then(() => shelf.alone(() => sendNow(id))).catch(() => notReached(id, paper.dataset.kept));
}

async function sendNow(id) {
  queued.delete(id);
  const start = (known) => known && { ...known, sent: known.sent ?? { text: known.text, key: crypto.randomUUID() } };
  const record = await shelf.change(id, start);
  if (!record) return settled(id); // another tab has sent it
  const answer = await post(record).catch(() => null);
  if (record.remove && [200, 404].includes(answer?.status)) await taken(id);
  else if (answer?.status === 200) await acknowledged(record, answer.revision);
  else if (answer?.html) await clashed(record, answer.html);
  else if (answer?.status === 422) await refused(record, answer.sentence);
  else notReached(id, await whyNot(record, answer));
  sayHowMany();
}

async function post({ id, base, sent, edition, kind, remove }) {
  const body = new FormData();
  const isNew = base === null && !remove;
  const fields = isNew ? { passage_id: id, edition_id: edition, kind } : { base_revision: base ?? 0 };
  if (sent.key) fields.save_key = sent.key;
  for (const [name, value] of Object.entries({ ...fields, text: sent.text ?? "" })) body.set(name, value);
  const url = isNew ? paper.dataset.add : address(id) + (remove ? "/slet" : "");
  const keepalive = (sent.text ?? "").length < 10_000; // sent even while the tab is closing
  return ask(url, { method: "POST", body, keepalive });
}

// Asks for JSON, with the token that holds now.
export async function ask(url, more = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value };
  const response = await fetch(url, { ...more, headers, signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
  return { ...(await response.json()), status: response.status };
}

function notReached(id, words) {
  lost.add(id);
  say(id, words, true);
}

// A refusal that is none of the words' fault leaves them here, and the next try asks anew.
async function whyNot({ id }, answer) {
  if ([400, 401].includes(answer?.status)) ways.refresh();
  const isSentence = answer && ![400, 401, 429].includes(answer.status) && answer.status < 500 && answer.error !== "raced";
  if (!isSentence) return paper.dataset.kept;
  await shelf.change(id, (known) => known && { ...known, sent: null });
  return `${answer.sentence} (${paper.dataset.kept})`;
}

function settled(id) {
  lost.delete(id);
  pending.delete(id);
  if (revisions.has(id)) say(id, paper.dataset.saved);
  sayHowMany();
}

async function taken(id) {
  await shelf.change(id, () => null);
  lost.delete(id);
  pending.delete(id);
}

async function acknowledged({ id, sent }, revision) {
  const isDone = (known) => !known || (known.text === sent.text && !known.remove);
  const left = await shelf.change(id, (known) => (isDone(known) ? null : { ...known, base: revision, sent: null }));
  told(id, revision, sent.text);
  shelf.channel.postMessage({ id, revision, text: sent.text, isDone: !left });
  if (left) return send(id);
  settled(id);
  sayUntil(new Date());
}

function told(id, revision, text) {
  revisions.set(id, revision);
  acknowledgedText.set(id, text);
}

// The server has said no: it holds both texts now, or the words are such as it will not keep. Ours stay on the page.
async function clashed(record, html) {
  const left = await unsent(record);
  ways.clashed(record.id, left ? left.text : "", html);
}

async function refused(record, sentence) {
  const left = await unsent(record);
  if (!left) ways.refused(record.id, record.sent.text, sentence);
}

async function unsent({ id, sent }) {
  const left = await shelf.change(id, (known) => (known && known.text !== sent.text ? { ...known, sent: null } : null));
  lost.delete(id);
  if (!left) pending.delete(id);
  return left;
}

// ---- signed out, and back ----
export function signedOut(out) {
  document.querySelector(".note-out").hidden = !out;
  const isBack = isOut && !out;
  isOut = out;
  if (isBack) sendAll();
}

export function useToken(token) {
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

export async function sendAll() {
  if (isOut) return;
  for (const record of await shelf.all()) {
    pending.add(record.id);
    if (!record.remove) ways.adopt(record);
    send(record.id);
  }
}

export async function startSaving(given) {
  ways = given;
  shelf.channel.onmessage = ({ data }) => {
    told(data.id, data.revision, data.text);
    if (data.isDone) settled(data.id);
  };
  setInterval(sendAll, AGAIN);
  addEventListener("online", sendAll);
  await sendAll();
}
