import { useEffect, useRef } from "react";
import { regain } from "$/public/lib/focus.js";
import { backs } from "$/public/lib/layers.js";

export const Cross = ({ size }) => (
  <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
    <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
);

// What was typed and not saved is here: to go on with it, or to forget it.
export const Offer = ({ said, texts, onResume, onForget }) => (
  <div className="sh-kept" role="status">
    <p>{said}</p>
    <button type="button" className="sh-primary" onClick={onResume}>
      {texts.resume}
    </button>
    <button type="button" className="sh-secondary" onClick={onForget}>
      {texts.forget}
    </button>
  </div>
);

// While nobody has touched this page, what it opens was open before it was read again.
let isTouched = false;
const touch = () => {
  isTouched = true;
};
if (typeof window !== "undefined") {
  for (const kind of ["pointerdown", "keydown", "click"])
    window.addEventListener(kind, touch, { capture: true, once: true });
}

// A sheet beside the page, or a small window over it: a native modal dialog, so that the browser
// itself holds the focus in it, closes it with Escape, and puts the focus back to where it was.
// Back closes it, too. `onDismiss` hears whether anything was typed.
export function Modal({ kind, open, label, close, onDismiss, children }) {
  const dialog = useRef(null);
  const heading = useRef(null);
  const layer = useRef(null);
  const typed = useRef(false);
  const latest = useRef(onDismiss);
  latest.current = onDismiss;

  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) {
      if (!isTouched) {
        latest.current(false);
        return;
      }
      typed.current = false;
      element.showModal();
      element.scrollTop = 0;
      layer.current = backs(() => dismiss());
      // Where there is no keyboard on the screen, one may type at once.
      const typing = window.matchMedia("(pointer: fine)").matches && element.querySelector("form input");
      (typing || heading.current).focus();
    } else if (!open) {
      leave();
    }
  }, [open]);
  useEffect(() => () => layer.current?.drop(), []);

  const leave = () => {
    if (!dialog.current.open) return;
    dialog.current.close();
    layer.current.close();
    regain();
  };
  // It closes without asking the server, so that it also closes without a connection.
  const dismiss = (event) => {
    event?.preventDefault();
    leave();
    latest.current(typed.current);
  };
  // A press beside it is easily made: it closes nothing that somebody has written on.
  const press = (event) => {
    if (event.target !== dialog.current) return;
    if (!typed.current) dismiss();
    else dialog.current.animate([{ opacity: 1 }, { opacity: 0.75 }, { opacity: 1 }], 180);
  };
  return (
    <dialog
      ref={dialog}
      className={`sh-${kind}`}
      aria-labelledby={`${kind}-label`}
      onCancel={dismiss}
      onPointerDown={press}
      onInput={() => {
        typed.current = true;
      }}
    >
      {open && (
        <div className={`sh-${kind}-inside`}>
          <header className={`sh-${kind}-head`}>
            <h2 id={`${kind}-label`} ref={heading} tabIndex={-1}>
              {label}
            </h2>
            <button type="button" className="sh-close" aria-label={close} onClick={dismiss}>
              <Cross size={20} />
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
