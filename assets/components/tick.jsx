import { useEffect, useRef, useState } from "react";
import { AmountField, useTyping } from "$/public/components/amount_field.jsx";
import { amount as amountIn, fill, inWords, number } from "$/public/lib/days.js";
import { flush, send, watchHabit } from "$/public/lib/queue.js";

export const GOAL = "/ {amount}";
const TWICE = 400; // milliseconds in which a second tap is the same one: a double click is one tick
// By owner, habit and day: the amount that a tick has made whole, the one that was taken back with
// it, and when it was tapped last. The server knows the first two by its log; this is shown till then.
const covered = new Map();
const taken = new Map();
const tapped = new Map();

export const Check = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="sh-check">
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </svg>
);

export const announce = (text) => {
  const region = document.getElementById("sh-live");
  if (region) region.textContent = text;
};

// What one day of one habit shows: what the server says, or what was just tapped until the server
// has taken the last tap and said the same. Everything that can be tapped on a day goes through here.
// Where something is to be avoided, `done` is that it happened.
export function useTick(props) {
  const { habitId, owner, day, kind, done, value, target, unit, atMost, locale, texts, onRefused } = props;
  const [status, marked, open] = props.avoids
    ? ["slip", texts.slipped, texts.taken_back]
    : ["done", texts.done, texts.open];
  const [wish, setWish] = useState(null);
  const [waiting, setWaiting] = useState(false);
  const settled = useRef(null);
  const latest = useRef("");

  useEffect(() => {
    if (wish?.taken && wish.done === done && wish.value === value) setWish(null);
  }, [done, value, wish]);

  useEffect(() => {
    const stop = watchHabit(habitId, (news) => {
      if (news.day !== day) return;
      setWaiting(news.kind === "waiting");
      if (news.kind === "refused") onRefused(news.code);
      if (news.kind === "waiting" || news.op !== latest.current) return;
      clearTimeout(settled.current);
      if (news.kind === "refused") return setWish(null);
      setWish((wished) => wished && { ...wished, ...heldBy(news.entry, props.avoids), taken: true });
      settled.current = setTimeout(() => setWish(null), 3000);
    });
    flush(owner);
    return () => {
      stop();
      clearTimeout(settled.current);
    };
  }, [habitId, owner, day, props.avoids]);

  const shown = wish ?? { done, value };
  const place = `${owner} ${habitId} ${day}`;
  const act = (next, statement, words) => {
    clearTimeout(settled.current);
    setWish(next);
    announce(words);
    latest.current = send(owner, habitId, { day, ...statement });
  };
  const inUnits = (amount) => `${texts.amount}: ${amountIn(amount, unit, locale)}`;
  const reaches = (total) => !atMost && total >= target;
  const exact = (amount) => Math.max(0, Math.round(amount * 1000) / 1000);
  const untick = () => {
    if (shown.value > 0) taken.set(place, shown.value);
    const before = covered.get(place) ?? 0;
    const words = before ? inUnits(before) : open;
    act({ done: false, value: before }, { status: "undo", was: status }, words);
  };
  const tick = () => {
    if (shown.value > 0) covered.set(place, shown.value);
    else covered.delete(place);
    const whole = kind === "numeric" ? (taken.get(place) ?? target) : 0;
    act({ done: true, value: whole }, { status }, marked);
  };
  const set = (amount) => {
    const total = exact(amount);
    if (total === shown.value) return;
    taken.delete(place);
    act({ done: reaches(total), value: total }, { value: total }, inUnits(total));
  };
  return {
    shown,
    waiting,
    toggle(event) {
      const at = event.timeStamp;
      const again = at - tapped.get(place) < TWICE;
      tapped.set(place, at);
      if (again) return;
      if (shown.done) untick();
      else tick();
    },
    add(amount) {
      const total = exact(shown.value + amount);
      if (total === shown.value) return;
      taken.delete(place);
      act(
        { done: reaches(total), value: total },
        { add: exact(Math.abs(total - shown.value)) * Math.sign(amount) },
        inUnits(total),
      );
    },
    // Takes what was typed: a number, nothing at all, or undefined where nothing was changed.
    type(amount) {
      if (amount === null && (shown.value || shown.done))
        act({ done: false, value: 0 }, { status: "open" }, texts.open);
      else if (typeof amount === "number") set(amount);
    },
  };
}

