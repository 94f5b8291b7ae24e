import type { Strings } from "./en.js";
export type { Strings };
/** Some of the words, to put in place of the built-in ones. Plural forms beyond `_one` and `_other` may be added. */
export type Translation = Partial<Strings> & {
    readonly [key: string]: string | undefined;
};
/** Says a text, with {placeholders} filled in. */
export type Translate = (word: keyof Strings, values?: Readonly<Record<string, string>>) => string;
/** The widget's words, dates and numbers in one locale. */
export interface I18n {
    readonly t: Translate;
    /** A text in the plural form for n. */
    count(word: "new" | "unread", n: number): string;
    /** The time of day, e.g. "14:05". */
    time(date: Date): string;
    /** The day: "Today", "Yesterday", "Monday, June 1". */
    day(date: Date): string;
    /** A file's size, e.g. "2.4 MB". */
    bytes(n: number): string;
}
/** Makes the words, dates and numbers of a locale; what the translation lacks is said in English. */
export declare function createI18n(wanted?: string | null, translation?: Translation): I18n;
