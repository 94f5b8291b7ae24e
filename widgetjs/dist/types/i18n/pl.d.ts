import type { Words } from "./index.js";
/** Polish. */
export declare const words: Words;
