import type { Words } from "./index.js";
/** Spanish. */
export declare const words: Words;
