// Small bars per minute, with the same said in words for those who do not see them.

import { svg } from "./dom.js";
import { decimal, minute } from "./format.js";

const MINUTES = 20;
const STEP = 5;
const BAR = 3.8;
const HEIGHT = 30;
const MILLIS = 60_000;

/**
 * Draws the last minutes up to now.
 *
 * @param what what is counted, such as "events"
 * @param values a map from the minute's start, in milliseconds, to a number as text
 */
export function bars(what, values, now) {
  const last = Math.floor(now / MILLIS) * MILLIS;
  const columns = Array.from({ length: MINUTES }, (_, i) => last - (MINUTES - 1 - i) * MILLIS)
    .map((start) => ({ start, text: values.get(start) ?? "0" }));
  const most = columns.reduce((top, column) => (Number(column.text) > Number(top.text) ? column : top));
  const scale = Number(most.text) > 0 ? (HEIGHT - 2) / Number(most.text) : 0;
  const some = columns.filter((column) => Number(column.text) > 0);
  const words = some.length === 0
    ? `No ${what} in the last ${MINUTES} minutes`
    : `${what} per minute, last ${MINUTES} minutes: `
      + some.map((column) => `${minute(column.start)} ${decimal(column.text)}`).join(", ");
  const chart = svg("svg", {
    class: "bars", role: "img", viewBox: `0 0 ${MINUTES * STEP} ${HEIGHT}`, preserveAspectRatio: "none", "aria-label": words,
  });
  chart.append(svg("path", { class: "base", d: `M0 ${HEIGHT - 0.5}H${MINUTES * STEP}` }));
  columns.forEach((column, i) => {
    const height = Number(column.text) > 0 ? Math.max(2, Number(column.text) * scale) : 0;
    if (height === 0) return;
    chart.append(svg("rect", { x: i * STEP, y: HEIGHT - height, width: BAR, height },
      svg("title", {}, `${minute(column.start)}: ${decimal(column.text)} ${what}`)));
  });
  return { chart, most: most.text };
}
