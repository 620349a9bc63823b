// Server-sent events, for as long as the page is open.

const RETRY_MILLIS = 2000;

/**
 * Listens. The browser reconnects by itself after a loss, and the sandbox then tells everything again, after a reset;
 * only when it was answered something else than a stream the browser gives up, and this begins anew.
 */
export function listen({ events, totals, reset, state }) {
  const source = new EventSource("/sandbox/stream");
  source.addEventListener("open", () => state("live"));
  source.addEventListener("error", () => {
    state("lost");
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ events, totals, reset, state }), RETRY_MILLIS);
    }
  });
  source.addEventListener("events", (message) => {
    const { rows, more } = JSON.parse(message.data);
    events(rows, more);
  });
  source.addEventListener("totals", (message) => totals(JSON.parse(message.data)));
  source.addEventListener("reset", () => reset());
}
