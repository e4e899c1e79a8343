import { useEffect, useRef, useState } from "react";
import { inWords } from "$/public/days.js";
import { flush, send } from "$/public/queue.js";

const Check = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="sh-check">
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </svg>
);

const say = (text) => {
  const region = document.getElementById("sh-live");
  if (region) region.textContent = text;
};

// Shows what the server says, or what was just tapped until the server has said the same.
export function Tick(props) {
  const { habitId, owner, day, kind, done, value, target, unit, texts, onSettled, onRefused } = props;
  const [wish, setWish] = useState(null);
  const [waiting, setWaiting] = useState(false);
  const settled = useRef(null);

  useEffect(() => {
    if (wish && wish.done === done && wish.value === value) setWish(null);
  }, [done, value, wish]);

  useEffect(() => {
    const mine = (act) => (event) => event.detail.habitId === habitId && act(event.detail);
    const onSettle = mine(() => {
      setWaiting(false);
      clearTimeout(settled.current);
      settled.current = setTimeout(() => setWish(null), 3000);
      onSettled();
    });
    const onRefuse = mine(({ code }) => {
      setWaiting(false);
      setWish(null);
      onRefused(code);
      onSettled();
    });
    const onWait = mine(() => setWaiting(true));
    const onOnline = () => flush(owner);
    window.addEventListener("smarthabit:settled", onSettle);
    window.addEventListener("smarthabit:refused", onRefuse);
    window.addEventListener("smarthabit:waiting", onWait);
    window.addEventListener("online", onOnline);
    flush(owner);
    return () => {
      window.removeEventListener("smarthabit:settled", onSettle);
      window.removeEventListener("smarthabit:refused", onRefuse);
      window.removeEventListener("smarthabit:waiting", onWait);
      window.removeEventListener("online", onOnline);
    };
  }, [habitId, owner]);

  const shown = wish ?? { done, value };
  const act = (next, statement, words) => {
    setWish(next);
    say(words);
    send(owner, habitId, { day, ...statement });
  };
  const toggle = () => {
    if (shown.done) act({ done: false, value: 0 }, { status: "clear" }, texts.open);
    else act({ done: true, value: kind === "numeric" ? target : 0 }, { status: "done" }, texts.done);
  };
  const step = target <= 12 ? 1 : target <= 60 ? 5 : 10;
  const add = (amount) => {
    const total = Math.max(0, Math.round((shown.value + amount) * 1000) / 1000);
    if (total === shown.value) return;
    const reached = props.atMost ? false : total >= target;
    act({ done: reached, value: total }, { add: total - shown.value }, `${total} ${unit}`);
  };

  return (
    <div className="sh-tick" data-waiting={waiting || undefined}>
      {kind === "numeric" && (
        <div className="sh-stepper" role="group" aria-label={texts.amount}>
          <button type="button" className="sh-step" aria-label={texts.less}
            disabled={shown.value <= 0} onClick={() => add(-step)}>−</button>
          <span className="sh-amount">
            <b>{shown.value}</b>
            <span> / {target} {unit}</span>
          </span>
          <button type="button" className="sh-step" aria-label={texts.more} onClick={() => add(step)}>
            +
          </button>
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

// Tells when the open page belongs to a day that is over, or was looked away from for a while.
export function DayWatch({ day, dayStart, onChange }) {
  useEffect(() => {
    if (!day) return undefined;
    let hidden = 0;
    const now = () => {
      const shifted = new Date(Date.now() - dayStart * 60000);
      const pad = (number) => String(number).padStart(2, "0");
      return `${shifted.getFullYear()}-${pad(shifted.getMonth() + 1)}-${pad(shifted.getDate())}`;
    };
    const look = () => now() > day && onChange();
    const turn = () => {
      if (document.hidden) hidden = Date.now();
      else if (Date.now() - hidden > 5000) onChange();
    };
    const timer = setInterval(look, 20000);
    document.addEventListener("visibilitychange", turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
    };
  }, [day, dayStart]);
  return null;
}

// A day in the words of the reader's language.
export function DayText({ day, locale, form }) {
  return <time dateTime={day || undefined}>{inWords(day, locale, form)}</time>;
}
