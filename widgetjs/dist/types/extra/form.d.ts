import type { Part } from "../client/index.js";
import type { PartContext } from "../parts/context.js";
/**
 * Shows a form. Its answers are sent as an ordinary message: a text that people
 * and bots can read, and an `x-form` part with `form` (its id) and `values` for programs.
 */
export declare function form(part: Part, context: PartContext): HTMLElement;
