/** How a column is set; null: as its text runs. */
export type Align = "center" | "end" | null;
/** Returns how the columns of the table that begins at a line are set, or null when none begins there. */
export declare function tableAt(lines: readonly string[], at: number): readonly Align[] | null;
/** Shows rows, the first of which is the head. What they have more than it is left out. A wide table is scrolled by itself, also by keyboard. */
export declare function table(align: readonly Align[], lines: readonly string[]): HTMLElement;
