import type { Words } from "./index.js";
/** Russian. */
export declare const words: Words;
