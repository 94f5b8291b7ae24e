/** What is loaded when a conversation first needs it: all that is not text, Markdown or a choice. */
import type { PartRenderers } from "../parts/index.js";
import type { Message } from "../client/index.js";
import type { Context } from "../ui/context.js";
import { Around } from "./around.js";
import { thumbs } from "./feedback.js";
/** What this module gives to the rest. */
export interface Extra {
    readonly styles: string;
    readonly english: Readonly<Record<string, string>>;
    readonly parts: PartRenderers;
    readonly Around: typeof Around;
    thumbs(message: Message, context: Context): HTMLElement;
}
export { Around, thumbs };
export { extraEn as english } from "./en.js";
export declare const styles: string;
export declare const parts: PartRenderers;
