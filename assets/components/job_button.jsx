import { useEffect, useRef, useState } from "react";
import { call, sentence, useTexts } from "$/public/components/rest_form.jsx";
import { fill } from "$/public/lib/days.js";

const JOBS = "/api/v1/jobs";
const EVERY = 1000; // milliseconds between two looks at a job
const NOTHING = { text: "", failed: false };

// Asks for work that takes a while, and shows how far it is until it is over. Which work that was is
// remembered while the tab is open, so that a page that is opened again goes on showing it.
export function JobButton({ action, label, done, words, isMain, onDone }) {
  const texts = useTexts();
  const name = `sh-job:${action}`;
  const [job, setJob] = useState(null);
  const [told, setTold] = useState(NOTHING);
  const there = useRef(true);
  const finished = useRef(onDone);
  finished.current = onDone;

  const follow = async (id) => {
    sessionStorage.setItem(name, id);
    for (let found; there.current; ) {
      found = await call("GET", `${JOBS}/${id}`);
      if (!there.current) return;
      if (found.status && found.refused)
        return end(found.status === 404 ? NOTHING : refusal(found.refused[0]));
      if (found.body?.status === "succeeded") return end({ text: done, failed: false });
      if (found.body?.status === "failed") return end(problem(found.body.problem ?? {}));
      if (found.body) setJob(found.body);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  };
  const end = (outcome) => {
    sessionStorage.removeItem(name);
    setJob(null);
    setTold(outcome);
    finished.current?.();
  };
  const refusal = ({ code }) => ({ text: sentence(texts, code), failed: true });
  // Numbers that a refusal names stand in its words in the same order in every language.
  const problem = ({ title, detail = "" }) => {
    const [found, needed] = detail.match(/\d+/g) ?? [];
    return { text: fill(sentence(texts, title), { found, needed }), failed: true };
  };
  const ask = async () => {
    if (job) return;
    setTold(NOTHING);
    setJob({ status: "queued", progress: { done: 0, of: 0 } });
    const asked = await call("POST", action);
    if (!there.current) return;
    if (asked.refused) {
      setJob(null);
      return setTold(refusal(asked.refused[0]));
    }
    await follow(asked.body.id);
  };
  useEffect(() => {
    there.current = true;
    const begun = sessionStorage.getItem(name);
    if (begun) {
      setJob({ status: "queued", progress: { done: 0, of: 0 } });
      follow(begun);
    }
    return () => (there.current = false);
  }, [action]);

  const far = job?.progress;
  return (
    <div className="sh-job">
      <button
        type="button"
        className={isMain ? "sh-primary" : "sh-secondary"}
        aria-disabled={Boolean(job)}
        onClick={ask}
      >
        {label}
      </button>
      {job && (
        <div className="sh-job-progress">
          <progress
            className="sh-progress-bar"
            aria-label={label}
            max={far.of || undefined}
            value={far.of ? far.done : undefined}
          />
          <p className="sh-hint">{words.late}</p>
        </div>
      )}
      <p className={told.failed ? "sh-problem" : "sh-said"} role="status">
        {job ? words[job.status === "queued" ? "queued" : "running"] : told.text}
      </p>
    </div>
  );
}
