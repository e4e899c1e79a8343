import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./browser.mjs";

const stand = (t, timeZone) =>
  t.mock.method(Intl.DateTimeFormat.prototype, "resolvedOptions", () => ({ timeZone }));

for (const zone of ["Europe/Berlin", "Asia/Calcutta", "Etc/GMT+5", "UTC"]) {
  test(`${zone} is where a browser may be`, async (t) => {
    const { here } = await load("lib/zones.js");
    stand(t, zone);
    assert.equal(here(), zone);
  });
}

for (const zone of ["Etc/Unknown", "+05:00", "localtime", "Factory", "A".repeat(5000), "", undefined]) {
  test(`${String(zone).slice(0, 20)} is no place`, async (t) => {
    const { here } = await load("lib/zones.js");
    stand(t, zone);
    assert.equal(here(), "");
  });
}
