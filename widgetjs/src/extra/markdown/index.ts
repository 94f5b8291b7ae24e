import type { Translate } from "../../i18n/index.js";
import { blocks } from "./block.js";

/** What an element shows: the source of each of its children. */
const shown = new WeakMap<Element, readonly string[]>();

/**
 * Shows Markdown in an element. Called again with a longer text, it keeps the
 * blocks that did not change, so that a streamed answer grows without its
 * beginning being made anew and a selection in it survives.
 */
export function markdown(element: Element, text: string, t: Translate): void {
  const next = blocks(text.split(/\r?\n/), t);
  const before = shown.get(element) ?? [];
  let same = 0;
  while (same < before.length && before[same] === next[same]?.[0]) same++;
  while (element.childNodes.length > same) element.lastChild!.remove();
  for (const [, make] of next.slice(same)) {
    const made = make();
    made.dir = "auto"; // each block runs as its own text does
    element.append(made);
  }
  shown.set(element, next.map(([source]) => source));
}
