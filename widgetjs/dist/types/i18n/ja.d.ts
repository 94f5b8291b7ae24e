import type { Words } from "./index.js";
/** Japanese. */
export declare const words: Words;
