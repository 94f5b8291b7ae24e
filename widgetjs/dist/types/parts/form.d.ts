import type { Part } from "../client/index.js";
import type { PartContext } from "./context.js";
/** The type of the part that carries a form's answers; it stands beside a text part that says them in words. */
export declare const formAnswer = "x-form";
/**
 * Shows a form. Its answers are sent as an ordinary message: a text that people
 * and bots can read, and an `x-form` part with `form` (its id) and `values` for programs.
 */
export declare function form(part: Part, context: PartContext): HTMLElement;
/** Marks a form as sent; what was entered stays readable. */
export declare function finish(element: HTMLFormElement): void;
