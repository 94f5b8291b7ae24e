/**
 * The block half of Markdown: a text is cut into blocks line by line. Reading
 * is lenient where people and language models are: a list may follow a
 * paragraph at once, two spaces are enough to nest, a fence need not be closed.
 */
import type { Align } from "./table.js";
/** How deep quotes and lists nest; deeper ones are read as paragraphs. */
export declare const maxDepth = 6;
/** A block. `source` is all it was made from: equal sources make equal blocks. */
export type Block = {
    readonly source: string;
} & ({
    readonly kind: "paragraph" | "rule";
} | {
    readonly kind: "heading";
    readonly level: number;
    readonly text: string;
} | {
    readonly kind: "code";
    readonly text: string;
    readonly language: string;
} | {
    readonly kind: "table";
    readonly align: readonly Align[];
    readonly rows: readonly (readonly string[])[];
} | {
    readonly kind: "quote";
    readonly lines: readonly string[];
} | {
    readonly kind: "list";
    readonly start: number | null;
    readonly items: readonly (readonly string[])[];
});
/** Cuts a text into its blocks. */
export declare function blocks(lines: readonly string[], depth?: number): Block[];
