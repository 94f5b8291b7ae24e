import type { Words } from "./index.js";
/** Turkish. */
export declare const words: Words;
