import { moment, since } from "$/public/lib/moments.js";
import { forget, keep, waitingFor } from "$/public/lib/tick_store.js";

// Check-ins on their way to the server. What cannot be sent waits, and goes out in its order when
// the connection is back. One queue per user.

const AT_ONCE = 2000; // milliseconds: what is sent within them was said now
const YEAR = 366 * 24 * 3600;
const RETRY = [1000, 2000, 5000, 15000, 30000];

let running = false;
let asked = false;
let failures = 0;
let nextTry = 0; // when it is tried again by itself
let heldUntil = 0; // before then the server wants to hear nothing, whatever is tapped
let timer = null;
let lastOwner = "";
let waiting = 0;
let signedOut = false;
let won = false;

let latest = 0;

const decided = new Map(); // by habit and day: how old the last statement was, when it was decided on
const ofHabits = new Map();
const ofQueue = new Set();

if (typeof window !== "undefined")
  window.addEventListener("online", () => lastOwner && flush(lastOwner, true));

// Hears what becomes of one habit's ticks: {kind: "settled" | "refused" | "waiting", op, day, code,
// entry}; the entry is what the day holds now.
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

function tell({ habitId, body }, news) {
  for (const listener of ofHabits.get(habitId) ?? []) listener({ ...news, op: body.op_id, day: body.day });
}

function tellAll(some) {
  for (const listener of ofQueue) listener({ waiting, decided: some, won, signedOut });
  won = false;
}

// Browsers make names of their own on https only; people try the product at http://192.168….
const newName = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

// Adds a check-in, sends what waits, and answers the check-in's name. It is kept before it is sent.
export function send(owner, habitId, statement) {
  const body = { ...statement, op_id: newName() };
  const said = moment();
  latest = said.at = Math.max(said.at, latest + 1); // in this order, though the clock is set back
  keep({ owner, habitId, body, said }).then(() => flush(owner, true));
  return body.op_id;
}

// How many seconds ago a tick was made. The server reckons from when it hears of it, so that one
// which follows another too fast, while the first took long to arrive, would seem the older one.
function ageOf({ habitId, body, said }) {
  const before = decided.get(`${habitId} ${body.day}`);
  const most = before ? before.age * 1000 + since(before.when) : Number.POSITIVE_INFINITY;
  const age = Math.min(since(said), most);
  return age < AT_ONCE ? 0 : Math.min(Math.round(age) / 1000, YEAR);
}

// Sends what waits. `now` does not wait for the next try, but for a server that asked for a pause.
export async function flush(owner, now = false) {
  lastOwner = owner;
  asked = true;
  if (running) return;
  running = true;
  try {
    for (let first = now; asked; first = false) {
      asked = false;
      await run(owner, first);
    }
  } finally {
    running = false;
  }
}

async function run(owner, now) {
  let some = false; // has been decided on
  for (let ticks = await waitingFor(owner); ticks.length; ticks = await waitingFor(owner)) {
    const pause = Math.max(heldUntil, now ? 0 : nextTry) - Date.now();
    if (pause > 0 || !(await deliver(ticks[0]))) {
      waiting = ticks.length;
      clearTimeout(timer);
      timer = setTimeout(() => flush(owner), Math.max(heldUntil, nextTry) - Date.now());
      for (const tick of ticks) tell(tick, { kind: "waiting" });
      tellAll(some);
      return;
    }
    some = true;
    await forget(ticks[0]);
  }
  if (some || waiting) {
    waiting = 0;
    tellAll(some);
  }
}

// True when the server has decided, for or against; false when it has to be tried again.
async function deliver(tick) {
  const age = ageOf(tick);
  let answer;
  try {
    answer = await fetch(`/api/v1/habits/${tick.habitId}/checkin`, {
      method: "POST",
      // Somebody else may have signed in here meanwhile: it is not their tick.
      headers: { "Content-Type": "application/json", "X-Owner": tick.owner },
      body: JSON.stringify(age ? { ...tick.body, age_s: age } : tick.body),
    });
  } catch {
    return later(0);
  }
  signedOut = answer.status === 401;
  if (answer.status >= 500 || answer.status === 429 || answer.status === 401) {
    return later(Number(answer.headers.get("Retry-After")) * 1000 || 0);
  }
  failures = nextTry = heldUntil = 0;
  decided.set(`${tick.habitId} ${tick.body.day}`, { age, when: moment() });
  if (answer.ok) {
    const { applied, badges, entry } = await answer.json();
    won ||= badges?.length > 0;
    tell(
      tick,
      applied ? { kind: "settled", entry } : { kind: "refused", code: "newer-entry", reason: "newer-entry" },
    );
  } else {
    const problem = await answer.json().catch(() => ({}));
    const code = (problem.type ?? "").replace("/problems/", "") || "unknown";
    // A refusal of the fields says in its first error which rule it was.
    tell(tick, { kind: "refused", code, reason: problem.errors?.[0]?.code ?? code });
  }
  return true;
}

// Waits longer after each failure, and at least as long as the server asks for.
function later(asked) {
  heldUntil = asked ? Date.now() + asked : 0;
  nextTry = Date.now() + Math.max(asked, RETRY[Math.min(failures, RETRY.length - 1)]);
  failures += 1;
  return false;
}
