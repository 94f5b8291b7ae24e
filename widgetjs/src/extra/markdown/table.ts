import { h } from "../../ui/dom.js";
import { inline } from "./inline.js";

/** How many columns a table may have; what is wider is read as text. */
const maxColumns = 24;

/** How a column is set; null: as its text runs. */
export type Align = "center" | "end" | null;

const bar = /(?<!\\)\|/;

/** Returns how the columns of the table that begins at a line are set, or null when none begins there. */
export function tableAt(lines: readonly string[], at: number): readonly Align[] | null {
  const [head = "", dashes = ""] = lines.slice(at, at + 2);
  if (!bar.test(head)) return null;
  const columns = cells(dashes);
  if (columns.length > maxColumns || columns.length !== cells(head).length || !columns.every((cell) => /^:?-+:?$/.test(cell))) return null;
  return columns.map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "end") : null));
}

/** Shows rows, the first of which is the head. What they have more than it is left out. A wide table is scrolled by itself, also by keyboard. */
export function table(align: readonly Align[], lines: readonly string[]): HTMLElement {
  const [head, ...body] = lines.map((line, y) =>
    h("tr", null, ...cells(line).slice(0, align.length).map((cell, x) => inline(h(y ? "td" : "th", { class: align[x], dir: "auto" }), cell))),
  );
  return h("div", { class: "table", tabindex: 0 }, h("table", null, h("thead", null, head), h("tbody", null, ...body)));
}

/** Cuts a row, `| a | b |`, into its cells. A bar after a backslash is part of its cell. */
function cells(line: string): string[] {
  const row = line.trim().replace(/^\||(?<!\\)\|$/g, "");
  return row.split(bar).map((cell) => cell.replaceAll("\\|", "|").trim());
}
