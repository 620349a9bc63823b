// The model: all rows by their sequence, and those that the filters let through. It knows nothing of the page.

import { OUTCOMES, outcome } from "./names.js";

/** How many rows are held; the oldest go first. They are let go of in bunches, which costs less. */
export const MOST_ROWS = 50_000;
const BUNCH = 2_000;

export class Rows {
  #bySequence = new Map();
  #all = [];
  #shown = [];
  #stale = false;
  #filter = { outcomes: new Set(), vendors: new Set(), search: "" };
  #until = Infinity;
  #counts = new Map();

  /** Adds rows, or replaces those with the same sequence. */
  add(rows) {
    for (const row of rows) {
      row.outcome = outcome(row).id;
      row.text = [row.orderId, row.orderNumber, row.visitor, row.name].filter(Boolean).join("\n").toLowerCase();
      const old = this.#bySequence.get(row.sequence);
      if (old) this.#replace(old, row);
      else this.#append(row);
    }
    if (this.#all.length > MOST_ROWS + BUNCH) this.#letGo();
  }

  #append(row) {
    this.#bySequence.set(row.sequence, row);
    this.#count(row, 1);
    const last = this.#all.at(-1);
    this.#all.push(row);
    if (last && last.sequence > row.sequence) {
      this.#all.sort((a, b) => a.sequence - b.sequence);
      this.#stale = true;
    } else if (!this.#stale && this.#matches(row)) {
      this.#shown.push(row);
    }
  }

  // The row's object stays, so that lists of rows need no search.
  #replace(old, row) {
    this.#count(old, -1);
    const matched = this.#matches(old);
    Object.assign(old, row);
    this.#count(old, 1);
    if (matched !== this.#matches(old)) this.#stale = true;
  }

  #letGo() {
    const gone = this.#all.splice(0, this.#all.length - MOST_ROWS);
    for (const row of gone) {
      this.#bySequence.delete(row.sequence);
      this.#count(row, -1);
    }
    const first = this.#all[0].sequence;
    const kept = this.#shown.findIndex((row) => row.sequence >= first);
    this.#shown.splice(0, kept < 0 ? this.#shown.length : kept);
  }

  #count(row, by) {
    for (const key of [row.outcome, row.vendor]) this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  #matches(row) {
    const { outcomes, vendors, search } = this.#filter;
    return row.sequence <= this.#until
      && (outcomes.size === 0 || outcomes.has(row.outcome))
      && (vendors.size === 0 || vendors.has(row.vendor))
      && (search === "" || row.text.includes(search));
  }

  clear() {
    this.#bySequence.clear();
    this.#all = [];
    this.#shown = [];
    this.#counts.clear();
    this.#until = Infinity;
    this.#stale = false;
  }

  /** Sets what is shown: an empty set stands for all. */
  filter({ outcomes, vendors, search }) {
    this.#filter = { outcomes, vendors, search: search.trim().toLowerCase() };
    this.#stale = true;
  }

  /** Shows nothing that comes later than now, until {@link resume}. */
  pause() {
    this.#until = this.#all.at(-1)?.sequence ?? 0;
  }

  resume() {
    this.#until = Infinity;
    this.#stale = true;
  }

  /** How many came since {@link pause}. */
  get held() {
    if (this.#until === Infinity) return 0;
    let held = 0;
    for (let i = this.#all.length - 1; i >= 0 && this.#all[i].sequence > this.#until; i--) held++;
    return held;
  }

  /** The rows that the filters let through, oldest first. */
  get shown() {
    if (this.#stale) {
      this.#shown = this.#all.filter((row) => this.#matches(row));
      this.#stale = false;
    }
    return this.#shown;
  }

  get size() {
    return this.#all.length;
  }

  get(sequence) {
    return this.#bySequence.get(sequence);
  }

  /** How many rows are held of an outcome or a vendor. */
  count(key) {
    return this.#counts.get(key) ?? 0;
  }

  get isFiltered() {
    const { outcomes, vendors, search } = this.#filter;
    return search !== "" || vendors.size > 0 || (outcomes.size > 0 && outcomes.size < OUTCOMES.length);
  }
}
