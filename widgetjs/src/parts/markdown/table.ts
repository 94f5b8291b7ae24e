/** The rows of a table: `| a | b |`, with a line of dashes under the first one. */

/** How many columns a table may have; what is wider is read as text. */
export const maxColumns = 24;

/** How a column is set; null: as its text runs. */
export type Align = "center" | "end" | null;

const dashes = /^:?-+:?$/;
const bar = /(?<!\\)\|/;

/** Returns how the columns of the table that begins at a line are set, or null when none begins there. */
export function tableAt(lines: readonly string[], at: number): readonly Align[] | null {
  const below = lines[at + 1];
  if (!below?.includes("-") || !bar.test(lines[at]!)) return null;
  const columns = cells(below);
  if (columns.length > maxColumns || !columns.every((cell) => dashes.test(cell)) || columns.length !== cells(lines[at]!).length) return null;
  return columns.map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "end") : null));
}

/** Cuts a row into its cells. A bar after a backslash is part of its cell. */
export function cells(line: string): string[] {
  const row = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return row.split(bar).map((cell) => cell.replaceAll("\\|", "|").trim());
}
