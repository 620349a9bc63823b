// What is to go wrong at each vendor.

import * as api from "./api.js";
import { el } from "./dom.js";
import { plural } from "./format.js";
import { VENDORS } from "./names.js";

const EXAMPLE = "429 retry-after=3s, 503 x2, ok";
const SWITCHES = [
  { name: "Up", fault: null, title: "Answers by its own rules" },
  { name: "Down", fault: "503", title: "Answers 503 to everything" },
  { name: "Throttled", fault: "429 retry-after=3s", title: "Answers 429 with Retry-After: 3" },
  { name: "Slow", fault: "slow 2s", title: "Takes the event at once and answers two seconds later" },
  { name: "Cut off", fault: "reset", title: "Resets the connection; nothing is taken" },
  { name: "Response lost", fault: "accept+500", title: "Takes the event and answers 500: its sender cannot know" },
];

export class Faults {
  #vendors = new Map();

  constructor(pane) {
    const everything = el("button", { type: "button", class: "small" }, "All up");
    everything.addEventListener("click", () => VENDORS.forEach(({ id }) => this.#clear(id)));
    pane.append(
      el("div", { class: "section-head" },
        el("p", { class: "quiet" }, "What goes wrong at a vendor, from its next request on."), everything),
      ...VENDORS.map((vendor) => this.#fieldset(vendor)));
  }

  #fieldset(vendor) {
    const now = el("span", { class: "now" }, "up");
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const switches = SWITCHES.map((choice) => {
      const button = el("button", { type: "button", "aria-pressed": "false", title: choice.title }, choice.name);
      button.addEventListener("click", () =>
        choice.fault === null ? this.#clear(vendor.id) : this.#set(vendor.id, { always: choice.fault }));
      return button;
    });
    const script = el("input", {
      type: "text", placeholder: EXAMPLE, "aria-label": "Script for " + vendor.name, spellcheck: "false",
      autocomplete: "off", name: "script-" + vendor.id,
    });
    const form = el("form", { class: "script" }, script, el("button", { type: "submit" }, "Run"));
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#set(vendor.id, { script: script.value.trim() || EXAMPLE });
    });
    this.#vendors.set(vendor.id, { now, problem, switches });
    return el("fieldset", { class: "faults " + vendor.id },
      el("legend", {}, vendor.name, now),
      el("div", { class: "switches", role: "group", "aria-label": "State of " + vendor.name }, switches),
      form, problem);
  }

  #set(vendor, fault) {
    return this.#try(vendor, () => api.setFault(vendor, fault));
  }

  #clear(vendor) {
    return this.#try(vendor, () => api.clearFaults(vendor));
  }

  async #try(vendor, change) {
    const { problem } = this.#vendors.get(vendor);
    try {
      this.#show(vendor, JSON.parse(await change()));
      problem.hidden = true;
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  show(faults) {
    for (const [vendor, plan] of Object.entries(faults)) this.#show(vendor, plan);
  }

  #show(vendor, plan) {
    const view = this.#vendors.get(vendor);
    if (!view) return;
    const always = plan.mode === "always" ? plan.faults[0] : null;
    view.switches.forEach((button, at) => {
      const { fault } = SWITCHES[at];
      button.setAttribute("aria-pressed", fault === null ? plan.mode === "none" : fault === always);
    });
    const text = words(plan);
    if (view.now.textContent !== text) view.now.textContent = text;
    view.now.classList.toggle("on", plan.mode !== "none");
  }
}

/** Says what is set now. */
function words(plan) {
  const applied = plan.applied > 0 ? `; ${plural(plan.applied, "fault")} so far` : "";
  const limit = plan.sizeLimit ? `, 413 above ${plural(plan.sizeLimit, "byte")}` : "";
  switch (plan.mode) {
    case "always": return `always ${plan.faults[0]}${limit}${applied}`;
    case "script": return `${plural(plan.faults.length, "step")} left: ${grouped(plan.faults)}${limit}${applied}`;
    case "random": return `at random, seed ${plan.seed}: ${plan.faults.join(", ")}${limit}${applied}`;
    default: return `up${limit}${applied}`;
  }
}

/** Writes equal steps in a row once, as a script does. */
function grouped(faults) {
  const steps = [];
  for (const fault of faults) {
    const last = steps.at(-1);
    if (last?.fault === fault) last.times++;
    else steps.push({ fault, times: 1 });
  }
  const said = steps.slice(0, 8).map(({ fault, times }) => (times > 1 ? `${fault} x${times}` : fault)).join(", ");
  return steps.length > 8 ? said + ", …" : said;
}
