// Everything about one event.

import * as api from "./api.js";
import { card } from "./card.js";
import { el, linked } from "./dom.js";
import { latency, money, time } from "./format.js";
import { CERTAINTY, CERTAINTY_WORDS, outcome, vendorName } from "./names.js";
import { payload, plain } from "./payload.js";
import { badge } from "./row.js";

export class Detail {
  #pane;
  #asked = null;
  #shown = null;

  constructor(pane) {
    this.#pane = pane;
    this.clear();
  }

  /** The row whose event is shown or about to be. */
  get row() {
    return this.#shown;
  }

  clear() {
    this.#asked?.abort();
    this.#shown = null;
    delete this.#pane.dataset.sequence;
    this.#pane.replaceChildren(el("p", { class: "quiet" },
      "Choose an event to see what the vendor made of it, and why."));
  }

  /** Shows an event, and shows it again when it has changed; a later call overtakes an earlier one. */
  async show(row) {
    this.#asked?.abort();
    const asked = new AbortController();
    const isOther = this.#shown?.sequence !== row.sequence;
    this.#asked = asked;
    this.#shown = { ...row };
    try {
      const event = await api.event(row.sequence, asked.signal);
      this.#pane.replaceChildren(...sections(event));
      this.#pane.dataset.sequence = row.sequence;
      if (isOther) this.#pane.scrollTop = 0;
      showFault(this.#pane);
    } catch (error) {
      if (error.name !== "AbortError") this.#pane.replaceChildren(el("p", { class: "problem" }, error.message));
    }
  }
}

function sections(event) {
  const kind = outcome(event);
  return [
    el("header", { class: "event-head" },
      el("h2", {}, event.name ?? event.kind.toLowerCase()),
      el("p", {}, [vendorName(event.vendor), event.orderNumber ?? event.orderId, money(event.amount, event.currency),
        time(event.receivedAt)].filter(Boolean).join(" · "))),
    disposition(event, kind),
    // First what the question is about: why it was refused, or what it looks like.
    ...(kind.id === "rejected" ? [said(event, kind), shown(event)] : [shown(event), said(event, kind)]),
    section("Request", null, pairs([
      [event.request?.method, event.request?.path],
      ["Visitor", event.visitor],
      ["Attempt", event.attempt],
      ...Object.entries(event.request?.headers ?? {}),
    ])),
    section("Response", null, pairs([
      ["Status", event.response?.status === 0 ? "none, the connection was reset" : event.response?.status],
      ["Fault", event.fault],
      ["Retry-After", event.response?.retryAfter],
      ["Latency", latency(event.latencyMillis)],
      ["Reached the sender", event.responseFailed ? "no, or not as the vendor meant it" : null],
    ]), event.response?.body ? el("pre", {}, event.response.body) : null),
  ];
}

const shown = (event) => section("In " + vendorName(event.vendor), card(event.shows));

const said = (event, kind) => section("Payload", copyable(event.payload),
  event.payload === "" || event.payload === null
    ? el("p", { class: "quiet" }, "None was kept.")
    : payload(event.payload, kind.id === "rejected" ? event.field : null, event.reason));

/** Scrolls a long payload to the field at fault, and nothing else. */
function showFault(pane) {
  const line = pane.querySelector(".line.offending, .line.missing");
  const box = line?.closest(".payload");
  if (box) box.scrollTop = line.offsetTop - (box.clientHeight - line.offsetHeight) / 2;
}

function section(title, ...content) {
  const [first, ...rest] = content;
  const isAction = first?.tagName === "BUTTON";
  return el("section", {}, el("div", { class: "section-head" }, el("h3", {}, title), isAction && first),
    !isAction && first, rest);
}

function disposition(event, kind) {
  const rule = event.rule;
  return el("section", { class: "disposition " + kind.id },
    el("p", { class: "said" }, badge(kind), el("span", {}, event.reason && kind.id !== "ignored"
      ? sentence(event.reason) : kind.words)),
    rule && el("dl", { class: "rule" },
      el("dt", {}, "Rule"), el("dd", { class: "rule-text" }, rule.text),
      el("dt", {}, "Certainty"), el("dd", { title: CERTAINTY_WORDS[rule.certainty] },
        el("span", { class: "certainty" }, CERTAINTY[rule.certainty] ?? rule.certainty), " ",
        el("span", { class: "quiet" }, CERTAINTY_WORDS[rule.certainty] ?? "")),
      el("dt", {}, "Source"), el("dd", {}, linked(rule.source))));
}

const sentence = (text) => (/[.!?]$/.test(text) ? text : text + ".");

function pairs(entries) {
  return el("dl", { class: "pairs" }, entries
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]));
}

function copyable(value) {
  if (!navigator.clipboard || value === "" || value === null) return null;
  const button = el("button", { type: "button", class: "small" }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(plain(value));
    button.textContent = "Copied";
  });
  return button;
}
