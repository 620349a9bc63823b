// How values read. Amounts come as text and stay text: floating point would change them.

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23",
});
const MINUTE = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const time = (instant) => TIME.format(new Date(instant));
export const minute = (instant) => MINUTE.format(new Date(instant));

/** A decimal with its thousands set apart by a narrow space. */
export function decimal(text) {
  const [whole, fraction] = String(text).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return fraction === undefined ? grouped : grouped + "." + fraction;
}

export function money(amount, currency) {
  if (amount === null || amount === undefined) return "";
  return currency ? decimal(amount) + " " + currency : decimal(amount);
}

export const count = (number) => decimal(number);

export function plural(number, one, many = one + "s") {
  return count(number) + " " + (number === 1 ? one : many);
}

export function latency(millis) {
  if (millis === null || millis === undefined) return "";
  if (millis >= 1000) return (millis / 1000).toFixed(2) + " s";
  return (millis >= 10 ? Math.round(millis) : millis.toFixed(1)) + " ms";
}

/** The beginning and the end of what is too long to be read. */
export function shortened(text, most) {
  return text.length <= most ? text : text.slice(0, most - 5) + "…" + text.slice(-4);
}
