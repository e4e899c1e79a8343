// What somebody has typed and not saved yet, kept on this device: a session that ended elsewhere, a
// reload or a crash costs nothing. Each person's is their own, and goes when they sign out.
const PREFIX = "sh-draft";
const KEPT_FOR = 7 * 86400000; // milliseconds

const listeners = new Set();

const keyOf = (owner, name) => `${PREFIX} ${owner} ${name}`;
const all = () => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX} `));

export function keepDraft(owner, name, values) {
  try {
    localStorage.setItem(keyOf(owner, name), JSON.stringify({ at: Date.now(), values }));
  } catch {
    // A full or forbidden store: the page works without it.
  }
}

export function dropDraft(owner, name) {
  localStorage.removeItem(keyOf(owner, name));
  draftsMoved();
}

// Tells who offers drafts that one is gone, or that its field is, with what was typed into it.
export function draftsMoved() {
  for (const listener of listeners) listener();
}

export function watchDrafts(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// What was said of a day of a habit: by its editor, or as an amount on a card.
const DAY = "day:";
export const dayDraft = (habitId, day) => `${DAY}${habitId}:${day}`;
export function lostDay(owner) {
  const name = draftsOf(owner, DAY)[0];
  const typed = name && draftOf(owner, name);
  const [habitId, day] = name?.slice(DAY.length).split(":") ?? [];
  return typed ? { name, habitId, day, typed } : null;
}

// What was typed into this, or null.
export function draftOf(owner, name) {
  const kept = read(keyOf(owner, name));
  return kept && Date.now() - kept.at < KEPT_FOR ? kept.values : null;
}

// The names of what is kept for this person that begin so.
export function draftsOf(owner, beginning) {
  const start = keyOf(owner, beginning);
  return all()
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(keyOf(owner, "").length));
}

// Everything of everybody: whoever signs out here leaves nothing behind.
export function dropAllDrafts() {
  for (const key of all()) localStorage.removeItem(key);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
