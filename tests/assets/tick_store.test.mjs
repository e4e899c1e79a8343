import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load, pass, settled, stopClock, storage } from "./browser.mjs";

const tick = (id, made = "2026-03-04T12:00:00.000Z", owner = "ann") => ({
  owner,
  habitId: "h1",
  body: { op_id: id, made_at: made, day: "2026-03-04" },
});
const names = (ticks) => ticks.map((each) => each.body.op_id);

beforeEach(() => stopClock());

for (const [where, settings] of [
  ["IndexedDB", {}],
  ["memory, where IndexedDB is full", { room: 0 }],
]) {
  test(`ticks wait in ${where} in the order in which they were said`, async () => {
    storage(settings);
    const store = await load("lib/tick_store.js");
    await store.keep(tick("second", "2026-03-04T12:00:02.000Z"));
    await store.keep(tick("first", "2026-03-04T12:00:01.000Z"));

    assert.deepEqual(names(await store.waitingFor("ann")), ["first", "second"]);
  });

  test(`a tick in ${where} is its owner's alone`, async () => {
    storage(settings);
    const store = await load("lib/tick_store.js");
    await store.keep(tick("ann's"));
    await store.keep(tick("bob's", undefined, "bob"));

    assert.deepEqual(names(await store.waitingFor("bob")), ["bob's"]);
  });

  test(`what is decided is forgotten in ${where}, the rest waits on`, async () => {
    storage(settings);
    const store = await load("lib/tick_store.js");
    for (const id of ["one", "two", "three"]) await store.keep(tick(id));

    await store.forget(tick("two"));

    assert.deepEqual(names(await store.waitingFor("ann")), ["one", "three"]);
  });
}

test("what waits in IndexedDB is found by the next page", async () => {
  storage();
  await (await load("lib/tick_store.js")).keep(tick("kept"));

  assert.deepEqual(names(await (await load("lib/tick_store.js")).waitingFor("ann")), ["kept"]);
});

test("what is decided is gone from IndexedDB, too", async () => {
  const shelf = storage();
  const store = await load("lib/tick_store.js");
  await store.keep(tick("one"));
  await store.keep(tick("two"));

  await store.forget(tick("one"));

  assert.deepEqual(names(shelf.rows("ticks")), ["two"]);
});

test("a store that does not open in time is done without", async () => {
  storage({ opens: false });
  const store = await load("lib/tick_store.js");
  const kept = store.keep(tick("loose"));
  await settled();
  await pass(1000);
  await kept;

  assert.deepEqual(names(await store.waitingFor("ann")), ["loose"]);
});

test("where there is no IndexedDB ticks wait in memory", async () => {
  delete globalThis.indexedDB;
  const store = await load("lib/tick_store.js");
  await store.keep(tick("loose"));

  assert.deepEqual(names(await store.waitingFor("ann")), ["loose"]);
});
