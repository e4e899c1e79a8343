import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, readAmount, writeAmount } from "../../assets/lib/amounts.js";

const LANGUAGES = ["en-GB", "en-US", "en-IN", "de-DE", "de-AT", "de-CH", "ar-EG"];

for (const [typed, amount] of [
  ["1,5", 1.5],
  ["1.5", 1.5],
  ["2,75", 2.75],
  ["0,125", 0.125],
  ["0.125", 0.125],
  [",5", 0.5],
  [".5", 0.5],
  ["5,", 5],
  ["007", 7],
  ["  8 ", 8],
  ["1.5000", 1.5],
  ["1234,567", 1234.567],
  ["1.234,5", 1234.5],
  ["1,234.5", 1234.5],
  ["1 234,5", 1234.5],
  ["1\u00a0234,567", 1234.567],
  ["1\u202f234.5", 1234.5],
  ["1’234.5", 1234.5],
  ["1'234'567,25", 1234567.25],
  ["1.234.567", 1234567],
  ["1,234,567.8", 1234567.8],
  ["12,34,567", 1234567],
  ["١٫٥", 1.5],
  ["١٬٢٣٤٫٥", 1234.5],
  ["۱۲", 12],
  ["७", 7],
  ["\u200f12\u200f", 12],
  ["0", 0],
  ["1000000000", MOST],
]) {
  test(`${typed} means ${amount} in every language`, () => {
    for (const language of LANGUAGES) assert.equal(readAmount(typed, language), amount, language);
  });
}

for (const typed of [
  "abc",
  "1,2,3",
  "1.2.3",
  "1,234,5",
  "1.234.5",
  "1,234.567,8",
  "12 34",
  "1  234",
  "0.123.456",
  "-3",
  "−3",
  "+3",
  "1e5",
  "0x10",
  "7½",
  "7 1/2",
  "½",
  "1²",
  "1,5 km",
  "1,2345",
  ".",
  ",",
  "Infinity",
  "NaN",
  "1_000",
  "1000000000,001",
  "9".repeat(400),
]) {
  test(`${typed.slice(0, 20)} is no amount`, () => {
    for (const language of LANGUAGES) assert.ok(Number.isNaN(readAmount(typed, language)), language);
  });
}

test("nothing typed is no number either, but no mistake", () => {
  assert.equal(readAmount("", "en-GB"), null);
  assert.equal(readAmount(" \u00a0", "de-DE"), null);
});

test("one mark before three digits means what it means in the reader's language", () => {
  const read = (typed) => ["en-GB", "de-DE", "de-AT", "de-CH"].map((language) => readAmount(typed, language));

  assert.deepEqual(read("1.234"), [1.234, 1234, 1234, 1.234]);
  assert.deepEqual(read("1,234"), [1234, 1.234, 1.234, 1234]);
});

test("what stands in a field is read as the same amount", () => {
  for (const language of LANGUAGES) {
    for (const amount of [0.001, 0.5, 1.5, 1.234, 12.345, 999.999, 1234, 98765.432, MOST]) {
      assert.equal(readAmount(writeAmount(amount, language), language), amount, `${amount} ${language}`);
    }
  }
  assert.equal(writeAmount(1234.5, "de-DE"), "1234,5");
  assert.equal(writeAmount(1234.5, "en-GB"), "1234.5");
});

test("an amount that is shown with its groups can be typed so", () => {
  for (const language of LANGUAGES) {
    for (const amount of [0.5, 1.234, 1234, 98765.432, 1234567, MOST]) {
      const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(amount);
      assert.equal(readAmount(shown, language), amount, `${shown} ${language}`);
    }
  }
});
