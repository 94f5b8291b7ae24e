import type { Message } from "../client/index.js";
import type { Context } from "../ui/context.js";
/** Two thumbs under an answer. What is pressed is told to the page; pressed again it is taken back. */
export declare function thumbs(message: Message, context: Context): HTMLElement;
