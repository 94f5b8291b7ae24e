import type { Open } from "./transport.js";
/** Frames by long polling: one request after the other, each with the cursor of the last answer that was applied. */
export declare const openLongPoll: Open;
