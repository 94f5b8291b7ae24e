import { h } from "../../ui/dom.js";
import type { Translate } from "../../i18n/index.js";
import { blocks } from "./block.js";
import type { Block } from "./block.js";
import { code } from "./code.js";
import { inline } from "./inline.js";

/** What an element shows: the source of each of its children. */
const shown = new WeakMap<Element, readonly string[]>();

/**
 * Shows Markdown in an element. Called again with a longer text, it keeps the
 * blocks that did not change, so that a streamed answer grows without its
 * beginning being made anew and a selection in it survives.
 */
export function markdown(element: Element, text: string, t: Translate): void {
  const next = blocks(text.split(/\r?\n/));
  const before = shown.get(element) ?? [];
  let same = 0;
  while (same < before.length && before[same] === next[same]?.source) same++;
  while (element.childNodes.length > same) element.lastChild!.remove();
  for (const block of next.slice(same)) {
    const made = element.appendChild(render(block, 0, t));
    made.dir = "auto"; // each block runs as its own text does
  }
  shown.set(element, next.map(({ source }) => source));
}

function render(block: Block, depth: number, t: Translate): HTMLElement {
  switch (block.kind) {
    case "rule":
      return h("hr");
    case "code":
      return code(block.text, block.language, t);
    case "table":
      return table(block);
    case "heading":
      // Below the window's title there is one level: a message must not leave holes in the page's outline.
      return withInline(h("h3", { class: `level-${block.level}` }), block.text);
    case "quote":
      return h("blockquote", null, ...blocks(block.lines, depth + 1).map((inner) => render(inner, depth + 1, t)));
    case "list": {
      const items = block.items.map((lines) => renderItem(lines, depth + 1, t));
      return block.start === null ? h("ul", null, ...items) : h("ol", { start: block.start }, ...items);
    }
    case "paragraph":
      return withInline(h("p"), block.source);
  }
}

/** An item's first paragraph stands in the item itself, as lists are mostly meant to be tight. */
function renderItem(lines: readonly string[], depth: number, t: Translate): HTMLElement {
  const [first, ...rest] = blocks(lines, depth);
  const item = h("li");
  if (first?.kind === "paragraph") inline(item, first.source);
  else if (first) item.append(render(first, depth, t));
  item.append(...rest.map((block) => render(block, depth, t)));
  return item;
}

/** A wide table is scrolled by itself, also by keyboard. */
function table({ align, rows }: Extract<Block, { kind: "table" }>): HTMLElement {
  const [head, ...body] = rows.map((row, y) =>
    h("tr", null, ...row.map((cell, x) => withInline(h(y ? "td" : "th", { class: align[x] ?? null, dir: "auto" }), cell))),
  );
  return h("div", { class: "table", tabindex: 0 }, h("table", null, h("thead", null, head), h("tbody", null, ...body)));
}

function withInline(element: HTMLElement, text: string): HTMLElement {
  inline(element, trimLines(text));
  return element;
}

/** Line breaks stay; the spaces around them go. */
function trimLines(text: string): string {
  return text.split("\n").map((line) => line.trim()).join("\n");
}
