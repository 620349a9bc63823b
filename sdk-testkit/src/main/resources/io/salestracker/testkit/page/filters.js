// Search, and a toggle for each vendor and each outcome. None pressed shows all.

import { byId, el, icon } from "./dom.js";
import { count } from "./format.js";
import { OUTCOMES, VENDORS } from "./names.js";

export class Filters {
  #changed;
  #outcomes = new Set();
  #vendors = new Set();
  #search = byId("search");
  #toggles = [];

  constructor(changed) {
    this.#changed = changed;
    this.#add(byId("vendors"), VENDORS, this.#vendors);
    this.#add(byId("dispositions"), OUTCOMES, this.#outcomes);
    this.#search.addEventListener("input", () => changed());
    this.#search.addEventListener("keydown", (key) => {
      if (key.key === "Escape" && this.#search.value !== "") {
        this.#search.value = "";
        changed();
        key.stopPropagation();
      }
    });
  }

  #add(group, choices, chosen) {
    for (const choice of choices) {
      const number = el("span", { class: "number" }, "0");
      const button = el("button", { type: "button", class: "toggle " + choice.id, "aria-pressed": "false" },
        choice.icon && icon(choice.icon), choice.name, number);
      button.addEventListener("click", () => {
        if (!chosen.delete(choice.id)) chosen.add(choice.id);
        button.setAttribute("aria-pressed", chosen.has(choice.id));
        this.#changed();
      });
      group.append(button);
      this.#toggles.push({ id: choice.id, button, number });
    }
  }

  get value() {
    return { outcomes: this.#outcomes, vendors: this.#vendors, search: this.#search.value };
  }

  /** The same filters as a query of the JSON API. */
  get query() {
    const parts = [];
    if (this.#vendors.size > 0) parts.push("vendor=" + [...this.#vendors].join(","));
    const outcomes = OUTCOMES.filter(({ id }) => this.#outcomes.has(id)).map(({ id, query }) => query ?? id);
    if (outcomes.length > 0) parts.push("disposition=" + outcomes.join(","));
    const search = this.#search.value.trim();
    if (search !== "") parts.push("search=" + encodeURIComponent(search));
    return parts.length === 0 ? "" : "?" + parts.join("&");
  }

  clear() {
    this.#outcomes.clear();
    this.#vendors.clear();
    this.#search.value = "";
    this.#toggles.forEach(({ button }) => button.setAttribute("aria-pressed", "false"));
    this.#changed();
  }

  focus() {
    this.#search.focus();
    this.#search.select();
  }

  /** Shows how many rows there are of each. */
  tell(rows) {
    for (const { id, button, number } of this.#toggles) {
      const text = count(rows.count(id));
      if (number.textContent !== text) number.textContent = text;
      button.classList.toggle("none", rows.count(id) === 0);
    }
  }
}
