// What the scripts in assets/ meet in a browser, for Node: the build's alias, a clock that stands
// still, a server, IndexedDB. Each test asks for what it needs: a script is loaded after that.
import { registerHooks } from "node:module";
import { mock } from "node:test";
import { Shelf } from "./indexed_db.mjs";

const ASSETS = new URL("../../assets/", import.meta.url);
const ALIAS = "$/public/";
export const NOON = "2026-03-04T12:00:00.000Z";

registerHooks({
  resolve(name, context, next) {
    if (!name.startsWith(ALIAS)) return next(name, context);
    const url = new URL(name.slice(ALIAS.length), ASSETS);
    url.search ||= new URL(context.parentURL).search;
    return { url: url.href, format: "module", shortCircuit: true };
  },
});

let pages = 0;

// A script of assets/ as a page that has just been opened has it: whatever it remembers, and
// whatever the scripts that it imports remember, is new.
export const load = (name) => import(`${ALIAS}${name}?page=${++pages}`);

// The clock stands at noon and moves, with the timers, only by mock.timers.tick(milliseconds).
export function stopClock(now = NOON) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: Date.parse(now) });
}

// Whatever can happen without time passing has happened after this.
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export async function pass(milliseconds) {
  mock.timers.tick(milliseconds);
  await settled();
}

export function speak(...languages) {
  Object.defineProperty(globalThis, "navigator", { value: { languages }, configurable: true });
}

// IndexedDB: `opens` is false where a browser never answers, `room` how many rows it still takes.
export function storage({ opens = true, room = Number.POSITIVE_INFINITY } = {}) {
  const shelf = new Shelf(opens, room);
  globalThis.indexedDB = shelf;
  return shelf;
}

// A window that can say that it is online again.
export function openWindow() {
  globalThis.window = new EventTarget();
  return globalThis.window;
}

// A server that gives the prepared answers in turn, and the last one from then on. An answer is
// {status, body, headers}, "away" for none at all, or a function of the request that returns one.
export function serve(...answers) {
  const requests = [];
  globalThis.fetch = async (path, options) => {
    const request = { path, headers: options.headers, body: JSON.parse(options.body) };
    const prepared = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    const answer = typeof prepared === "function" ? await prepared(request) : prepared;
    if (answer === "away") throw new TypeError("Failed to fetch");
    const { status = 200, body = { applied: true, badges: [] }, headers = {} } = answer ?? {};
    return {
      status,
      ok: status < 400,
      headers: new Headers(headers),
      json: async () => structuredClone(body),
    };
  };
  return requests;
}
