import { h } from "../ui/dom.js";
import type { Translate } from "../i18n/index.js";
import { textOf } from "./fields.js";
import { linkify } from "./link.js";
import { extra } from "./rich.js";

/** Makes a bubble with text in it. */
export function bubble(type: string, text: string, t: Translate): HTMLElement {
  const element = h("div", { part: "bubble" });
  rewrite(element, type, text, t);
  return element;
}

/**
 * Shows another text in the bubble of a part of the same type, as a streamed answer needs it; returns whether the type
 * can do that. Markdown stands as it was written until what shows it is loaded.
 */
export function rewrite(element: HTMLElement, type: string, text: unknown, t: Translate): boolean {
  if (type !== "text" && type !== "markdown") return false;
  const markdown = type === "markdown" && extra?.markdown;
  element.className = `bubble ${markdown ? type : "text"}`;
  if (markdown) markdown(element, textOf(text), t);
  else {
    element.replaceChildren();
    linkify(element, textOf(text));
  }
  return true;
}
