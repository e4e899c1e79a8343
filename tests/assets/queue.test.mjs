import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load, openWindow, pass, serve, settled, stopClock, storage } from "./browser.mjs";

const DONE = { day: "2026-03-04", value: 1 };
const REFUSED = { status: 422, body: { type: "/problems/validation", errors: [{ code: "too-old" }] } };

let window;
let shelf;

beforeEach(() => {
  stopClock();
  window = openWindow();
  shelf = storage();
});

// A page with its queue, and what is heard of one habit and of the whole.
async function open() {
  const queue = await load("lib/queue.js");
  const heard = [];
  const whole = [];
  queue.watchHabit("h1", (news) => heard.push(news.reason ?? news.kind));
  queue.watchQueue((news) => whole.push(news));
  return { ...queue, heard, whole };
}

test("a tick goes to its habit with its owner and a name, and is said now", async () => {
  const requests = serve({});
  const page = await open();
  const name = page.send("ann", "h1", DONE);
  await settled();

  assert.equal(requests.length, 1);
  assert.equal(requests[0].path, "/api/v1/habits/h1/checkin");
  assert.equal(requests[0].headers["X-Owner"], "ann");
  assert.equal(requests[0].body.op_id, name);
  assert.deepEqual(requests[0].body, { ...DONE, op_id: name });
  assert.deepEqual(page.heard, ["settled"]);
  assert.deepEqual(shelf.rows("ticks"), []);
});

test("a tick is kept before it is sent", async () => {
  const found = [];
  serve(() => {
    found.push(...shelf.rows("ticks"));
    return {};
  });
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();

  assert.equal(found.length, 1);
});

test("ticks go one after the other, and the page reads again once", async () => {
  const requests = serve({});
  const page = await open();
  for (const value of [1, 2, 3]) page.send("ann", "h1", { ...DONE, value });
  await settled();

  assert.deepEqual(
    requests.map((request) => request.body.value),
    [1, 2, 3],
  );
  assert.equal(page.whole.filter((news) => news.decided).length, 1);
  assert.equal(page.whole.at(-1).waiting, 0);
});

test("where the server is away a tick waits, and goes by itself when it is back", async () => {
  const requests = serve("away", {});
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  assert.deepEqual(page.heard, ["waiting"]);
  assert.equal(page.whole.at(-1).waiting, 1);

  await pass(999);
  assert.equal(requests.length, 1);
  await pass(1);

  assert.deepEqual(page.heard, ["waiting", "settled"]);
  assert.equal(requests[0].body.op_id, requests[1].body.op_id);
});

test("each failure in a row is waited for longer", async () => {
  const requests = serve({ status: 503 });
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  for (const [pause, tried] of [
    [1000, 2],
    [2000, 3],
    [5000, 4],
    [15000, 5],
    [30000, 6],
    [30000, 7],
  ]) {
    await pass(pause - 1);
    assert.equal(requests.length, tried - 1);
    await pass(1);
    assert.equal(requests.length, tried);
  }
});

test("a server that asks for a pause gets it, whatever is tapped meanwhile", async () => {
  const requests = serve({ status: 429, headers: { "Retry-After": "7" } }, {});
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  page.send("ann", "h1", { ...DONE, value: 2 });
  await pass(6999);
  assert.equal(requests.length, 1);
  await pass(1);

  assert.equal(requests.length, 3);
  assert.deepEqual(shelf.rows("ticks"), []);
});

test("the next tap does not wait for the next try", async () => {
  const requests = serve("away", {});
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  page.send("ann", "h1", { ...DONE, value: 2 });
  await settled();

  assert.equal(requests.length, 3);
});

test("a browser that is online again sends at once", async () => {
  const requests = serve("away", {});
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  window.dispatchEvent(new Event("online"));
  await settled();

  assert.equal(requests.length, 2);
});

test("what waited is sent by the page that is opened next", async () => {
  serve("away");
  (await open()).send("ann", "h1", DONE);
  await settled();
  const requests = serve({});
  await (await open()).flush("ann");

  assert.equal(requests.length, 1);
});

