import { fill, number, percent } from "$/public/lib/days.js";

// What was said beside what happened, group by group of predictions that were alike.
const SIDE = 300; // of the square, in units of the drawing
const LEFT = 62;
const TOP = 12;
const MARKS = [0, 0.25, 0.5, 0.75, 1];
const SMALLEST = 3.5;
const GROWS = 5; // how much larger the dot of the largest group is

const across = (share) => LEFT + share * SIDE;
const up = (share) => TOP + (1 - share) * SIDE;

export function Reliability({ bins, locale, texts }) {
  const all = bins.reduce((sum, { n }) => sum + n, 0);
  const largest = Math.max(...bins.map(({ n }) => n));
  const off = bins.reduce((sum, { n, predicted, observed }) => sum + n * Math.abs(predicted - observed), 0);
  const points = number(Math.round((1000 * off) / Math.max(all, 1)) / 10, locale);
  const words = fill(texts.words, { points });
  const told = ({ predicted, observed, n }) => [
    percent(predicted, locale),
    percent(observed, locale),
    number(n, locale),
  ];
  return (
    <div className="sh-agreement">
      <svg viewBox={`0 0 ${LEFT + SIDE + 26} ${TOP + SIDE + 44}`} role="img" aria-label={words}>
        {MARKS.map((mark) => (
          <g key={mark}>
            <path className="sh-grid-line" d={`M${across(0)} ${up(mark)}H${across(1)}`} />
            <path className="sh-grid-line" d={`M${across(mark)} ${up(0)}V${up(1)}`} />
            <text x={LEFT - 8} y={up(mark) + 4} textAnchor="end">
              {percent(mark, locale)}
            </text>
            <text x={across(mark)} y={TOP + SIDE + 18} textAnchor="middle">
              {percent(mark, locale)}
            </text>
          </g>
        ))}
        <text x={across(0.5)} y={TOP + SIDE + 38} textAnchor="middle" className="sh-axis">
          {texts.said}
        </text>
        <text transform={`translate(14 ${up(0.5)}) rotate(-90)`} textAnchor="middle" className="sh-axis">
          {texts.missed}
        </text>
        <path className="sh-agrees" d={`M${across(0)} ${up(0)}L${across(1)} ${up(1)}`} />
        {bins.map((group, place) => (
          <circle
            key={place}
            cx={across(group.predicted)}
            cy={up(group.observed)}
            r={SMALLEST + GROWS * Math.sqrt(group.n / largest)}
          >
            <title>{told(group).join(" · ")}</title>
          </circle>
        ))}
      </svg>
      <p>{words}</p>
      <p className="sh-hint">{texts.hint}</p>
      <details className="sh-more-about">
        <summary>{texts.table}</summary>
        <table className="sh-table">
          <caption className="sh-hidden">{texts.name}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.said}</th>
              <th scope="col">{texts.missed}</th>
              <th scope="col">{texts.units}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map((group, place) => (
              <tr key={place}>
                {told(group).map((cell, at) => (
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
