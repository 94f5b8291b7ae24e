import type { Words } from "./index.js";
/** Portuguese. */
export declare const words: Words;
