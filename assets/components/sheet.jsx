import { useEffect, useRef, useState } from "react";
import { Cross, Modal, Offer } from "$/public/components/modal.jsx";
import { fill } from "$/public/lib/days.js";
import { draftOf, draftsOf, dropDraft, keepDraft } from "$/public/lib/drafts.js";

const DRAFT = "sheet:";
const NEW = "new";

// What was typed on it goes along when it is closed, so that it can be brought back. Where it is not
// closed but lost, with the page or with the session, it is offered again.
export function Sheet({ owner, habitId, kept, onResume, onDismiss, children, ...props }) {
  const shown = useRef(false);
  const [lost, setLost] = useState(null);
  useEffect(() => {
    const name = owner && draftsOf(owner, DRAFT)[0];
    const typed = name && draftOf(owner, name);
    setLost(typed ? { name, typed } : null);
  }, [owner]);
  useEffect(() => {
    if (props.open) shown.current = !!document.querySelector("dialog.sh-sheet[open]");
    else if (shown.current) {
      shown.current = false;
      dropDraft(owner, DRAFT + (habitId || NEW));
    }
  }, [props.open]);
  const leave = (typed) => onDismiss(typed ? answers(document.querySelector(".sh-sheet form")) : {});
  const keep = (event) => {
    const form = event.target.closest("form");
    if (form) keepDraft(owner, DRAFT + (habitId || NEW), answers(form));
  };
  return (
    <>
      {lost && !props.open && (
        <Kept owner={owner} lost={lost} texts={kept} onResume={onResume} onGone={() => setLost(null)} />
      )}
      <Modal kind="sheet" {...props} onDismiss={leave}>
        <div onInput={keep}>{children}</div>
      </Modal>
    </>
  );
}

// A sheet that was filled in and never saved: to go on with it, or to forget it.
function Kept({ owner, lost, texts, onResume, onGone }) {
  const habitId = lost.name.slice(DRAFT.length);
  const goOn = () => {
    onGone();
    onResume(habitId === NEW ? "" : habitId, lost.typed);
  };
  const forget = () => {
    dropDraft(owner, lost.name);
    onGone();
  };
  const said = fill(texts.said, { title: lost.typed.title || texts.untitled });
  return <Offer said={said} texts={texts} onResume={goOn} onForget={forget} />;
}

// All fields by name; what several share is one text with commas.
function answers(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    found[name] = name in found ? `${found[name]},${value}` : value;
  }
  return found;
}

// With what cannot be changed any more and is part of the sentence all the same.
const whole = (form) => ({
  ...Object.fromEntries(
    [...form.querySelectorAll("[name]:disabled")].map((field) => [field.name, field.value]),
  ),
  ...answers(form),
});

// A form that tells what it holds while it is filled in, and leads to the first field at fault.
export function SheetForm({ problems, onListen, onSend, children }) {
  const form = useRef(null);
  const timer = useRef(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!Object.keys(problems).length) return;
    const wrong =
      form.current.querySelector("[aria-invalid=true]:is(input, select, textarea)") ??
      form.current.querySelector("[role=alert]");
    wrong?.focus();
    (wrong?.closest(".sh-field") ?? wrong)?.scrollIntoView({ block: "nearest" });
  }, [problems]);

  const listen = (event) => {
    clearTimeout(timer.current);
    corrected(event.target);
    const typed = event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
    timer.current = setTimeout(() => form.current && onListen(whole(form.current)), typed ? 200 : 0);
  };
  const send = (event) => {
    event.preventDefault();
    clearTimeout(timer.current);
    onSend(answers(form.current));
  };
  return (
    <form ref={form} className="sh-form" noValidate onInput={listen} onSubmit={send}>
      {children}
    </form>
  );
}

// What was wrong with a field is no longer said once it is written anew; the next save judges again.
function corrected(field) {
  const problem = document.getElementById(`${field.id}-problem`);
  if (!problem) return;
  field.removeAttribute("aria-invalid");
  problem.hidden = true;
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

// Up to ten times of day, and on which weekdays. Fields are named alike, so that the form sends
// them together.
export function ReminderTimes({ start, days, most, texts, problem }) {
  const [times, setTimes] = useState(() =>
    (start ? start.split(",") : []).map((time, key) => ({ key, time })),
  );
  const group = useRef(null);
  const last = times.at(-1)?.key ?? -1;
  const add = () => {
    setTimes([...times, { key: last + 1, time: "" }]);
    setTimeout(() => group.current?.querySelector("li:last-child input")?.focus());
  };
  const remove = (key) => {
    setTimes(times.filter((item) => item.key !== key));
    group.current?.querySelector(".sh-add")?.focus();
  };
  return (
    <fieldset
      ref={group}
      className="sh-reminders"
      aria-describedby={problem ? "sheet-reminders-problem" : undefined}
    >
      <legend>{texts.legend}</legend>
      <ul>
        {times.map(({ key, time }, place) => (
          <li key={key}>
            <input
              type="time"
              name="reminder_times"
              defaultValue={time}
              aria-label={texts.time.replace("#", place + 1)}
            />
            <button
              type="button"
              className="sh-close"
              onClick={() => remove(key)}
              aria-label={texts.remove.replace("#", place + 1)}
            >
              <Cross size={16} />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="sh-add" onClick={add} hidden={times.length >= most}>
        + {texts.add}
      </button>
      {times.length > 0 && (
        <fieldset className="sh-weekdays" aria-describedby="sheet-reminder-days">
          <legend>{texts.days}</legend>
          {WEEKDAYS.map((day) => (
            <label key={day}>
              <input
                type="checkbox"
                name="reminder_days"
                value={day}
                defaultChecked={days.split(",").includes(day)}
              />
              <span>{texts[day]}</span>
            </label>
          ))}
          <p id="sheet-reminder-days" className="sh-hint">
            {texts.hint}
          </p>
        </fieldset>
      )}
      {problem && (
        <p id="sheet-reminders-problem" role="alert" className="sh-problem">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
