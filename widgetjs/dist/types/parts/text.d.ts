import type { Translate } from "../i18n/index.js";
/** Makes a bubble with text in it. */
export declare function bubble(type: string, text: string, t: Translate): HTMLElement;
/**
 * Shows another text in the bubble of a part of the same type, as a streamed answer needs it; returns whether the type
 * can do that. Markdown stands as it was written until what shows it is loaded.
 */
export declare function rewrite(element: HTMLElement, type: string, text: unknown, t: Translate): boolean;
