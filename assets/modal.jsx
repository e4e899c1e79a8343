import { useEffect, useRef } from "react";

export const Cross = ({ size }) => (
  <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
    <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
);

// A sheet beside the page, or a small window over it: a native modal dialog, so that the browser
// itself holds the focus in it, closes it with Escape, and puts the focus back to where it was.
export function Modal({ kind, open, label, close, onDismiss, children }) {
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
    <dialog ref={dialog} className={`sh-${kind}`} aria-labelledby={`${kind}-label`} onCancel={dismiss}
      onPointerDown={press}>
      {open && (
        <div className={`sh-${kind}-inside`}>
          <header className={`sh-${kind}-head`}>
            <h2 id={`${kind}-label`} ref={heading} tabIndex={-1}>{label}</h2>
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
