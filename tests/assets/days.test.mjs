import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load, speak, stopClock } from "./browser.mjs";

const TABLE = JSON.parse(readFileSync(new URL("../data/formats.json", import.meta.url)));

test("a day is said in the words of the language", async () => {
  speak();
  const { inWords } = await load("lib/days.js");

  assert.equal(inWords("2026-03-04", "en", "full"), "Wednesday, 4 March 2026");
  assert.equal(inWords("2026-03-04", "de", "full"), "Mittwoch, 4. März 2026");
  assert.equal(inWords("2026-03-04", "en", "weekday"), "Wednesday");
  assert.equal(inWords("", "en", "full"), "");
});

test("a form that nobody knows is the long one", async () => {
  speak();
  const { inWords } = await load("lib/days.js");

  assert.equal(inWords("2026-03-04", "en", "?"), inWords("2026-03-04", "en", "long"));
});

for (const [locale, written] of Object.entries(TABLE)) {
  test(`days, times and numbers are written in ${locale} as the server writes them`, async () => {
    const { inWords, number, percent, span, time } = await load("lib/days.js");
    const plural = new Intl.PluralRules(locale);

    for (const [day, forms] of Object.entries(written.days)) {
      for (const [form, said] of Object.entries(forms)) assert.equal(inWords(day, locale, form), said);
    }
    for (const [first, last, form, said] of written.spans)
      assert.equal(span(first, last, locale, form), said);
    for (const [clock, said] of Object.entries(written.times)) assert.equal(time(clock, locale), said);
    for (const [value, said] of Object.entries(written.numbers)) {
      assert.equal(number(Number(value), locale), said);
    }
    for (const [share, said] of Object.entries(written.percent)) {
      assert.equal(percent(Number(share), locale), said);
    }
    for (const [count, form] of Object.entries(written.plurals)) {
      assert.equal(plural.select(Number(count)), form);
    }
  });
}

test("the account's region decides how its language is written, whatever the browser reads", async () => {
  speak("fr-FR", "en-US", "de-AT");
  const { inWords, region } = await load("lib/days.js");

  assert.equal(region("en-AU"), "en-AU");
  assert.equal(region("de"), "de-DE");
  assert.equal(inWords("2026-01-04", "en", "date"), "4 January 2026");
  assert.equal(inWords("2026-01-04", "de-AT", "moon"), "Jän. 2026");
});

test("a page for nobody yet speaks the first language of the reader that it has", async () => {
  for (const [read, language] of [
    [["fr-FR", "de-AT", "en-US"], "de"],
    [["EN-us", "de"], "en"],
    [["fr", "it"], "en"],
    [[], "en"],
  ]) {
    speak(...read);
    const { ownLanguage } = await load("lib/days.js");
    assert.equal(ownLanguage(), language);
  }
});

test("a unit that is known is called as its number asks", async () => {
  const { amount, learnUnits } = await load("lib/days.js");
  learnUnits({ cups: "cup" });

  assert.equal(amount(1, "cups", "en"), "1 cup");
  assert.equal(amount(1.5, "cups", "en"), "1.5 cups");
  assert.equal(amount(1, "km", "en"), "1 km");
  assert.equal(amount(1234, "", "de"), "1.234");
});

test("a counted text has the form and the number of its reader", async () => {
  const { counted } = await load("lib/days.js");
  const words = { "taps.one": "{count} tap", "taps.other": "{count} taps" };

  assert.equal(counted(words, "taps", 1, "en"), "1 tap");
  assert.equal(counted(words, "taps", 1234, "de-CH"), "1’234 taps");
});

test("days are counted on over months, leap days and years", async () => {
  const { plus } = await load("lib/days.js");

  assert.equal(plus("2026-12-31", 1), "2027-01-01");
  assert.equal(plus("2028-02-28", 1), "2028-02-29");
  assert.equal(plus("2026-03-01", -1), "2026-02-28");
  assert.equal(plus("2026-03-04", 0), "2026-03-04");
});

test("the open day is that of the zone, and begins when the reader's days begin", async () => {
  stopClock("2026-03-04T01:30:00Z");
  const { dayIn } = await load("lib/days.js");

  assert.equal(dayIn("UTC", 0), "2026-03-04");
  assert.equal(dayIn("UTC", 180), "2026-03-03");
  assert.equal(dayIn("Pacific/Kiritimati", 0), "2026-03-04");
  assert.equal(dayIn("America/New_York", 0), "2026-03-03");
});

test("a zone that the browser does not know has no open day", async () => {
  const { dayIn } = await load("lib/days.js");

  assert.equal(dayIn("Mars/Olympus", 0), "");
});

test("numbers are written as the language writes them", async () => {
  speak();
  const { number, percent } = await load("lib/days.js");

  assert.equal(number(1234.5678, "en"), "1,234.568");
  assert.equal(number(1234.5678, "de"), "1.234,568");
  assert.equal(percent(0.756, "en"), "76%");
  assert.equal(percent(0.756, "de"), "76\u00a0%");
});

test("a text is filled where it names a value, and left where it names none", async () => {
  const { fill } = await load("lib/days.js");

  assert.equal(fill("{done} of {all}", { done: 0, all: 3 }), "0 of 3");
  assert.equal(fill("{done} of {all}", { done: 1 }), "1 of {all}");
});

test("a short number never reads as one that was not reached", async () => {
  speak();
  const { short } = await load("lib/days.js");

  for (const [value, said] of [
    [99_999, "99k"],
    [99_500, "99k"],
    [9_999, "9.9k"],
    [100_000, "100k"],
    [999_999, "999k"],
    [999_999_999, "999M"],
    [987_654_321, "987M"],
    [1_000_000_000, "1G"],
    [999.999, "999"],
    [19.96, "19.9"],
    [2.3, "2.3"],
    [4.999, "4.9"],
    [0.057, "0.057"],
    [0.5, "0.5"],
  ]) {
    assert.equal(short(value, "en"), said);
  }
  assert.equal(short(9_999, "de"), "9,9k");
});

test("a short number of too much never reads as what just fits", async () => {
  speak();
  const { short } = await load("lib/days.js");

  assert.equal(short(2.04, "en", true), "2.1");
  assert.equal(short(2.3, "en", true), "2.3");
  assert.equal(short(100_001, "en", true), "101k");
});
