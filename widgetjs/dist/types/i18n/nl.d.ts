import type { Words } from "./index.js";
/** Dutch. */
export declare const words: Words;
