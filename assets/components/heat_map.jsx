// biome-ignore-all lint/a11y/useSemanticElements: rows are weekdays, drawn by the layout of a grid, not a table
// biome-ignore-all lint/a11y/useFocusableInteractive: of a grid its cells have the focus, not rows and heads
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { amount as amountIn, fill, inWords, number, plus } from "$/public/lib/days.js";

const STEPS = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 };

// 53 weeks of days, a column a week. One day is in the tab order; the arrows lead to the others.
export function HeatMap({ days, back, oldest, locale, kind, unit, texts, states, onOpen, onTurn }) {
  const found = useMemo(
    () => read(days, locale, kind, unit, states, texts),
    [days, locale, kind, unit, states, texts],
  );
  const [at, setAt] = useState(0);
  const scroller = useRef(null);
  const said = useRef(null);
  const newest = found.length - 1;

  useLayoutEffect(() => {
    setAt(newest);
    if (scroller.current) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, [days.first, newest]);

  const tell = (event) => {
    const index = event.target.closest("[data-index]")?.dataset.index;
    if (index) said.current.textContent = found[index].words;
  };
  const go = (index) => {
    const next = Math.max(0, Math.min(index, newest));
    setAt(next);
    scroller.current.querySelector(`[data-index="${next}"]`).focus();
  };
  const press = (event) => {
    const index = Number(event.target.dataset.index);
    if (event.ctrlKey || event.metaKey || event.altKey || Number.isNaN(index)) return;
    if (event.key in STEPS) go(index + STEPS[event.key] < 0 ? index : index + STEPS[event.key]);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(newest);
    else if (event.key === "Enter" || event.key === " ") onOpen(found[index].day);
    else return;
    event.preventDefault();
  };
  const open = (event) => {
    const index = event.target.closest("[data-index]")?.dataset.index;
    if (!index) return;
    setAt(Number(index));
    onOpen(found[index].day);
  };
  if (!found.length) return null;

  const rows = Array.from({ length: 7 }, (_, row) => found.filter((_day, index) => index % 7 === row));
  return (
    <div className="sh-year">
      <div className="sh-year-head">
        <p className="sh-strong">
          {inWords(found[0].day, locale, "brief")} – {inWords(found[newest].day, locale, "brief")}
        </p>
        <button
          type="button"
          className="sh-turn"
          aria-label={texts.earlier}
          disabled={back >= oldest}
          onClick={() => onTurn(back + 1)}
        >
          <Arrow to="M15 5l-7 7 7 7" />
        </button>
        <button
          type="button"
          className="sh-turn"
          aria-label={texts.later}
          disabled={back <= 0}
          onClick={() => onTurn(back - 1)}
        >
          <Arrow to="M9 5l7 7-7 7" />
        </button>
      </div>
      <div className="sh-heat" ref={scroller}>
        <div
          role="grid"
          aria-label={texts.label}
          className="sh-heat-grid"
          onKeyDown={press}
          onClick={open}
          onFocus={tell}
          onMouseOver={tell}
        >
          <div className="sh-heat-row" aria-hidden="true">
            {months(found, locale)}
          </div>
          {rows.map((row, place) => (
            <div role="row" className="sh-heat-row" key={place}>
              <span role="rowheader" className="sh-heat-name" style={{ gridRow: place + 2 }}>
                <span className="sh-hidden">{inWords(row[0].day, locale, "weekday")}</span>
                <span aria-hidden="true">{place % 2 ? "" : inWords(row[0].day, locale, "short")}</span>
              </span>
              {row.map(({ day, state, words, index }) => (
                <span
                  role="gridcell"
                  key={day}
                  data-index={index}
                  data-state={state}
                  className="sh-cell"
                  tabIndex={index === at ? 0 : -1}
                  aria-label={words}
                  title={words}
                  style={{ gridColumn: Math.floor(index / 7) + 2, gridRow: place + 2 }}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
      <p className="sh-heat-said sh-hint" ref={said} aria-hidden="true">
        {texts.hint}
      </p>
      <p className="sh-hint">{summary(found, locale, texts, states)}</p>
      <details className="sh-more-about">
        <summary>{texts.table}</summary>
        <Months found={found} locale={locale} texts={texts} onOpen={onOpen} />
      </details>
    </div>
  );
}

const Arrow = ({ to }) => (
  <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
    <path
      d={to}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

function read(days, locale, kind, unit, states, texts) {
  return (days.cells ?? []).map(([state, value, note], index) => {
    const day = plus(days.first, index);
    const amount = kind === "numeric" && value ? amountIn(value, unit, locale) : "";
    // A plain day on which nothing was recorded is kept where it was to be avoided.
    const word = kind === "binary" && state === "done" && !value ? states.kept : states[state];
    const said = [word, amount, note && fill(texts.note, { note })].filter(Boolean);
    const words = `${inWords(day, locale, "full")}: ${said.join(", ")}`;
    return { day, state, note, amount, index, word, words };
  });
}

// A month's name stands over the week that holds its first day, where there is room for it.
function months(found, locale) {
  const firsts = found.filter(({ day, index }) => day.endsWith("-01") || index === 0);
  return firsts
    .filter(({ index }, place) => !(index === 0 && (firsts[place + 1]?.index ?? 99) < 21))
    .map(({ day, index }) => (
      <span
        key={day}
        className="sh-heat-month"
        style={{ gridColumn: `${Math.floor(index / 7) + 2} / span 3` }}
      >
        {inWords(day, locale, "initial")}
      </span>
    ));
}

function summary(found, locale, texts, states) {
  const counts = new Map();
  for (const { state } of found) if (state !== "before") counts.set(state, (counts.get(state) ?? 0) + 1);
  const list = Object.keys(states).filter((state) => counts.has(state));
  const said = list.map((state) => `${states[state]} ${number(counts.get(state), locale)}`).join(", ");
  return fill(texts.summary, { counts: said });
}

// The same days as tables, a month each, made when they are asked for.
function Months({ found, locale, texts, onOpen }) {
  const byMonth = new Map();
  for (const day of found) {
    if (day.state === "before") continue;
    const month = day.day.slice(0, 7);
    byMonth.set(month, [...(byMonth.get(month) ?? []), day]);
  }
  return [...byMonth.entries()]
    .reverse()
    .map(([month, days]) => (
      <Month
        key={month}
        name={inWords(`${month}-01`, locale, "month")}
        days={days}
        locale={locale}
        texts={texts}
        onOpen={onOpen}
      />
    ));
}

function Month({ name, days, locale, texts, onOpen }) {
  const [open, setOpen] = useState(false);
  const columns = [texts.day, texts.state, texts.amount, texts.noted];
  return (
    <details
      onToggle={(event) => {
        event.stopPropagation();
        setOpen(event.target.open);
      }}
    >
      <summary>{name}</summary>
      {open && (
        <table className="sh-table">
          <caption className="sh-hidden">{name}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, word, amount, note }) => (
              <tr key={day}>
                <th scope="row">
                  <button type="button" className="sh-link" onClick={() => onOpen(day)}>
                    {inWords(day, locale, "long")}
                  </button>
                </th>
                <td>{word}</td>
                <td>{amount}</td>
                <td>{note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
