/** What is loaded when a conversation first needs it: all that is not text, Markdown or a choice. */
import type { PartRenderers } from "../parts/index.js";
/** What this module gives to the rest. */
export interface Extra {
    readonly styles: string;
    readonly english: Readonly<Record<string, string>>;
    readonly parts: PartRenderers;
}
export { extraEn as english } from "./en.js";
export declare const styles: string;
export declare const parts: PartRenderers;
