/** What is loaded when a conversation first needs it: all that is not text or a choice. */
import type { PartRenderers } from "../parts/index.js";
import type { Message } from "../client/index.js";
import type { Context } from "../ui/context.js";
import { createAround } from "./around.js";
import { thumbs } from "./feedback.js";
import { markdown } from "./markdown/index.js";
/** What this module gives to the rest. */
export interface Extra {
    readonly styles: string;
    readonly english: Readonly<Record<string, string>>;
    readonly parts: PartRenderers;
    readonly createAround: typeof createAround;
    readonly markdown: typeof markdown;
    thumbs(message: Message, context: Context): HTMLElement;
}
export { createAround, markdown, thumbs };
export { extraEn as english } from "./en.js";
export declare const styles: string;
export declare const parts: PartRenderers;
