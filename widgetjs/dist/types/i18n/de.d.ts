import type { Words } from "./index.js";
/** German. */
export declare const words: Words;
