import { useEffect, useRef, useState } from "react";

// A sheet beside the page: a native modal dialog, so that the browser itself holds the focus in
// it, closes it with Escape, and puts the focus back to where it was.
export function Sheet({ open, label, close, onDismiss, children }) {
  const dialog = useRef(null);
  const opener = useRef(null);
  const heading = useRef(null);

  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) {
      opener.current = document.activeElement;
      element.showModal();
      element.scrollTop = 0;
      // Where there is no keyboard on the screen, one may type at once.
      const typing = window.matchMedia("(pointer: fine)").matches && element.querySelector("form input");
      (typing || heading.current).focus();
    } else if (!open) {
      leave();
    }
  }, [open]);

  const leave = () => {
    if (!dialog.current.open) return;
    dialog.current.close();
    if (opener.current?.isConnected) opener.current.focus();
  };
  // It closes without asking the server, so that it also closes without a connection.
  const dismiss = (event) => {
    event?.preventDefault();
    leave();
    onDismiss();
  };
  const press = (event) => event.target === dialog.current && dismiss();
  return (
    <dialog ref={dialog} className="sh-sheet" aria-labelledby="sheet-label" onCancel={dismiss}
      onPointerDown={press}>
      {open && (
        <div className="sh-sheet-inside">
          <header className="sh-sheet-head">
            <h2 id="sheet-label" ref={heading} tabIndex={-1}>{label}</h2>
            <button type="button" className="sh-close" aria-label={close} onClick={dismiss}>
              <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
              </svg>
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}

// All fields by name; what several share is one text with commas.
function answers(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    found[name] = name in found ? `${found[name]},${value}` : value;
  }
  return found;
}

// A form that tells what it holds while it is filled in, and leads to the first field at fault.
export function SheetForm({ problems, onListen, onSend, children }) {
  const form = useRef(null);
  const timer = useRef(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!Object.keys(problems).length) return;
    const wrong = form.current.querySelector("[aria-invalid=true]:is(input, select, textarea)") ??
      form.current.querySelector("[role=alert]");
    wrong?.focus();
    wrong?.scrollIntoView({ block: "nearest" });
  }, [problems]);

  const listen = (event) => {
    clearTimeout(timer.current);
    const typed = event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
    timer.current = setTimeout(() => form.current && onListen(answers(form.current)), typed ? 200 : 0);
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

// Up to ten times of day. Each field is named alike, so that the form sends them together.
export function ReminderTimes({ start, most, texts, problem }) {
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
    <fieldset ref={group} className="sh-reminders" aria-describedby={problem ? "sheet-reminders-problem" : undefined}>
      <legend>{texts.legend}</legend>
      <ul>
        {times.map(({ key, time }, place) => (
          <li key={key}>
            <input type="time" name="reminder_times" defaultValue={time}
              aria-label={texts.time.replace("#", place + 1)} />
            <button type="button" className="sh-close" onClick={() => remove(key)}
              aria-label={texts.remove.replace("#", place + 1)}>
              <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
                <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="sh-add" onClick={add} hidden={times.length >= most}>
        + {texts.add}
      </button>
      {problem && <p id="sheet-reminders-problem" role="alert" className="sh-problem">{problem}</p>}
    </fieldset>
  );
}
