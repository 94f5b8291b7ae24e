/**
 * The block half of Markdown: a text is cut into blocks line by line. Reading
 * is lenient where people and language models are: a list may follow a
 * paragraph at once, two spaces are enough to nest, a fence need not be closed.
 */

import { cells, tableAt } from "./table.js";
import type { Align } from "./table.js";

/** How deep quotes and lists nest; deeper ones are read as paragraphs. */
export const maxDepth = 6;

/** A block. `source` is all it was made from: equal sources make equal blocks. */
export type Block = { readonly source: string } & (
  | { readonly kind: "paragraph" | "rule" }
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "code"; readonly text: string; readonly language: string }
  | { readonly kind: "table"; readonly align: readonly Align[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "quote"; readonly lines: readonly string[] }
  | { readonly kind: "list"; readonly start: number | null; readonly items: readonly (readonly string[])[] }
);

const fence = /^ {0,3}(`{3,}|~{3,}) *([^`\s]*)[^`]*$/;
const heading = /^ {0,3}(#{1,6})(?: +(.*))?$/;
const rule = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const quote = /^ {0,3}> ?(.*)$/;
const bullet = /^( *)([-*+]|(\d{1,9})[.)])( +|$)(.*)$/;

/** Cuts a text into its blocks. */
export function blocks(lines: readonly string[], depth = 0): Block[] {
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    if (isBlank(lines[at]!)) {
      at++;
      continue;
    }
    const [block, end] = read(lines, at, depth);
    found.push({ ...block, source: lines.slice(at, end).join("\n") } as Block);
    at = end;
  }
  return found;
}

type Shape<B = Block> = B extends Block ? Omit<B, "source"> : never;
/** A block and the line after it. */
type Found = [block: Shape, end: number];

function read(lines: readonly string[], at: number, depth: number): Found {
  const line = lines[at]!;
  const title = heading.exec(line);
  if (title) return [{ kind: "heading", level: title[1]!.length, text: title[2] ?? "" }, at + 1];
  if (rule.test(line)) return [{ kind: "rule" }, at + 1];
  if (fence.test(line)) return readCode(lines, at);
  if (depth < maxDepth && quote.test(line)) return readQuote(lines, at);
  if (depth < maxDepth && bullet.test(line)) return readList(lines, at);
  const align = tableAt(lines, at);
  return align ? readTable(lines, at, align) : readParagraph(lines, at, depth);
}

/** A table ends with the first line that has no bar. What a row has more than the first one is left out. */
function readTable(lines: readonly string[], at: number, align: readonly Align[]): Found {
  let end = at + 2;
  while (end < lines.length && lines[end]!.includes("|")) end++;
  const rows = [lines[at]!, ...lines.slice(at + 2, end)].map((line) => cells(line).slice(0, align.length));
  return [{ kind: "table", align, rows }, end];
}

function readCode(lines: readonly string[], at: number): Found {
  const [, marks = "", language = ""] = fence.exec(lines[at]!)!;
  let end = at + 1;
  while (end < lines.length && !closes(lines[end]!.trim(), marks)) end++;
  return [{ kind: "code", language, text: lines.slice(at + 1, end).join("\n") }, end + 1];
}

/** Whether a line closes a fence: its character only, at least as many. */
function closes(line: string, marks: string): boolean {
  return line.startsWith(marks) && line === marks[0]!.repeat(line.length);
}

function readQuote(lines: readonly string[], at: number): Found {
  const inner: string[] = [];
  for (let found; at < lines.length && (found = quote.exec(lines[at]!)); at++) inner.push(found[1]!);
  return [{ kind: "quote", lines: inner }, at];
}

function readParagraph(lines: readonly string[], at: number, depth: number): Found {
  let end = at + 1;
  while (end < lines.length && !isBlank(lines[end]!) && !interrupts(lines[end]!, depth) && !tableAt(lines, end)) end++;
  return [{ kind: "paragraph" }, end];
}

function interrupts(line: string, depth: number): boolean {
  if (heading.test(line) || rule.test(line) || fence.test(line)) return true;
  if (depth >= maxDepth) return false;
  const item = bullet.exec(line);
  // A line that begins with a year is no list.
  return quote.test(line) || (item !== null && (!item[3] || item[3] === "1") && item[5] !== "");
}

function readList(lines: readonly string[], at: number): Found {
  const first = bullet.exec(lines[at]!)!;
  const base = first[1]!.length;
  const ordered = first[3] !== undefined;
  const items: string[][] = [];
  let indent = 0; // where the text of the current item begins
  let blank = false; // the line before was empty
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const item = bullet.exec(line);
    const depth = line.length - line.trimStart().length;
    if (isBlank(line)) blank = true;
    else if (item && depth < base + 2 && !rule.test(line)) {
      if ((item[3] !== undefined) !== ordered) break;
      indent = depth + item[2]!.length + Math.min(item[4]!.length, 4);
      items.push([item[5]!]);
      blank = false;
    } else if (depth >= base + 2 || (!blank && !interrupts(line, 0))) {
      if (blank) items.at(-1)!.push("");
      items.at(-1)!.push(line.slice(Math.min(depth, indent)));
      blank = false;
    } else break;
  }
  return [{ kind: "list", start: ordered ? Number(first[3]) : null, items }, at];
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}
