import { useEffect, useRef, useState } from "react";
import { announce } from "$/public/components/tick.jsx";
import { fill } from "$/public/lib/days.js";
import { send } from "$/public/lib/queue.js";

const STEPS = new Set(["j", "k", "ArrowDown", "ArrowUp"]);
const typing = (element) => element?.closest("input, textarea, select, [contenteditable=true], [role=menu]");
const first = (name) =>
  [...document.querySelectorAll(`[data-shortcut="${name}"]`)].find((found) => found.offsetParent);
const cards = () => [...document.querySelectorAll("[data-card]")].filter((card) => card.offsetParent);

const OFF = "sh-keys-off";

export const keysAreOn = () => localStorage.getItem(OFF) === null;

// Single keys can be switched off on a device: whoever speaks to it, or touches keys by accident,
// presses them unawares. The list of keys stays, to switch them on again.
export function KeysSwitch({ label, hint }) {
  const [on, setOn] = useState(true);
  useEffect(() => setOn(keysAreOn()), []);
  const turn = ({ target }) => {
    if (target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    setOn(target.checked);
  };
  return (
    <div className="sh-toggle">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        id="single-keys"
        checked={on}
        onChange={turn}
        aria-describedby="single-keys-hint"
      />
      <div>
        <label htmlFor="single-keys">{label}</label>
        <p className="sh-hint" id="single-keys-hint">
          {hint}
        </p>
      </div>
    </div>
  );
}

// Keys for those who like them, on every page; what somebody types into a field is left alone.
export function Shortcuts({ owner, day, texts }) {
  const [open, setOpen] = useState(false);
  const dialog = useRef(null);

  useEffect(() => {
    if (open) dialog.current.showModal();
    else if (dialog.current.open) dialog.current.close();
  }, [open]);

  useEffect(() => {
    const step = (by) => {
      const all = cards();
      const here = all.indexOf(document.activeElement?.closest("[data-card]"));
      const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
      const found = [".sh-box", ".sh-slip", "td:last-child .sh-cell", ".sh-step:not(:disabled)", "a"];
      found
        .map((selector) => next?.querySelector(selector))
        .find(Boolean)
        ?.focus();
      next?.scrollIntoView({ block: "nearest" });
    };
    const go = (name) => first(name)?.click();
    const acts = {
      n: () => go("new"),
      t: () => go("today"),
      h: () => go("habits"),
      "/": () => {
        const field = first("search");
        if (field) field.focus();
        else go("habits");
      },
      j: () => step(1),
      k: () => step(-1),
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      x: () =>
        document.activeElement?.closest("[data-card]")?.querySelector(".sh-box, .sh-slip")?.click() ??
        document.activeElement?.closest(".sh-cell")?.click(),
      s: () => {
        const card = document.activeElement?.closest("[data-card]");
        const of = document.activeElement?.dataset.day ?? day;
        if (!card || !of) return;
        send(owner, card.dataset.card, { day: of, status: "skip" });
        announce(fill(texts.skipped, { title: card.querySelector(".sh-title")?.textContent ?? "" }));
      },
      e: () => {
        const menu = document.activeElement?.closest("[data-card]")?.querySelector(".sh-more");
        const cell = document.activeElement?.closest(".sh-cell");
        if (cell) cell.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
        else menu?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      },
      "?": () => setOpen(true),
    };
    const hear = (event) => {
      if (!keysAreOn()) return;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing(event.target) || document.querySelector("dialog[open], [role=dialog][data-state=open]"))
        return;
      const inGrid = event.key.startsWith("Arrow") && event.target.closest?.("table");
      const act = acts[event.key];
      if (event.repeat && !STEPS.has(event.key)) return; // a key that is held down is pressed once
      if (!act || inGrid || (event.key.startsWith("Arrow") && !event.target.closest?.("[data-card]"))) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [owner, day]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it; the key for that is Escape
    <dialog
      ref={dialog}
      className="sh-keys"
      aria-label={texts.title}
      onClose={() => setOpen(false)}
      onClick={(event) => event.target === dialog.current && setOpen(false)}
    >
      <h2>{texts.title}</h2>
      <dl>
        {texts.keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {/* biome-ignore lint/a11y/noAutofocus: a dialog takes the focus, and this is its one control */}
      <button type="button" className="sh-secondary" onClick={() => setOpen(false)} autoFocus>
        {texts.close}
      </button>
    </dialog>
  );
}
