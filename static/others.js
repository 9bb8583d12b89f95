// Asks every few seconds what has changed, and shows it where it stands. What is being typed or mended here is left
// alone: the next save finds out, and both texts are kept.
import { ask, form, item, paper, pending, revisions, say, signedOut, useToken } from "./saving.js";

const SEEN = 3000; // ms between two questions while the page is looked at
const UNSEEN = 30000; // ms while it is not
const FRESH = 600000; // ms that a passage counts as just written
const QUIET = 10000; // ms between two things that are said aloud
const later = new Map(); // passage → what came while it was being mended
const heard = new Set(); // who has written since it was last said
let mark = Number(paper?.dataset.mark);
let next, speaking, asking;

export function follow() {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  wait();
}

function wait() {
  clearTimeout(next);
  next = setTimeout(refresh, document.hidden ? UNSEEN : SEEN);
}

export async function refresh() {
  asking ??= look().catch(() => {}).finally(() => { asking = null; wait(); });
  return asking;
}

async function look() {
  const told = await ask(`${paper.dataset.changes}?siden=${mark}`);
  if (told.status === 401) return signedOut(true);
  if (told.status !== 200) return;
  if (String(told.me) !== paper.dataset.me) return signedOut(true); // somebody else has signed in in this browser
  useToken(told.token);
  for (const one of told.items) put(one);
  for (const id of told.removed) takeAway(id);
  for (const [part, html] of Object.entries(told.side)) document.querySelector(`[data-side="${part}"]`).innerHTML = html;
  const who = document.querySelector(".note-who");
  if (who.innerHTML.trim() !== told.writers.trim()) who.innerHTML = told.writers;
  mark = told.mark;
  signedOut(false);
}

const isHeld = (id) => pending.has(id) || form.elements.passage_id.value === id;
const isMended = (id) => item(id)?.querySelector("textarea");

export function applyLater(id) {
  const told = later.get(id);
  later.delete(id);
  if (told && !isHeld(id)) put(told);
}

function put(told) {
  if (isMended(told.id)) return later.set(told.id, told);
  if (isHeld(told.id)) return;
  const old = item(told.id);
  const made = document.createElement("template");
  made.innerHTML = told.html;
  const [entry, ...clashes] = made.content.children;
  const hadFocus = old?.contains(document.activeElement);
  const words = old ? old.querySelector(".passage-state span")?.textContent : told.by && paper.dataset.saved;
  takeAway(told.id);
  insert(entry, clashes, told);
  if (hadFocus) entry.querySelector("a")?.focus();
  if (!("revision" in told)) return;
  revisions.set(told.id, told.revision);
  say(told.id, words ?? "");
  if (told.by) showFresh(entry, told.by, !old);
}

function insert(entry, clashes, told) {
  const section = paper.querySelector(`section[data-theme="${told.theme}"]`) ?? [...paper.querySelectorAll("section")].at(-1);
  const list = section.querySelector(".passages");
  const isAfter = ({ dataset }) => (dataset.place ? dataset.place > told.place : !dataset.of);
  list.insertBefore(entry, [...list.children].find(isAfter) ?? null);
  entry.after(...clashes);
  section.classList.remove("note-theme-next");
  section.querySelector(".note-empty span:not(.sr-only)")?.remove();
}

function takeAway(id) {
  if (isHeld(id) || isMended(id)) return;
  item(id)?.remove();
  for (const box of paper.querySelectorAll(`[data-of="${CSS.escape(id)}"]`)) box.remove();
}

// ---- who wrote it: said aloud once, not at every word ----
function showFresh(entry, name, isNew) {
  setTimeout(() => {
    entry.classList.remove("passage-fresh");
    entry.querySelector(".passage-by")?.remove();
  }, FRESH);
  if (!isNew) return;
  heard.add(name);
  speaking ??= setTimeout(speak, QUIET);
}

function speak() {
  speaking = null;
  const news = document.querySelector(".note-news");
  news.textContent = news.dataset.news.replace("{name}", [...heard].join(", "));
  heard.clear();
}
