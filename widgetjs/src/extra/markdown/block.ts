/**
 * The block half of Markdown: a text is cut into blocks line by line. Reading
 * is lenient where people and language models are: a list may follow a
 * paragraph at once, two spaces are enough to nest, a fence need not be closed.
 */

import type { Translate } from "../../i18n/index.js";
import { h } from "../../ui/dom.js";
import { code } from "./code.js";
import { inline } from "./inline.js";
import { table, tableAt } from "./table.js";
import type { Align } from "./table.js";

/** How deep quotes and lists nest; deeper ones are read as paragraphs. */
const maxDepth = 6;

/** Makes a block's element. A paragraph can be written into an element that is there. */
type Make = (into?: HTMLElement) => HTMLElement;

/** A block: all it was made from, so that equal sources make equal blocks, and its element. */
type Block = readonly [source: string, make: Make];

const fence = /^ {0,3}(`{3,}|~{3,}) *([^`\s]*)[^`]*$/;
const heading = /^ {0,3}(#{1,6})(?: +(.*))?$/;
const rule = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const quote = /^ {0,3}> ?/;
const bullet = /^( *)([-*+]|(\d{1,9})[.)])( +|$)(.*)$/;
/** What begins a list in the middle of a paragraph: a line that begins with a year does not. */
const clearBullet = /^ *(?:[-*+]|1[.)]) +[^ ]/;

/** Cuts lines into blocks. */
export function blocks(lines: readonly string[], t: Translate, depth = 0): readonly Block[] {
  const found: Block[] = [];
  let at = 0;

  /** Takes lines as long as they are wanted. */
  const take = (wanted: (line: string) => boolean) => {
    const from = at;
    while (at < lines.length && wanted(lines[at]!)) at++;
    return lines.slice(from, at);
  };
  const nests = depth < maxDepth;
  const interrupts = (line: string) => heading.test(line) || rule.test(line) || fence.test(line) || (nests && (quote.test(line) || clearBullet.test(line)));

  const readCode = (marks: string, language: string): Make => {
    at++;
    const text = take((line) => !closes(line.trim(), marks)).join("\n");
    at++;
    return () => code(text, language, t);
  };

  const readQuote = (): Make => {
    const inner = take((line) => quote.test(line)).map((line) => line.replace(quote, ""));
    return () => h("blockquote", null, ...blocks(inner, t, depth + 1).map(([, make]) => make()));
  };

  const readList = ([, { length: base } = "", , number]: RegExpExecArray): Make => {
    const items: string[][] = [];
    let indent = 0; // where the text of the current item begins
    let blank = false; // the line before was empty
    take((line) => {
      if (isBlank(line)) return (blank = true);
      const offset = line.search(/[^ ]/);
      const item = offset < base + 2 && !rule.test(line) && bullet.exec(line);
      if (item) {
        if (!item[3] !== !number) return false;
        indent = offset + item[2]!.length + Math.min(item[4]!.length, 4);
        items.push([item[5]!]);
      } else if (offset >= base + 2 || (!blank && !interrupts(line))) {
        items.at(-1)!.push(...(blank ? [""] : []), line.slice(Math.min(offset, indent)));
      } else return false;
      blank = false;
      return true;
    });
    return () => h(number ? "ol" : "ul", { start: number && Number(number) }, ...items.map(listItem));
  };

  /** A first paragraph stands in the item itself, as lists are mostly meant to be tight. */
  const listItem = (inner: readonly string[]) => {
    const item = h("li");
    blocks(inner, t, depth + 1).forEach(([, make], i) => {
      const made = make(i ? undefined : item);
      if (made !== item) item.append(made);
    });
    return item;
  };

  /** A table ends with the first line that has no bar. */
  const readTable = (align: readonly Align[]): Make => {
    const head = lines[at]!;
    at += 2;
    const body = take((line) => line.includes("|"));
    return () => table(align, [head, ...body]);
  };

  const readParagraph = (): Make => {
    const from = at++;
    take((line) => !isBlank(line) && !interrupts(line) && !tableAt(lines, at));
    const text = lines.slice(from, at).map((line) => line.trim()).join("\n"); // line breaks stay; the spaces around them go
    return (into = h("p")) => inline(into, text);
  };

  const read = (line: string): Make => {
    const title = heading.exec(line);
    const alone = title || rule.test(line);
    if (alone) at++;
    // Below the window's title there is one level: a message must not leave holes in the page's outline.
    if (title) return () => inline(h("h3", { class: `level-${title[1]!.length}` }), title[2]?.trim() ?? "");
    if (alone) return () => h("hr");
    const fenced = fence.exec(line);
    if (fenced) return readCode(fenced[1]!, fenced[2]!);
    if (nests && quote.test(line)) return readQuote();
    const item = nests && bullet.exec(line);
    if (item) return readList(item);
    const align = tableAt(lines, at);
    return align ? readTable(align) : readParagraph();
  };

  while (take(isBlank), at < lines.length) {
    const from = at;
    const make = read(lines[at]!);
    found.push([lines.slice(from, at).join("\n"), make]);
  }
  return found;
}

/** Whether a line closes a fence: its character only, at least as many. */
function closes(line: string, marks: string): boolean {
  return line.startsWith(marks) && line === marks[0]!.repeat(line.length);
}

function isBlank(line: string): boolean {
  return !line.trim();
}
