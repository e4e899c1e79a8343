import { useRef } from "react";
import { AmountField, useTyping } from "$/public/components/amount_field.jsx";
import { Check, GOAL, goalIn, onceByKey, useTick } from "$/public/components/tick.jsx";
import { amount, inWords, number, short } from "$/public/lib/days.js";

const KEPT = new Set(["done", "implied"]);
const HOLD = 500; // milliseconds of a long press
const AFTER = 1000; // milliseconds in which a long press makes no tap and no second menu

// A long press, a right click or the menu key: each asks for more about a day.
function useHold(onHold) {
  const timer = useRef(null);
  const held = useRef(0);
  const isOver = () => Date.now() - held.current > AFTER;
  const hold = (byTouch) => {
    if (!isOver()) return;
    if (byTouch) held.current = Date.now();
    onHold();
  };
  const stop = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event) => {
      if (event.pointerType === "touch") timer.current = setTimeout(hold, HOLD, true);
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onPointerLeave: stop,
    onContextMenu: (event) => {
      event.preventDefault();
      stop();
      hold(event.nativeEvent.pointerType === "touch");
    },
    onClickCapture: (event) => !isOver() && event.stopPropagation(),
  };
}

// One day of one habit: a tap keeps it or takes it back, amounts are typed, a long press says the rest.
function Cell({ cell, row, owner, locale, texts, onRefused, onMore }) {
  const [day, state, value, noted, avoids] = cell;
  const numeric = row.kind === "numeric";
  const mark = avoids ? "slipped" : "done";
  const { shown, waiting, toggle, type } = useTick({
    locale,
    habitId: row.id,
    owner,
    day,
    kind: row.kind,
    target: row.target,
    unit: row.unit,
    atMost: row.at_most,
    avoids,
    done: state === mark,
    value,
    texts: { ...texts, amount: row.title },
    onRefused,
  });
  const { typing, begin, end, returns } = useTyping(type);
  const hold = useHold(() => onMore(row.id, day));
  const changed = shown.done !== (state === mark) || shown.value !== value;
  const untouched = avoids && day !== row.cells.at(-1)[0] ? "done" : "pending";
  const seen = !changed ? state : shown.done ? mark : shown.value ? "partial" : untouched;
  const name = `${row.title}, ${inWords(day, locale, "long")}: ${(avoids ? texts.avoided : texts.states)[seen]}`;
  const words = noted ? `${name}, ${texts.noted}` : name;
  const goal = goalIn(row.at_most ? texts.at_most : GOAL, row.target, row.unit, locale);
  const exact = row.is_sum ? amount(shown.value, row.unit, locale) : `${number(shown.value, locale)} ${goal}`;
  const brief =
    numeric && shown.value ? short(shown.value, locale, row.at_most && shown.value > row.target) : "";
  if (typing) {
    const kept = { owner, habitId: row.id, day, title: row.title };
    return (
      <AmountField
        value={shown.value}
        label={name}
        limit={texts.limit}
        locale={locale}
        kept={kept}
        onDone={end}
      />
    );
  }
  return (
    <button
      type="button"
      className="sh-cell"
      data-day={day}
      data-state={seen}
      data-waiting={waiting || undefined}
      data-number={brief.length || undefined}
      data-noted={noted || undefined}
      aria-haspopup="dialog"
      {...hold}
      // biome-ignore lint/a11y/noAutofocus: only after typing here, which took this button away
      autoFocus={returns()}
      title={waiting ? texts.waiting : undefined}
      {...(numeric
        ? {
            onClick: begin,
            // Who says aloud what stands in the cell is to be understood, too.
            "aria-label": `${words}, ${exact}${exact.includes(brief) ? "" : ` (${brief})`}`,
          }
        : {
            onClick: toggle,
            onKeyDown: onceByKey,
            role: "checkbox",
            "aria-checked": avoids ? shown.done : KEPT.has(seen),
            "aria-label": words,
          })}
    >
      {brief ? <span>{brief}</span> : KEPT.has(seen) ? <Check /> : ""}
    </button>
  );
}

// The days of a habit as cells of a table's row; arrow keys go from cell to cell.
export function Cells({ row, ...rest }) {
  return row.cells.map((cell) => (
    <td key={cell[0]}>
      <Cell cell={cell} row={row} {...rest} />
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
  return (
    <table className={className} onKeyDown={go} {...rest}>
      {children}
    </table>
  );
}
