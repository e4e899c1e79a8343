// Check-ins on their way to the server. What cannot be sent waits in IndexedDB, survives a
// reload, and goes out in its order when the connection is back. One queue per user.

const STORE = "ticks";
const RETRY = [1000, 2000, 5000, 15000, 30000];

if (typeof window !== "undefined") {
  const mark = () => document.documentElement.toggleAttribute("data-offline", !navigator.onLine);
  window.addEventListener("online", mark);
  window.addEventListener("offline", mark);
}

let database;
let running = false;
let failures = 0;
let timer = null;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("smarthabit", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
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

function announce(name, detail) {
  window.dispatchEvent(new CustomEvent(`smarthabit:${name}`, { detail }));
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
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    for (let found = await next(owner); found; found = await next(owner)) {
      if (!(await deliver(found.tick))) break;
      await inStore("readwrite", (store) => store.delete(found.key));
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
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(tick.body),
    });
  } catch {
    return later(tick);
  }
  if (answer.status >= 500 || answer.status === 429 || answer.status === 401) return later(tick);
  failures = 0;
  if (answer.ok) {
    announce("settled", { habitId: tick.habitId });
  } else {
    const problem = await answer.json().catch(() => ({}));
    const code = (problem.type ?? "").replace("/problems/", "") || "unknown";
    // A refusal of the fields says in its first error which rule it was.
    announce("refused", { habitId: tick.habitId, code, reason: problem.errors?.[0]?.code ?? code });
  }
  return true;
}

function later(tick) {
  announce("waiting", { habitId: tick.habitId });
  timer = setTimeout(() => flush(tick.owner), RETRY[Math.min(failures, RETRY.length - 1)]);
  failures += 1;
  return false;
}
