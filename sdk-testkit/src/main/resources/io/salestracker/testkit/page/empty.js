// What to do when there is nothing to see.

import * as api from "./api.js";
import { byId, el } from "./dom.js";

const PLACES = [
  ["text", "Text"], ["textChatApi", "Text, Customer Chat API"], ["alhena", "Alhena"],
  ["ebbot", "Ebbot"], ["ebbotBatch", "Ebbot, lists"], ["tracktor", "Tracktor.io"],
];

export class Empty {
  #box = byId("empty");
  #places = el("dl", { class: "pairs places" });
  #clearFilters;
  #state = null;

  constructor({ demo, clearFilters }) {
    this.demo = demo;
    this.#clearFilters = clearFilters;
    this.#load();
  }

  async #load() {
    try {
      const { vendors } = await api.about();
      this.#places.replaceChildren(...PLACES.filter(([id]) => vendors[id])
        .map(([id, name]) => [el("dt", {}, name), el("dd", {}, el("code", {}, vendors[id]))]).flat());
    } catch (error) {
      this.#places.replaceChildren(el("dd", {}, error.message));
    }
  }

  /** Shows the right words, or nothing while there are rows to see. */
  show({ size, shown }) {
    const state = shown > 0 ? "none" : size > 0 ? "filtered" : "empty";
    if (state === this.#state) return;
    this.#state = state;
    this.#box.hidden = state === "none";
    if (state === "filtered") {
      this.#box.replaceChildren(el("h2", {}, "No event matches"),
        this.#button("Clear the filters", this.#clearFilters));
    } else if (state === "empty") {
      this.#box.replaceChildren(
        el("h2", {}, "Nothing has arrived yet"),
        el("p", {}, "Point your tracker's destinations at these base addresses. What it sends appears here by itself."),
        this.#places,
        this.#button("Send demo events", this.demo));
    }
  }

  #button(words, action) {
    const button = el("button", { type: "button", class: "primary" }, words);
    button.addEventListener("click", action);
    return button;
  }
}
