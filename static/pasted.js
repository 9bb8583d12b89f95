// Divides a pasted text into passages, one for each line that says something, without the marks of a list.
// app/dialogues/writing/words.py does the same for the plain form; one table of examples holds both to it.
const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/g;
const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const BULLET = /^(?:[•·▪▫◦‣●○■□\uf0a7\uf0b7]\s*|(?:[o§*–—-]|\(?(?:\d{1,2}|[a-z])[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\t\s*)/;
const DASH = /^(?:[*–—-]|o(?=\s\s))\s+/;
const NUMBER = /^(?:\(?(?:\d{1,2}|[a-z])\)|\d{1,2}\.(?=\s+[A-ZÆØÅ]))\s+/;

export const tidy = (text) => text.replace(UNSEEN, "").split(/\s+/).filter(Boolean).join(" ");

export function paragraphs(text) {
  const lines = text.split(BREAK).map((line) => line.replace(UNSEEN, "").trim().replace(BULLET, "")).filter((line) => tidy(line));
  const numbered = lines.filter((line) => NUMBER.test(line)).length > 1;
  const unlisted = (line) => (numbered ? line.replace(DASH, "").replace(NUMBER, "") : line.replace(DASH, ""));
  return lines.map((line) => tidy(lines.length > 1 ? unlisted(line) : line));
}