test("what waited says for how long, as the time goes and not as the clock is set", async () => {
  const requests = serve("away");
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  await pass(61_000);

  assert.equal(requests.at(-1).body.age_s, 61);
  assert.equal("made_at" in requests.at(-1).body, false);
});

test("the page that is opened next knows how long it waited", async () => {
  serve("away");
  (await open()).send("ann", "h1", DONE);
  await settled();
  stopClock("2026-03-04T12:05:00.000Z");
  const requests = serve({});
  await (await open()).flush("ann");

  assert.equal(requests[0].body.age_s, 300);
});

test("where the clock was set back nothing is said before it was tapped", async () => {
  serve("away");
  (await open()).send("ann", "h1", DONE);
  await settled();
  stopClock("2026-03-04T11:00:00.000Z");
  const requests = serve({});
  await (await open()).flush("ann");

  assert.equal("age_s" in requests[0].body, false);
});

test("one tap after the other stays so, though the first took long to arrive", async () => {
  const requests = serve("away");
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  await pass(500);
  page.send("ann", "h1", { ...DONE, value: 2 });
  await pass(9_500);
  let answer;
  const slow = new Promise((resolve) => {
    answer = resolve;
  });
  const arrived = serve(() => slow, {});
  page.flush("ann", true);
  await settled();
  await pass(4_000);
  answer({});
  await settled();

  assert.ok(requests.length > 0);
  assert.deepEqual(
    arrived.map((request) => request.body.age_s),
    [10, 10],
  );
});

test("a tick of an earlier release, which knows the clock only, is sent with its age", async () => {
  const shelf = storage();
  serve({});
  const page = await open();
  const store = await load("lib/tick_store.js");
  const old = { ...DONE, op_id: "old", made_at: "2026-03-04T11:59:00.000Z" };
  await store.keep({ owner: "ann", habitId: "h1", body: old });
  const requests = serve({});
  await page.flush("ann");

  assert.deepEqual(requests[0].body, { ...DONE, op_id: "old", age_s: 60 });
  assert.deepEqual(shelf.rows("ticks"), []);
});

test("a refusal is said by the rule of its first field, and is not tried again", async () => {
  const requests = serve(REFUSED);
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  await pass(60000);

  assert.deepEqual(page.heard, ["too-old"]);
  assert.equal(requests.length, 1);
});

test("a refusal without fields is said by its type, one without words is unknown", async () => {
  serve({ status: 404, body: { type: "/problems/not-found" } }, { status: 400, body: {} });
  const page = await open();
  page.send("ann", "h1", DONE);
  page.send("ann", "h1", DONE);
  await settled();

  assert.deepEqual(page.heard, ["not-found", "unknown"]);
});

test("one that was overtaken by a newer entry is refused, and those behind it go on", async () => {
  serve({ body: { applied: false } }, {});
  const page = await open();
  page.send("ann", "h1", DONE);
  page.send("ann", "h1", { ...DONE, value: 2 });
  await settled();

  assert.deepEqual(page.heard, ["newer-entry", "settled"]);
});

test("who is signed out is told, and the tick waits", async () => {
  serve({ status: 401 });
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();

  assert.equal(page.whole.at(-1).signedOut, true);
  assert.equal(shelf.rows("ticks").length, 1);
});

test("a badge that was won is told once", async () => {
  serve({ body: { applied: true, badges: ["first-week"] } }, {});
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  page.send("ann", "h1", DONE);
  await settled();

  assert.equal(page.whole.filter((news) => news.won).length, 1);
});

test("ticks of one owner are not sent while another one is signed in", async () => {
  serve("away");
  const page = await open();
  page.send("ann", "h1", DONE);
  await settled();
  const requests = serve({});
  await page.flush("bob", true);

  assert.equal(requests.length, 0);
  assert.equal(shelf.rows("ticks").length, 1);
});

test("a browser without randomUUID gives names of the same shape", async () => {
  const requests = serve({});
  const page = await open();
  const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", {
    value: { getRandomValues: (bytes) => own.get.call(globalThis).getRandomValues(bytes) },
    configurable: true,
  });
  page.send("ann", "h1", DONE);
  Object.defineProperty(globalThis, "crypto", own);
  await settled();

  assert.match(
    requests[0].body.op_id,
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
