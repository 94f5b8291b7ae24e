/** The rows of a table: `| a | b |`, with a line of dashes under the first one. */
/** How many columns a table may have; what is wider is read as text. */
export declare const maxColumns = 24;
/** How a column is set; null: as its text runs. */
export type Align = "center" | "end" | null;
/** Returns how the columns of the table that begins at a line are set, or null when none begins there. */
export declare function tableAt(lines: readonly string[], at: number): readonly Align[] | null;
/** Cuts a row into its cells. A bar after a backslash is part of its cell. */
export declare function cells(line: string): string[];
