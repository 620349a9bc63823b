// The list: whatever the number of events, only the rows in sight are elements. Newest on top.

import { el, eachFrame } from "./dom.js";
import { COLUMNS, fill, line } from "./row.js";

const BEYOND = 6;
const AIM_MILLIS = 1500;

export class List {
  #rows;
  #open;
  #root;
  #body;
  #newer;
  #lines = [];
  #height = 32;
  #active = null;
  #newest = 0;
  #unseen = 0;
  #aiming = 0;
  #render = eachFrame(() => this.#renderNow());

  /** `open(sequence, byHand)` is called for the row to look into; by hand when it was clicked or entered. */
  constructor(root, newer, rows, open) {
    this.#root = root;
    this.#newer = newer;
    this.#rows = rows;
    this.#open = open;
    this.#body = el("div", { class: "rows", role: "rowgroup" });
    root.append(
      el("div", { class: "row head", role: "row", "aria-rowindex": 1 },
        COLUMNS.map((column) => el("span", { class: "cell " + column.id, role: "columnheader" }, column.name))),
      this.#body);
    root.setAttribute("aria-colcount", COLUMNS.length);
    root.addEventListener("scroll", () => this.#render(), { passive: true });
    root.addEventListener("keydown", (key) => this.#press(key));
    this.#body.addEventListener("click", (click) => this.#click(click));
    this.#body.addEventListener("pointermove", (move) => this.#aim(move), { passive: true });
    newer.addEventListener("click", () => this.toNewest());
    new ResizeObserver(() => this.#measure()).observe(root);
    this.#measure();
  }

  #measure() {
    this.#height = parseFloat(getComputedStyle(this.#body).getPropertyValue("--row-height")) || 32;
    this.#render();
  }

  /** Says that rows have come or changed. */
  changed() {
    this.#render();
  }

  /** Says that other rows are shown than before, and begins at the newest. */
  refiltered() {
    this.#newest = 0;
    this.toNewest();
  }

  toNewest() {
    this.#unseen = 0;
    this.#root.scrollTop = 0;
    this.#render();
  }

  get isFollowing() {
    return this.#root.scrollTop < this.#height / 2;
  }

  get active() {
    return this.#active;
  }

  /** Marks a row as the one looked at; null for none. */
  activate(sequence) {
    this.#active = sequence;
    this.#render();
  }

  focus() {
    this.#root.focus({ preventScroll: true });
  }

  #renderNow() {
    const shown = this.#rows.shown;
    this.#keepPlace(shown);
    this.#body.style.height = shown.length * this.#height + "px";
    this.#root.setAttribute("aria-rowcount", shown.length + 1);
    const top = this.#root.scrollTop;
    const inSight = Math.ceil(this.#root.clientHeight / this.#height);
    const first = Math.max(0, Math.floor(top / this.#height) - BEYOND);
    const last = Math.min(shown.length, first + inSight + 2 * BEYOND + 1);
    while (this.#lines.length < last - first) this.#lines.push(this.#body.appendChild(line()));
    // A row keeps its element while it is in sight, also when newer ones push it down.
    const taken = new Set();
    for (let index = first; index < last; index++) {
      const fromOldest = shown.length - 1 - index;
      const at = fromOldest % this.#lines.length;
      taken.add(at);
      const row = shown[fromOldest];
      fill(this.#lines[at], row, index, this.#height, row.sequence === this.#active);
    }
    this.#lines.forEach((node, at) => (node.hidden = !taken.has(at)));
    const active = this.#active !== null && document.getElementById("row-" + this.#active);
    if (active && !active.hidden) this.#root.setAttribute("aria-activedescendant", active.id);
    else this.#root.removeAttribute("aria-activedescendant");
  }

  /** What is read must not move while newer rows come in above it. */
  #keepPlace(shown) {
    const following = this.isFollowing && !this.#aiming;
    let added = 0;
    for (let i = shown.length - 1; i >= 0 && shown[i].sequence > this.#newest; i--) added++;
    if (added > 0 && !following && this.#newest > 0) {
      // Higher first, or the browser would not let it scroll that far.
      this.#body.style.height = shown.length * this.#height + "px";
      this.#root.scrollTop += added * this.#height;
      this.#unseen += added;
    }
    if (following) this.#unseen = 0;
    this.#newest = shown.at(-1)?.sequence ?? 0;
    this.#newer.hidden = this.#unseen === 0;
    this.#newer.textContent = "↑ " + this.#unseen + " newer";
  }

  /** Whoever moves the mouse to a row means the one that is there now: it stays until the mouse rests. */
  #aim(move) {
    if (move.pointerType !== "mouse" || (!this.#aiming && !this.isFollowing)) return;
    clearTimeout(this.#aiming);
    this.#aiming = setTimeout(() => {
      this.#aiming = 0;
      if (this.#unseen > 0 && this.#root.scrollTop <= this.#unseen * this.#height) this.toNewest();
    }, AIM_MILLIS);
  }

  #click(click) {
    const node = click.target.closest(".row");
    if (!node) return;
    this.activate(Number(node.dataset.sequence));
    this.#open(this.#active, true);
  }

  #press(key) {
    const page = Math.max(1, Math.floor(this.#root.clientHeight / this.#height) - 2);
    const steps = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    if (key.ctrlKey || key.altKey || key.metaKey) return;
    if (key.key in steps) this.#move(steps[key.key]);
    else if (key.key === "Enter" && this.#active !== null) this.#open(this.#active, true);
    else return;
    key.preventDefault();
  }

  #move(steps) {
    const shown = this.#rows.shown;
    if (shown.length === 0) return;
    const at = this.#indexOf(shown, this.#active);
    const index = at < 0 ? (steps === Infinity ? shown.length - 1 : 0)
      : Math.min(shown.length - 1, Math.max(0, at + steps));
    this.#active = shown[shown.length - 1 - index].sequence;
    this.#reveal(index);
    this.#open(this.#active, false);
  }

  #reveal(index) {
    const top = index * this.#height;
    const room = this.#root.clientHeight - this.#body.offsetTop;
    if (top < this.#root.scrollTop) this.#root.scrollTop = top;
    else if (top + this.#height > this.#root.scrollTop + room) this.#root.scrollTop = top + this.#height - room;
    this.#render();
  }

  /** The place in the list, from the newest; below zero if it is not shown. */
  #indexOf(shown, sequence) {
    if (sequence === null) return -1;
    let low = 0;
    let high = shown.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (shown[middle].sequence === sequence) return shown.length - 1 - middle;
      if (shown[middle].sequence < sequence) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
