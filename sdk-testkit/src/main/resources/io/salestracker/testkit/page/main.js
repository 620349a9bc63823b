// Puts the page together.

import * as api from "./api.js";
import { Detail } from "./detail.js";
import { byId, eachFrame } from "./dom.js";
import { Empty } from "./empty.js";
import { Faults } from "./faults.js";
import { Filters } from "./filters.js";
import { count, plural } from "./format.js";
import { List } from "./list.js";
import { Panel } from "./panel.js";
import { MOST_ROWS, Rows } from "./rows.js";
import { listen } from "./stream.js";
import { Totals } from "./totals.js";
import { Visitors } from "./visitors.js";

const CONNECTION = { live: "Live", lost: "Connection lost, reconnecting" };
const ANNOUNCE_MILLIS = 4000;

const rows = new Rows();
const detail = new Detail(byId("pane-event"));
const faults = new Faults(byId("pane-faults"));
const visitors = new Visitors(byId("pane-faults"));
const totals = new Totals(byId("totals"));
const panel = new Panel(() => {
  list.activate(null);
  detail.clear();
  list.focus();
});
const list = new List(byId("list"), byId("newer"), rows, (sequence, byHand) => {
  if (!byHand && panel.current !== "event") return;
  detail.show(rows.get(sequence));
  panel.open("event");
});
const filters = new Filters(() => {
  rows.filter(filters.value);
  byId("export").href = "/sandbox/export" + filters.query;
  list.refiltered();
  redraw();
});
const empty = new Empty({ demo: sendDemo, clearFilters: () => filters.clear() });
const pause = byId("pause");
let caughtUp = false;
let forgotten = false;
let arrived = { events: 0, rejected: 0 };

const redraw = eachFrame(() => {
  const shown = rows.shown.length;
  filters.tell(rows);
  list.changed();
  if (caughtUp || rows.size > 0) empty.show({ size: rows.size, shown });
  pause.textContent = paused() ? (rows.held > 0 ? "Resume (" + count(rows.held) + " new)" : "Resume") : "Pause";
  byId("showing").textContent = rows.size === 0 ? ""
    : (rows.isFiltered ? count(shown) + " of " : "") + plural(rows.size, "event")
      + (rows.size >= MOST_ROWS ? ", the latest" : "") + (caughtUp ? "" : ", loading");
});

const paused = () => pause.getAttribute("aria-pressed") === "true";

function setPaused(now) {
  pause.setAttribute("aria-pressed", now);
  if (now) rows.pause();
  else rows.resume();
  redraw();
}

async function sendDemo() {
  try {
    await api.sendDemo();
  } catch (error) {
    announce(error.message);
  }
}

function announce(text) {
  byId("announcements").textContent = text;
}

/** The event looked at may have been answered meanwhile, or forgotten. One that only the page let go of stays. */
function followDetail() {
  const looked = detail.row;
  const wasForgotten = forgotten && caughtUp;
  if (caughtUp) forgotten = false;
  if (looked === null) return;
  const now = rows.get(looked.sequence);
  if (now?.receivedAt !== looked.receivedAt) {
    if (wasForgotten) panel.close();
  } else if (now.latencyMillis !== looked.latencyMillis || now.outcome !== looked.outcome) {
    detail.show(now);
  }
}

listen({
  events(news, more) {
    rows.add(news);
    if (caughtUp) {
      arrived.events += news.length;
      arrived.rejected += news.filter((row) => row.disposition === "REJECTED").length;
    }
    caughtUp = caughtUp || !more;
    followDetail();
    redraw();
  },
  totals(now) {
    caughtUp = true;
    totals.show(now);
    faults.show(now.faults);
    visitors.show(now.unattributed);
    followDetail();
    redraw();
  },
  reset() {
    rows.clear();
    caughtUp = false;
    forgotten = true;
    if (paused()) setPaused(false);
    list.refiltered();
    redraw();
  },
  state(now) {
    const connection = byId("connection");
    connection.dataset.state = now;
    connection.textContent = CONNECTION[now];
  },
});

// Few words now and then, instead of each event as it comes.
setInterval(() => {
  if (arrived.events === 0) return;
  announce(plural(arrived.events, "new event") + (arrived.rejected > 0 ? ", " + arrived.rejected + " rejected" : ""));
  arrived = { events: 0, rejected: 0 };
}, ANNOUNCE_MILLIS);

pause.addEventListener("click", () => setPaused(!paused()));
byId("demo").addEventListener("click", sendDemo);
byId("reset").addEventListener("click", () => byId("confirm").showModal());
byId("confirm-no").addEventListener("click", () => byId("confirm").close());
byId("confirm-yes").addEventListener("click", async () => {
  byId("confirm").close();
  try {
    await api.reset();
  } catch (error) {
    announce(error.message);
  }
});

document.addEventListener("keydown", (key) => {
  const isTyping = key.target.matches("input, textarea, select");
  if (key.key === "/" && !isTyping && !key.ctrlKey && !key.metaKey && !key.altKey) {
    key.preventDefault();
    filters.focus();
  } else if (key.key === "Escape" && panel.current === "event" && !byId("confirm").open) {
    panel.close();
  }
});
