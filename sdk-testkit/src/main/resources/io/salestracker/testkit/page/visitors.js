// Visitors who never used the assistant: a vendor credits nothing to them.

import * as api from "./api.js";
import { el } from "./dom.js";

export class Visitors {
  #text = el("textarea", { rows: 2, id: "unattributed", spellcheck: "false", placeholder: "One id a line" });
  #problem = el("p", { class: "problem", role: "alert", hidden: true });
  #told = null;

  constructor(pane) {
    const save = el("button", { type: "button" }, "Set");
    save.addEventListener("click", () => this.#save());
    pane.append(el("fieldset", { class: "faults visitors" },
      el("legend", {}, "Visitors without a chat"),
      el("label", { for: "unattributed", class: "quiet" },
        "They never used the assistant, so what they do is ignored wherever the vendor attributes."),
      el("div", { class: "script" }, this.#text, save), this.#problem));
  }

  async #save() {
    const visitors = this.#text.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    try {
      await api.setUnattributed(visitors);
      this.#problem.hidden = true;
    } catch (error) {
      this.#problem.textContent = error.message;
      this.#problem.hidden = false;
    }
  }

  /** Shows who is set, unless someone is typing. */
  show(visitors) {
    const text = visitors.join("\n");
    if (text === this.#told || document.activeElement === this.#text) return;
    this.#told = text;
    this.#text.value = text;
  }
}
