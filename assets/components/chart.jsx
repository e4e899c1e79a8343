import { useContext, useEffect, useMemo, useRef, useState } from "react";
import { fill, inWords, number, percent, plus } from "$/public/lib/days.js";
import { ColorModeContext } from "$/utils/context";

const RANGES = [
  ["months", 92],
  ["year", 366],
  ["all", Infinity],
];
const FORCED = "(forced-colors: active)";
const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false };

// How strong the habit was, day by day.
export function StrengthChart({ trend, locale, texts }) {
  const [range, setRange] = useState("year");
  const points = useMemo(() => within(trend, RANGES.find(([name]) => name === range)[1]), [trend, range]);
  const draw = (colors) => ({
    data: [
      {
        type: "scatter",
        mode: "lines",
        x: points.map(({ day }) => day),
        y: points.map(({ value }) => value),
        line: { color: colors.line, width: 2.5, shape: "spline", smoothing: 0.4 },
        fill: "tozeroy",
        fillcolor: colors.area,
        text: points.map(
          ({ day, value }) => `${inWords(day, locale, "date")}: ${percent(value / 100, locale)}`,
        ),
        hovertemplate: "%{text}<extra></extra>",
      },
    ],
    layout: { ...frame(colors, locale), xaxis: { ...axis(colors), type: "date", ...ticks(points, locale) } },
  });
  const months = points.filter(
    ({ day }, place) => place === points.length - 1 || plus(day, 1).endsWith("-01"),
  );
  const newest = points.at(-1);
  const words = newest
    ? fill(texts.strength_words, {
        from: inWords(points[0].day, locale, "date"),
        to: inWords(newest.day, locale, "date"),
        begin: percent(points[0].value / 100, locale),
        end: percent(newest.value / 100, locale),
      })
    : texts.strength;
  return (
    <>
      <fieldset aria-label={texts.range} className="sh-ranges">
        {RANGES.map(([name]) => (
          <button key={name} type="button" aria-pressed={name === range} onClick={() => setRange(name)}>
            {texts[name]}
          </button>
        ))}
      </fieldset>
      <Plot draw={draw} words={words} texts={texts} of={[points, locale]} />
      <Table
        texts={texts}
        name={texts.strength}
        head={[texts.day, texts.strength]}
        rows={months
          .reverse()
          .map(({ day, value }) => [inWords(day, locale, "date"), percent(value / 100, locale)])}
      />
    </>
  );
}

// How often it was kept on each weekday.
export function WeekdayChart({ weekdays, locale, texts }) {
  const rows = weekdays.map(({ weekday, due, kept }) => ({
    short: inWords(plus("2024-01-01", weekday), locale, "short"),
    name: inWords(plus("2024-01-01", weekday), locale, "weekday"),
    share: due ? kept / due : null,
    due,
    kept,
  }));
  const draw = (colors) => ({
    data: [
      {
        type: "bar",
        x: rows.map(({ short }) => short),
        y: rows.map(({ share }) => (share ?? 0) * 100),
        marker: { color: colors.line, cornerradius: 6 },
        width: 0.62,
        customdata: rows.map(({ name, due, kept }) => fill(texts.of_due, { name, due, kept })),
        text: rows.map(({ share }) => (share === null ? "–" : percent(share, locale))),
        textposition: "outside",
        cliponaxis: false,
        textfont: { color: colors.text },
        hovertemplate: "%{customdata}<extra></extra>",
      },
    ],
    layout: { ...frame(colors, locale), xaxis: { ...axis(colors), type: "category", showgrid: false } },
  });
  const due = rows.filter(({ share }) => share !== null);
  const best = due.reduce((most, row) => (row.share > most.share ? row : most), due[0]);
  if (!best) return <p className="sh-quiet">{texts.nothing_due}</p>;
  const words = fill(texts.weekday_words, { name: best.name, share: percent(best.share, locale) });
  return (
    <>
      <Plot draw={draw} words={words} texts={texts} of={[weekdays, locale]} />
      <Table
        texts={texts}
        name={texts.weekday}
        head={[texts.weekday, texts.kept, texts.due, texts.share]}
        rows={rows.map(({ name, due: asked, kept, share }) => [
          name,
          number(kept, locale),
          number(asked, locale),
          share === null ? "–" : percent(share, locale),
        ])}
      />
    </>
  );
}

