import { useEffect, useRef, useState } from "react";
import { inWords, number } from "$/public/days.js";
import { flush, send, watchHabit } from "$/public/queue.js";

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
// has said the same. Everything that can be tapped on a day goes through here.
export function useTick({ habitId, owner, day, kind, done, value, target, unit, atMost, texts, onRefused }) {
  const [wish, setWish] = useState(null);
  const [waiting, setWaiting] = useState(false);
  const settled = useRef(null);

  useEffect(() => {
    if (wish && wish.done === done && wish.value === value) setWish(null);
  }, [done, value, wish]);

  useEffect(() => {
    const stop = watchHabit(habitId, (news) => {
      if (news.day !== day) return;
      setWaiting(news.kind === "waiting");
      clearTimeout(settled.current);
      if (news.kind === "settled") {
        settled.current = setTimeout(() => setWish(null), 3000);
      } else if (news.kind === "refused") {
        setWish(null);
        onRefused(news.code);
      }
    });
    flush(owner);
    return () => {
      stop();
      clearTimeout(settled.current);
    };
  }, [habitId, owner, day]);

  const shown = wish ?? { done, value };
  const act = (next, statement, words) => {
    clearTimeout(settled.current);
    setWish(next);
    announce(words);
    send(owner, habitId, { day, ...statement });
  };
  const reaches = (total) => !atMost && total >= target;
  const exact = (amount) => Math.max(0, Math.round(amount * 1000) / 1000);
  return {
    shown,
    waiting,
    toggle() {
      if (shown.done) act({ done: false, value: 0 }, { status: "clear" }, texts.open);
      else act({ done: true, value: kind === "numeric" ? target : 0 }, { status: "done" }, texts.done);
    },
    add(amount) {
      const total = exact(shown.value + amount);
      if (total === shown.value) return;
      act({ done: reaches(total), value: total }, { add: exact(Math.abs(total - shown.value)) * Math.sign(amount) }, `${total} ${unit}`);
    },
    set(amount) {
      const total = exact(amount);
      if (total !== shown.value) act({ done: reaches(total), value: total }, { value: total }, `${total} ${unit}`);
    },
  };
}

// About a tenth of the target, as people count: 1, 2, 5, 10, 20, 50 …
export function stepOf(target) {
  if (Number.isInteger(target) && target <= 12) return 1;
  const power = 10 ** Math.floor(Math.log10(target / 8));
  const times = target / 8 / power;
  return (times >= 5 ? 5 : times >= 2 ? 2 : 1) * power;
}

// An amount that can be typed: a number until it is tapped.
export function Amount({ value, target, unit, label, locale, onSet }) {
  const [typing, setTyping] = useState(false);
  const stop = (event) => {
    setTyping(false);
    const typed = event.target.valueAsNumber;
    if (!Number.isNaN(typed)) onSet(typed);
  };
  const keys = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") event.target.blur();
    if (event.key === "Escape") {
      event.target.value = "";
      event.target.blur();
    }
  };
  if (typing) {
    return (
      <input className="sh-amount-input" type="number" min="0" step="any" max="1000000" autoFocus
        aria-label={label} defaultValue={value} onBlur={stop} onKeyDown={keys} onFocus={(e) => e.target.select()} />
    );
  }
  return (
    <button type="button" className="sh-amount" aria-label={`${label}: ${number(value, locale)} / ${number(target, locale)} ${unit}`} onClick={() => setTyping(true)}>
      <b>{number(value, locale)}</b>
      <span> / {number(target, locale)} {unit}</span>
    </button>
  );
}

export function Tick(props) {
  const { kind, target, unit, texts } = props;
  const { shown, waiting, toggle, add, set } = useTick(props);
  const step = stepOf(target);
  return (
    <div className="sh-tick" data-waiting={waiting || undefined}>
      {kind === "numeric" && (
        <div className="sh-stepper" role="group" aria-label={texts.amount}>
          <button type="button" className="sh-step" aria-label={texts.less} disabled={shown.value <= 0}
            onClick={() => add(-step)}>−</button>
          <Amount value={shown.value} target={target} unit={unit} label={texts.typed} locale={props.locale} onSet={set} />
          <button type="button" className="sh-step" aria-label={texts.more} onClick={() => add(step)}>+</button>
        </div>
      )}
      {!props.atMost && (
        <button type="button" role="checkbox" aria-checked={shown.done} className="sh-box"
          aria-label={texts.do} title={waiting ? texts.waiting : undefined} onClick={toggle}>
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
