import type { Translate } from "../../i18n/index.js";
/**
 * Shows Markdown in an element. Called again with a longer text, it keeps the
 * blocks that did not change, so that a streamed answer grows without its
 * beginning being made anew and a selection in it survives.
 */
export declare function markdown(element: Element, text: string, t: Translate): void;
