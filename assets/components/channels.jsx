import { useEffect, useRef, useState } from "react";
import { call, sentence, useTexts } from "$/public/components/rest_form.jsx";

const JOBS = "/api/v1/jobs";
const EVERY = 700; // milliseconds between two looks at a job
const LONGEST = 60000;

// A switch that is kept at once. What the server refuses goes back.
export function ChannelSwitch({ channel, label, name, value, onDone, onRefused }) {
  const [on, setOn] = useState(value);
  const [busy, setBusy] = useState(false);
  useEffect(() => setOn(value), [value]);
  const turn = async (event) => {
    if (busy) return;
    const wanted = event.target.checked;
    setOn(wanted);
    setBusy(true);
    const answer = await call("PATCH", `/api/v1/notifications/channels/${channel}`, { enabled: wanted });
    setBusy(false);
    if (answer.refused) {
      setOn(!wanted);
      return onRefused(answer.refused[0].code);
    }
    onDone();
  };
  return (
    <label className="sh-toggle">
      {/* biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox says itself whether it is on */}
      <input type="checkbox" role="switch" checked={on} aria-disabled={busy} onChange={turn} />
      <span className="sh-hidden">
        {label} {name}
      </span>
    </label>
  );
}

// Sends a test by a channel, and says what came of the job that does it.
export function ChannelTest({ channel, label, name, words }) {
  const texts = useTexts();
  const [told, setTold] = useState({ text: "", failed: false });
  const [busy, setBusy] = useState(false);
  const there = useRef(true);
  useEffect(() => {
    there.current = true;
    return () => (there.current = false);
  }, []);

  const send = async () => {
    if (busy) return;
    setBusy(true);
    setTold({ text: words.sending, failed: false });
    const found = await outcome(`/api/v1/notifications/channels/${channel}/test`, () => there.current);
    if (!there.current) return;
    setBusy(false);
    if (found === "arrived") setTold({ text: words.arrived, failed: false });
    else if (found === "late") setTold({ text: words.late, failed: false });
    else setTold({ text: sentence(texts, found), failed: true });
  };
  return (
    <>
      <button type="button" className="sh-small" aria-disabled={busy} onClick={send}>
        {label}
        <span className="sh-hidden"> {name}</span>
      </button>
      <span className={told.failed ? "sh-problem sh-told" : "sh-said sh-told"} role="status">
        {told.text}
      </span>
    </>
  );
}

// "arrived", "late", or the code of what was wrong.
async function outcome(path, isThere) {
  const asked = await call("POST", path);
  if (asked.refused) return asked.refused[0].code;
  for (const end = Date.now() + LONGEST; isThere() && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    const { body, refused } = await call("GET", `${JOBS}/${asked.body.id}`);
    if (refused) return refused[0].code;
    if (body.status === "succeeded") return "arrived";
    if (body.status === "failed") return body.problem?.title ?? "unknown";
  }
  return "late";
}
