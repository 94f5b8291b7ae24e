import type { Translate } from "../i18n/index.js";
/** Makes a bubble with text in it. */
export declare function bubble(type: "text" | "markdown", text: string, t: Translate): HTMLElement;
/** Shows another text in the bubble of a part of the same type; returns whether the type can do that. */
export declare function rewrite(element: HTMLElement, type: string, text: unknown, t: Translate): boolean;
