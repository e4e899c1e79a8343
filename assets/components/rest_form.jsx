import { createContext, useContext, useEffect, useRef, useState } from "react";
import { percent } from "$/public/lib/days.js";
import { draftOf, dropDraft, keepDraft } from "$/public/lib/drafts.js";

// Forms that tell the REST API what was typed. Passwords and new secrets travel here only and
// never through a page's state; refusals are said beside their fields, in the reader's language.

const Texts = createContext({ errors: {} });
const Form = createContext({ id: "", problems: {}, cleared: 0, sent: 0 });
const NOWHERE = "";

export const RestTexts = ({ texts, children }) => <Texts.Provider value={texts}>{children}</Texts.Provider>;
export const useTexts = () => useContext(Texts);

// The sentence for a refusal: the field's own, else that of the code.
export const sentence = ({ errors }, code, field = "") =>
  errors[`${field}.${code}`] ?? errors[code] ?? errors.unknown;

export const codeOf = (problem) => (problem.type ?? "").replace("/problems/", "") || "unknown";

export function toLogin() {
  window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname)}`);
}

// Answers `{body}` or `{refused: [{field, code}], status}`; a session that is over leads to the sign-in.
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    return { status: 0, refused: [{ field: NOWHERE, code: "no-connection" }] };
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return { status: answer.status, body: told };
  if (answer.status === 401) toLogin();
  const refused = told.errors ?? [{ field: NOWHERE, code: codeOf(told) }];
  return { status: answer.status, refused };
}

// How a field's text becomes what the API wants.
const READ = {
  optional: (typed) => typed.trim() || null,
  minutes: (typed) => typed.split(":").reduce((hours, minutes) => Number(hours) * 60 + Number(minutes)),
  number: (typed) => (/^\d+$/.test(typed.trim()) ? Number(typed) : typed), // the API says what is no number
  percent: (typed) => Number(typed) / 100,
  words: (typed) => typed.split(" "),
  days: (typed) => (typed ? new Date(Date.now() + typed * 86400000).toISOString() : null),
  nothing: () => null,
  instant: (typed, { zone }) => instantIn(typed, zone),
  zone: (typed, _, field) => zoneOf(typed, field),
};

const plain = (name) =>
  name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim().replaceAll(" ", "_");

// The zone that somebody means who types a city: Berlin, são paulo, Europe/Berlin.
function zoneOf(typed, { list }) {
  const zones = [...(list?.options ?? [])].map(({ value }) => value);
  const asked = plain(typed);
  const city = (zone) => plain(zone.slice(zone.lastIndexOf("/") + 1));
  return (
    zones.find((zone) => plain(zone) === asked) ??
    zones.find((zone) => city(zone) === asked) ??
    zones.find((zone) => asked.length > 2 && city(zone).startsWith(asked)) ??
    typed
  );
}

// The instant that a clock in a zone shows so; near a change of clocks the second guess is right.
function instantIn(typed, zone) {
  const meant = Date.parse(`${typed}Z`);
  if (Number.isNaN(meant)) return typed;
  const clock = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone || undefined,
    dateStyle: "short",
    timeStyle: "medium",
  });
  const ahead = (instant) => Date.parse(`${clock.format(instant).replace(" ", "T")}Z`) - instant;
  const guess = meant - ahead(meant);
  return new Date(meant - ahead(guess)).toISOString();
}

function readForm(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled) continue;
    const read = READ[field.dataset.reads] ?? ((typed) => typed);
    const path = field.name.split(".");
    const last = path.pop();
    let place = body;
    for (const part of path) place = place[part] ??= {};
    place[last] = field.type === "checkbox" ? field.checked : read(field.value, field.dataset, field);
  }
  return body;
}

// What can be seen here already: an empty field, and the address that one has.
function foundHere(form) {
  return [...form.elements]
    .filter((field) => field.name && !field.disabled)
    .flatMap((field) => {
      if (field.validity?.valueMissing) return [{ field: field.name, code: "missing" }];
      const same = field.dataset.not && field.value.trim().toLowerCase() === field.dataset.not.toLowerCase();
      return same ? [{ field: field.name, code: "unchanged" }] : [];
    });
}

// What was typed into a form that `keeps` it for its owner comes back after a reload or a new sign-in.
function useKept(form, { id, keeps }) {
  const name = `form:${id}`;
  const [isBack, setIsBack] = useState(false);
  useEffect(() => {
    const kept = keeps && draftOf(keeps, name);
    if (!kept) return;
    for (const field of fieldsOf(form.current)) {
      if (field.name in kept) write(field, kept[field.name]);
    }
    setIsBack(true);
  }, [keeps]);
  const keep = () => {
    if (!keeps) return;
    const fields = fieldsOf(form.current).map((field) => [
      field.name,
      field.type === "checkbox" ? field.checked : field.value,
    ]);
    keepDraft(keeps, name, Object.fromEntries(fields));
  };
  const drop = () => {
    if (keeps) dropDraft(keeps, name);
    setIsBack(false);
  };
  return { isBack, keep, drop };
}

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && !field.disabled && field.type !== "password");

// As if a person had done it, so that whoever listens to the field hears of it.
function write(field, value) {
  if (field.type === "checkbox") {
    if (field.checked !== value) field.click();
  } else if (field.value !== value) {
    const kind = field.tagName === "SELECT" ? HTMLSelectElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  }
}

export function RestForm(props) {
  const { id, method, action, submit, done, places, clears, leadsTo, danger, onDone, onAnswer, children } =
    props;
  const texts = useTexts();
  const form = useRef(null);
  const [problems, setProblems] = useState({});
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState(false);
  const [cleared, setCleared] = useState(0);
  const [sent, setSent] = useState(0);
  const kept = useKept(form, props);

  const refuse = (refused) => {
    const found = {};
    for (const { field, code } of refused) {
      const wanted = places?.[code] ?? field;
      const place = form.current.elements.namedItem(wanted) ? wanted : NOWHERE;
      found[place] ??= sentence(texts, code, wanted);
    }
    setProblems(found);
    const first = [...form.current.elements].find((field) => field.name && found[field.name]);
    first?.focus();
  };
  const send = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    setSaid(false);
    const missing = foundHere(form.current);
    if (missing.length) return refuse(missing);
    setBusy(true);
    const answer = await call(method, action, readForm(form.current));
    if (answer.refused) {
      setBusy(false);
      return refuse(answer.refused);
    }
    if (leadsTo) return window.location.assign(leadsTo);
    setBusy(false);
    setProblems({});
    setSaid(true);
    kept.drop();
    setSent(sent + 1);
    if (clears) setCleared(cleared + 1);
    onAnswer?.(answer.body);
    onDone?.();
  };

  // What was wrong with a field is not said any more once it is written anew.
  const listen = ({ target }) => {
    setSaid(false);
    setProblems((known) => ({ ...known, [target.name]: undefined, [NOWHERE]: undefined }));
    kept.keep();
  };
  return (
    <Form.Provider value={{ id, problems, cleared, sent }}>
      <form ref={form} id={id} className="sh-form" noValidate onSubmit={send} onInput={listen}>
        {children}
        {problems[NOWHERE] && (
          <p className="sh-problem" role="alert">
            {problems[NOWHERE]}
          </p>
        )}
        <div className="sh-actions sh-send">
          <span className="sh-said" role="status">
            {said ? done : kept.isBack ? texts.kept : ""}
          </span>
          {props.cancel}
          <button type="submit" className={danger ? "sh-danger" : "sh-primary"} aria-disabled={busy}>
            {submit}
          </button>
        </div>
      </form>
    </Form.Provider>
  );
}

// What is stored, until something else is typed. That stays when the stored changes elsewhere;
// what was sent counts as stored.
export function useStored(stored) {
  const { cleared, sent } = useContext(Form);
  const [typed, setTyped] = useState(stored);
  const known = useRef(stored);
  useEffect(() => {
    known.current = typed;
  }, [sent]);
  useEffect(() => {
    const before = known.current;
    known.current = stored;
    setTyped((now) => (now === before ? stored : now));
  }, [stored]);
  useEffect(() => setTyped(stored), [cleared]);
  return [typed, setTyped];
}

// What all fields of a form need: its ids, what is wrong with it, and what is typed into it.
export function useField(name, stored) {
  const { id, problems } = useContext(Form);
  const [typed, setTyped] = useStored(stored);
  return { id: `${id}-${name.replace(".", "-")}`, problem: problems[name], typed, setTyped };
}

export function Field({
  name,
  label,
  hint,
  options,
  reads,
  zone,
  value = "",
  differsFrom,
  percentIn,
  ...rest
}) {
  const { id, problem, typed, setTyped } = useField(name, value);
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  const shared = {
    id,
    name,
    value: typed,
    onChange: (event) => setTyped(event.target.value),
    "data-reads": reads,
    "data-zone": zone,
    "data-not": differsFrom,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": described || undefined,
  };
  return (
    <div className="sh-field">
      <label htmlFor={id}>
        {label}
        {percentIn && (
          <output className="sh-unit" htmlFor={id}>
            {percent(Number(typed) / 100, percentIn)}
          </output>
        )}
      </label>
      {options ? (
        <select {...shared} {...rest}>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      ) : (
        <input {...shared} {...rest} />
      )}
      {hint && (
        <p className="sh-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p className="sh-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

export function Toggle({ name, label, hint, value = false, onTurn }) {
  const { id, typed, setTyped } = useField(name, value);
  const turn = (event) => {
    setTyped(event.target.checked);
    onTurn?.(event.target.checked);
  };
  return (
    <div className="sh-toggle">
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox says itself whether it is on
        role="switch"
        id={id}
        name={onTurn ? undefined : name}
        checked={typed}
        onChange={turn}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p className="sh-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

// One act by one button. Where it cannot be undone, `sure` asks once more, in the button itself.
export function RestButton({ method, action, label, name, sure, done, focus, quiet, onDone, onRefused }) {
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [said, setSaid] = useState(false);
  const act = async () => {
    if (busy) return;
    if (sure && !asked) return setAsked(true);
    setBusy(true);
    const answer = await call(method, action);
    setBusy(false);
    setAsked(false);
    // What is gone already is what was wanted.
    if (answer.refused && !(method === "DELETE" && answer.status === 404)) {
      return onRefused?.(answer.refused[0].code);
    }
    if (focus) document.getElementById(focus)?.focus();
    setSaid(!!done);
    onDone?.();
  };
  return (
    <>
      <button
        type="button"
        className={asked ? "sh-danger sh-small" : quiet ? "sh-plain" : "sh-secondary sh-small"}
        aria-disabled={busy}
        onClick={act}
        onBlur={() => setAsked(false)}
      >
        {asked ? sure : label}
        {name && <span className="sh-hidden"> {name}</span>}
      </button>
      {done && (
        <span className="sh-said" role="status">
          {said ? done : ""}
        </span>
      )}
    </>
  );
}
