// Amounts as people type them, in whatever way their country writes numbers.

export const MOST = 1_000_000_000;
const PLACES = 3;
const LONGEST = 60; // letters of an amount, however it is grouped
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10]; // Arabic, Persian, Devanagari, Bengali, Thai, wide
const GROUPINGS = [/\B(?=(\d{3})+$)/g, /\B(?=(\d\d)*\d{3}$)/g]; // 1,234,567 and, in India, 12,34,567

// The number that a text means; null for an empty one, NaN for what is no amount. `1,5` and `1.5` are
// the same everywhere. Only a single mark before three digits can mean two things: `1.234` is a
// thousand and more, unless the reader's language writes decimals so.
export function readAmount(text, language) {
  const typed = plain(text);
  if (!typed) return null;
  if (typed.length > LONGEST) return Number.NaN;
  const [, before, mark = "", after = ""] = /^(.*?)(?:([.,٫])(\d*))?$/.exec(typed);
  if (mark && marksThousands(before, mark, after, language)) return amount(typed, "", "");
  return amount(before, mark, after);
}

// An amount as it stands in a field: no grouping, so that it can be edited at any place.
export const writeAmount = (value, language) => numbers(language).format(value);

const numbers = (language) =>
  new Intl.NumberFormat(language, {
    maximumFractionDigits: PLACES,
    useGrouping: false,
    numberingSystem: "latn",
  });

// One kind each of digit, space and apostrophe, and nothing that cannot be seen.
const plain = (text) =>
  text
    .replace(/[\u200e\u200f\u061c]/g, "")
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0);
      const zero = ZEROS.find((least) => least <= code && code < least + 10);
      return zero ? code - zero : digit;
    })
    .trim()
    .replace(/[\s\u202f]/g, " ")
    .replace(/[’ʼ٬]/g, "'");

function marksThousands(before, mark, after, language) {
  if (before.includes(mark)) return true;
  const decimal = numbers(language)
    .formatToParts(1.5)
    .find(({ type }) => type === "decimal");
  return mark !== "٫" && mark !== decimal.value && /^[1-9]\d{0,2}$/.test(before) && after.length === 3;
}

function amount(whole, mark, part) {
  const places = part.replace(/0+$/, "");
  const digits = ungrouped(whole, mark);
  if (digits === null || !(digits || part) || places.length > PLACES) return Number.NaN;
  const read = Number(`${digits || 0}.${places || 0}`);
  return read <= MOST ? read : Number.NaN;
}

// The digits of a whole number that may be grouped, by one sign that is not its decimal mark.
function ungrouped(whole, mark) {
  if (/^\d*$/.test(whole)) return whole;
  const [sign] = whole.match(/\D/);
  const digits = whole.replaceAll(sign, "");
  const isGrouped =
    " ',.".includes(sign) &&
    sign !== mark &&
    /^[1-9]\d+$/.test(digits) &&
    GROUPINGS.some((grouping) => digits.replace(grouping, sign) === whole);
  return isGrouped ? digits : null;
}
