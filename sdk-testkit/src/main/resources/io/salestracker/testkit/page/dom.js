// Elements without markup: whatever comes from a payload becomes text, never HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Creates an element: properties, then children, which are nodes, texts or lists of them; null and false are left out. */
export function el(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A small picture of strokes beside a word that says the same. */
export function icon(path) {
  return svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
}

export const byId = (id) => document.getElementById(id);

/** Runs work at most once per frame, however often it is asked for. */
export function eachFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** An address from a payload, if a browser may be sent there; else null. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A text in which addresses of the web are links, for someone who wants to look there. */
export function linked(text) {
  return String(text).split(/(https?:\/\/[^\s]+)/).map((part, at) => {
    const address = at % 2 === 1 && webAddress(part);
    return address
      ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", referrerpolicy: "no-referrer" }, part)
      : part;
  });
}
