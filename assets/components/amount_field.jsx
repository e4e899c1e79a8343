import { useEffect, useId, useRef, useState } from "react";
import { MOST, readAmount, writeAmount } from "$/public/lib/amounts.js";
import { fill, number, region } from "$/public/lib/days.js";
import { dayDraft, draftsMoved, dropDraft, keepDraft } from "$/public/lib/drafts.js";

// Where an amount is typed. It is text, not `type=number`, which follows the browser's language
// instead of the page's and drops a comma that it does not expect: 1,5 became 15.
export function AmountInput({ locale, limit, wrong, ...rest }) {
  const problem = useId();
  const told = wrong ? { "aria-invalid": true, "aria-describedby": problem } : {};
  return (
    <>
      <input type="text" inputMode="decimal" autoComplete="off" {...told} {...rest} />
      {wrong && (
        <span id={problem} role="alert" className="sh-problem">
          {fill(limit, { most: number(MOST, locale), like: number(1.5, locale) })}
        </span>
      )}
    </>
  );
}

export const written = (value, locale) => writeAmount(value, region(locale));
export const readTyped = (text, locale) => readAmount(text, region(locale));

// An amount in a form, which sends it under its name as 1234.5, whatever was typed. What is no amount
// is sent as it is: whoever gets it says so.
export function FormAmount({ name, start, locale, ...rest }) {
  const [typed, setTyped] = useState(() => (/^\d+(\.\d+)?$/.test(start) ? written(start, locale) : start));
  const amount = readTyped(typed, locale);
  return (
    <>
      <AmountInput
        locale={locale}
        {...rest}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <input type="hidden" name={name} value={Number.isNaN(amount) ? typed : (amount ?? "")} />
    </>
  );
}

// An amount that is edited in its place. Enter and leaving it take what was typed, Escape leaves all
// as it was; what is no amount stays, with what is wrong beside it. `onDone(typed, byKey)` gets the
// amount, null where nothing stands there any more, and undefined where nothing was changed.
// `kept` is {owner, habitId, day, title}: whose amount it is. A field that goes by itself, because the
// day has turned or the page is read anew, leaves what was typed on the device, to be offered again.
export function AmountField({ value, label, limit, locale, kept, onDone }) {
  const [wrong, setWrong] = useState(false);
  const over = useRef(false);
  const { owner, habitId, day, title } = kept;
  const keep = (typed) => {
    setWrong(false);
    keepDraft(owner, dayDraft(habitId, day), { title, said: "done", typed });
  };
  useEffect(() => () => over.current || draftsMoved(), []);
  const finish = (typed, byKey) => {
    if (over.current) return;
    over.current = true;
    dropDraft(owner, dayDraft(habitId, day));
    onDone(typed, byKey);
  };
  const take = (field, byKey) => {
    const amount = readTyped(field.value, locale);
    if (Number.isNaN(amount)) setWrong(true);
    else finish(amount, byKey);
  };
  const keys = (event) => {
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault(); // else Enter would also press the button that comes back
    if (event.key === "Enter") take(event.target, true);
    else finish(undefined, true);
  };
  return (
    <span className="sh-typing">
      <AmountInput
        className="sh-amount-input"
        locale={locale}
        limit={limit}
        wrong={wrong}
        autoFocus
        aria-label={label}
        defaultValue={value ? written(value, locale) : ""}
        onKeyDown={keys}
        onInput={(event) => keep(event.target.value)}
        onBlur={(event) => take(event.target, false)}
        onFocus={(event) => event.target.select()}
      />
    </span>
  );
}

// Whether an amount is being typed; who leaves the field by a key finds the focus where it was.
export function useTyping(onTyped) {
  const [typing, setTyping] = useState(false);
  const returns = useRef(false);
  return {
    typing,
    begin: () => setTyping(true),
    returns: () => returns.current,
    end(typed, byKey) {
      returns.current = byKey;
      setTyping(false);
      onTyped(typed);
    },
  };
}
