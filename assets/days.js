// Days and numbers in the words of the reader's language. A day is text: 2026-03-04.

const REGION = { en: "en-GB", de: "de-DE" };
const read = typeof navigator === "undefined" ? [] : navigator.languages;
const FORMS = {
  short: { weekday: "short" },
  weekday: { weekday: "long" },
  long: { weekday: "long", day: "numeric", month: "long" },
  date: { day: "numeric", month: "long", year: "numeric" },
  brief: { day: "numeric", month: "short", year: "numeric" },
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
  number: { day: "numeric" },
  initial: { month: "short" },
  moon: { month: "short", year: "numeric" },
  tick: { day: "numeric", month: "short" },
};
const SIZES = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];
const ERROR = 1e-9; // of a product of two fractions
const known = new Map();

// The language as the reader's own country writes it, where the browser says which one that is.
export const region = (locale) =>
  read.find((language) => language.startsWith(`${locale}-`)) ?? REGION[locale] ?? locale;

export function inWords(day, locale, form) {
  if (!day) return "";
  const key = `${locale} ${form}`;
  if (!known.has(key)) {
    known.set(
      key,
      new Intl.DateTimeFormat(region(locale), { ...(FORMS[form] ?? FORMS.long), timeZone: "UTC" }),
    );
  }
  return known.get(key).format(new Date(`${day}T00:00Z`));
}

export const number = (value, locale) =>
  new Intl.NumberFormat(region(locale), { maximumFractionDigits: 3 }).format(value);

// A number for a small place: 12.5, 158k, 1.6M. It never reads as one that was not reached: 99,999 of
// 100,000 is 99k. `over` is for what is more than it may be, and so must not read as if it just fit.
export function short(value, locale, over = false) {
  const [size, letter] = SIZES.find(([least]) => value >= least) ?? [1, ""];
  const part = value / size;
  const places = part >= 100 ? 0 : part >= 10 ? (letter ? 0 : 1) : part >= 1 ? 1 : 3;
  const counted = part * 10 ** places;
  const whole = over ? Math.ceil(counted - ERROR) : Math.floor(counted + ERROR);
  return number(whole / 10 ** places, locale) + letter;
}

export const percent = (share, locale) =>
  new Intl.NumberFormat(region(locale), { style: "percent", maximumFractionDigits: 0 }).format(share);

export function plus(day, days) {
  const moved = new Date(`${day}T00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

// The day that is open in a zone whose days begin so many minutes after midnight; empty where the
// browser does not know the zone. Only a hint: which day counts is the server's decision.
export function dayIn(zone, dayStart) {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(
      Date.now() - dayStart * 60000,
    );
  } catch {
    return "";
  }
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);
