// The sandbox's own JSON API.

/** Asks, and returns the response as text; an error carries the sandbox's own words. */
async function ask(path, { method = "GET", body, signal } = {}) {
  const response = await fetch(path, {
    method,
    signal,
    headers: body === undefined
      ? { Accept: "application/json" }
      : { Accept: "application/json", "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(words(text) ?? "The sandbox answered " + response.status);
  return text;
}

function words(text) {
  try {
    return JSON.parse(text).message;
  } catch {
    return null;
  }
}

/** A number as it was written: 149.90 must not become 149.9. */
export class Written {
  constructor(source) {
    this.source = source;
  }
}

export const about = async () => JSON.parse(await ask("/sandbox"));

/** Everything about an event; in its payload each number is a {@link Written}, where the browser can tell. */
export async function event(sequence, signal) {
  const text = await ask("/sandbox/events/" + sequence, { signal });
  const event = JSON.parse(text);
  const exact = JSON.parse(text, (key, value, context) =>
    typeof value === "number" && context?.source ? new Written(context.source) : value);
  return { ...event, payload: exact.payload };
}

export const setFault = (vendor, fault) => ask("/sandbox/faults/" + vendor, { method: "PUT", body: fault });
export const clearFaults = (vendor) => ask("/sandbox/faults/" + vendor, { method: "DELETE" });
export const setUnattributed = (visitors) =>
  ask("/sandbox/visitors", { method: "PUT", body: { unattributed: visitors } });
export const reset = () => ask("/sandbox/reset", { method: "POST" });
export const sendDemo = () => ask("/sandbox/demo", { method: "POST" });
