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

/** An amount with its currency, and no fewer digits than that currency has; what there is more is never cut. */
export function money(amount, currency) {
  if (amount === null || amount === undefined) return "";
  if (!currency) return decimal(amount);
  const [whole, fraction = ""] = String(amount).split(".");
  const full = fraction.padEnd(digits(currency), "0");
  return decimal(full === "" ? whole : whole + "." + full) + " " + currency;
}

const DIGITS = new Map();

function digits(currency) {
  if (!DIGITS.has(currency)) {
    let known = 0;
    try {
      known = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().minimumFractionDigits;
    } catch {
      // No such currency: the amount stands as it came.
    }
    if (DIGITS.size > 500) DIGITS.clear();
    DIGITS.set(currency, known);
  }
  return DIGITS.get(currency);
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
