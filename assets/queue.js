// Check-ins on their way to the server. What cannot be sent waits in IndexedDB, survives a
// reload, and goes out in its order when the connection is back. One queue per user.

const STORE = "ticks";
const RETRY = [1000, 2000, 5000, 15000, 30000];

let database;
let running = false;
let failures = 0;
let timer = null;
let lastOwner = "";
let waiting = 0;
let signedOut = false;
let won = false;

const ofHabits = new Map();
const ofQueue = new Set();

if (typeof window !== "undefined") window.addEventListener("online", () => lastOwner && flush(lastOwner));

// Hears what becomes of one habit's ticks: {kind: "settled" | "refused" | "waiting", day, code}.
export function watchHabit(habitId, listener) {
  if (!ofHabits.has(habitId)) ofHabits.set(habitId, new Set());
  ofHabits.get(habitId).add(listener);
  return () => ofHabits.get(habitId).delete(listener);
}

// Hears of the queue as a whole: how many wait, whether the server has just decided on all that
// could be sent, whether that won a badge, and whether it wants a sign-in first.
export function watchQueue(listener) {
  ofQueue.add(listener);
  listener({ waiting, decided: false, won: false, signedOut });
  return () => ofQueue.delete(listener);
}

function tell(habitId, news) {
  ofHabits.get(habitId)?.forEach((listener) => listener(news));
}

function tellAll(decided) {
  ofQueue.forEach((listener) => listener({ waiting, decided, won, signedOut }));
  won = false;
}

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("smarthabit", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => {
      database = undefined;
      reject(request.error);
    };
  });
  return database;
}

async function inStore(mode, act) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const request = act(db.transaction(STORE, mode).objectStore(STORE));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function next(owner) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const request = db.transaction(STORE).objectStore(STORE).openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) resolve(null);
      else if (cursor.value.owner === owner) resolve({ key: cursor.key, tick: cursor.value });
      else cursor.continue();
    };
  });
}

// Adds a check-in and sends what waits. It is kept before it is sent.
export async function send(owner, habitId, statement) {
  const tick = {
    owner,
    habitId,
    body: { ...statement, op_id: crypto.randomUUID(), made_at: new Date().toISOString() },
  };
  await inStore("readwrite", (store) => store.add(tick));
  flush(owner);
}

export async function flush(owner) {
  lastOwner = owner;
  if (running) return;
  running = true;
  clearTimeout(timer);
  let decided = false;
  try {
    for (let found = await next(owner); found; found = await next(owner)) {
      if (!(await deliver(found.tick))) {
        waiting = (await inStore("readonly", (store) => store.getAll())).filter((t) => t.owner === owner).length;
        tellAll(decided);
        return;
      }
      decided = true;
      await inStore("readwrite", (store) => store.delete(found.key));
    }
    if (decided || waiting) {
      waiting = 0;
      tellAll(decided);
    }
  } finally {
    running = false;
  }
}

// True when the server has decided, for or against; false when it has to be tried again.
async function deliver(tick) {
  let answer;
  try {
    answer = await fetch(`/api/v1/habits/${tick.habitId}/checkin`, {
      method: "POST",
      // Somebody else may have signed in here meanwhile: it is not their tick.
      headers: { "Content-Type": "application/json", "X-Owner": tick.owner },
      body: JSON.stringify(tick.body),
    });
  } catch {
    return later(tick);
  }
  signedOut = answer.status === 401;
  if (answer.status >= 500 || answer.status === 429 || answer.status === 401) return later(tick);
  failures = 0;
  const { day } = tick.body;
  if (answer.ok) {
    const { applied, badges } = await answer.json();
    won ||= badges?.length > 0;
    const news = applied ? { kind: "settled" } : { kind: "refused", code: "newer-entry", reason: "newer-entry" };
    tell(tick.habitId, { ...news, day });
  } else {
    const problem = await answer.json().catch(() => ({}));
    const code = (problem.type ?? "").replace("/problems/", "") || "unknown";
    // A refusal of the fields says in its first error which rule it was.
    tell(tick.habitId, { kind: "refused", day, code, reason: problem.errors?.[0]?.code ?? code });
  }
  return true;
}

function later(tick) {
  tell(tick.habitId, { kind: "waiting", day: tick.body.day });
  timer = setTimeout(() => flush(tick.owner), RETRY[Math.min(failures, RETRY.length - 1)]);
  failures += 1;
  return false;
}
