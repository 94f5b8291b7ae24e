import type { Translate } from "../../i18n/index.js";
/** Shows code that can be scrolled, also by keyboard, and copied. */
export declare function code(text: string, language: string, t: Translate): HTMLElement;
