import { h } from "../../ui/dom.js";
import { blocks } from "./block.js";
import type { Block } from "./block.js";
import { inline } from "./inline.js";

/** What an element shows: the source of each of its children. */
const shown = new WeakMap<Element, readonly string[]>();

/**
 * Shows Markdown in an element. Called again with a longer text, it keeps the
 * blocks that did not change, so that a streamed answer grows without its
 * beginning being made anew and a selection in it survives.
 */
export function markdown(element: Element, text: string): void {
  const next = blocks(text.split(/\r?\n/));
  const before = shown.get(element) ?? [];
  let same = 0;
  while (same < before.length && before[same] === next[same]?.source) same++;
  while (element.childNodes.length > same) element.lastChild!.remove();
  for (const block of next.slice(same)) {
    const made = element.appendChild(render(block, 0));
    made.dir = "auto"; // each block runs as its own text does
  }
  shown.set(element, next.map(({ source }) => source));
}

function render(block: Block, depth: number): HTMLElement {
  switch (block.kind) {
    case "rule":
      return h("hr");
    case "code":
      return h("pre", { tabindex: 0 }, h("code", null, block.text));
    case "heading":
      // Below the window's title there is one level: a message must not leave holes in the page's outline.
      return withInline(h("h3", { class: `level-${block.level}` }), block.text);
    case "quote":
      return h("blockquote", null, ...blocks(block.lines, depth + 1).map((inner) => render(inner, depth + 1)));
    case "list": {
      const items = block.items.map((lines) => renderItem(lines, depth + 1));
      return block.start === null ? h("ul", null, ...items) : h("ol", { start: block.start }, ...items);
    }
    case "paragraph":
      return withInline(h("p"), block.source);
  }
}

/** An item's first paragraph stands in the item itself, as lists are mostly meant to be tight. */
function renderItem(lines: readonly string[], depth: number): HTMLElement {
  const [first, ...rest] = blocks(lines, depth);
  const item = h("li");
  if (first?.kind === "paragraph") inline(item, first.source);
  else if (first) item.append(render(first, depth));
  item.append(...rest.map((block) => render(block, depth)));
  return item;
}

function withInline(element: HTMLElement, text: string): HTMLElement {
  inline(element, trimLines(text));
  return element;
}

/** Line breaks stay; the spaces around them go. */
function trimLines(text: string): string {
  return text.split("\n").map((line) => line.trim()).join("\n");
}
