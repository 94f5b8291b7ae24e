import type { Words } from "./index.js";
/** Korean. */
export declare const words: Words;
