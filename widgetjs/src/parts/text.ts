import { h } from "../ui/dom.js";
import type { Translate } from "../i18n/index.js";
import { textOf } from "./fields.js";
import { linkify } from "./link.js";
import { markdown } from "./markdown/index.js";

/** The types whose element can take a longer text later, as a streamed answer does. */
const writers: Readonly<Record<string, (element: HTMLElement, text: string, t: Translate) => void>> = {
  text: (element, text) => {
    element.replaceChildren();
    linkify(element, text);
  },
  markdown,
};

/** Makes a bubble with text in it. */
export function bubble(type: "text" | "markdown", text: string, t: Translate): HTMLElement {
  const element = h("div", { class: `bubble ${type}`, part: "bubble" });
  writers[type]!(element, text, t);
  return element;
}

/** Shows another text in the bubble of a part of the same type; returns whether the type can do that. */
export function rewrite(element: HTMLElement, type: string, text: unknown, t: Translate): boolean {
  writers[type]?.(element, textOf(text), t);
  return type in writers;
}
