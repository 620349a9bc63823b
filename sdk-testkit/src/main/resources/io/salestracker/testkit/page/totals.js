// A card for each vendor: what came, what it was worth, and both per minute.

import { bars } from "./charts.js";
import { el } from "./dom.js";
import { decimal, money, plural } from "./format.js";
import { VENDORS } from "./names.js";

const COUNTED = [
  ["accepted", "accepted"], ["rejected", "rejected"], ["duplicate", "duplicate"], ["ignored", "ignored"],
  ["throttled", "throttled"], ["failed", "failed"], ["acceptedThenFailed", "answer lost"],
];

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
        verdicts: el("p", { class: "verdicts" }),
        charts: el("div", { class: "charts" }),
      };
      this.#cards.set(vendor.id, card);
      box.append(el("article", { class: "total " + vendor.id, "aria-labelledby": "total-" + vendor.id },
        el("div", { class: "figures" },
          el("div", {}, el("h2", { id: "total-" + vendor.id }, vendor.name), card.events), card.revenue),
        card.charts, card.verdicts));
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
    const failed = counts.faulted - counts.throttled;
    const said = COUNTED.map(([key, word]) => [key === "failed" ? failed : counts[key], word])
      .filter(([number]) => number > 0).map(([number, word]) => decimal(number) + " " + word);
    card.verdicts.textContent = card.verdicts.title = said.join(" · ");
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
