import type { Part } from "../client/index.js";
import type { PartContext } from "../parts/context.js";
/** What a form needs of what is around it; one before the conversation belongs to no message. */
type Form = Pick<PartContext, "i18n" | "send">;
/**
 * Shows a form. Its answers are sent as an ordinary message: a text that people
 * and bots can read, and an `x-form` part with `form` (its id) and `values` for programs.
 */
export declare function form(part: Part, context: Form): HTMLElement;
export {};
