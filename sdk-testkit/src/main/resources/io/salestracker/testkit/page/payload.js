// A payload as JSON, one element per line, with the field at fault marked where it is or where it belongs.

import { el } from "./dom.js";
import { Written } from "./api.js";

const MOST_LINES = 1_000;

/** Shows a payload; `field` is the path of the field at fault, if any, and `reason` what is wrong with it. */
export function payload(value, field, reason) {
  const fault = field ? find(value, field) ?? find(value, field.replace(/^payload\./, "")) ?? absent(value, field) : null;
  const lines = write(value, fault);
  // The field is where the words are, and need not be named again.
  const why = field && reason?.startsWith(field + " ") ? reason.slice(field.length + 1) : reason;
  const box = el("div", { class: "payload", role: "group", "aria-label": "Payload" });
  const show = (from, to) => box.replaceChildren(...lines.slice(from, to).map((line) => line(why)));
  if (lines.length <= MOST_LINES) {
    show(0, lines.length);
    return box;
  }
  const marked = Math.max(0, lines.findIndex((line) => line.isMarked));
  const from = Math.max(0, marked - MOST_LINES / 2);
  show(from, from + MOST_LINES);
  const all = el("button", { type: "button" }, "Show all " + lines.length + " lines");
  all.addEventListener("click", () => {
    show(0, lines.length);
    all.remove();
  });
  return el("div", {}, box, all);
}

/** A payload as text, with each number as it was written. */
export function plain(value) {
  if (typeof value === "string") return value;
  return JSON.stringify(value, (key, member) => (member instanceof Written ? JSON.rawJSON(member.source) : member), 2);
}

/** Walks a path such as items[2].value. Names may have dots and brackets, so the longest that fits is taken. */
function find(value, path) {
  let parent = value;
  let rest = path;
  let key;
  while (rest !== "") {
    if (parent === null || typeof parent !== "object" || parent instanceof Written) return null;
    const index = /^\[(\d+)\]/.exec(rest);
    if (Array.isArray(parent) && index) {
      key = Number(index[1]);
      rest = rest.slice(index[0].length);
    } else {
      key = Object.keys(parent).filter((name) => begins(rest, name)).sort((a, b) => b.length - a.length)[0];
      if (key === undefined) return { parent, key: rest, isMissing: true };
      rest = rest.slice(key.length);
    }
    if (rest.startsWith(".")) rest = rest.slice(1);
    if (rest === "") return key in parent ? { parent, key, isMissing: false } : null;
    parent = parent[key];
  }
  return null;
}

function begins(path, name) {
  // The sandbox cuts names that are too long.
  if (path.endsWith("...") && name.length > 100 && name.startsWith(path.slice(0, -3))) return true;
  return path === name || path.startsWith(name + ".") || path.startsWith(name + "[");
}

function absent(value, field) {
  return value !== null && typeof value === "object" ? { parent: value, key: field, isMissing: true } : null;
}

/** Returns a function for each line, which makes its element when it is to be seen. */
function write(root, fault) {
  const lines = [];
  const put = (depth, tokens, mark) => {
    const line = (reason) => element(depth, tokens, mark, reason);
    line.isMarked = mark !== undefined;
    lines.push(line);
  };
  const members = (value, depth) => {
    const isList = Array.isArray(value);
    const entries = Object.entries(value);
    const ghost = fault?.isMissing && fault.parent === value;
    entries.forEach(([key, member], at) => {
      const isFault = fault && !fault.isMissing && fault.parent === value && String(fault.key) === key;
      const comma = at < entries.length - 1 || ghost ? "," : "";
      const name = isList ? [] : [token("key", JSON.stringify(key)), token("sign", ": ")];
      node(member, depth, name, comma, isFault ? "offending" : undefined);
    });
    if (ghost) put(depth, [token("key", JSON.stringify(fault.key)), token("sign", ": "), token("ghost", "…")], "missing");
  };
  const node = (value, depth, name, comma, mark) => {
    if (value === null || typeof value !== "object" || value instanceof Written) {
      put(depth, [...name, leaf(value), token("sign", comma)], mark);
      return;
    }
    const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
    const isEmpty = Object.keys(value).length === 0 && !(fault?.isMissing && fault.parent === value);
    if (isEmpty) {
      put(depth, [...name, token("sign", open + close + comma)], mark);
      return;
    }
    put(depth, [...name, token("sign", open)], mark);
    members(value, depth + 1);
    put(depth, [token("sign", close + comma)]);
  };
  if (typeof root === "string") root.split("\n").forEach((text) => put(0, [token("raw", text)]));
  else node(root, 0, [], "");
  return lines;
}

const token = (kind, text) => ({ kind, text });

function leaf(value) {
  if (value instanceof Written) return token("number", value.source);
  if (typeof value === "string") return token("string", JSON.stringify(value));
  return token("literal", String(value));
}

function element(depth, tokens, mark, reason) {
  const line = el("div", { class: "line" + (mark ? " " + mark : "") },
    tokens.filter(({ text }) => text !== "").map(({ kind, text }) => el("span", { class: kind }, text)));
  line.style.paddingInlineStart = `calc(${depth} * 2ch + 1.25rem)`;
  if (mark) line.append(el("span", { class: "why" }, reason ?? "the field at fault"));
  return line;
}
