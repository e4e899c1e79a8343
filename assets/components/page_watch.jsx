import { useEffect, useState } from "react";
import "$/public/lib/focus.js";
import { Cross } from "$/public/components/modal.jsx";
import { watchAsking } from "$/public/lib/asking.js";
import { dayIn } from "$/public/lib/days.js";
import { dropAllDrafts } from "$/public/lib/drafts.js";
import { flush, watchQueue } from "$/public/lib/queue.js";

// Lets the page read again: when the server has decided on ticks, when the person's day is over,
// and when the page was not looked at for a while.
export function PageWatch({ today, dayStart, timezone, onChange }) {
  useEffect(() => watchQueue(({ decided }) => decided && onChange()), []);
  useEffect(() => {
    if (!today) return undefined;
    let hidden = 0;
    const look = () => dayIn(timezone, dayStart) > today && onChange();
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
  }, [today, dayStart, timezone]);
  return null;
}

// Reads the page again every few seconds, while what it waits for is being made.
export function Again({ seconds, onAgain }) {
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && onAgain(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}

if (typeof document !== "undefined") {
  document.addEventListener("submit", ({ target }) => target.action?.endsWith("/logout") && dropAllDrafts());
}

// Says, quietly, that there is no connection, and how many taps wait for it.
export function Connection({ lost, owner, texts }) {
  const [online, setOnline] = useState(true);
  const [waiting, setWaiting] = useState(0);
  const [signedOut, setSignedOut] = useState(false);
  const [patient, setPatient] = useState(true);
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    const stop = watchQueue((news) => {
      setWaiting(news.waiting);
      setSignedOut(news.signedOut);
    });
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
      stop();
    };
  }, []);

  // What was asked for in vain is said anew each time.
  useEffect(() => watchAsking(() => setAsked((times) => times + 1)), []);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(0), 6000);
    return () => clearTimeout(timer);
  }, [asked]);

  // What an earlier page left behind goes out from any page.
  useEffect(() => {
    if (owner) flush(owner);
  }, [owner]);

  // A connection that comes back at once is nobody's business.
  useEffect(() => {
    setPatient(true);
    const timer = setTimeout(() => setPatient(false), 1500);
    return () => clearTimeout(timer);
  }, [lost]);

  const away = !online || (lost && !patient);
  const words = waiting === 1 ? texts.one : texts.other.replace("{count}", waiting);
  return (
    <div className="sh-offline" role="status" data-shown={away || waiting > 0 || asked > 0 || undefined}>
      {signedOut && waiting > 0 && <a href="/login">{texts.signed_out} </a>}
      {away && <span>{texts.away} </span>}
      {waiting > 0 && <span>{words} </span>}
      {asked > 0 && <strong key={asked}>{texts.asked}</strong>}
    </div>
  );
}

// A badge that was just won: said once, without hurry, and gone by itself when nobody reads it.
export function Celebration({ title, detail, close, onWon, onLeave, children }) {
  const [held, setHeld] = useState(false);
  useEffect(() => watchQueue(({ won }) => won && onWon()), []);
  useEffect(() => setHeld(false), [title]);
  useEffect(() => {
    if (!title || held) return undefined;
    const timer = setTimeout(onLeave, 12000);
    return () => clearTimeout(timer);
  }, [title, held]);
  const hold = {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
  return (
    <div className="sh-party" role="status">
      {title && (
        <div className="sh-won" {...hold}>
          <svg className="sh-rosette" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
            <path d="M17 27l-4 16 11-6 11 6-4-16" />
            <circle cx="24" cy="19" r="14" />
            <path className="sh-rosette-check" d="M17 19.5l5 5 9.5-10.5" />
          </svg>
          <div className="sh-body">
            <strong>{title}</strong>
            {detail && <span>{detail}</span>}
            {children}
          </div>
          <button type="button" className="sh-close" aria-label={close} onClick={onLeave}>
            <Cross size={16} />
          </button>
        </div>
      )}
    </div>
  );
}

// The one toast: what happened and the way back. It leaves by itself, but not while it is read.
// Each has its own time: `turn` tells it from one that said the same.
export function Toast({ text, turn, undo, close, onUndo, onDismiss }) {
  const [held, setHeld] = useState(false);
  useEffect(() => setHeld(false), [turn]);
  useEffect(() => {
    if (!text || held) return undefined;
    const timer = setTimeout(onDismiss, onUndo && undo ? 10000 : 6000);
    return () => clearTimeout(timer);
  }, [text, turn, undo, held]);
  const hold = {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
  return (
    <div className="sh-toasts" role="status">
      {text && (
        <div className="sh-toast" key={turn} {...hold}>
          <span>{text}</span>
          {undo && (
            <button type="button" className="sh-undo" onClick={onUndo}>
              {undo}
            </button>
          )}
          <button type="button" className="sh-close" aria-label={close} onClick={onDismiss}>
            <Cross size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
