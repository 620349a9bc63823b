// One line of the list.

import { el, icon } from "./dom.js";
import { latency, money, time } from "./format.js";
import { OUTCOMES, vendorName } from "./names.js";

export const COLUMNS = [
  { id: "outcome", name: "Disposition" },
  { id: "time", name: "Time", of: (row) => time(row.receivedAt) },
  { id: "vendor", name: "Vendor", of: (row) => vendorName(row.vendor) },
  { id: "event", name: "Event", of: (row) => row.name ?? row.kind.toLowerCase() },
  { id: "order", name: "Order", of: (row) => row.orderNumber ?? row.orderId ?? "" },
  { id: "visitor", name: "Visitor", of: (row) => row.visitor ?? "" },
  { id: "amount", name: "Amount", of: (row) => money(row.amount, row.currency) },
  { id: "attempt", name: "Attempt", of: (row) => String(row.attempt) },
  { id: "latency", name: "Latency", of: (row) => latency(row.latencyMillis) },
];

const BADGES = new Map(OUTCOMES.map((outcome) => [outcome.id, badge(outcome)]));

/** The word for what became of an event, with its sign. */
export function badge(outcome) {
  return el("span", { class: "badge " + outcome.id }, icon(outcome.icon), outcome.name);
}

/** An empty line, to be filled again and again. */
export function line() {
  return el("div", { class: "row", role: "row" },
    COLUMNS.map((column) => el("span", { class: "cell " + column.id, role: "gridcell" })));
}

export function fill(node, row, index, height, isActive) {
  node.style.transform = "translateY(" + index * height + "px)";
  if (node.dataset.sequence !== String(row.sequence)) {
    node.dataset.sequence = row.sequence;
    node.id = "row-" + row.sequence;
  }
  node.setAttribute("aria-rowindex", index + 2);
  node.setAttribute("aria-selected", isActive);
  fillOutcome(node.firstElementChild, row);
  let cell = node.firstElementChild;
  for (const column of COLUMNS.slice(1)) {
    cell = cell.nextElementSibling;
    const text = column.of(row);
    if (cell.textContent !== text) {
      cell.textContent = text;
      cell.title = text;
    }
  }
  node.classList.toggle("again", row.attempt > 1);
}

function fillOutcome(cell, row) {
  const status = row.status === 0 ? "reset" : String(row.status);
  const wanted = row.outcome + " " + status;
  if (cell.dataset.outcome === wanted) return;
  cell.dataset.outcome = wanted;
  cell.replaceChildren(
    BADGES.get(row.outcome).cloneNode(true),
    row.status === 200 ? "" : el("span", { class: "status" }, status));
}
