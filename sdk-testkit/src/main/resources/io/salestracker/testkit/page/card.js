// What an agent or a merchant would see in the vendor's own product.

import { el, icon, linked, webAddress } from "./dom.js";
import { money } from "./format.js";

const PICTURE = "M2.5 3.5h11v9h-11zM2.5 11l3-3 2.5 2.5 2-2 3.5 3.5M10.5 6.2v.1";

export function card(shows) {
  if (!shows || shows.type === "none") {
    return el("p", { class: "quiet" }, shows?.note ?? "The vendor's product shows nothing for this event.");
  }
  // Of a cart no pictures are sent to begin with.
  const hasPictures = shows.type === "order" || shows.items?.some((one) => one.thumbnail);
  return el("figure", { class: "card" },
    el("figcaption", {}, shows.title),
    (shows.number || shows.total) && el("div", { class: "card-head" },
      shows.number && el("strong", {}, shows.number),
      shows.total && el("strong", { class: "sum" }, money(shows.total, shows.currency))),
    shows.items?.length > 0 && el("ul", { class: "items" }, shows.items.map((one) => item(one, hasPictures))),
    shows.facts?.length > 0 && el("dl", { class: "facts" },
      shows.facts.map((fact) => [el("dt", {}, fact.label), el("dd", {}, linked(fact.value))])),
    shows.note && el("p", { class: "quiet" }, shows.note));
}

function item(item, hasPictures) {
  return el("li", {},
    hasPictures && picture(item.thumbnail),
    el("div", { class: "what" }, el("span", { class: "title" }, item.title ?? "(no title)"),
      item.variant && el("span", { class: "variant" }, item.variant)),
    item.quantity !== undefined && item.quantity !== null && el("span", { class: "quantity" }, "× " + item.quantity),
    el("span", { class: "price" }, money(item.price, item.currency)));
}

function picture(address) {
  const none = () => el("span", { class: "picture none", title: "No picture" }, icon(PICTURE));
  const source = webAddress(address);
  if (!source) return none();
  const image = el("img", { class: "picture", alt: "", loading: "lazy", referrerpolicy: "no-referrer", width: 44, height: 44 });
  image.addEventListener("error", () => image.replaceWith(none()));
  image.src = source;
  return image;
}
