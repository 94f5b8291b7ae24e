import type { Words } from "./index.js";
/** Hebrew. */
export declare const words: Words;