const heldBy = (entry, avoids) => ({
  done: avoids ? entry?.status === "slip" : entry?.state === "done",
  value: entry?.value ?? 0,
});

// A key that is held down is one tap.
export const onceByKey = (event) => {
  if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
};

// About a tenth of the target, as people count: 1, 2, 5, 10, 20, 50 …
export function stepOf(target) {
  if (Number.isInteger(target) && target <= 12) return 1;
  const power = 10 ** Math.floor(Math.log10(target / 8));
  const times = target / 8 / power;
  return (times >= 5 ? 5 : times >= 2 ? 2 : 1) * power;
}

// What is asked of an amount, in the words for a goal or for a limit.
export const goalIn = (words, target, unit, locale) =>
  fill(words, { amount: amountIn(target, unit, locale) });

// An amount that can be typed: a number until it is tapped.
// Of a sum over several days no day is asked for it: then there is no goal, only the unit (`of` is null).
function Amount({ value, target, unit, of, label, limit, locale, kept, onTyped }) {
  const { typing, begin, end, returns } = useTyping(onTyped);
  if (typing)
    return <AmountField value={value} label={label} limit={limit} locale={locale} kept={kept} onDone={end} />;
  const written = number(value, locale);
  const goal =
    of === null
      ? amountIn(value, unit, locale).slice(written.length).trim()
      : goalIn(of, target, unit, locale);
  return (
    <button
      type="button"
      className="sh-amount"
      // biome-ignore lint/a11y/noAutofocus: only after typing here, which took this button away
      autoFocus={returns()}
      onClick={begin}
      aria-label={`${label}: ${written} ${goal}`.trim()}
    >
      <b>{written}</b>
      <span> {goal}</span>
    </button>
  );
}

export function Tick(props) {
  const { kind, target, unit, texts } = props;
  const { shown, waiting, toggle, add, type } = useTick(props);
  const step = stepOf(target);
  return (
    <div className="sh-tick" data-waiting={waiting || undefined}>
      {kind === "numeric" && (
        <fieldset className="sh-stepper" aria-label={texts.amount}>
          <button
            type="button"
            className="sh-step"
            aria-label={texts.less}
            disabled={shown.value <= 0}
            onClick={() => add(-step)}
          >
            −
          </button>
          <Amount
            value={shown.value}
            target={target}
            unit={unit}
            of={props.isSum ? null : props.atMost ? texts.at_most : GOAL}
            label={texts.typed}
            limit={texts.limit}
            locale={props.locale}
            kept={{ owner: props.owner, habitId: props.habitId, day: props.day, title: texts.amount }}
            onTyped={type}
          />
          <button type="button" className="sh-step" aria-label={texts.more} onClick={() => add(step)}>
            +
          </button>
        </fieldset>
      )}
      {props.avoids && (
        <button
          type="button"
          className="sh-slip"
          data-slipped={shown.done || undefined}
          aria-label={`${shown.done ? texts.take_back : texts.slip}: ${texts.amount}`}
          title={waiting ? texts.waiting : undefined}
          onKeyDown={onceByKey}
          onClick={toggle}
        >
          {shown.done ? texts.take_back : texts.slip}
        </button>
      )}
      {!props.atMost && !props.avoids && (
        // biome-ignore lint/a11y/useSemanticElements: whether it is on is the queue's word, not the browser's
        <button
          type="button"
          role="checkbox"
          aria-checked={shown.done}
          className="sh-box"
          aria-label={texts.do}
          title={waiting ? texts.waiting : undefined}
          onKeyDown={onceByKey}
          onClick={toggle}
        >
          <Check />
        </button>
      )}
    </div>
  );
}

// A day in the words of the reader's language.
export function DayText({ day, locale, form }) {
  return <time dateTime={day || undefined}>{inWords(day, locale, form)}</time>;
}
