// A card for each vendor: what came, what it was worth, and both per minute.

import { bars } from "./charts.js";
import { el, icon } from "./dom.js";
import { decimal, money, plural } from "./format.js";
import { OUTCOMES, VENDORS } from "./names.js";

/** Where the counts have an outcome; what failed is what is left of the faulted. */
const COUNT = {
  lost: (counts) => counts.acceptedThenFailed,
  accepted: (counts) => counts.accepted - counts.acceptedThenFailed,
  failed: (counts) => counts.faulted - counts.throttled,
};

export class Totals {
  #cards = new Map();
  #last = null;
  #currencies = new Map();

  constructor(box) {
    for (const vendor of VENDORS) {
      const card = {
        id: vendor.id,
        events: el("span", { class: "events" }),
        revenue: el("p", { class: "revenue" }),
        dispositions: el("p", { class: "dispositions" }),
        charts: el("div", { class: "charts" }),
      };
      this.#cards.set(vendor.id, card);
      box.append(el("article", { class: "total " + vendor.id, "aria-labelledby": "total-" + vendor.id },
        el("div", { class: "figures" },
          el("div", {}, el("h2", { id: "total-" + vendor.id }, vendor.name), card.events), card.revenue),
        card.charts, card.dispositions));
    }
    // The minutes move on when nothing happens, too.
    setInterval(() => this.#last && !document.hidden && this.show(this.#last), 20_000);
  }

  show(totals) {
    this.#last = totals;
    for (const card of this.#cards.values()) {
      const counts = totals.counts[card.id];
      if (counts) this.#fill(card, counts, totals.minutes);
    }
  }

  #fill(card, counts, minutes) {
    card.events.textContent = plural(counts.events, "event");
    const sums = Object.entries(counts.revenue);
    card.revenue.classList.toggle("several", sums.length > 1);
    card.revenue.replaceChildren(...(sums.length === 0 ? [el("span", { class: "quiet" }, "no revenue")]
      : sums.map(([currency, sum]) => el("span", {}, money(sum, currency)))));
    card.dispositions.replaceChildren(...OUTCOMES.map((outcome) => tally(outcome, counts)).filter(Boolean));
    this.#draw(card, Object.keys(counts.revenue), minutes);
  }

  #draw(card, currencies, minutes) {
    const now = Date.now();
    const events = bars("events", series(minutes, (minute) => minute.events[card.id]), now);
    const charts = [chart(events, "events/min")];
    if (currencies.length > 0) {
      const chosen = this.#currency(card.id, currencies);
      const revenue = bars(chosen, series(minutes, (minute) => minute.revenue[card.id]?.[chosen]), now);
      charts.push(chart(revenue, this.#label(card, currencies, chosen)));
    }
    // A list that is open must not be taken away.
    if (!card.charts.contains(document.activeElement)) card.charts.replaceChildren(...charts);
  }

  #currency(vendor, currencies) {
    const chosen = this.#currencies.get(vendor);
    return currencies.includes(chosen) ? chosen : currencies[0];
  }

  #label(card, currencies, chosen) {
    if (currencies.length === 1) return chosen + "/min";
    const choice = el("select", { "aria-label": "Currency of the chart" },
      currencies.map((currency) => el("option", { selected: currency === chosen }, currency)));
    choice.addEventListener("change", () => {
      this.#currencies.set(card.id, choice.value);
      choice.blur();
      this.show(this.#last);
    });
    return [choice, "/min"];
  }
}

function tally(outcome, counts) {
  const number = COUNT[outcome.id]?.(counts) ?? counts[outcome.id];
  if (number === 0) return null;
  return el("span", { class: "tally " + outcome.id, title: outcome.name },
    icon(outcome.icon), decimal(number), el("span", { class: "hidden" }, " " + outcome.name.toLowerCase() + " "));
}

function series(minutes, of) {
  const values = new Map();
  for (const minute of minutes) {
    const value = of(minute);
    if (value !== undefined) values.set(Date.parse(minute.minute), String(value));
  }
  return values;
}

function chart({ chart, most }, label) {
  return el("div", { class: "chart" }, chart,
    el("p", { class: "label", title: "at most " + decimal(most) }, label));
}
