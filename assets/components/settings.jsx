import { useEffect, useRef, useState } from "react";
import {
  call,
  Field,
  RestForm,
  sentence,
  Toggle,
  useField,
  useStored,
  useTexts,
} from "$/public/components/rest_form.jsx";
import { DayText } from "$/public/components/tick.jsx";
import { dayIn, dayOf, fill, inWords, moment, region } from "$/public/lib/days.js";
import { canonical, here as zoneHere } from "$/public/lib/zones.js";

// A zone out of all that there are, and a warning where the browser is in another one.
export function ZoneField({ label, hint, value, zones, warning, use, onDone }) {
  const texts = useTexts();
  const { id } = useField("timezone", value);
  const [here, setHere] = useState("");
  const [problem, setProblem] = useState("");
  useEffect(() => setHere(zoneHere()), []);

  const take = async () => {
    const answer = await call("PATCH", "/api/v1/users/me", { timezone: here });
    if (answer.refused) return setProblem(sentence(texts, answer.refused[0].code, "timezone"));
    setProblem("");
    document.getElementById(id)?.focus();
    onDone();
  };
  const apart = here && value && canonical(here) !== canonical(value);
  return (
    <>
      <Field
        name="timezone"
        label={label}
        hint={hint}
        value={value}
        list="sh-zones"
        reads="zone"
        required
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id="sh-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} label={zone.replaceAll("_", " ")} />
        ))}
      </datalist>
      <div role="status">
        {apart && (
          <div className="sh-warning">
            <p>{warning.replace("{zone}", here)}</p>
            <button type="button" className="sh-secondary sh-small" onClick={take}>
              {use.replace("{zone}", here)}
            </button>
            {problem && <p className="sh-problem">{problem}</p>}
          </div>
        )}
      </div>
    </>
  );
}

// The day that is open by what is stored; tells when it is over in that zone.
export function HabitDay({ text, day, zone, dayStart, locale, onOver }) {
  useEffect(() => {
    if (!day || !zone) return undefined;
    const look = () => dayIn(canonical(zone), dayStart) > day && onOver();
    const timer = setInterval(look, 20000);
    return () => clearInterval(timer);
  }, [day, zone, dayStart]);
  const [before, after] = text.split("{day}");
  return (
    <span>
      {before}
      <strong>
        <DayText day={day} locale={locale} form="long" />
      </strong>
      {after}
    </span>
  );
}

// Two times, or none at all.
export function QuietHours({ label, hint, start, end, startLabel, endLabel }) {
  const [on, setOn] = useStored(!!start);
  return (
    <>
      <Toggle name="quiet" label={label} hint={hint} value={!!start} onTurn={setOn} />
      {on ? (
        <div className="sh-row sh-times sh-indented">
          <Field name="quiet_hours.from" label={startLabel} type="time" value={start || "22:00"} required />
          <Field name="quiet_hours.to" label={endLabel} type="time" value={end || "07:00"} required />
        </div>
      ) : (
        <input type="hidden" name="quiet_hours" data-reads="nothing" />
      )}
    </>
  );
}

// Makes something whose secret, the field `shows` of the answer, lives here until it is put away,
// and nowhere else. What has no secret is just made.
export function NewSecret({ words, shows, children, onDone, ...form }) {
  const [made, setMade] = useState(null);
  const [copied, setCopied] = useState(false);
  const field = useRef(null);
  const shown = useRef(false);
  useEffect(() => {
    if (made) field.current.select();
    else if (shown.current) document.getElementById(`${form.id}-name`)?.focus();
    shown.current = !!made;
  }, [made]);

  const copy = async () => {
    field.current.select();
    try {
      await navigator.clipboard.writeText(made[shows]);
      setCopied(true);
    } catch {
      setCopied(false); // without https there is no clipboard; the text is selected
    }
  };
  const putAway = () => {
    setMade(null);
    setCopied(false);
  };
  if (!made) {
    const answered = (body) => body[shows] && setMade(body);
    return (
      <RestForm {...form} clears onAnswer={answered} onDone={onDone}>
        {children}
      </RestForm>
    );
  }
  return (
    <div className="sh-secret">
      <label htmlFor={`${form.id}-secret`}>{fill(words.secret, { name: made.name })}</label>
      <div className="sh-secret-line">
        <input
          id={`${form.id}-secret`}
          ref={field}
          readOnly
          value={made[shows]}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${form.id}-secret-hint`}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="sh-secondary" onClick={copy}>
          {words.copy}
        </button>
      </div>
      <p className="sh-hint" id={`${form.id}-secret-hint`}>
        {words.secret_hint}
      </p>
      <div className="sh-actions sh-send">
        <span className="sh-said" role="status">
          {copied ? words.copied : ""}
        </span>
        <button type="button" className="sh-primary" onClick={putAway}>
          {words.put_away}
        </button>
      </div>
    </div>
  );
}

const STEPS = [
  ["year", 31536e6],
  ["month", 2592e6],
  ["day", 864e5],
  ["hour", 36e5],
  ["minute", 6e4],
];

// An instant as people say it, or its date, with the exact time behind it.
export function Ago({ at, locale, now, asDate }) {
  const [words, setWords] = useState({ short: "", exact: "" });
  useEffect(() => {
    const span = new Date(at) - Date.now();
    const [unit, length] = STEPS.find(([, size]) => Math.abs(span) >= size) ?? ["", 1];
    const relative = new Intl.RelativeTimeFormat(region(locale), { numeric: "auto" });
    setWords({
      short: asDate
        ? inWords(dayOf(at), locale, "date")
        : unit
          ? relative.format(Math.round(span / length), unit)
          : now,
      exact: moment(at, locale),
    });
  }, [at, locale, now, asDate]);
  return (
    <time dateTime={at} title={words.exact}>
      {words.short}
    </time>
  );
}
