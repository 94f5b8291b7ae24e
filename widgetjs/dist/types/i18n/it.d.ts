import type { Words } from "./index.js";
/** Italian. */
export declare const words: Words;
