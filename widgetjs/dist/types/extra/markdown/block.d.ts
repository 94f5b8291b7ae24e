/**
 * The block half of Markdown: a text is cut into blocks line by line. Reading
 * is lenient where people and language models are: a list may follow a
 * paragraph at once, two spaces are enough to nest, a fence need not be closed.
 */
import type { Translate } from "../../i18n/index.js";
/** Makes a block's element. A paragraph can be written into an element that is there. */
type Make = (into?: HTMLElement) => HTMLElement;
/** A block: all it was made from, so that equal sources make equal blocks, and its element. */
type Block = readonly [source: string, make: Make];
/** Cuts lines into blocks. */
export declare function blocks(lines: readonly string[], t: Translate, depth?: number): readonly Block[];
export {};
