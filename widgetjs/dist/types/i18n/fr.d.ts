import type { Words } from "./index.js";
/** French. */
export declare const words: Words;
