// The words of the sandbox and what they mean.

export const VENDORS = [
  { id: "ebbot", name: "Ebbot" },
  { id: "alhena", name: "Alhena" },
  { id: "text", name: "Text" },
  { id: "tracktor", name: "Tracktor.io" },
];

export const vendorName = (id) => VENDORS.find((vendor) => vendor.id === id)?.name ?? id;

/** What can become of an event, as the page tells it apart: finer than the disposition alone. The API's filter knows each by its query or id. */
export const OUTCOMES = [
  {
    id: "accepted", query: "answered", name: "Accepted", icon: "M3 8.5l3.2 3.2L13 4.8",
    words: "Taken, and counted by the vendor.",
  },
  {
    id: "rejected", name: "Rejected", icon: "M4 4l8 8M12 4l-8 8",
    words: "Refused by a rule of the vendor's. Nothing was taken.",
  },
  {
    id: "duplicate", name: "Duplicate", icon: "M6 6h7v7H6zM3 10V3h7",
    words: "Answered like an accepted one, but the vendor already had it.",
  },
  {
    id: "ignored", name: "Ignored", icon: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4.2 11.8l7.6-7.6",
    words: "Answered like an accepted one, but without effect at the vendor.",
  },
  {
    id: "throttled", name: "Throttled", icon: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2 1.6",
    words: "Asked to slow down and come back later. Nothing was taken.",
  },
  {
    id: "failed", name: "Failed", icon: "M8 2.5l6 11H2zM8 7v3M8 11.9v.2",
    words: "A fault came first, and the vendor never looked at it. Nothing was taken.",
  },
  {
    id: "lost", name: "Response lost", icon: "M2 8h4M10 8h4M6.6 5.4l2.8 5.2",
    words: "Taken as new, but its response never reached the sender, who cannot know.",
  },
];

const BY_ID = new Map(OUTCOMES.map((outcome) => [outcome.id, outcome]));

export function outcome(row) {
  if (row.disposition === "FAULTED") return BY_ID.get(row.throttled ? "throttled" : "failed");
  if (row.disposition === "ACCEPTED" && row.responseFailed) return BY_ID.get("lost");
  return BY_ID.get(row.disposition.toLowerCase());
}

export const CERTAINTY = {
  STATED: "Stated by the vendor",
  PUBLISHED: "Published by the vendor",
  INFERRED: "Inferred",
  ASSUMED: "Assumed by the sandbox",
};

export const CERTAINTY_WORDS = {
  STATED: "It stands in one of the vendor's documents on sales tracking.",
  PUBLISHED: "It stands in another public source, such as an API reference, or was seen in the vendor's software.",
  INFERRED: "It is not stated, but follows closely from something that is.",
  ASSUMED: "It is not known. The real vendor may behave differently.",
};
