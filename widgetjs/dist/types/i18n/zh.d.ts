import type { Words } from "./index.js";
/** Chinese (simplified). */
export declare const words: Words;
