import { useEffect, useRef, useState } from "react";
import { call, codeOf, sentence, toLogin, useTexts } from "$/public/components/rest_form.jsx";
import { counted, fill } from "$/public/lib/days.js";

// Bringing in a file: sent with its progress shown, then what it would do, then doing it.
const BUSY = { writing: "writing", undoing: "undoing" };
const CHOOSING = new Set(["choose", "undone"]);
const LARGEST = 20 * 1024 * 1024;

// Only XMLHttpRequest tells how much of a body has left.
function upload(file, onProgress, request) {
  const body = new FormData();
  body.append("file", file);
  return new Promise((resolve) => {
    const refuse = (code) => resolve({ refused: code });
    request.open("POST", "/api/v1/imports?dry_run=true");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onerror = () => refuse("no-connection");
    request.onabort = () => refuse("");
    request.onload = () => {
      if (request.status === 401) toLogin();
      if (request.status < 300) resolve({ body: request.response });
      else if (request.status === 413 && !request.response) refuse("import-too-large");
      else refuse(codeOf(request.response ?? {}));
    };
    request.send(body);
  });
}

export function ImportFile({ words, locale, home }) {
  const texts = useTexts();
  const [phase, setPhase] = useState("choose");
  const [sent, setSent] = useState(0);
  const [found, setFound] = useState(null);
  const [problem, setProblem] = useState("");
  const input = useRef(null);
  const heading = useRef(null);
  const request = useRef(null);

  const moved = useRef(false);

  const go = (next, refused = "") => {
    moved.current = true;
    setPhase(next);
    setProblem(refused && sentence(texts, refused));
  };
  useEffect(() => {
    if (moved.current && !BUSY[phase]) (CHOOSING.has(phase) ? input : heading).current?.focus();
  }, [phase, problem]);
  const look = async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    if (file.size > LARGEST) return go("choose", "import-too-large");
    setSent(0);
    go("sending");
    request.current = new XMLHttpRequest();
    const answer = await upload(file, setSent, request.current);
    if (!answer.body) return go("choose", answer.refused);
    setFound({ ...answer.body, file: file.name });
    go("planned");
  };
  const carryOut = async () => {
    go("writing");
    const answer = await call("POST", `/api/v1/imports/${found.id}/commit`);
    if (answer.refused) return go("planned", answer.refused[0].code);
    setFound({ ...found, ...answer.body });
    go("imported");
  };

  const takeBack = async () => {
    go("undoing");
    const answer = await call("DELETE", `/api/v1/imports/${found.id}`);
    if (answer.refused) return go("imported", answer.refused[0].code);
    setFound(null);
    go("undone");
  };

  const count = (key, number) => counted(words, key, number, locale);
  const habits = found?.report.habits ?? [];
  const useful = habits.some((habit) => habit.action !== "skip");
  const refusal = problem && (
    <p className="sh-problem" id="import-problem" role="alert">
      {problem}
    </p>
  );
  if (CHOOSING.has(phase)) {
    return (
      <div className="sh-field">
        {phase === "undone" && (
          <p className="sh-notice" role="status">
            {words.undone}
          </p>
        )}
        <label htmlFor="import-file">{words.file}</label>
        <input
          ref={input}
          type="file"
          id="import-file"
          className="sh-file"
          accept=".zip,.db,.csv,.json"
          onChange={look}
          aria-describedby={problem ? "import-hint import-problem" : "import-hint"}
          aria-invalid={problem ? true : undefined}
        />
        <p className="sh-hint" id="import-hint">
          {words.file_hint}
        </p>
        {refusal}
      </div>
    );
  }
  if (phase === "sending") {
    const percent = Math.round(sent * 100);
    const text = sent < 1 ? words.sending : words.reading;
    return (
      <div className="sh-field">
        <label htmlFor="import-progress" ref={heading} tabIndex={-1}>
          {text}
        </label>
        <progress
          id="import-progress"
          className="sh-progress-bar"
          max="100"
          value={sent < 1 ? percent : undefined}
        />
        <div className="sh-actions">
          <button type="button" className="sh-secondary" onClick={() => request.current.abort()}>
            {words.cancel}
          </button>
        </div>
      </div>
    );
  }
  const imported = phase === "imported" || phase === "undoing";
  const busy = phase in BUSY;
  return (
    <div className="sh-form">
      <h3 ref={heading} tabIndex={-1}>
        {imported ? words.imported : fill(words.plan, { file: found.file })}
      </h3>
      <Totals habits={habits} count={count} />
      <Report report={found.report} words={words} count={count} texts={texts} />
      {!useful && !imported && <p className="sh-notice">{words.nothing}</p>}
      {refusal}
      <div className="sh-actions sh-send">
        <span className="sh-said" role="status">
          {busy ? words[BUSY[phase]] : ""}
        </span>
        <button
          type="button"
          className="sh-secondary"
          aria-disabled={busy}
          onClick={() => !busy && go("choose")}
        >
          {words.another}
        </button>
        {imported && (
          <button
            type="button"
            className="sh-secondary"
            aria-disabled={busy}
            onClick={() => !busy && takeBack()}
          >
            {words.undo}
          </button>
        )}
        {imported ? (
          <a className="sh-primary" href={home}>
            {words.to_today}
          </a>
        ) : (
          useful && (
            <button
              type="button"
              className="sh-primary"
              aria-disabled={busy}
              onClick={() => !busy && carryOut()}
            >
              {words.import_now}
            </button>
          )
        )}
      </div>
    </div>
  );
}

// What becomes of a habit; one that could not be taken has no strength.
const fateOf = (habit) => (habit.strength === null ? "refuse" : habit.action);

function Totals({ habits, count }) {
  const of = (action) => habits.filter((habit) => fateOf(habit) === action).length;
  const entries = habits.reduce((sum, habit) => sum + habit.entries, 0);
  const parts = [
    ["create", of("create")],
    ["update", of("update")],
    ["skip", of("skip")],
    ["refuse", of("refuse")],
    ["entries", entries],
  ];
  return (
    <ul className="sh-totals">
      {parts
        .filter(([, number]) => number > 0)
        .map(([key, number]) => (
          <li key={key}>{count(key, number)}</li>
        ))}
    </ul>
  );
}

function Report({ report, words, count, texts }) {
  const why = Object.fromEntries(report.errors.map((error) => [error.title, error.code]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it for that
    <ul className="sh-list sh-long" tabIndex={0} aria-label={words.habits}>
      {report.habits.map((habit, place) => (
        <li key={place}>
          <span className="sh-report-title">{habit.title}</span>
          <span className="sh-chip" data-action={fateOf(habit)}>
            {words[`action.${fateOf(habit)}`]}
          </span>
          {fateOf(habit) !== "refuse" && <span className="sh-quiet">{count("entries", habit.entries)}</span>}
          {habit.kept > 0 && <span className="sh-quiet">{count("kept", habit.kept)}</span>}
          {why[habit.title] && fateOf(habit) === "refuse" && (
            <p className="sh-note sh-problem">{sentence(texts, why[habit.title])}</p>
          )}
          {habit.dropped.length > 0 && (
            <ul className="sh-note sh-dropped">
              {habit.dropped.map(({ reason, count: number }) => (
                <li key={reason}>
                  {number}× {words[`dropped.${reason}`] ?? words["dropped.other"]}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
