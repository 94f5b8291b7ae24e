import type { Part } from "../client/index.js";
import type { PartContext } from "../parts/context.js";
/** Shows a picture, a title, a text and choices as one thing. */
export declare function card(part: Readonly<Record<string, unknown>>, context: PartContext): HTMLElement;
/** Shows cards side by side; they are scrolled by finger, by arrow keys and by two buttons. */
export declare function carousel(part: Part, context: PartContext): HTMLElement | null;
