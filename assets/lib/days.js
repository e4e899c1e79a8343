// Days, times and numbers as the reader's language and region write them. A day is text: 2026-03-04.
// `habit_app/text/formats.py` writes the same on the server; tests/data/formats.json holds both to it.

const USUAL = { en: "en-GB", de: "de-DE" }; // how a language is written where no region is named
const MONTH_FIRST = ["en-CA", "en-US"];
// Between thousands, and before decimals, where browsers of different age disagree.
const MARKS = { "de-AT": { group: "\u00a0" }, "de-CH": { group: "’" } };
const FORMS = {
  short: { weekday: "short" },
  weekday: { weekday: "long" },
  day: { day: "numeric", month: "long" },
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

// The region whose ways of writing count: that of the account, not that of the browser.
export const region = (locale) => USUAL[locale] ?? locale;

export function inWords(day, locale, form) {
  if (!day) return "";
  const key = `${locale} ${form}`;
  if (!known.has(key)) {
    const options = { ...(FORMS[form] ?? FORMS.long), timeZone: "UTC" };
    known.set(key, new Intl.DateTimeFormat(region(locale), options));
  }
  const format = known.get(key);
  const date = new Date(`${day}T00:00Z`);
  const { day: number, weekday, month, year } = partsOf(format, date);
  if (!number || !month) return format.format(date);
  const short = MONTH_FIRST.includes(locale) ? `${month} ${number}` : `${inOrder(number, locale)} ${month}`;
  const comma = MONTH_FIRST.includes(locale) ? "," : "";
  const dated = year ? `${short}${comma} ${year}` : short;
  return weekday ? `${weekday}, ${dated}` : dated;
}

const partsOf = (format, value) =>
  Object.fromEntries(format.formatToParts(value).map((part) => [part.type, part.value]));
const inOrder = (number, locale) => (region(locale).startsWith("de") ? `${number}.` : number);

export const span = (first, last, locale, form) =>
  `${inWords(first, locale, form)} – ${inWords(last, locale, form)}`;

// A time of the day, 16:05, as clocks of the region show it. Browsers put one of three spaces before pm.
export function time(clock, locale) {
  if (!clock) return "";
  const format = new Intl.DateTimeFormat(region(locale), { timeStyle: "short", timeZone: "UTC" });
  return format.format(new Date(`2000-01-01T${clock}Z`)).replace(/\s/g, "\u00a0");
}

// The day of an instant here, and the time with it.
export const dayOf = (instant) => local(instant).slice(0, 10);
export const moment = (instant, locale) =>
  `${inWords(dayOf(instant), locale, "date")}, ${time(local(instant).slice(11), locale)}`;

function local(instant) {
  const at = new Date(instant);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// Nothing where the number is not known yet.
export function number(value, locale) {
  if (!Number.isFinite(value)) return "";
  return new Intl.NumberFormat(region(locale), { maximumFractionDigits: 3 })
    .formatToParts(value)
    .map((part) => MARKS[region(locale)]?.[part.type] ?? part.value)
    .join("");
}

// Units as they are called when there is one. One that we do not know stays as it was typed.
let singular = {};
export function learnUnits(units) {
  singular = units;
}

export function amount(value, unit, locale) {
  const isOne = new Intl.PluralRules(region(locale)).select(value) === "one";
  return `${number(value, locale)} ${(isOne && singular[unit]) || unit}`.trim();
}

// A text in the form that its number asks for, out of `key.one`, `key.other`.
export function counted(words, key, count, locale) {
  const form = new Intl.PluralRules(region(locale)).select(count);
  return fill(words[`${key}.${form}`] ?? words[`${key}.other`], { count: number(count, locale) });
}

// The language of those that the reader asks for which the pages have.
export const ownLanguage = () =>
  navigator.languages
    .map((language) => language.slice(0, 2).toLowerCase())
    .find((language) => language in USUAL) ?? "en";

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
