// The inspector beside the list: the event looked at, or the faults. On a narrow screen it lies over the page.

import { byId } from "./dom.js";

const TABS = ["event", "faults"];

export class Panel {
  #closed;
  #root = byId("panel");
  #current = "faults";

  /** `closed` is called when the user wants to go back to the list. */
  constructor(closed) {
    this.#closed = closed;
    for (const tab of TABS) byId("tab-" + tab).addEventListener("click", () => this.#choose(tab));
    byId("show-faults").addEventListener("click", () => this.open("faults"));
    byId("close").addEventListener("click", () => this.close());
    this.#root.addEventListener("keydown", (key) => {
      if (key.key === "Escape") this.close();
      else if (key.target.role === "tab" && (key.key === "ArrowLeft" || key.key === "ArrowRight")) this.#other();
    });
  }

  get current() {
    return this.#current;
  }

  get #isNarrow() {
    return getComputedStyle(this.#root).position === "fixed";
  }

  #other() {
    this.#choose(TABS.find((tab) => tab !== this.#current));
    byId("tab-" + this.#current).focus();
  }

  #choose(chosen) {
    this.#current = chosen;
    for (const tab of TABS) {
      const button = byId("tab-" + tab);
      button.setAttribute("aria-selected", tab === chosen);
      button.tabIndex = tab === chosen ? 0 : -1;
      byId("pane-" + tab).hidden = tab !== chosen;
    }
  }

  open(tab) {
    this.#choose(tab);
    this.#root.classList.add("open");
    if (this.#isNarrow) byId("close").focus();
  }

  close() {
    this.#root.classList.remove("open");
    this.#choose("faults");
    this.#closed();
  }
}
