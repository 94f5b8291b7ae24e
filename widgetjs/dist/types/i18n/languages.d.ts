import type { Translation } from "./index.js";
/** What English and unknown languages have: nothing to put in place of the English words. */
export declare const noWords: Translation;
/** Loads the words of a locale's language. Where they cannot be loaded it stays English; it never rejects. */
export declare function wordsOf(locale: string | null | undefined): Promise<Translation>;
