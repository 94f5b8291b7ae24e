import type { Context } from "../ui/context.js";
/** Asks how it was: one to five stars and a comment. What is given is told to the page. */
export declare function rating(context: Context): HTMLElement;
