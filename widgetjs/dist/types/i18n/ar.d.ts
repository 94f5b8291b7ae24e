import type { Words } from "./index.js";
/** Arabic. */
export declare const words: Words;
