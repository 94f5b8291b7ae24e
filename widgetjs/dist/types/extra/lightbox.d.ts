import type { PartContext } from "../parts/context.js";
/**
 * Shows a picture over the whole page, until Escape, its button or a click beside it. The focus returns to the
 * opener, which is still where it was.
 */
export declare function lightbox(opener: HTMLElement, url: string, alt: string, context: PartContext): void;
