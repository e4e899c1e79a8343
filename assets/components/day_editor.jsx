import { useEffect, useRef, useState } from "react";
import { AmountInput, readTyped, written } from "$/public/components/amount_field.jsx";
import { Modal, Offer } from "$/public/components/modal.jsx";
import { fill, inWords } from "$/public/lib/days.js";
import {
  dayDraft,
  draftOf,
  draftsOf,
  dropDraft,
  keepDraft,
  lostDay,
  watchDrafts,
} from "$/public/lib/drafts.js";
import { flush, send, watchHabit } from "$/public/lib/queue.js";

export const Popup = (props) => <Modal kind="popup" {...props} />;

// What happened on a day. It goes out as ticks do, kept until the server has taken it.
export function DayEditor(props) {
  const { open, owner, habitId, day, picks, today, locale, texts, onChoose, onDismiss, onResume } = props;
  const [state, setState] = useState("");
  const busy = useOutcome(props, setState);

  const save = (statement) => {
    setState("busy");
    busy.current = send(owner, habitId, { day, ...statement });
  };
  const label = picks ? texts.add : inWords(day, locale, "full");
  return (
    <>
      {!open && <KeptDay owner={owner} locale={locale} texts={texts} onResume={onResume} />}
      <Popup open={open} label={label} close={texts.close} onDismiss={onDismiss}>
        {picks && (
          <div className="sh-field">
            <label htmlFor="day-choice">{texts.day}</label>
            <input
              id="day-choice"
              type="date"
              max={today}
              value={day}
              onChange={(event) => event.target.value && onChoose(event.target.value)}
            />
            <p className="sh-hint">{inWords(day, locale, "full")}</p>
          </div>
        )}
        <DayForm
          key={`${habitId} ${day} ${props.status} ${props.value}`}
          {...props}
          busy={state === "busy"}
          onSave={save}
        />
        <p role="status" className="sh-hint">
          {state === "waiting" ? texts.waiting : ""}
        </p>
      </Popup>
    </>
  );
}

// A day of which something was typed and never said. One thing is offered at a time: sheets first.
function KeptDay({ owner, locale, texts, onResume }) {
  const [lost, setLost] = useState(null);
  useEffect(() => {
    const look = () => setLost(owner && !draftsOf(owner, "sheet:").length ? lostDay(owner) : null);
    look();
    return watchDrafts(look);
  }, [owner]);
  if (!lost) return null;
  const day = inWords(lost.day, locale, "long");
  return (
    <Offer
      said={fill(texts.lost, { title: lost.typed.title, day })}
      texts={texts}
      onResume={() => onResume(lost.habitId, lost.day)}
      onForget={() => dropDraft(owner, lost.name)}
    />
  );
}

// Listens for what the server made of the check-ins that are on their way. `busy` is the name of
// the editor's own one; others of the same habit may be on their way, too.
function useOutcome({ open, owner, habitId, onSaved, onRefused, onLate }, setState) {
  const busy = useRef("");
  const latest = useRef({});
  latest.current = { onSaved, onRefused, onLate };

  useEffect(() => {
    if (!open) {
      busy.current = "";
      setState("");
    }
  }, [open]);
  useEffect(() => {
    if (!habitId) return undefined;
    const stop = watchHabit(habitId, ({ kind, op, code, reason }) => {
      const now = latest.current;
      const asked = op === busy.current;
      if (kind === "waiting") {
        if (asked) setState("waiting");
      } else if (kind === "settled") {
        if (asked) now.onSaved();
      } else {
        if (!asked) return now.onLate(code);
        busy.current = "";
        setState("");
        now.onRefused(reason ?? code);
      }
    });
    flush(owner);
    return stop;
  }, [habitId, owner]);
  return busy;
}

function DayForm(props) {
  const { kind, avoided, status, value, note, target, unit, locale } = props;
  const { problem, texts, busy, onSave, onClear } = props;
  const name = dayDraft(props.habitId, props.day);
  const [back] = useState(() => draftOf(props.owner, name));
  const touched = useRef(false);
  const [said, setSaid] = useState(back?.said ?? (status === "note" ? "" : status));
  const [typed, setTyped] = useState(back?.typed ?? (value === null ? "" : written(value, locale)));
  const [wrong, setWrong] = useState(false);
  const [words, setWords] = useState(back?.words ?? note);
  const [missing, setMissing] = useState("");
  const [corrected, setCorrected] = useState(false);
  const complaint = missing || (corrected ? "" : problem);

  // Kept on this device until it is said, taken back or forgotten; what was refused was not said.
  useEffect(() => {
    if (touched.current || problem) keepDraft(props.owner, name, { title: props.title, said, typed, words });
  }, [said, typed, words, problem]);
  const drop = () => {
    touched.current = false;
    dropDraft(props.owner, name);
  };
  const clear = () => {
    drop();
    onClear();
  };
  const listen = () => {
    touched.current = true;
    setMissing("");
    setCorrected(true);
  };
  const submit = (event) => {
    event.preventDefault();
    const noted = words.trim() === note ? {} : { note: words.trim() };
    const amount = kind === "numeric" && said === "done" ? readTyped(typed, locale) : null;
    if (!said && !("note" in noted)) {
      setMissing(texts.nothing);
      return;
    }
    setMissing("");
    if (Number.isNaN(amount)) {
      setWrong(true);
      event.target.querySelector("#day-amount").focus();
      return;
    }
    setCorrected(false);
    drop();
    if (amount !== null) onSave({ value: amount, ...noted });
    else onSave(said ? { status: said, ...noted } : noted);
  };
  const choices = [
    avoided ? ["slip", texts.slip] : ["done", kind === "numeric" ? texts.amount : texts.done],
    ["skip", texts.skip],
    ...(avoided ? [] : [["no", texts.no]]),
  ];
  return (
    <form className="sh-form" onSubmit={submit} onInput={listen}>
      <fieldset className="sh-choices">
        <legend>{texts.legend}</legend>
        {choices.map(([name, label]) => (
          <label key={name}>
            <input
              type="radio"
              name="status"
              value={name}
              checked={said === name}
              onChange={() => setSaid(name)}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {kind === "numeric" && said === "done" && (
        <div className="sh-field">
          <label htmlFor="day-amount">{unit ? `${texts.amount} (${unit})` : texts.amount}</label>
          <AmountInput
            id="day-amount"
            locale={locale}
            limit={texts.limit}
            wrong={wrong}
            placeholder={written(target, locale)}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setWrong(false);
            }}
          />
        </div>
      )}
      <div className="sh-field">
        <label htmlFor="day-note">{texts.note}</label>
        <textarea
          id="day-note"
          rows="3"
          maxLength="1000"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      {complaint && (
        <p role="alert" className="sh-problem">
          {complaint}
        </p>
      )}
      {back && (
        <p role="status" className="sh-hint">
          {texts.kept}
        </p>
      )}
      <div className="sh-actions">
        {status && (
          <button type="button" className="sh-secondary" onClick={clear} disabled={busy}>
            {texts.clear}
          </button>
        )}
        <button type="submit" className="sh-primary" disabled={busy}>
          {texts.save}
        </button>
      </div>
    </form>
  );
}