// Draws with Plotly, which is fetched when the chart comes near: the page is useful without it.
function Plot({ draw, words, texts, of }) {
  const place = useRef(null);
  const [plotly, setPlotly] = useState(null);
  const [failed, setFailed] = useState(false);
  const mode = useContext(ColorModeContext)?.resolvedColorMode;
  const forced = useForced();

  useEffect(() => {
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        import("plotly.js-basic-dist-min")
          .then((module) => setPlotly(module.default ?? module))
          .catch(() => setFailed(true));
      },
      { rootMargin: "300px" },
    );
    near.observe(place.current);
    return () => near.disconnect();
  }, []);
  useEffect(() => {
    if (!plotly) return undefined;
    const element = place.current;
    // The colours are read when the new mode's rules are in force.
    const turn = requestAnimationFrame(() => {
      const { data, layout } = draw(colorsOf(element));
      plotly.react(element, data, layout, CONFIG);
    });
    return () => cancelAnimationFrame(turn);
  }, [plotly, mode, forced, ...of]);
  useEffect(() => {
    if (!plotly) return undefined;
    const element = place.current;
    const sized = new ResizeObserver(() => element.data && plotly.Plots.resize(element));
    sized.observe(element);
    return () => {
      sized.disconnect();
      plotly.purge(element);
    };
  }, [plotly]);
  return (
    <>
      <div
        ref={place}
        role="img"
        aria-label={words}
        className="sh-plot"
        data-drawn={Boolean(plotly)}
        data-mode={mode}
      />
      <p className="sh-hint">{failed ? texts.failed : words}</p>
    </>
  );
}

// Whether the reader has chosen all colours; with them the chart is drawn anew.
function useForced() {
  const [forced, setForced] = useState(false);
  useEffect(() => {
    const asked = matchMedia(FORCED);
    const look = () => setForced(asked.matches);
    look();
    asked.addEventListener("change", look);
    return () => asked.removeEventListener("change", look);
  }, []);
  return forced;
}

function Table({ texts, name, head, rows }) {
  return (
    <details className="sh-more-about">
      <summary>{texts.table}</summary>
      <table className="sh-table">
        <caption className="sh-hidden">{name}</caption>
        <thead>
          <tr>
            {head.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {rest.map((cell, at) => (
                <td key={head[at + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

// The last so many days; a long time is drawn by the week, ending with the newest day.
function within({ first, values }, days) {
  const all = (values ?? []).map((value, index) => ({ index, value }));
  const wanted = all.slice(-Math.min(days, all.length));
  const step = wanted.length > 800 ? 7 : 1;
  return wanted
    .filter((_point, place) => (wanted.length - 1 - place) % step === 0)
    .map(({ index, value }) => ({ day: plus(first, index), value }));
}

// At most five days are named on the axis, of long times only their months.
function ticks(points, locale) {
  const form =
    points.length > 200 || (points.length && plus(points[0].day, 200) < points.at(-1).day) ? "moon" : "tick";
  const count = Math.min(points.length, 5);
  const named = Array.from(
    { length: count },
    (_, place) => points[Math.round((place * (points.length - 1)) / Math.max(1, count - 1))].day,
  );
  const tickvals = [...new Set(named)];
  return { tickmode: "array", tickvals, ticktext: tickvals.map((day) => inWords(day, locale, form)) };
}

const axis = ({ grid, text }) => ({
  fixedrange: true,
  gridcolor: grid,
  linecolor: grid,
  zeroline: false,
  tickfont: { color: text },
  automargin: true,
  ticklabeloverflow: "allow",
  ticklabelstandoff: 4,
});

const frame = (colors, locale) => ({
  height: 240,
  margin: { l: 44, r: 30, t: 18, b: 28 },
  dragmode: false,
  showlegend: false,
  autosize: true,
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  font: { family: "Inter, system-ui, sans-serif", size: 12, color: colors.text },
  hoverlabel: { bgcolor: colors.card, bordercolor: colors.grid, font: { color: colors.strong } },
  yaxis: {
    ...axis(colors),
    range: [0, 108],
    tickvals: [0, 25, 50, 75, 100],
    ticktext: [0, 0.25, 0.5, 0.75, 1].map((share) => percent(share, locale)),
  },
});

const THEME = {
  line: "--accent-9",
  area: "--accent-a3",
  text: "--gray-11",
  strong: "--gray-12",
  grid: "--gray-a5",
  card: "--color-panel-solid",
};
// Where the reader has chosen all colours, theirs. An area would hide the line that it ends with.
const SYSTEM = {
  line: "Highlight",
  area: "transparent",
  text: "CanvasText",
  strong: "CanvasText",
  grid: "GrayText",
  card: "Canvas",
};

// The colours in force as Plotly reads them; a canvas knows every form that a colour can have.
function colorsOf(element) {
  const probe = document.createElement("span");
  element.parentElement.append(probe);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.style.forcedColorAdjust = "none";
  const asked = (name) => {
    probe.style.color = name.startsWith("--") ? `var(${name})` : name;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return `rgba(${red},${green},${blue},${(alpha / 255).toFixed(3)})`;
  };
  const names = matchMedia(FORCED).matches ? SYSTEM : THEME;
  const found = Object.fromEntries(Object.entries(names).map(([name, token]) => [name, asked(token)]));
  probe.remove();
  return found;
}
