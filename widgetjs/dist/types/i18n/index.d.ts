import { usableLocale } from "./words.js";
import type { Strings, Translation, Words } from "./words.js";
export { usableLocale };
export type { Strings, Translation };
/** The widget's words, dates and numbers in one locale. */
export interface I18n extends Words<keyof Strings> {
    /** The time of day, e.g. "14:05". */
    time(date: Date): string;
    /** The day: "Today", "Yesterday", "Monday, June 1". */
    day(date: Date): string;
    /** A file's size, e.g. "2.4 MB". */
    bytes(n: number): string;
}
/** Makes the words, dates and numbers of a locale. */
export declare function createI18n(wanted?: string | null, translation?: Translation): I18n;
