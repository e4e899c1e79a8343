import { useState } from "react";
import { inWords, number, region } from "$/public/days.js";
import { Check, useTick } from "$/public/tick.jsx";

const KEPT = new Set(["done", "implied"]);

// One day of one habit: a tap keeps it or takes it back; amounts are typed.
function Cell({ cell, row, owner, locale, texts, onRefused }) {
  const [day, state, value] = cell;
  const numeric = row.kind === "numeric";
  const [typing, setTyping] = useState(false);
  const { shown, waiting, toggle, set } = useTick({
    habitId: row.id, owner, day, kind: row.kind, target: row.target, unit: row.unit, atMost: row.at_most,
    done: state === "done", value, texts: { done: texts.done, open: texts.open }, onRefused,
  });
  const changed = shown.done !== (state === "done") || shown.value !== value;
  const seen = !changed ? state : shown.done ? "done" : shown.value ? "partial" : "pending";
  const amount = new Intl.NumberFormat(region(locale), { notation: "compact" }).format(shown.value);
  const words = `${row.title}, ${inWords(day, locale, "long")}: ${texts.states[seen]}`;
  if (typing) {
    const stop = (event) => {
      setTyping(false);
      if (!Number.isNaN(event.target.valueAsNumber)) set(event.target.valueAsNumber);
    };
    const keys = (event) => {
      event.stopPropagation();
      if (event.key === "Escape") event.target.value = "";
      if (event.key === "Enter" || event.key === "Escape") event.target.blur();
    };
    return (
      <input className="sh-amount-input" type="number" min="0" step="any" max="1000000" autoFocus
        aria-label={words} defaultValue={shown.value || ""} onBlur={stop} onKeyDown={keys} />
    );
  }
  return (
    <button type="button" className="sh-cell" data-day={day} data-state={seen} data-waiting={waiting || undefined}
      title={waiting ? texts.waiting : undefined}
      {...(numeric
        ? { onClick: () => setTyping(true), "aria-label": `${words}, ${number(shown.value, locale)} / ${number(row.target, locale)} ${row.unit}` }
        : { onClick: toggle, role: "checkbox", "aria-checked": KEPT.has(seen), "aria-label": words })}>
      {numeric && shown.value ? amount : KEPT.has(seen) ? <Check /> : seen === "skipped" ? "–" : ""}
    </button>
  );
}

// The days of a habit as cells of a table's row; arrow keys go from cell to cell.
export function Cells({ row, owner, locale, texts, onRefused }) {
  return row.cells.map((cell) => (
    <td key={cell[0]}>
      <Cell cell={cell} row={row} owner={owner} locale={locale} texts={texts} onRefused={onRefused} />
    </td>
  ));
}

export function Grid({ className, children, ...rest }) {
  const go = (event) => {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = moves[event.key];
    const here = event.target.closest("td");
    if (!move || !here || event.target.tagName === "INPUT") return;
    const row = here.parentElement;
    const rows = [...row.parentElement.children];
    const target = rows[rows.indexOf(row) + move[0]]?.children[here.cellIndex + move[1]];
    target?.querySelector("button")?.focus();
    event.preventDefault();
  };
  return <table className={className} onKeyDown={go} {...rest}>{children}</table>;
}
